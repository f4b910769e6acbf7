"""The outbox: events become messages in the feed reader's transaction, and a job sends each message.

A message is sent once if its channel supports idempotency, otherwise at least once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lianxin.cases import phone_access
from lianxin.kernel.events import Recorded, SubjectRef, case_ref
from lianxin.kernel.jobs import Job, defer
from lianxin.kernel.privacy import Vault
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.adapters.gateway import Gateway, Letter, NotDelivered
from lianxin.notify.alarms import WHO_HEARS_ALARMS, alarms_for, lead_address
from lianxin.notify.events import MessageGaveUp, MessageSent
from lianxin.notify.queries import take_message
from lianxin.notify.rows import Message, NotifiedCase, ReadCases
from lianxin.notify.rules.templates import Templates, chosen
from lianxin.notify.used import marked, use_codes
from lianxin.notify.writing import ReadSilence, messages_for
from lianxin.people import address_of

READER = "notify"
QUEUE = "notify"
SEND = "notify.send_message"
ATTEMPTS = 6


@dataclass(frozen=True)
class SendMessage:
    """The arguments of the job that sends a message: its id."""

    message_id: str


@dataclass(frozen=True)
class Outbox:
    """Writes and sends messages. `gateways` by channel (sms, email); `templates` reads the city's templates,
    `read_silence` how long an unconfirmed number gets no further receipt."""

    gateways: Mapping[str, Gateway]
    templates: Callable[[UnitOfWork], Awaitable[Templates]]
    read_cases: ReadCases
    read_silence: ReadSilence

    @property
    def sending(self) -> Job[SendMessage]:
        """The job that sends one message."""
        return Job(SEND, QUEUE, SendMessage, self.send_message)

    async def react(self, work: UnitOfWork, events: list[Recorded]) -> None:
        """Writes messages and their jobs in the transaction of the reader's cursor; for `kernel.feed.react`."""
        templates = await self.templates(work)
        await use_codes(work, events)
        messages = await messages_for(work, events, templates, self.gateways, self.read_cases, self.read_silence)
        messages += await alarms_for(work, events, templates, self.gateways)
        for message in messages:
            work.add("messages", message)
        await defer(work, self.sending, *(SendMessage(str(message.id)) for message in messages))

    async def send_message(self, site: Site, asked: SendMessage) -> None:
        """Delivers one message unless it is sent or given up; raises NotDelivered for a retry.

        The row stays locked during the provider's call, so two workers never send it at once. If a worker dies after
        the provider accepted the message, the row is unchanged: the next attempt has the same idempotency key.
        """
        failure = None
        async with site.database.begin(site.city_id, actor=READER) as work:
            message = await take_message(work, UUID(asked.message_id))
            if message is None:
                return
            case = await self.case_of(work, message)
            try:
                settle_sent(work, message, case, await self.deliver(work, message, case))
            except NotDelivered as error:
                settle_failed(work, message, case, error)
                failure = None if gives_up(message, error) else error
        if failure:
            raise failure

    async def case_of(self, work: UnitOfWork, message: Message) -> NotifiedCase | None:
        """Returns the case of a message, None for an alarm and for a case that is unknown."""
        return (await self.read_cases(work, [message.case_id])).get(message.case_id) if message.case_id else None

    async def deliver(self, work: UnitOfWork, message: Message, case: NotifiedCase | None) -> str:
        """Opens the address, fills the template and calls the channel's gateway; returns the provider's id."""
        gateway = self.gateways.get(message.channel)
        if gateway is None:
            raise NotDelivered("no_gateway")
        if message.citizen_id is None:
            address, link = await lead_address(work, message.channel), ""
        else:
            address, link = await address_of(work, message.citizen_id, message.channel), case.link if case else None
        if address is None or link is None:
            raise NotDelivered("no_address", final=True)
        wordings = (await self.templates(work))[message.template]
        wording = wordings[chosen(wordings, message.language)]  # its language may have been removed since
        link = marked(work.vault, link, message.id) if link else ""
        filled = wording.filled({**facts_of(work.vault, message), "link": link})
        return await gateway.deliver(Letter(message.id, address, filled.subject, filled.text))


def facts_of(vault: Vault, message: Message) -> dict[str, str]:
    """Returns the facts of a message. Its row holds the id of a check instead of the code."""
    check = message.facts.get("code")
    return {**message.facts, "code": phone_access.sms_code(vault, check)} if check else message.facts


def gives_up(message: Message, error: NotDelivered) -> bool:
    """Whether this was the last attempt."""
    return error.final or message.attempts + 1 >= ATTEMPTS


def audience(message: Message, case: NotifiedCase | None) -> frozenset[str]:
    """Returns the audience of a message's events: that of its case, or of the alarm."""
    if message.case_id is None:
        return WHO_HEARS_ALARMS
    return case.audience if case else frozenset({"secret"})


def subject_of(message: Message) -> SubjectRef:
    """Returns what a message's events are about: its case, or the message itself for an alarm."""
    return case_ref(message.case_id) if message.case_id else SubjectRef("message", str(message.id))


def settle_sent(work: UnitOfWork, message: Message, case: NotifiedCase | None, provider_id: str) -> None:
    """Records that the provider accepted the message."""
    values = {"status": "sent", "attempts": message.attempts + 1, "last_error": None}
    work.change("messages", message.id, sent_at=work.now, provider_id=provider_id, **values)
    event = MessageSent(message.id, message.template, message.channel)
    work.record(event, about=subject_of(message), audience=audience(message, case))


def settle_failed(work: UnitOfWork, message: Message, case: NotifiedCase | None, error: NotDelivered) -> None:
    """Records a failed attempt; after the last one also an event."""
    over = gives_up(message, error)
    attempts = message.attempts + 1
    values = {"status": "gave_up" if over else "failed", "attempts": attempts, "last_error": error.reason}
    work.change("messages", message.id, **values)
    if over:
        event = MessageGaveUp(message.id, message.template, message.channel, attempts, error.reason)
        work.record(event, about=subject_of(message), audience=audience(message, case))
