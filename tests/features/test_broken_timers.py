"""One case that cannot be moved does not stop the clocks of the others."""

from datetime import timedelta

import pytest

from builders.cases import Town, a_town
from lianxin.app import fire_timers
from lianxin.cases import CaseFile, ClockRow, timers
from lianxin.cases.rules.words import Clock
from lianxin.kernel.database import Database


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_a_case_whose_deadline_fails_is_left_out_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    broken, sound = await town.a_case(), await town.a_case()
    real = timers.EFFECTS[Clock.SIGN]

    async def effect(file: CaseFile, clock: ClockRow) -> None:
        if file.case.id == broken.case.id:
            raise RuntimeError
        await real(file, clock)

    monkeypatch.setitem(timers.EFFECTS, Clock.SIGN, effect)
    town.clock.move(timedelta(hours=8))
    assert await fire_timers(town.database, town.id) == 1
    assert (await town.look(sound)).orders[0].status == "in_progress"
    left = await town.look(broken)
    assert left.orders[0].status == "dispatched"
    assert not any(clock.fired_at for clock in left.clocks)
