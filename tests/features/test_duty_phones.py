"""A critical order shows whom to ring, and somebody records the call."""

from builders.dialled import DUTY_UNIT as UNIT
from builders.dialled import UNIT_ABOVE as ABOVE
from builders.dialled import with_roster
from builders.site import AppSite, good
from lianxin.city import adopt_profile
from lianxin.people import Role


async def test_a_critical_order_shows_whom_to_ring_until_the_unit_has_contacted_the_citizen(site: AppSite):
    desk, unit = await site.seat(Role.OPERATOR, Role.DISPATCHER), await site.handler(UNIT)
    async with site.town.begin() as work:
        await adopt_profile(work, with_roster())
    number = (await desk.open(unit=UNIT, urgency="critical"))["number"]
    [ringing] = (await desk.page(number))["ringing"]
    assert [(one["unit"], one["name"]) for one in ringing["people"]] == [(UNIT, "值班室"), (ABOVE, "区总值班室")]
    assert (await unit.page(number))["ringing"] == []
    order = ringing["order_id"]
    good(await desk.do("ring_unit", number, order, rung="值班室", answered="no_answer"))
    good(await desk.do("ring_unit", number, order, rung="区总值班室", answered="reached", unit=ABOVE))
    told = [one["data"] for one in (await desk.page(number))["history"] if one["data"].get("record") == "ring"]
    assert [(one["status"], one["data"]["unit"]) for one in told] == [("no_answer", UNIT), ("reached", ABOVE)]
    good(await unit.do("sign_order", number, order))
    good(await unit.do("log_contact", number, order, note="已联系，马上到现场。"))
    assert (await desk.page(number))["ringing"] == []


async def test_an_order_that_is_not_critical_asks_nobody_to_ring(site: AppSite):
    desk = await site.seat(Role.OPERATOR)
    number = (await desk.open(unit=UNIT))["number"]
    page = await desk.page(number)
    assert (page["ringing"], "ring_unit" in {one["move"] for one in page["moves"]}) == ([], False)
