"""The outbox: events become messages in the feed reader's transaction; a job sends each, once if the channel can."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lianxin.kernel.events import Recorded, case_ref
from lianxin.kernel.jobs import Job, defer
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.adapters.gateway import Gateway, Letter, NotDelivered
from lianxin.notify.events import MessageGaveUp, MessageSent
from lianxin.notify.queries import take_message
from lianxin.notify.rows import Message, NotifiedCase, ReadCases
from lianxin.notify.rules.templates import Templates, chosen
from lianxin.notify.writing import messages_for
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
    """Everything a message needs on its way. `gateways` by channel (sms, email); `templates` reads the city's."""

    gateways: Mapping[str, Gateway]
    templates: Callable[[UnitOfWork], Awaitable[Templates]]
    read_cases: ReadCases

    @property
    def sending(self) -> Job[SendMessage]:
        """The job that sends one message."""
        return Job(SEND, QUEUE, SendMessage, self.send_message)

    async def react(self, work: UnitOfWork, events: list[Recorded]) -> None:
        """For `kernel.feed.react` under READER: messages and their jobs stand or fall with the reader's cursor."""
        messages = await messages_for(work, events, await self.templates(work), self.gateways, self.read_cases)
        for message in messages:
            work.add("messages", message)
        await defer(work, self.sending, *(SendMessage(str(message.id)) for message in messages))

    async def send_message(self, site: Site, asked: SendMessage) -> None:
        """Delivers one message, or does nothing when it is done with; raises NotDelivered when it should be retried.

        The row stays locked while the provider is asked, so two workers never send it twice. A worker that dies after
        the provider's yes leaves the row as it was: the next attempt bears the same idempotency key.
        """
        failure = None
        async with site.database.begin(site.city_id, actor=READER) as work:
            message = await take_message(work, UUID(asked.message_id))
            if message is None:
                return
            case = (await self.read_cases(work, [message.case_id])).get(message.case_id)
            try:
                settle_sent(work, message, case, await self.deliver(work, message, case))
            except NotDelivered as error:
                settle_failed(work, message, case, error)
                failure = None if gives_up(message, error) else error
        if failure:
            raise failure

    async def deliver(self, work: UnitOfWork, message: Message, case: NotifiedCase | None) -> str:
        """Opens the address, fills the template and hands both to the channel's gateway; returns the provider's id."""
        gateway = self.gateways.get(message.channel)
        if gateway is None:
            raise NotDelivered("no_gateway")
        address = await address_of(work, message.citizen_id, message.channel)
        if address is None or case is None:
            raise NotDelivered("no_address", final=True)
        wordings = (await self.templates(work))[message.template]
        wording = wordings[chosen(wordings, message.language)]  # its language may have been taken away since
        filled = wording.filled({**message.facts, "link": case.link})
        return await gateway.deliver(Letter(message.id, address, filled.subject, filled.text))


def gives_up(message: Message, error: NotDelivered) -> bool:
    """Whether this failure was the last."""
    return error.final or message.attempts + 1 >= ATTEMPTS


def audience(case: NotifiedCase | None) -> frozenset[str]:
    """Who hears of a message: whoever hears of its case."""
    return case.audience if case else frozenset({"secret"})


def settle_sent(work: UnitOfWork, message: Message, case: NotifiedCase | None, provider_id: str) -> None:
    """The provider took it."""
    values = {"status": "sent", "attempts": message.attempts + 1, "last_error": None}
    work.change("messages", message.id, {**values, "sent_at": work.now, "provider_id": provider_id})
    event = MessageSent(message.id, message.template, message.channel)
    work.record(event, about=case_ref(message.case_id), audience=audience(case))


def settle_failed(work: UnitOfWork, message: Message, case: NotifiedCase | None, error: NotDelivered) -> None:
    """The provider did not take it; after the last attempt the city hears of it."""
    over = gives_up(message, error)
    attempts = message.attempts + 1
    values = {"status": "gave_up" if over else "failed", "attempts": attempts, "last_error": error.reason}
    work.change("messages", message.id, values)
    if over:
        event = MessageGaveUp(message.id, message.template, message.channel, attempts, error.reason)
        work.record(event, about=case_ref(message.case_id), audience=audience(case))
