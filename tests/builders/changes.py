"""Changes who may see cases, over HTTP and by a seed: confidentiality, units complained about, praise, orders."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from builders.site import AppSite, Seat

STREET, DISTRICT, BUREAU, TEAM = "pudong-weifang", "pudong", "pudong-chengguan", "pudong-chengguan-weifang"
ELSEWHERE, CITY_BUREAU = "xuhui", "sh-chengguan"
UNITS = (STREET, DISTRICT, BUREAU, TEAM, ELSEWHERE, CITY_BUREAU)
BELOW = {DISTRICT: BUREAU, BUREAU: TEAM, ELSEWHERE: "xuhui-chengguan"}
AT_WORK = {"dispatched", "in_progress"}
WORDS = "市民来电补充了情况。"
KINDS: tuple[dict[str, Any], ...] = (
    {"unit": STREET}, {"unit": BUREAU, "confidential": True}, {"unit": ELSEWHERE, "nature": "tip_off"},
    {"unit": CITY_BUREAU, "co_units": [STREET], "nature": "complaint", "complained": [BUREAU]},
    {"unit": STREET, "nature": "praise"}, {"then": "draft", "confidential": True}, {"unit": DISTRICT},
    {"unit": TEAM, "nature": "praise", "confidential": True}, {"then": "draft", "nature": "praise"},
    {"then": "answer", "answer": "已答复。"},
)  # fmt: skip


@dataclass
class Played:
    """One run. `boss` has all roles at the hotline; `handlers` are staff by unit; `openers` open the cases in turn."""

    site: AppSite
    boss: Seat
    handlers: Mapping[str, Seat]
    openers: list[Seat]
    chance: random.Random
    numbers: dict[str, str] = field(default_factory=dict[str, str])  # case number → opener
    ids: dict[str, str] = field(default_factory=dict[str, str])  # case id → number
    made: Counter[str] = field(default_factory=Counter[str])
    touched: set[str] = field(default_factory=set[str])

    async def open(self, count: int) -> None:
        """Opens new cases of every kind."""
        for nth in range(count):
            opener, kind = self.openers[nth % len(self.openers)], KINDS[nth % len(KINDS)]
            case = await opener.open(**kind)
            self.numbers[case["number"]], self.ids[case["id"]] = opener.ref, case["number"]

    async def change_each(self) -> None:
        """Makes one change to every case, the rarest that it allows; the target of a merge is not changed again."""
        self.touched = set()
        for number in self.numbers:
            if number not in self.touched:
                self.touched.add(number)
                await self.change(number)

    async def change(self, number: str) -> None:
        page = await self.boss.page(number)
        for name in sorted(CHANGES, key=lambda name: self.made[name] + self.chance.random()):
            answer = await CHANGES[name](self, number, page)
            if answer is not None and answer.status_code == 200:
                self.made[name] += 1
                return
            assert answer is None or answer.status_code in {404, 409, 422}, answer.text

    async def correct(self, number: str, **said: Any) -> httpx.Response:
        return await self.boss.do("correct_case", number, **said)

    async def order(self, move: str, number: str, order: dict[str, Any], **said: Any) -> httpx.Response | None:
        """Carries out a command on an order by its own unit."""
        seat = self.handlers.get(order["unit"])
        return await seat.do(move, number, order["id"], **said) if seat else None

    def one_at_work(self, page: dict[str, Any], role: str) -> dict[str, Any] | None:
        """Returns an open order of this role, or None."""
        open_ = [order for order in page["orders"] if order["role"] == role and order["status"] in AT_WORK]
        return open_[-1] if open_ else None


Change = Callable[[Played, str, dict[str, Any]], Awaitable[httpx.Response | None]]


async def hush(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return None if page["case"]["confidential"] else await play.correct(number, confidential=True)


async def speak(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    said = {"confidential": False, "nature": "complaint"}
    return await play.correct(number, **said) if page["case"]["confidential"] else None


async def tip_off(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return None if page["case"]["nature"] == "tip_off" else await play.correct(number, nature="tip_off")


async def blame(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    """Adds a complaint about a unit that had the case, or one above or below it."""
    return await play.correct(number, complained=[play.chance.choice(UNITS)])


async def forgive(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return await play.correct(number, complained=[]) if page["case"]["complained"] else None


async def pass_on(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    """The lead unit returns the case, and it is dispatched to another unit."""
    order = play.one_at_work(page, "lead")
    if order is None:
        return None
    asked = await play.order("ask_return", number, order, reason="not_our_duty", claim="该处属市政道路。")
    if asked is None or asked.status_code != 200:
        return asked
    unit = play.chance.choice([unit for unit in UNITS if unit != order["unit"]])
    return await play.boss.do("grant_return", number, order["id"], reason="确不属该单位。", unit=unit)


async def send(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    move = {"draft": "send_case", "screening": "dispatch_case", "pending_dispatch": "dispatch_case"}.get(
        page["case"]["status"]
    )
    return await play.boss.do(move, number, unit=play.chance.choice(UNITS)) if move else None


async def help_with(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return await play.boss.do("add_co_unit", number, unit=play.chance.choice(UNITS))


async def release(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    order = play.one_at_work(page, "co")
    return await play.boss.do("release_order", number, order["id"], words=WORDS) if order else None


async def forward(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    """The lead unit signs the order and forwards it to a unit below."""
    order = play.one_at_work(page, "lead")
    below = BELOW.get(order["unit"]) if order else None
    if order is None or below is None:
        return None
    if order["status"] == "dispatched":
        await play.order("sign_order", number, order)
    return await play.order("forward_order", number, order, unit=below)


async def merge(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    primary = play.chance.choice([other for other in play.numbers if other not in play.touched] or [number])
    answer = await play.boss.post(f"/api/cases/{number}/merge_case", {"number": primary}, version="*")
    play.touched |= {primary} if answer.status_code == 200 else set()
    return answer


async def part(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return await play.boss.do("undo_merge", number, words=WORDS) if page["case"]["status"] == "merged" else None


async def withdraw(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return await play.boss.do("withdraw_case", number, words=WORDS)


async def reopen(play: Played, number: str, page: dict[str, Any]) -> httpx.Response | None:
    return await play.boss.do("reopen_case", number, note=WORDS)


CHANGES: Mapping[str, Change] = {
    change.__name__: change
    for change in (
        hush, speak, tip_off, blame, forgive, pass_on, send, help_with, release, forward, merge, part, withdraw, reopen,
    )
}  # fmt: skip
