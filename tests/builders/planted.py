"""A city in which every text that people write has a number of its own, and the tables of where the numbers come out.

Two tests fill the tables of docs/features/masking.md: `tests/features/test_masking_table.py` by the program's answers,
and a journey in `tests/journeys/test_everybody.py` by what browsers keep.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from httpx import Response

from builders.cases import NOISE, WEIFANG
from builders.life import EVERYTHING
from builders.portal import Visit
from builders.site import AppSite, Seat, good
from lianxin.cases.rules.intake_fields import COMPANY_FACTS
from lianxin.people import Role

PAGE = Path(__file__).parents[2] / "docs" / "features" / "masking.md"
BROWSER = "browser"
"""The last column: what is left in the browsers of a shift."""
NAME = "欧阳明月"
UNIT = "pudong-weifang"
WAY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("send_case", {"unit": UNIT}),
    ("ask_return", {"reason": "not_our_duty"}),
    ("refuse_return", {}),
    ("log_contact", {}),
    ("add_note", {}),
    ("urge_case", {}),
    ("urge_unit", {}),
    ("append_words", {}),
    ("tell_progress", {}),
    ("ask_desk", {}),
    ("give_information", {}),
    ("ask_extension", {"amount": 1}),
    ("grant_extension", {}),
    ("ask_suspension", {}),
    ("refuse_suspension", {}),
    ("ask_exclusion", {}),
    ("refuse_exclusion", {}),
    ("supervise_case", {}),
    ("end_supervision", {}),
    ("record_visit", {"people": 2}),
    ("record_media", {"stage": "found"}),
    ("advance_media", {}),
    ("ask_information", {}),
    ("give_information", {}),
    ("call_ruling", {}),
    ("invite_opinions", {"units": ["xuhui"]}),
    ("give_opinion", {}),
    ("rule_responsibility", {"unit": UNIT, "reach": "case"}),
    ("correct_case", {}),
    ("reply_order", {"outcome": "solved"}),
    ("fail_check", {"reasons": ["evidence"]}),
    ("reply_order", {"outcome": "solved"}),
    ("pass_check", {}),
    ("attempt_callback", {"result": "no_answer"}),
    ("answer_callback", {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved"}),
    ("redo_case", {"unit": UNIT}),
    ("sign_order", {}),
    ("reply_order", {"outcome": "solved"}),
    ("pass_check", {}),
    ("confirm_check", {}),
    ("answer_callback", {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved"}),
    ("close_with_reason", {"outcome": "explained"}),
    ("propose_summary", {}),
    ("refuse_summary", {}),
    ("publish_summary", {}),
    ("withdraw_summary", {}),
    ("reopen_case", {}),
)
"""A case through most commands, each with the values of its choices; every text is planted."""


@dataclass
class Planted:
    """A city in which every text has a number of its own. `numbers` by field, `seen` the answers to all requests."""

    site: AppSite
    boss: Seat
    second: Seat
    unit: Seat
    numbers: dict[str, str] = field(default_factory=dict[str, str])
    heads: list[str] = field(default_factory=list[str])

    def text(self, name: str) -> str:
        """Returns a text with the citizen's name and this field's number."""
        number = self.numbers.setdefault(name, f"1395000{len(self.numbers):04}")
        return f"{NAME}说请打{number}，情况属实，明月老师已经核对过"

    def remember(self, response: Response) -> None:
        """Keeps address and headers of an answer."""
        self.heads.append(unquote(f"{response.request.url} {dict(response.headers)}"))

    async def open(self, **told: Any) -> str:
        """Opens a draft with a text in every field of the form, and a file."""
        texts = {name: self.text(f"intake.{name}") for name in ("words", "wish", "address", "happened", *COMPANY_FACTS)}
        number = self.numbers.setdefault("citizen.phone", f"1395000{len(self.numbers):04}")
        contact = {"name": NAME, "phone": number, "email": f"{number}@example.cn"}
        given = {**texts, "topic": NOISE, "street": WEIFANG, "contact": contact, "then": "draft", **told}
        opened = good(await self.boss.post("/api/cases", given))
        name = f"{self.text('attachment.name')}.txt"
        good(await self.boss.post(f"/api/cases/{opened['number']}/attachments", files={"file": (name, b"words")}))
        return opened["number"]

    async def make(self, number: str, name: str, fixed: dict[str, Any]) -> None:
        """Carries out a command for whoever is offered it."""
        offered: list[str] = []
        for seat in (self.second, self.boss, self.unit) if name == "confirm_check" else (self.boss, self.unit):
            for move in (await seat.page(number))["moves"]:
                if move["move"] == name:
                    return await self.send(seat, number, move, fixed)
                offered.append(move["move"])
        pytest.fail(f"nobody is offered {name}, only {offered}")

    async def send(self, seat: Seat, number: str, move: dict[str, Any], fixed: dict[str, Any]) -> None:
        """Sends a command with a planted text in every free field."""
        later = (self.site.town.clock.now() + timedelta(days=9)).isoformat()
        said = dict(fixed)
        if move["move"] == "correct_case":
            same = ("address", *COMPANY_FACTS)  # a correction with the same values
            said |= {name: self.text(f"intake.{name}") for name in same}
        for one in move["fields"]:
            if one["kind"] in {"prose", "line"} and not one["options"] and one["name"] not in said:
                said[one["name"]] = self.text(f"{move['move']}.{one['name']}")
            elif one["kind"] == "moment" and one["required"]:
                said[one["name"]] = later
        if move["files"] == "demanded":
            await seat.attach(number, move["order_id"])
        about = f"orders/{move['order_id']}" if move["order_id"] else f"cases/{number}"
        good(await seat.post(f"/api/{about}/{move['move']}", said, version="*"))


async def plant(site: AppSite) -> Planted:
    """Returns a city with two people who may do everything, and one at a unit."""
    boss = await site.seat(*EVERYTHING, Role.OPERATOR)
    found = Planted(site, boss, await site.seat(*EVERYTHING), await site.handler(UNIT))
    site.readers.append(found.remember)
    return found


CITIZENS_FORM = {
    "what": ("words", "wish", "whom", *COMPANY_FACTS),
    "where": ("address",),
    "contact": ("phone", "name"),
}
OWN_ACTS = ("add_words", "urge", "ask_withdrawal")


async def as_a_citizen(planted: Planted) -> tuple[str, str]:
    """Sends a request and acts on it by the citizen's own pages; returns the number, and the form as it was shown."""
    visit = Visit(planted.site.client())
    visit.client.follow_redirects = True
    visit.client.headers["accept-language"] = "zh-CN"
    chosen = {"what": {"nature": "complaint"}, "where": {"district": "310115", "street": WEIFANG}, "contact": {}}
    for step, names in CITIZENS_FORM.items():
        said = {name: planted.text(f"portal.{name}") for name in names}
        if step == "contact":
            said = {"phone": planted.numbers["portal.phone"], "name": NAME}
            del planted.numbers["portal.name"]  # a name without a number
        await visit.send(f"/submit/{step}", **chosen[step], **said)
    form = visit.text
    await visit.press("/submit/check", topic=NOISE)
    number, _code, link = visit.receipt()
    for act in OWN_ACTS:
        await visit.send(f"{link}/{act}", words=planted.text(f"portal.{act}"))
    return number, form


