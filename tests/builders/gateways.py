"""A mail server that stores messages and refuses recipients on demand."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailSink:
    """A mail server. `faults` are replies (`450 later`, `550 no such user`) to the next recipients; then it accepts."""

    faults: deque[str] = field(default_factory=deque)
    received: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    # aiosmtpd calls these by name with positional arguments: server, session, envelope, the command's argument.

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, *___: object) -> str:  # noqa: N802
        if self.faults:
            return f"{self.faults.popleft()} <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(BytesParser(EmailMessage, policy=default).parsebytes(envelope.content))
        return "250 kept"

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator[str]:
        """Listens on a free loopback port while the block runs; yields the server's URL."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = f"smtp://127.0.0.1:{port}?from=12345@city.example"
        try:
            yield self.url
        finally:
            server.close()
            await server.wait_closed()
