"""The return court: what it looks at, what is kept of a decision, and the next unit named in the same step."""

from datetime import timedelta

import pytest

from builders.cases import RETURN_OFFICER, WEIFANG, Town, a_town, handler, states
from builders.media import jpeg
from builders.site import AppSite, Seat, good
from lianxin.cases import CaseFile, IllegalMove
from lianxin.cases.commands.decisions import RulingFollows
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField
from lianxin.people import Role

STREET = handler("pudong-weifang")
CLAIM = ("not_our_duty", "1. 不在我街道职责。2. 应由城管执法局查处。")
NOISE = "01.01.01"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def asked(town: Town, unit: str = "pudong-weifang", **told: object) -> CaseFile:
    file = await town.a_case(unit=unit, **told)
    return await town.do("ask_return", file.orders[0], handler(unit), *CLAIM)


# deciding


async def test_what_is_found_of_each_point_is_kept_with_the_decision_and_told_in_its_event(town: Town):
    file = await asked(town)
    await town.do("refuse_return", file.orders[0], RETURN_OFFICER, "归你们", findings=["doubtful", "fails"])
    kept = await town.tuples("SELECT decision, findings FROM order_returns WHERE city_id = %(city)s")
    assert kept == [("refused", ["doubtful", "fails"])]
    [event] = await town.events(file, "order.return_decided")
    assert (event["decision"], event["findings"], event["cites"]) == ("refused", ["doubtful", "fails"], [])


@pytest.mark.parametrize("findings", [["holds"], ["holds", "holds", "holds"], ["holds", "perhaps"]])
async def test_there_is_one_finding_for_each_point_and_no_other_word(town: Town, findings: list[str]):
    file = await asked(town)
    with pytest.raises(BadField) as refused:
        await town.do("refuse_return", file.orders[0], RETURN_OFFICER, "归你们", findings=findings)
    assert refused.value.facts["field"] == "findings"


async def test_a_granted_return_goes_on_at_once_to_the_unit_that_is_named(town: Town):
    file = await asked(town)
    file = await town.do(
        "grant_return", file.orders[0], RETURN_OFFICER, "确非其职责", unit="pudong-chengguan", co_units=["pudong"]
    )
    assert states(file) == (
        "handling",
        [
            ("pudong-weifang", "lead", "returned"),
            ("pudong-chengguan", "lead", "dispatched"),
            ("pudong", "co", "dispatched"),
        ],
    )
    assert file.orders[1].rule == "desk"
    assert [clock.kind for clock in file.clocks if clock.runs and clock.kind == "dispatch"] == []


async def test_no_next_unit_is_named_when_a_ruling_follows_and_nothing_has_changed(town: Town):
    file = await asked(town)
    file = await town.do("grant_return", file.orders[0], RETURN_OFFICER, "确非其职责", unit="pudong-chengguan")
    await town.do("ask_return", file.orders[1], handler("pudong-chengguan"), *CLAIM)
    before = await town.dump(file)
    with pytest.raises(RulingFollows):
        await town.do("grant_return", file.orders[1], RETURN_OFFICER, "也不归它", unit="pudong-huanbao")
    assert await town.dump(file) == before


async def test_a_co_units_place_is_taken_by_the_unit_that_is_named(town: Town):
    file = await town.do("add_co_unit", await town.a_case(), RETURN_OFFICER, "pudong-chengguan")
    await town.do("ask_return", file.orders[1], handler("pudong-chengguan"), *CLAIM)
    file = await town.do("grant_return", file.orders[1], RETURN_OFFICER, "不归它", unit="pudong-huanbao")
    assert states(file)[1][2] == ("pudong-huanbao", "co", "dispatched")


async def test_calling_a_ruling_takes_up_the_return_and_the_unit_works_on_meanwhile(town: Town):
    file = await asked(town)
    file = await town.do("call_ruling", file, RETURN_OFFICER, "两家都说不归自己", findings=["holds", "doubtful"])
    assert states(file) == ("responsibility_review", [("pudong-weifang", "lead", "in_progress")])
    kept = await town.tuples("SELECT decision, findings FROM order_returns WHERE city_id = %(city)s")
    assert kept == [("ruling", ["holds", "doubtful"])]
    assert not [clock for clock in file.clocks if clock.runs and clock.kind in {"return_decision", "return_window"}]
    with pytest.raises(IllegalMove):
        await town.do("grant_return", file.orders[0], RETURN_OFFICER, "还是退吧")


# looking


async def court_of(seat: Seat, number: str):
    return await seat.read(f"/api/cases/{number}/court")


