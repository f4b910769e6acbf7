"""One case that cannot be moved does not stop the clocks of the others."""

from datetime import timedelta

import pytest

from builders.cases import OPERATOR, SHIFT_LEAD, Town, a_town
from lianxin.cases import CaseFile
from lianxin.cases.core.rows import ClockRow
from lianxin.cases.deadlines import fire
from lianxin.cases.deadlines.timers import fire_timers
from lianxin.cases.rules.words import ClockKind
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_a_case_whose_deadline_fails_is_left_out_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    broken, sound = await town.a_case(), await town.a_case()
    real = fire.EFFECTS[ClockKind.SIGN]

    async def effect(file: CaseFile, clock: ClockRow) -> None:
        if file.case.id == broken.case.id:
            raise RuntimeError
        await real(file, clock)

    monkeypatch.setitem(fire.EFFECTS, ClockKind.SIGN, effect)
    town.clock.move(timedelta(hours=8))
    assert await fire_timers(town.database, town.id) == 1
    assert (await town.look(sound)).orders[0].status == "in_progress"
    left = await town.look(broken)
    assert left.orders[0].status == "dispatched"
    assert not any(clock.fired_at for clock in left.clocks)


async def test_a_case_that_cannot_be_saved_is_left_out_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    broken, sound = await town.a_case(), await town.a_case()
    real = CaseFile.save

    def save(self: CaseFile, work: UnitOfWork) -> None:
        if self.case.id == broken.case.id:
            raise RuntimeError
        real(self, work)

    monkeypatch.setattr(CaseFile, "save", save)
    town.clock.move(timedelta(hours=8))
    assert await fire_timers(town.database, town.id) == 1
    assert (await town.look(sound)).orders[0].status == "in_progress"
    assert (await town.look(broken)).orders[0].status == "dispatched"


async def test_a_refusal_that_nobody_confirmed_is_not_archived_and_one_that_was_is(town: Town):
    case = await town.a_case(unit=None)
    await town.do("refuse_case", case, OPERATOR, "in_court", "请向法院起诉。")
    await town.later(days=30)
    assert (await town.look(case)).case.status == "not_accepted"
    await town.do("confirm_refusal", case, SHIFT_LEAD)
    assert (await town.look(case)).case.status == "not_accepted"
    await town.later(days=30)
    assert (await town.look(case)).case.status == "archived"
