"""Drives a city's cases over HTTP: staff carry out the commands their pages offer, rarest first, by a seed."""

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from builders.cases import NOISE, WEIFANG, shanghai
from builders.site import AppSite, Seat, good
from lianxin.people import Role

PHONE = "13912345678"
NAME = "欧阳明月"
PROSE = f"已经去现场看过两次，情况属实。有事请打{PHONE}找她。"
UNITS = ("pudong-weifang", "pudong", "xuhui", "sh-chengguan")
EVERYTHING = (
    Role.SHIFT_LEAD, Role.DISPATCHER, Role.RETURN_OFFICER, Role.CHECKER, Role.CALLBACK_AGENT, Role.REVIEW_OFFICER,
    Role.SUPERVISOR, Role.HOTLINE_OFFICE,
)  # fmt: skip
DECIDED_BY = {
    "ask_extension": ("grant_extension", "refuse_extension"),
    "ask_exclusion": ("grant_exclusion", "refuse_exclusion"),
    "ask_suspension": ("grant_suspension", "refuse_suspension"),
    "return_inside": ("accept_inside", "refuse_inside"),
}
DECISIONS = frozenset(name for names in DECIDED_BY.values() for name in names)
BY_TWO = frozenset({"confirm_check", "refuse_check", "confirm_withdrawal", "refuse_withdrawal"})
"""Commands that confirm or refuse what another person did."""
ON_THE_WAY = frozenset({"send_case", "dispatch_case", "sign_order", "log_contact", "reply_order", "pass_check"})
"""Commands that bring a case to its callback, where the rarest commands are."""
ENDS = frozenset({"void_case", "withdraw_case", "merge_case", "answer_case"})

ONLY_AFTER_RETIREMENT = {"hand_over_order"}
"""Commands for the orders of a unit that a new profile no longer has: these cities keep their profile."""


@dataclass
class Life:
    """One run over a city. `boss` has every role of the hotline, and so has the `second` person, who confirms.

    Each unit with an order has a handler.
    """

    site: AppSite
    boss: Seat
    second: Seat
    chance: random.Random
    handlers: dict[str, Seat] = field(default_factory=dict[str, Seat])
    numbers: list[str] = field(default_factory=list[str])
    made: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    async def handler(self, unit: str) -> Seat:
        """Returns the handler of this unit."""
        if unit not in self.handlers:
            self.handlers[unit] = await self.site.handler(unit)
        return self.handlers[unit]

    async def open(self, **told: Any) -> str:
        """Opens a case that contains the citizen's name and number in many fields, to find leaks."""
        contact = {"name": NAME, "phone": PHONE, "email": "mingyue@example.com"}
        words = f"{PHONE}反映：潍坊路口油烟很大，电话{PHONE}。"
        given = {"words": words, "wish": f"回电{PHONE}", "topic": NOISE, "street": WEIFANG, "contact": contact, **told}
        number = good(await self.boss.post("/api/cases", given))["number"]
        self.numbers.append(number)
        return number

    async def step(self) -> None:
        """Carries out one command on one case by a person to whom it is offered; seldom opens a new case.

        The rarest commands come after a dozen steps of one case, so a case gets more steps than that.
        """
        if not self.numbers or (self.chance.random() < 0.06 and not self.waiting):
            await self.open(**self.chance.choice(KINDS))
            return
        number = self.chance.choice([*self.waiting] or self.numbers[-8:])
        page = await self.boss.page(number)
        offers = [(self.second if move["move"] in BY_TWO else self.boss, move) for move in page["moves"]]
        units = {order["unit"] for order in page["orders"] if not order["ended_at"]}
        for unit in sorted(units | ({page["case"]["praised_unit"]} - {None})):
            seat = await self.handler(unit)
            offers += [(seat, move) for move in (await seat.page(number))["moves"]]
        if offers:
            seat, move = min(offers, key=lambda offer: self.wish(number, offer[1]["move"]))
            await self.make(seat, number, move)

    async def make(self, seat: Seat, number: str, move: dict[str, Any]) -> None:
        """Carries out a command with values that fit its form, and counts a refusal."""
        name = move["move"]
        said = {f["name"]: self.say(f, move) for f in move["fields"] if f["required"] or self.chance.random() < 0.5}
        if move["files"] == "demanded":
            await seat.attach(number, move["order_id"])
        about = f"orders/{move['order_id']}" if move["order_id"] else f"cases/{number}"
        answer = await seat.post(f"/api/{about}/{name}", said, version="*")
        self.waiting.pop(number, None)
        if answer.status_code != 200:
            assert answer.status_code in {404, 409, 412, 422}, answer.text
            self.refused[name] += 1
            return
        self.made[name] += 1
        if name in DECIDED_BY:
            self.waiting[number] = DECIDED_BY[name]

    def wish(self, number: str, name: str) -> float:
        """Returns the sort key of a command: rare commands first, pending decisions at once, endings later."""
        if name in self.waiting.get(number, ()):
            return self.made[name] - 100
        late = 2.5 * (name in ENDS) + 30 * (name in DECISIONS) - 3 * (not self.made[name])
        often = self.made[name] * (0.25 if name in ON_THE_WAY else 1)
        return often + 0.3 * self.refused[name] + late + self.chance.random() * 2

    def say(self, field_: dict[str, Any], move: dict[str, Any]) -> Any:
        """Returns a value that fits a field of a form."""
        if field_["options"]:
            return self.chance.choice(field_["options"])
        if field_["kind"] == "unit_below":
            return self.chance.choice(below(move["unit"]))
        if field_["kind"] == "moment":
            return (self.site.town.clock.now() + timedelta(days=9)).isoformat()
        options: dict[str, list[Any]] = {
            "refusal": ["in_court"],
            "prose": [PROSE],
            "line": ["help"] if field_["name"] == "nature" else [f"电话{PHONE}"],
            "unit": [*UNITS],
            "units": [[unit] for unit in UNITS],
            "case": self.numbers,
            "count": [1],
            "flag": [True, False],
            "topic": [NOISE],
            "division": ["310115"] if field_["name"] == "district" else [WEIFANG],
        }
        return self.chance.choice(options[field_["kind"]])


KINDS: tuple[dict[str, Any], ...] = (
    {}, {}, {"then": "draft"}, {"then": "draft", "nature": "praise"}, {"topic": "", "street": ""},
    {"urgency": "critical"}, {"nature": "tip_off"}, {"unit": "pudong", "co_units": ["sh-chengguan"]},
    {"then": "answer", "answer": PROSE, "nature": "consultation"}, {"then": "draft", "urgency": "critical"},
    {"channel": "web", "nature": "consultation"}, {"channel": "web", "topic": ""},
)  # fmt: skip


def below(unit: str | None) -> Collection[str]:
    """Returns up to three units directly below a unit, or the unit itself if there are none."""
    found = [one.code for one in shanghai().units if one.parent == unit]
    return found[:3] or [unit or UNITS[0]]


async def a_life(site: AppSite, seed: int = 1) -> Life:
    """Returns a run that has not started."""
    return Life(site, await site.seat(*EVERYTHING), await site.seat(*EVERYTHING), random.Random(seed))
