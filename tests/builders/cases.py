"""A Shanghai with its profile, and its cases.

`town = await a_town(database)`, then `await town.a_case()` and `await town.do("sign_order", order, handler("pudong"))`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from builders.rows import tuples_of
from lianxin.cases import (
    COMMANDS,
    CaseFile,
    IntakeForm,
    asks,
    attach,
    carry_out,
    lock_order,
    open_case,
    send_opened,
    sweep,
)
from lianxin.cases.core.locking import read_case
from lianxin.cases.core.rows import Order
from lianxin.city import Profile, adopt_profile, load_profile
from lianxin.city.adopted import PROFILE
from lianxin.files import Kind, StoredFile
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.kernel.privacy import Vault
from lianxin.people import SYSTEM, Actor, Person, Role

PROFILES = Path(__file__).parents[2] / "profiles"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, a week without holidays
PAPER = StoredFile("0" * 64, 12, "text/plain", Kind.DOCUMENT, "依据.txt")
NOISE = "01.01.01"  # street stalls: the street's own office is responsible
WEIFANG = "310115004"  # a street of Pudong

OPERATOR = Actor("staff:operator", frozenset({Role.OPERATOR}))
SHIFT_LEAD = Actor("staff:shift-lead", frozenset({Role.SHIFT_LEAD}))
DISPATCHER = Actor("staff:dispatcher", frozenset({Role.DISPATCHER}))
RETURN_OFFICER = Actor("staff:return-officer", frozenset({Role.RETURN_OFFICER}))
CHECKER = Actor("staff:checker", frozenset({Role.CHECKER}))
CALLBACK_AGENT = Actor("staff:callback-agent", frozenset({Role.CALLBACK_AGENT}))
REVIEW_OFFICER = Actor("staff:review-officer", frozenset({Role.REVIEW_OFFICER}))
SUPERVISOR = Actor("staff:supervisor", frozenset({Role.SUPERVISOR}))
OFFICE = Actor("staff:office", frozenset({Role.HOTLINE_OFFICE}))


def handler(unit: str) -> Actor:
    """Returns a handler of a unit."""
    return Actor(f"staff:{unit}", frozenset({Role.UNIT_HANDLER}), unit)


@cache
def shanghai() -> Profile:
    """Returns the shipped profile, read once."""
    return load_profile(PROFILES / "shanghai")


@dataclass
class Town:
    """A new city in the test's database, with a clock that the test moves."""

    database: Database
    clock: ManualClock
    id: str = field(default_factory=lambda: f"town-{new_id().hex}")

    def begin(self, actor: str = "system"):
        return self.database.begin(self.id, actor=actor)

    async def a_case(self, actor: Actor = OPERATOR, unit: str | None = "pudong-weifang", **told: Any) -> CaseFile:
        """Opens a case and sends it to a unit; with "" the rules decide, with None it stays a draft."""
        given = {"words": "潍坊新村街道夜间有人占道设摊，油烟很大。", "topic": NOISE, "street": WEIFANG, **told}
        async with self.begin(actor.ref) as work:
            opened = await open_case(work, actor, IntakeForm(**given))
            if unit is not None:
                await send_opened(opened, actor, unit)
        return opened.file

    async def do(
        self,
        name: str,
        on: CaseFile | Order,
        actor: Actor = SYSTEM,
        *said: Any,
        version: int | None = None,
        evidence: bool = True,
        **words: Any,
    ) -> CaseFile:
        """Carries out a command with values in the order of its form; returns the case as it was written.

        With `evidence` a file is attached first, if the command takes files. A reply says why nobody was contacted,
        unless the test gives `no_contact`, so that one check lets it pass.
        """
        if name == "reply_order":
            words = {"no_contact": "unreachable", **words}
        target = on.case.id if isinstance(on, CaseFile) else on.id
        async with self.begin(actor.ref) as work:
            if COMMANDS[name].brings and evidence:
                file, _order = await lock_order(work, target)
                attach(file, PAPER, target)
            return await carry_out(work, actor, name, target, COMMANDS[name].asks(*said, **words), version)

    async def withdrawn(self, on: CaseFile, actor: Actor = OPERATOR, words: str = "市民来电撤诉") -> CaseFile:
        """Withdraws a case: one person reports it, a shift lead confirms."""
        await self.do("withdraw_case", on, actor, words)
        return await self.do("confirm_withdrawal", on, SHIFT_LEAD, "已与市民核实。")

    async def look(self, on: CaseFile | UUID) -> CaseFile:
        """Returns the case as it is in the database."""
        async with self.database.read(self.id) as work:
            return await read_case(work, on.case.id if isinstance(on, CaseFile) else on)

    async def later(self, **by: float) -> int:
        """Moves the clock, then fires every deadline that is due; returns how many fired."""
        self.clock.move(timedelta(**by))
        return await self.sweep()

    async def sweep(self) -> int:
        """Fires deadlines until none is due; returns how many fired."""
        total = 0
        while True:
            async with self.begin() as work:
                fired = await sweep(work)
            if not fired:
                return total
            total += fired

    async def dump(self, on: CaseFile) -> list[tuple[Any, ...]]:
        """Returns all rows of a case, for comparing before and after."""
        tables = ("work_orders", "clocks", "texts", "order_returns", "rulings", "side_records", "callbacks", "events")
        rows = await self.tuples("SELECT * FROM cases WHERE city_id = %(city)s AND id = %(case)s", case=on.case.id)
        for table in tables:
            rows += await self.tuples(
                f"SELECT * FROM {table} WHERE city_id = %(city)s AND case_id = %(case)s ORDER BY 2", case=on.case.id
            )
        return rows

    async def tuples(self, query: str, **params: Any) -> list[tuple[Any, ...]]:
        """Returns the rows of any query about this city (`%(city)s`)."""
        async with self.database.read(self.id) as work:
            return await tuples_of(work, query, **params)

    async def events(self, on: CaseFile, kind: str) -> list[dict[str, Any]]:
        """Returns the data of a case's events of one kind, in order."""
        rows = await self.tuples(
            "SELECT data FROM events WHERE city_id = %(city)s AND case_id = %(case)s AND kind = %(kind)s"
            " ORDER BY position",
            case=on.case.id,
            kind=kind,
        )
        return [data for (data,) in rows]


async def a_town(database: Database, at: datetime = MONDAY) -> Town:
    """Adds an empty Shanghai at nine on a Monday morning. The caller sets where attachments are stored."""
    clock = ManualClock(at)
    database.clock = clock
    database.shared.vault = database.shared.vault or Vault(bytes(range(32)))
    town = Town(database, clock)
    async with town.begin() as work:
        work.add("cities", {"city_start": work.now, "real_start": work.now})
        await adopt_profile(work, shanghai())
    database.cache.put(PROFILE, shanghai(), town.id)  # reading it back from the table takes as long as many tests
    return town


def a_person(number: int = 1) -> Person:
    """Returns a citizen with their own phone number."""
    return Person("王女士", f"139{number:08d}")


def clock_of(file: CaseFile, kind: str, order: Order | None = None):
    """Returns the latest clock of a kind, of one order if given."""
    return [c for c in file.clocks if c.kind == kind and (order is None or c.order_id == order.id)][-1]


def states(file: CaseFile) -> tuple[str, list[tuple[str, str, str]]]:
    """Returns the case's state, and (unit, role, state) of every order."""
    return file.case.status, [(o.unit, o.role, o.status) for o in file.orders]


NOTHING = asks.desk.Nothing()
