"""A telephone that only notes what outgoing calls want of it; a test answers and presses keys for the parties."""

import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from builders.cases import shanghai
from lianxin.calls import DialParty, OutgoingCalls
from lianxin.city import Profile
from lianxin.kernel.database import Database


@dataclass
class FakeLine:
    """`placed`: (party, number) of each telephone that was rung; `did`: the other commands, by name."""

    name: str = "c0"
    placed: list[tuple[UUID, DialParty, str]] = field(default_factory=list[tuple[UUID, DialParty, str]])
    did: list[tuple[str, UUID, str]] = field(default_factory=list[tuple[str, UUID, str]])

    async def place(self, dial_id: UUID, party: DialParty, number: str, ring_s: float) -> UUID:
        assert ring_s > 0
        self.placed.append((dial_id, party, number))
        return uuid4()

    async def ring_seat(self, dial_id: UUID, staff: str) -> None:
        self.did.append(("ring_seat", dial_id, staff))

    async def connect(self, dial_id: UUID) -> None:
        self.did.append(("connect", dial_id, ""))

    async def announce(self, dial_id: UUID, announcement: str) -> None:
        self.did.append(("announce", dial_id, announcement))

    async def tell_recorded(self, dial_id: UUID, announcement: str, language: str) -> None:
        self.did.append(("tell_recorded", dial_id, f"{announcement} {language}".strip()))

    async def let_wait(self, dial_id: UUID, call_id: UUID) -> None:
        self.did.append(("let_wait", dial_id, str(call_id)))

    async def let_join(self, dial_id: UUID, call_id: UUID) -> None:
        self.did.append(("let_join", dial_id, str(call_id)))

    async def end(self, dial_id: UUID) -> None:
        self.did.append(("end", dial_id, ""))

    @property
    def numbers(self) -> list[str]:
        return [number for _, _, number in self.placed]

    @property
    def last(self) -> UUID:
        """The call whose telephone was rung last."""
        return self.placed[-1][0]


class NoSeatPhones:
    """Stands for the telephones of seats where every seat talks by its browser."""

    async def ring_first(self, staff: str, call_id: UUID) -> None:
        raise AssertionError(f"{staff} talks by a browser, {call_id}")

    async def let_go(self, call_id: UUID) -> None:
        pass


async def a_controller_lives(database: Database, city: str, name: str = "c0") -> None:
    """Says that a controller is alive, as its agent and succession do."""
    async with database.begin(city) as work:
        await work.run(
            "INSERT INTO sip_controllers (city_id, name, address, epoch, seen_at)"
            " VALUES (%(city)s, %(name)s, '127.0.0.1:1', 1, %(real)s)"
            " ON CONFLICT (city_id, name) DO UPDATE SET seen_at = excluded.seen_at",
            name=name,
        )


def outgoing(database: Database, city: str) -> tuple[OutgoingCalls, FakeLine]:
    """Returns the outgoing calls of a controller on a fake telephone."""
    line = FakeLine()
    return OutgoingCalls(database, city, line), line


DUTY_UNIT, UNIT_ABOVE = "pudong-weifang", "pudong"
ROSTER = [
    {"unit": DUTY_UNIT, "name": "值班室", "phone": "021-62345671"},
    {"unit": UNIT_ABOVE, "name": "区总值班室", "phone": "021-62345674"},
]


def with_roster() -> Profile:
    """Returns the profile of Shanghai with two duty telephones, and no seats kept free."""
    document: Any = copy.deepcopy(dict(shanghai().to_document()))
    document["city"]["duty_roster"] = ROSTER
    document["city"].get("telephone", {}).pop("kept_free", None)
    document["version"] = "0123456789ab"
    return Profile.from_document(document)
