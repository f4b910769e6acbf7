"""Praise reaches the unit praised, with the person and the case it is about, and nobody else."""

import pytest

from builders.cases import OPERATOR, a_person, handler
from builders.site import AppSite, good
from lianxin.cases import IntakeForm, citizen_view, submit_case, verify_city
from lianxin.cases.core.locking import NoCase
from lianxin.cases.core.orders import ComplainedUnit
from lianxin.cases.rules.states import IllegalMove
from lianxin.people import Role

UNIT, ABOVE, BELOW, ELSEWHERE = "pudong-weifang", "pudong", "pudong-chengguan", "xuhui"
WORDS = "谢谢窗口的小李，帮我妈妈找到了家。"


async def a_praise(site: AppSite, **told: str) -> str:
    """A praise the operator sends straight to its unit."""
    operator = await site.seat(Role.OPERATOR)
    return good(await operator.post("/api/cases", {"words": WORDS, "nature": "praise", "unit": UNIT, **told}))["number"]


async def test_the_unit_praised_opens_the_case_and_reads_whom_it_is_about(site: AppSite):
    number = await a_praise(site, praised="窗口的小李")
    page = await (await site.handler(UNIT)).page(number)
    assert (page["words"], page["praised"], page["case"]["praised_unit"]) == (WORDS, "窗口的小李", UNIT)


@pytest.mark.parametrize(("unit", "status"), [(UNIT, 200), (ABOVE, 200), (BELOW, 404), (ELSEWHERE, 404)])
async def test_only_the_unit_praised_and_those_above_see_it(site: AppSite, unit: str, status: int):
    number = await a_praise(site)
    seat = await site.handler(unit)
    assert (await seat.get(f"/api/cases/{number}")).status_code == status
    found = (await seat.read("/api/search", q="窗口"))["items"]
    assert bool(found) == (status == 200)
    assert (number in await seat.desk("all")) == (status == 200)


@pytest.mark.parametrize(("unit", "hears"), [(UNIT, True), (ABOVE, True), (BELOW, False), (ELSEWHERE, False)])
async def test_the_stream_tells_of_it_whom_the_page_shows_it(site: AppSite, unit: str, hears: bool):
    seat = await site.handler(unit)
    before = (await seat.read("/api/work", limit=1))["position"]
    await site.app.state.hub.look()
    await a_praise(site)
    await site.app.state.hub.look()
    heard = [m for m in await site.app.state.hub.after(before) if m.audience & seat.tokens]
    assert bool(heard) is hears


async def test_it_lies_on_the_praise_desk_of_its_unit_alone_until_the_unit_takes_note(site: AppSite):
    number = await a_praise(site)
    street, district = await site.handler(UNIT), await site.handler(ABOVE)
    assert (list(await street.desk("praise")), await district.desk("praise")) == ([number], {})
    assert (await street.read("/api/work/counts"))["counts"]["praise"] == 1
    assert [move["move"] for move in (await street.page(number))["moves"]] == ["note_praise", "add_note"]
    assert "note_praise" not in [move["move"] for move in (await district.page(number))["moves"]]
    good(await street.do("note_praise", number))
    assert await street.desk("praise") == {}
    assert "note_praise" not in [move["move"] for move in (await street.page(number))["moves"]]


async def test_a_unit_above_cannot_take_note_for_the_one_below(site: AppSite):
    town = site.town
    file = await town.a_case(unit=UNIT, nature="praise", words=WORDS)
    with pytest.raises(IllegalMove):
        await town.do("note_praise", file, handler(ABOVE))
    with pytest.raises(NoCase):
        await town.do("note_praise", file, handler(ELSEWHERE))


async def test_the_name_of_the_person_is_a_text_and_stands_in_no_event(site: AppSite):
    town = site.town
    number = await a_praise(site, words="谢谢。", praised="窗口的小李 13912345678")
    texts = await town.tuples("SELECT kind, body FROM texts WHERE city_id = %(city)s AND kind = 'praised'")
    assert texts == [("praised", "窗口的小李 13912345678")]
    [[told]] = await town.tuples("SELECT string_agg(data::text, ' ') FROM events WHERE city_id = %(city)s")
    assert "小李" not in told
    page = await (await site.handler(UNIT)).page(number)
    assert "13912345678" not in str(page)
    assert page["praised"].startswith("窗口的小李")


async def test_the_case_it_praises_is_linked_and_each_leads_to_the_other(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    old = await operator.open(unit=UNIT)
    number = await a_praise(site, linked_to=old["number"])
    street = await site.handler(UNIT)
    [there] = (await street.page(number))["links"]
    [back] = (await street.page(old["number"]))["links"]
    assert (there["relation"], there["number"]) == ("praises", old["number"])
    assert (back["relation"], back["number"]) == ("praised_by", number)


async def test_the_unit_praised_learns_nothing_of_a_linked_case_it_may_not_see(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    old = await operator.open(unit=ELSEWHERE)
    number = await a_praise(site, linked_to=old["number"])
    assert (await (await site.handler(UNIT)).page(number))["links"] == []


async def test_the_desk_names_person_and_case_when_it_tells_the_unit(site: AppSite):
    town = site.town
    old = await town.a_case(unit=UNIT)
    draft = await town.a_case(unit=None, nature="praise", words=WORDS)
    file = await town.do("inform_unit", draft, OPERATOR, UNIT, "小李", old.case.number)
    assert (file.case.status, file.case.praised_unit, file.case.linked_to) == ("closed", UNIT, old.case.id)
    assert [data["relation"] for data in await town.events(file, "case.linked")] == ["praises"]
    assert (await verify_city(town.database, town.id)).findings == []


async def test_praise_is_never_told_to_a_unit_complained_about(site: AppSite):
    draft = await site.town.a_case(unit=None, nature="praise", complained=(ABOVE,))
    with pytest.raises(ComplainedUnit):
        await site.town.do("inform_unit", draft, OPERATOR, UNIT)


async def test_what_turns_out_to_be_no_praise_leaves_the_sight_of_the_unit(site: AppSite):
    town = site.town
    file = await town.a_case(unit=UNIT, nature="praise", words=WORDS)
    await town.do("reopen_case", file, OPERATOR, "其实是举报。")
    await town.do("correct_case", file, nature="tip_off")
    street = await site.handler(UNIT)
    assert (await street.get(f"/api/cases/{file.case.number}")).status_code == 404
    assert await street.desk("praise") == {}


@pytest.mark.parametrize("own", [True, False])
async def test_a_citizen_names_whom_and_which_case_and_only_an_own_case_is_linked(site: AppSite, own: bool):
    town = site.town
    old = await town.a_case(unit=UNIT, person=a_person(1 if own else 2))
    form = IntakeForm(words=WORDS, nature="praise", channel="web", praised="小李", person=a_person(1))
    async with town.begin() as work:
        opened = await submit_case(work, form, (), old.case.number)
    assert opened.file.case.linked_to == (old.case.id if own else None)
    page = await (await site.seat(Role.OPERATOR)).page(opened.file.case.number)
    assert page["praised"] == ("小李" if own else f"小李 {old.case.number}")


async def test_the_citizen_hears_that_the_praise_was_passed_on(site: AppSite):
    town = site.town
    file = await town.a_case(unit=UNIT, nature="praise", words=WORDS)
    async with town.database.read(town.id) as work:
        view = await citizen_view(work, file.case.link_token)
    assert "told" in [one.what for one in view.story]