async def returned_over_http(site: AppSite, operator: Seat, **told: object):
    """A case whose unit asks to give it back, with a document of the unit's beside it."""
    case = await operator.open(unit="pudong-weifang", **told)
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(case["number"]))["orders"][0]["id"]
    picture = {"file": ("现场.jpg", jpeg())}
    file = good(await unit.post(f"/api/cases/{case['number']}/attachments", files=picture, data={"order_id": order}))
    said = {"reason": CLAIM[0], "claim": CLAIM[1]}
    good(await unit.do("ask_return", case["number"], order, evidence=False, **said))
    return case["number"], order, file


async def test_the_court_shows_the_claim_in_points_with_its_evidence_and_earlier_returns_of_the_case(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number, order, file = await returned_over_http(site, operator)
    [one] = (await court_of(officer, number))["returns"]
    assert one["points"] == ["不在我街道职责。", "应由城管执法局查处。"]
    assert (one["nth"], one["unit"], one["decision"]) == (1, "pudong-weifang", None)
    assert one["evidence"] == [file["id"]]
    said = {"reason": "确非其职责", "unit": "pudong-chengguan", "findings": ["holds", "holds"]}
    good(await officer.do("grant_return", number, order, **said))
    second = (await officer.page(number))["orders"][1]["id"]
    other = await site.handler("pudong-chengguan")
    good(await other.do("ask_return", number, second, reason=CLAIM[0], claim="没有执法依据。"))
    page = await court_of(officer, number)
    assert [(one["nth"], one["decision"], one["findings"]) for one in page["returns"]] == [
        (1, "granted", ["holds", "holds"]),
        (2, None, []),
    ]
    assert page["returns"][0]["decision_text"] == "确非其职责"
    assert page["returns"][0]["decided_by"]
    assert page["record"]["unit"] == "pudong-chengguan"


async def test_the_court_names_the_duty_line_and_whom_it_comes_to_here(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    duty = (await court_of(officer, (await operator.open())["number"]))["duty"]
    assert (duty["topic"], duty["level"], duty["unit"]) == (NOISE, "street", "pudong-weifang")
    assert duty["basis"]
    assert duty["source"]


async def test_a_units_record_is_of_ninety_days_and_names_its_cases(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    old, order, _file = await returned_over_http(site, operator)
    good(await officer.do("refuse_return", old, order, reason="归你们"))
    site.town.clock.move(timedelta(days=60))
    officer, operator = await site.seat(Role.RETURN_OFFICER), await site.seat(Role.OPERATOR)
    number, order, _file = await returned_over_http(site, operator)
    record = (await court_of(officer, number))["record"]
    assert (record["asked"], record["refused"], record["waiting"]) == (2, 1, 1)
    assert [item["number"] for item in record["items"]] == [number, old]
    site.town.clock.move(timedelta(days=31))
    officer = await site.seat(Role.RETURN_OFFICER)
    assert [item["number"] for item in (await court_of(officer, number))["record"]["items"]] == [number]


async def test_earlier_decisions_on_the_same_topic_stand_beside_it_nearest_first_and_no_others(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    decided: list[str] = []
    for told in ({"street": "310115005"}, {}, {"topic": "01.01.02"}):
        number, order, _file = await returned_over_http(site, operator, **told)
        good(await officer.do("refuse_return", number, order, reason="归你们"))
        decided.append(number)
    number = (await operator.open(street=WEIFANG))["number"]
    shown = (await court_of(officer, number))["precedents"]
    assert [(one["number"], one["near"], one["kind"]) for one in shown] == [
        (decided[1], "street", "refused"),
        (decided[0], "district", "refused"),
    ]
    assert {one["fared"] for one in shown} == {"open"}


async def test_a_secret_case_is_no_precedent_for_those_who_may_not_see_it(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number, order, _file = await returned_over_http(site, operator, nature="tip_off")
    good(await officer.do("refuse_return", number, order, reason="归你们"))
    colleague = await site.seat(Role.OPERATOR)
    assert [one["number"] for one in (await officer.read("/api/precedents"))["items"]] == [number]
    assert (await colleague.read("/api/precedents"))["items"] == []


@pytest.mark.parametrize("path", ["/api/cases/{number}/court", "/api/cases/{number}/directions", "/api/precedents"])
async def test_units_do_not_look_into_the_court(site: AppSite, path: str):
    operator = await site.seat(Role.OPERATOR)
    number = (await operator.open(unit="pudong-weifang"))["number"]
    unit = await site.handler("pudong-weifang")
    assert (await unit.get(path.format(number=number))).status_code == 403
