"""What a command cost, as the page measured it, stands on the command's first event, and nowhere else."""

import pytest

from builders.cases import WEIFANG
from builders.figures import figures_of
from builders.site import AppSite, Seat, good
from lianxin.cases import verify_city
from lianxin.people import Role


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def efforts(site: AppSite) -> list[tuple[str, int, int]]:
    """Every event with an effort: kind, seconds, presses."""
    return await site.town.tuples(
        "SELECT kind, (data->>'effort_seconds')::int, (data->>'effort_presses')::int FROM events"
        " WHERE city_id = %(city)s AND data ? 'effort_seconds' ORDER BY position"
    )


async def sign(site: AppSite, said: str | bytes | None) -> str:
    """A unit signs an order with this header; the case's number."""
    operator = await site.seat(Role.OPERATOR)
    number = (await operator.open())["number"]
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(number))["orders"][0]["id"]
    headers = {} if said is None else {"X-Effort": said}
    good(await unit.post(f"/api/orders/{order}/sign_order", {}, version="*", headers=headers))
    return number


async def test_the_first_event_of_a_command_tells_what_it_cost(site: AppSite):
    await sign(site, "seconds=74;presses=6")
    assert await efforts(site) == [("order.moved", 74, 6)]


async def test_a_new_case_tells_it_once_however_many_events_it_makes(site: AppSite, operator: Seat):
    body = {"words": "路灯不亮，晚上看不见路。", "street": WEIFANG, "then": "send"}
    good(await operator.post("/api/cases", body, headers={"X-Effort": "seconds=51;presses=9"}))
    assert await efforts(site) == [("case.opened", 51, 9)]


async def test_it_is_kept_within_bounds(site: AppSite):
    await sign(site, "seconds=999999999;presses=999999999")
    assert await efforts(site) == [("order.moved", 14_400, 10_000)]


MALFORMED = ["", "seconds=1", "presses=1;seconds=1", "seconds=-1;presses=2", "seconds=1.5;presses=2"]


@pytest.mark.parametrize("said", [None, *MALFORMED, b"seconds=\xb9;presses=1"])
async def test_what_is_missing_or_malformed_stops_nothing(site: AppSite, said: str | bytes | None):
    await sign(site, said)
    assert await efforts(site) == []


async def test_a_repeat_costs_nothing_again(site: AppSite, operator: Seat):
    body = {"words": "路灯不亮，晚上看不见路。", "street": WEIFANG, "then": "send"}
    for said in ("seconds=51;presses=9", "seconds=60;presses=12"):
        good(await operator.post("/api/cases", body, key="same", headers={"X-Effort": said}))
    assert await efforts(site) == [("case.opened", 51, 9)]


async def test_nobody_is_timed_on_a_page_and_the_log_replays_as_before(site: AppSite, operator: Seat):
    number = await sign(site, "seconds=74;presses=6")
    page = await operator.page(number)
    assert [entry for entry in page["history"] if "effort_seconds" in entry["data"]] == []
    assert (await verify_city(site.town.database, site.town.id)).ok


async def test_figures_tell_the_time_of_replies_and_of_decisions_in_the_middle_and_leave_out_what_no_page_measured(
    site: AppSite, operator: Seat
):
    unit, officer = await site.handler("pudong-weifang"), await site.seat(Role.RETURN_OFFICER)
    said = {"outcome": "explained", "reply": "已向市民说明路灯检修安排，本周五前恢复照明。"}
    for effort in ("seconds=40;presses=6", "seconds=80;presses=9", None):
        number = (await operator.open())["number"]
        order = (await unit.page(number))["orders"][0]["id"]
        headers = {"X-Effort": effort} if effort else {}
        good(await unit.post(f"/api/orders/{order}/sign_order", {}, version="*"))
        good(await unit.post(f"/api/orders/{order}/reply_order", said, version="*", headers=headers))
    number = (await operator.open())["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    claim = {"reason": "not_our_duty", "claim": "路灯归市政，不是街道职责。"}
    await unit.attach(number, order)
    good(await unit.post(f"/api/orders/{order}/ask_return", claim, version="*"))
    refused, took = {"reason": "权责清单列给街道。"}, {"X-Effort": "seconds=95;presses=4"}
    good(await officer.post(f"/api/orders/{order}/refuse_return", refused, version="*", headers=took))
    figures = await figures_of(site.town)
    assert {code: figures[code]["value"] for code in ("reply_time", "reply_presses", "return_time")} == {
        "reply_time": 60,
        "reply_presses": 7.5,
        "return_time": 95,
    }
    assert (figures["reply_time"]["of"], figures["reply_time"]["left_out"]) == (2, 1)
