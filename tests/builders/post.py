"""An outbox with real gateways on loopback, and the cases of its messages."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from builders.gateways import MailSink
from builders.people import City, a_city
from lianxin.kernel.database import Database
from lianxin.kernel.events import Event, case_ref
from lianxin.kernel.feed import react
from lianxin.kernel.ids import CaseId, new_id
from lianxin.kernel.jobs import Worker
from lianxin.kernel.settings import read_settings
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.notify import READER, Message, NotifiedCase, Outbox, ReadCases, Templates, messages_of, own_templates
from lianxin.notify.adapters.gateway import Letter
from lianxin.notify.adapters.mail import MailOverSmtp
from lianxin.notify.adapters.sms import SmsOverHttp
from lianxin.notify.testing import GatewayFault, SmsGateway
from lianxin.people import Person, keep_citizen

CHEN = Person("陈大文", "138 1234 5678", "chen@example.org")
SECRETS = ("陈大文", "13812345678", "chen@example.org")
AUDIENCE = frozenset({"desk", "unit:pudong"})
KEY = "a key for tests"


@dataclass
class Cases:
    """The facts about cases that the outbox reads."""

    facts: dict[UUID, NotifiedCase] = field(default_factory=dict)

    async def read(self, _: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, NotifiedCase]:
        return {case_id: self.facts[case_id] for case_id in ids if case_id in self.facts}


class PatientSms(SmsOverHttp):
    """Waits for the gateway's answer as long as a busy machine needs, unless none will come."""

    def __init__(self, url: str, gateway: SmsGateway) -> None:
        super().__init__(url, KEY)
        self.gateway = gateway

    async def deliver(self, letter: Letter) -> str:
        self.timeout = 0.3 if GatewayFault.SILENT in self.gateway.faults else 60.0
        return await super().deliver(letter)


@dataclass
class Post:
    """All parts between an event and the citizen's phone. Each of the `outboxes` has a worker."""

    city: City
    sms: SmsGateway
    mail: MailSink
    cases: Cases
    outboxes: list[Outbox]
    workers: list[Worker]

    async def react(self) -> int:
        """Lets the outbox read the events; returns how many."""
        return await react(self.city.database, self.city.id, READER, self.outbox.react)

    @property
    def site(self) -> Site:
        return Site(self.city.database, self.city.id, read_settings({}))

    @property
    def outbox(self) -> Outbox:
        return self.outboxes[0]

    async def a_case(self, person: Person = CHEN, **facts: object) -> UUID:
        """Adds a case of a citizen to the facts that the outbox reads."""
        async with self.city.begin() as work:
            citizen = await keep_citizen(work, person)
        case_id = new_id()
        number = f"26112200{len(self.cases.facts):05}"
        known = NotifiedCase(
            number=number,
            citizen_id=citizen.id,
            language="zh-CN",
            unit="浦东新区",
            confidential=False,
            link=f"https://12345.test/c/{case_id.hex}",
            matter=case_id,
            audience=AUDIENCE,
        )
        self.cases.facts[case_id] = replace(known, **facts)
        return case_id

    async def happens(self, case_id: UUID, *events: Event, outbox: Outbox | None = None) -> int:
        """Records the events and lets the outbox react; returns how many events it read."""
        async with self.city.begin() as work:
            for event in events:
                work.record(event, about=case_ref(case_id), audience=AUDIENCE)
        return await react(self.city.database, self.city.id, READER, (outbox or self.outbox).react)

    async def run(self) -> None:
        """Runs all workers at once until no job is due."""
        await asyncio.gather(*(worker.run(until_empty=True) for worker in self.workers))

    async def run_out(self) -> int:
        """Runs until no job is left, without waiting for the time of a retry; returns the number of rounds."""
        for rounds in range(1, 30):
            await self.run()
            if not await self.hurry():
                return rounds
        raise AssertionError("jobs are retried for ever")

    async def hurry(self) -> int:
        """Makes every job that waits for a later time due now; returns how many."""
        async with self.city.begin() as work:
            return await work.run(
                "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND queue_name = 'notify'"
            )

    async def messages(self, case_id: UUID) -> list[Message]:
        async with self.city.read() as work:
            return await messages_of(work, CaseId(case_id))


async def told_templates(_work: UnitOfWork) -> Templates:
    """Returns the program's default wordings, because these cities have no profile."""
    return own_templates()


async def told_silence(_work: UnitOfWork) -> timedelta:
    """Returns how long an unconfirmed number gets no further receipt."""
    return timedelta(days=7)


@asynccontextmanager
async def a_post(
    database: Database,
    *,
    workers: int = 1,
    channels: Collection[str] = ("sms", "email"),
    city: City | None = None,
    read_cases: ReadCases | None = None,
) -> AsyncGenerator[Post]:
    """Yields a city with so many outboxes and workers, and working gateways."""
    city, sms, mail, cases = city or await a_city(database), SmsGateway(KEY), MailSink(), Cases()
    async with AsyncExitStack() as stack:
        ways = {
            "sms": PatientSms(await stack.enter_async_context(sms.serve()), sms),
            "email": MailOverSmtp.of_url(await stack.enter_async_context(mail.serve())),
        }
        gateways = {name: way for name, way in ways.items() if name in channels}
        outboxes = [Outbox(gateways, told_templates, read_cases or cases.read, told_silence) for _ in range(workers)]
        site = Site(database, city.id, read_settings({}))
        started = [
            await stack.enter_async_context(Worker(site, [outbox.sending], concurrency=4)) for outbox in outboxes
        ]
        yield Post(city, sms, mail, cases, outboxes, started)
