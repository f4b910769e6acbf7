"""Mail over SMTP: `smtp://user:password@host:port?from=12345@city.example`; `smtps://` uses TLS from the start."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from lianxin.notify.adapters.gateway import Letter, NotDelivered

_TIMEOUT = 10.0  # seconds
PERMANENT = 500  # RFC 5321, 4.2.1: reply codes from here on are final


@dataclass(frozen=True)
class MailOverSmtp:
    """Sends mail by one SMTP server; uses STARTTLS if the server offers it."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = None
    tls: bool = False
    timeout: float = _TIMEOUT

    @classmethod
    def of_url(cls, url: str) -> Self:
        """Reads the settings from a URL; without `from` the sender is 12345@host."""
        parts = urlsplit(url)
        host = parts.hostname or "localhost"
        tls = parts.scheme == "smtps"
        return cls(
            host=host,
            port=parts.port or (465 if tls else 25),
            sender=parse_qs(parts.query).get("from", [f"12345@{host}"])[0],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
        )

    async def deliver(self, letter: Letter) -> str:
        """Implements Gateway. SMTP has no idempotency, so a repeated mail has the same Message-ID."""
        mail = self.composed(letter)
        try:
            await aiosmtplib.send(
                mail,
                hostname=self.host,
                port=self.port,
                username=self.username,
                password=self.password,
                use_tls=self.tls,
                timeout=self.timeout,
            )
        except aiosmtplib.SMTPException as error:
            raise refusal(error) from None  # servers quote the address in their replies
        except (OSError, ValueError) as error:
            raise NotDelivered(type(error).__name__, final=isinstance(error, ValueError)) from None
        return mail["Message-ID"]

    def composed(self, letter: Letter) -> EmailMessage:
        """Returns the mail; raises NotDelivered if the address cannot be written into a header."""
        mail = EmailMessage()
        try:
            mail["To"] = letter.to
        except ValueError:
            raise NotDelivered("bad_address", final=True) from None
        mail["From"] = self.sender
        mail["Subject"] = letter.subject
        mail["Message-ID"] = f"<{letter.id}@{parseaddr(self.sender)[1].rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        return mail


def refusal(error: aiosmtplib.SMTPException) -> NotDelivered:
    """Converts an SMTP error; the reason is its reply code only.

    Only an error about the recipient or the content is final, not one about our own account.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
    blames_letter = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    return NotDelivered(f"smtp_{code}" if code else type(error).__name__, final=blames_letter and code >= PERMANENT)
