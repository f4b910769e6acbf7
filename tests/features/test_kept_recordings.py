"""Recordings and transcripts are erased by age, but neither under a legal hold nor with an open case of the call."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from builders.kept_sound import keep_sound
from builders.site import AppSite, Seat, a_site, good
from lianxin.calls import Shelf, erase_aged
from lianxin.calls.media.hearing import CALL_CASES_READER, follow_cases
from lianxin.calls.surge.form_age import erase_aged_forms
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.feed import react
from lianxin.people import Role

REASON = {"reason": "浦东新区人民法院（2026）沪0115民初123号，承办法官来函"}


@dataclass
class Kept:
    """A city with a call whose recording and transcript are sealed."""

    site: AppSite
    shelf: Shelf
    call: UUID
    recording: UUID

    async def erased(self) -> int:
        return await erase_aged(self.site.town.database, self.site.town.id, self.shelf)

    async def kinds(self) -> list[str]:
        rows = await self.site.town.tuples(
            "SELECT kind, data->>'part' FROM events WHERE city_id = %(city)s AND subject_id = %(call)s"
            " AND kind <> 'call.transcribed' ORDER BY position",
            call=str(self.call),
        )
        return [" ".join(filter(None, row)) for row in rows]


@pytest.fixture
async def kept(database: Database, tmp_path: Path) -> AsyncIterator[Kept]:
    async with a_site(database, tmp_path) as site:
        shelf = Shelf(tmp_path / "raw", tmp_path / "recordings")
        call = uuid4()
        yield Kept(site, shelf, call, await keep_sound(site.town, shelf, call, tmp_path))


async def hold(seat: Seat, kept: Kept, way: str = "") -> None:
    good(await seat.post(f"/api/calls/{kept.call}/legal-hold{way}", REASON))


async def test_the_voice_goes_first_and_the_transcript_later(kept: Kept):
    assert await kept.erased() == 0
    async with kept.site.town.database.read(kept.site.town.id) as work:
        rule = (await current_profile(work)).telephone.recording
    kept.site.town.clock.move(timedelta(days=rule.voice_days, seconds=1))
    assert await kept.erased() == 1
    assert not kept.shelf.file(kept.recording).exists()
    kept.site.town.clock.move(timedelta(days=rule.transcript_days - rule.voice_days))
    assert [await kept.erased(), await kept.erased()] == [1, 0]
    assert await kept.kinds() == ["call.erased voice", "call.erased transcript"]
    left = "SELECT (SELECT count(*) FROM transcript_lines), (SELECT key FROM transcripts), (SELECT key FROM recordings)"
    assert await kept.site.town.tuples(left) == [(0, None, None)]
    office = await kept.site.seat(Role.HOTLINE_OFFICE)
    assert (await office.read(f"/api/calls/{kept.call}/transcript"))["erased"] is True
    answered = await office.post(f"/api/recordings/{kept.recording}/hearing")
    assert answered.json()["code"] == "calls.recording_erased"
    answered = await office.post(f"/api/calls/{kept.call}/legal-hold", REASON)
    assert answered.json()["code"] == "calls.nothing_to_hold"


async def test_a_legal_hold_keeps_both_until_somebody_of_the_office_lifts_it(kept: Kept):
    office, lead = await kept.site.seat(Role.HOTLINE_OFFICE), await kept.site.seat(Role.SHIFT_LEAD)
    path = f"/api/calls/{kept.call}/legal-hold"
    assert (await lead.post(path, REASON)).status_code == 403
    assert (await office.post(path, {"reason": "要"})).json()["code"] == "calls.hold_reason_missing"
    assert (await office.post(f"{path}/lift", REASON)).json()["code"] == "calls.not_held"
    await hold(office, kept)
    assert (await office.post(path, REASON)).json()["code"] == "calls.already_held"
    kept.site.town.clock.move(timedelta(days=10_000))
    assert await kept.erased() == 0
    await kept.site.town.tuples("UPDATE legal_holds SET lifted_at = set_at, lifted_by = set_by RETURNING id")
    assert await kept.erased() == 0  # a lifting without a signature does not count
    await hold(office, kept, "/lift")
    assert await kept.erased() == 2
    assert await kept.kinds() == ["call.hold_set", "call.hold_lifted", "call.erased voice", "call.erased transcript"]


async def test_an_open_case_of_the_call_keeps_both(kept: Kept):
    office = await kept.site.seat(Role.HOTLINE_OFFICE, Role.OPERATOR)
    case = await office.open(call_id=str(kept.call), then="draft")
    await react(kept.site.town.database, kept.site.town.id, CALL_CASES_READER, follow_cases)
    shown = await office.read(f"/api/cases/{case['number']}/recordings")
    assert (shown["voice_days"], shown["holds"], shown["may_hold"]) == (730, [], True)
    assert [(one["reason"], one["transcribed"]) for one in shown["calls"]] == [("opened", True)]
    kept.site.town.clock.move(timedelta(days=10_000))
    assert await kept.erased() == 0
    good(await office.do("void_case", case["number"], words="误操作，重复录入"))
    assert await kept.erased() == 2


async def test_forms_of_surge_mode_are_erased_by_their_age_but_not_under_a_legal_hold(kept: Kept):
    site, topic = kept.site, {"title": "封控", "hours": 24, "fields": [{"label": "人数", "kind": "number"}]}
    lead, office = await site.seat(Role.SHIFT_LEAD), await site.seat(Role.HOTLINE_OFFICE)
    on_call, other = await site.seat(), await site.seat()
    async with site.town.begin() as work:
        work.add("seats", {"staff": on_call.ref, "state": "talking", "since": work.now, "call_id": kept.call})
    good(await lead.post("/api/surge", {"on": True}))
    [added] = good(await lead.post("/api/surge/topics", topic))["topics"]
    for seat in (on_call, other, other):
        good(await seat.post(f"/api/surge/topics/{added['id']}/forms", {"answers": {"人数": "3"}}))
    await hold(office, kept)
    async with site.town.database.read(site.town.id) as work:
        days = (await current_profile(work)).telephone.surge.form_days
    erased: list[int] = []
    for later in (timedelta(days=days - 1), timedelta(days=2), timedelta(days=0)):
        site.town.clock.move(later)
        erased.append(await erase_aged_forms(site.town.database, site.town.id))
    assert erased == [0, 2, 0]
    [(about, data)] = await site.town.tuples("SELECT subject_id, data FROM events WHERE kind = 'surge.forms_erased'")
    assert (about, data) == (added["id"], {"topic_id": added["id"], "count": 2, "days": days})
    assert await site.town.tuples("SELECT call_id FROM surge_forms") == [(kept.call,)]