def form_of(number: str, text: str) -> str:
    """Whether a text has the number in the clear, masked, or not at all."""
    if number in text:
        return "clear"
    return "masked" if f"{number[:3]}****{number[-4:]}" in text else "–"


def table_of(heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """Returns a table of Markdown; the first cell of each row is its key."""
    lines = [f"| {' | '.join([name, *cells])} |" for name, cells in sorted(rows.items(), key=_name_in)]
    return "\n".join([f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|", *lines]) + "\n"


def _name_in(row: tuple[str, Sequence[str]]) -> str:
    return row[0].strip("`")


def written_table(name: str) -> str:
    """Returns a table of the page."""
    return PAGE.read_text("utf-8").partition(_begins(name))[2].partition(_ends(name))[0].strip()


def check_table(name: str, table: str) -> None:
    """Asserts that the page has this table; `LIANXIN_WRITE=1` writes it."""
    if os.environ.get("LIANXIN_WRITE"):
        _write_table(name, table)
    assert written_table(name) == table.strip(), "run it with LIANXIN_WRITE=1"


def _write_table(name: str, table: str) -> None:
    before, begins, rest = PAGE.read_text("utf-8").partition(_begins(name))
    assert begins, f"the page has no place for {name}"
    PAGE.write_text(f"{before}{begins}\n{table}\n{_ends(name)}{rest.partition(_ends(name))[2]}", "utf-8")


def cells_of(table: str) -> dict[str, list[str]]:
    """Returns the cells of a table of Markdown by their row's first cell."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {name: cells for name, *cells in rows}


def _begins(name: str) -> str:
    return f"<!-- {name} begins -->\n"


def _ends(name: str) -> str:
    return f"<!-- {name} ends -->\n"
