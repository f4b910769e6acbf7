"""The live board and the figures over HTTP: only what is so, only to who may see it."""

from datetime import timedelta

from builders.figures import keep_up
from builders.site import AppSite, good
from lianxin.people import Role


async def test_the_board_tells_what_is_there_and_null_where_nothing_is_known(site: AppSite):
    operator, supervisor = await site.seat(Role.OPERATOR), await site.seat(Role.SUPERVISOR)
    for _ in range(3):
        await operator.open()
    await keep_up(site.town)
    board = await supervisor.read("/api/board")
    assert board["intake"]["today"][9] == 3  # nine o'clock where the city is
    assert sum(board["intake"]["today"]) == 3
    assert board["intake"]["last_week"] is None
    assert board["intake"]["last_year"] is None
    assert board["intake"]["usual"] is None
    assert board["open"] == [{"status": "handling", "n": 3}]
    assert board["districts"] == [{"district": "310115", "n": 3, "before": 0}]
    assert board["topics"][0]["n"] == 3
    assert board["waiting"] == {"unsigned": 3, "overdue": 0, "due_within_a_day": 0}
    assert board["staff"] == {"signed_in": 2, "active": 1}
    assert (board["telephone"], board["calls"]) == (False, None)
    states = ("signed_out", "ready", "reserved", "talking", "hold", "wrap_up", "break", "away")
    assert board["seats"] == dict.fromkeys(states, 0)
    assert [rate["value"] for rate in board["rates"]] == [None, None, None]


async def test_the_board_moves_with_the_days(site: AppSite):
    operator, supervisor = await site.seat(Role.OPERATOR), await site.seat(Role.SUPERVISOR)
    await operator.open()
    await site.town.later(days=7)
    await operator.open()
    await operator.open()
    await keep_up(site.town)
    board = await supervisor.read("/api/board")
    assert sum(board["intake"]["last_week"]) == 1
    assert sum(board["intake"]["today"]) == 2
    assert (board["districts"][0]["n"], board["districts"][0]["before"]) == (2, 1)
    await site.town.later(days=21)
    board = await supervisor.read("/api/board")
    assert board["intake"]["today"] is None
    assert board["waiting"]["overdue"] == 3


async def test_the_usual_is_made_of_the_same_weekday_of_the_last_four_weeks(site: AppSite):
    operator, supervisor = await site.seat(Role.OPERATOR), await site.seat(Role.SUPERVISOR)
    for cases, days in ((1, 7), (3, 6), (9, 1), (2, 7)):
        for _ in range(cases):
            await operator.open()
        await site.town.later(days=days)
    await keep_up(site.town)
    usual = (await supervisor.read("/api/board"))["intake"]["usual"]
    assert (usual["low"][9], usual["high"][9], usual["days"]) == (1, 3, 3)
    assert sum(usual["low"]) + sum(usual["high"]) == 1 + 3


async def test_a_unit_has_a_board_of_its_own(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    await operator.open()
    await operator.open(unit="huangpu")
    await keep_up(site.town)
    board = await (await site.handler("pudong")).read("/api/board")
    assert (board["unit"], sum(board["intake"]["today"]), board["waiting"]["unsigned"]) == ("pudong", 1, 1)


async def test_who_may_not_see_figures_is_refused_and_nobody_without_a_session(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    for path in ("/api/board", "/api/figures", "/api/figures/inflow/cases"):
        refused = await operator.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "people.not_permitted")
        assert (await site.stranger().get(path)).status_code == 401


async def test_a_list_is_read_page_by_page_without_gap_or_double(site: AppSite):
    operator, analyst = await site.seat(Role.OPERATOR), await site.seat(Role.ANALYST)
    opened = [(await operator.open())["number"] for _ in range(7)]
    await keep_up(site.town)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await analyst.read("/api/figures/inflow/cases", limit=3, cursor=cursor)
        seen += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(opened)
    assert len(seen) == len(set(seen))
    assert page["figure"]["version"] == 1
    assert page["formula"]
    assert page["formula_en"]


async def test_what_cannot_be_asked_is_refused_in_words(site: AppSite):
    analyst = await site.seat(Role.ANALYST)
    now = site.town.clock.now()
    for path, query, status, code in (
        ("/api/figures", {"since": "2026-11-01T00:00:00"}, 422, "web.no_zone"),
        ("/api/figures", {"since": (now + timedelta(days=1)).isoformat()}, 422, "insight.bad_period"),
        ("/api/figures", {"unit": "atlantis"}, 422, "insight.not_of_the_city"),
        ("/api/figures/beauty/cases", {}, 404, "insight.no_such_figure"),
        ("/api/figures/inflow/cases", {"part": "all"}, 422, "insight.no_such_part"),
        ("/api/figures/inflow/cases", {"cursor": "WyJub3ciLCJtZSJd"}, 422, "cases.bad_cursor"),
    ):
        refused = await analyst.get(path, **query)
        assert (refused.status_code, refused.json()["code"]) == (status, code), path


async def test_every_figure_is_answered_with_its_names_and_version(site: AppSite):
    analyst = await site.seat(Role.ANALYST)
    found = good(await analyst.get("/api/figures", since=(site.town.clock.now() - timedelta(days=30)).isoformat()))
    assert len({item["code"] for item in found["items"]}) == len(found["items"]) > 20
    assert all(item["name"] and item["name_en"] and item["version"] for item in found["items"])
    assert found["unit"] is None


async def test_the_board_counts_seats_as_their_pages_say_and_shows_a_unit_none(site: AppSite):
    first, second, third = [await site.seat(Role.OPERATOR) for _ in range(3)]
    office = await site.seat(Role.HOTLINE_OFFICE)
    for seat, state in ((first, "talking"), (second, "talking"), (third, "wrap_up")):
        good(await seat.post("/api/seat", {"state": state}))
    seats = (await office.read("/api/board"))["seats"]
    assert (seats["talking"], seats["wrap_up"], seats["ready"]) == (2, 1, 0)
    await third.client.delete("/api/session")
    assert (await office.read("/api/board"))["seats"]["wrap_up"] == 0
    unit = await site.seat(Role.UNIT_HANDLER, unit="pudong-weifang")
    assert (await unit.read("/api/board"))["seats"] is None
