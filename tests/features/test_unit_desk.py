"""A unit's day: its inbox by what waits for what, help with the reply, one reply for several, never another unit's."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from builders import media
from builders.cases import NOISE, shanghai
from builders.site import AppSite, Seat, good
from lianxin.city import Profile, Replies, adopt_profile
from lianxin.people import Role

STREET, DISTRICT, OTHER = "pudong-weifang", "pudong", "pudong-lujiazui"
REPLY = "今天上午已到现场清走占道摊位，并约谈了摊主，晚上继续巡查。"
ADDRESS = "潍坊路200弄门口"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


@pytest.fixture
async def street(site: AppSite) -> Seat:
    return await site.handler(STREET)


@pytest.fixture
async def district(site: AppSite) -> Seat:
    return await site.handler(DISTRICT)


async def order_of(seat: Seat, number: str, unit: str) -> dict[str, Any]:
    """The order of a unit in a case."""
    return next(order for order in (await seat.page(number))["orders"] if order["unit"] == unit)


async def given(operator: Seat, seat: Seat, unit: str, **told: Any) -> tuple[str, str]:
    """A case that lies with a unit, signed: its number and the order."""
    number = (await operator.open(unit=unit, **told))["number"]
    order = (await order_of(seat, number, unit))["id"]
    good(await seat.do("sign_order", number, order))
    return number, order


async def tab(seat: Seat, name: str, within: str = "") -> list[str]:
    """The numbers on a tab."""
    return [card["number"] for card in (await seat.read("/api/inbox", tab=name, within=within))["items"]]


async def counts(seat: Seat, within: str = "") -> dict[str, int]:
    """What the tabs count, without the empty ones."""
    found = (await seat.read("/api/inbox/counts", within=within))["counts"]
    return {name: count for name, count in found.items() if count}


async def test_an_order_lies_on_one_tab_by_what_it_waits_for(operator: Seat, street: Seat, district: Seat):
    number, order = await given(operator, district, DISTRICT)
    assert (await tab(district, "todo"), await counts(district)) == ([number], {"todo": 1})
    good(await district.do("forward_order", number, order, unit=STREET))
    assert await counts(district) == {"below": 1}
    assert await counts(street) == {"todo": 1}
    sub = (await order_of(street, number, STREET))["id"]
    good(await street.do("return_inside", number, sub, reason="不在我们这条路。"))
    assert (await counts(district), await counts(street)) == ({"todo": 1}, {"returns": 1})
    good(await district.do("refuse_inside", number, sub, reason="就在你们街道。"))
    good(await street.do("reply_order", number, sub, outcome="solved", reply=REPLY))
    assert (await counts(district), await counts(street)) == ({"todo": 1}, {"replied": 1})
    good(await district.do("reply_order", number, order, outcome="solved", reply=REPLY))
    assert await counts(district) == {"replied": 1}


async def test_an_inbox_can_be_narrowed_to_the_unit_itself_or_one_below(operator: Seat, street: Seat, district: Seat):
    own, _ = await given(operator, district, DISTRICT)
    below, _ = await given(operator, street, STREET)
    assert set(await tab(district, "todo")) == {own, below}
    assert await tab(district, "todo", "own") == [own]
    assert await tab(district, "todo", STREET) == [below]
    assert await counts(district, STREET) == {"todo": 1}


async def test_waiting_for_the_citizen_a_return_and_co_handling_have_their_tabs(
    site: AppSite, operator: Seat, street: Seat
):
    asked, order = await given(operator, street, STREET)
    good(await street.do("ask_desk", asked, order, question="具体是几号楼？"))
    back, order = await given(operator, street, STREET)
    good(await street.do("ask_return", back, order, reason="not_our_duty", claim="不属于街道职责。"))
    helped = (await operator.open(unit=OTHER, co_units=[STREET]))["number"]
    assert {name: await tab(street, name) for name in ("citizen", "returns", "co", "todo")} == {
        "citizen": [asked],
        "returns": [back],
        "co": [helped],
        "todo": [],
    }
    other = await site.handler(OTHER)
    assert await tab(other, "todo") == [helped]


async def test_a_card_names_the_order_so_that_several_can_be_signed_at_once(operator: Seat, street: Seat):
    number = (await operator.open(unit=STREET))["number"]
    [card] = (await street.read("/api/inbox"))["items"]
    assert (card["order"]["unit"], card["order"]["status"]) == (STREET, "dispatched")
    good(await street.do("sign_order", number, card["order"]["id"], version=card["version"]))


async def test_nobody_looks_into_another_unit_and_who_is_complained_about_never_sees_the_case(
    site: AppSite, operator: Seat, street: Seat
):
    _, order = await given(operator, street, STREET)
    other = await site.handler(OTHER)
    assert await counts(other) == {}
    assert (await other.get("/api/inbox", within=STREET)).json()["code"] == "cases.not_your_unit"
    assert (await other.get(f"/api/orders/{order}/reply")).status_code == 404
    assert (await other.get(f"/api/orders/{order}/extension", amount=1)).status_code == 404
    assert (await operator.get("/api/inbox")).json()["code"] == "cases.no_such_desk"
    blamed, elsewhere = await given(operator, other, OTHER, complained=[STREET])
    assert await tab(other, "todo") == [blamed]
    assert await counts(street) == {"todo": 1}
    assert (await street.get(f"/api/orders/{elsewhere}/reply")).status_code == 404


async def test_the_tabs_go_on_page_by_page(operator: Seat, street: Seat):
    numbers = {(await given(operator, street, STREET))[0] for _ in range(3)}
    first = await street.read("/api/inbox", limit=2)
    second = await street.read("/api/inbox", limit=2, cursor=first["next_cursor"])
    assert {card["number"] for page in (first, second) for card in page["items"]} == numbers
    assert second["next_cursor"] is None


# templates


def words(**more: Any) -> dict[str, Any]:
    return {"name": "占道设摊", "body": "{市民}您好：{地点}的{事项}，{单位}{今天}已到现场。", "unit": STREET, **more}


async def test_a_template_is_filled_from_the_case_and_never_with_more_than_the_page_shows(operator: Seat, street: Seat):
    contact = {"name": "王女士", "phone": "13900000001"}
    _, order = await given(operator, street, STREET, address=ADDRESS, contact=contact)
    good(await street.post("/api/reply-templates", words(topic=NOISE[:2])))
    good(await street.post("/api/reply-templates", words(name="别的事", topic="02")))
    [found] = (await street.read(f"/api/orders/{order}/reply"))["templates"]
    assert found["text"].startswith(f"王女士您好：{ADDRESS}的")
    assert found["text"].endswith("潍坊新村街道办事处11月23日已到现场。")
    _, secret = await given(operator, street, STREET, confidential=True, contact=contact)
    [found] = (await street.read(f"/api/orders/{secret}/reply"))["templates"]
    assert found["text"].startswith("市民您好：")


async def test_each_version_of_a_template_is_kept_and_the_older_writer_is_told(street: Seat):
    first = good(await street.post("/api/reply-templates", words()))
    again = words(name="占道经营", template_id=first["template_id"], version=1)
    assert good(await street.post("/api/reply-templates", again))["version"] == 2
    assert (await street.post("/api/reply-templates", again)).json()["code"] == "cases.template_changed"
    good(await street.post("/api/reply-templates", {**again, "version": 2, "retired": True}))
    versions = (await street.read(f"/api/reply-templates/{first['template_id']}"))["items"]
    assert [(one["version"], one["name"], one["retired"]) for one in versions] == [
        (3, "占道经营", True),
        (2, "占道经营", False),
        (1, "占道设摊", False),
    ]


async def test_a_unit_keeps_its_own_templates_and_administrators_the_citys(site: AppSite, street: Seat, operator: Seat):
    kept = good(await street.post("/api/reply-templates", words()))
    other, admin = await site.handler(OTHER), await site.seat(Role.ADMINISTRATOR)
    assert (await other.post("/api/reply-templates", words())).status_code == 403
    assert (await other.get(f"/api/reply-templates/{kept['template_id']}")).status_code == 404
    assert (await other.read("/api/reply-templates"))["items"] == []
    assert (await street.post("/api/reply-templates", words(unit=""))).status_code == 403
    assert (await operator.get("/api/reply-templates")).status_code == 403
    good(await admin.post("/api/reply-templates", words(unit="", name="全市")))
    assert [(one["name"], one["may_change"]) for one in (await other.read("/api/reply-templates"))["items"]] == [
        ("全市", False)
    ]
    taken = {**words(), "template_id": kept["template_id"], "version": 1, "unit": OTHER}
    assert (await other.post("/api/reply-templates", taken)).status_code == 403


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"body": "请打13912345678。"}, "cases.personal_template"),
        ({"body": "{电话}请来电"}, "cases.unknown_place"),
        ({"topic": "99"}, "cases.bad_field"),
        ({"outcome": "fine"}, "cases.bad_field"),
        ({"name": " "}, "cases.bad_field"),
        ({"body": "长" * 4001}, "cases.bad_field"),
    ],
)
async def test_a_template_that_cannot_serve_everybody_is_refused(street: Seat, said: dict[str, str], code: str):
    refused = await street.post("/api/reply-templates", words(**said))
    assert (refused.status_code, refused.json()["code"]) == (422, code)


# one reply for several


async def several(operator: Seat, street: Seat, *addresses: str) -> list[tuple[str, str]]:
    return [await given(operator, street, STREET, address=address) for address in addresses]


async def test_orders_about_the_same_matter_get_one_reply_each_checked_on_its_own(operator: Seat, street: Seat):
    (first, order), (second, other), (third, elsewhere) = await several(
        operator, street, ADDRESS, ADDRESS, "潍坊路300弄"
    )
    help_ = await street.read(f"/api/orders/{order}/reply")
    assert [one["number"] for one in help_["together"]] == [second]
    photo = {"files": {"file": ("a.jpg", media.jpeg(media.exif()), "image/jpeg")}, "data": {"order_id": order}}
    good(await street.post(f"/api/cases/{first}/attachments", **photo))
    body = {"outcome": "solved", "reply": REPLY, "others": [elsewhere]}
    path = f"/api/orders/{order}/reply_together"
    assert (await street.post(path, body, version="*")).json()["code"] == "cases.other_matter"
    good(await street.post(path, {**body, "others": [other]}, version="*"))
    for number in (first, second):
        page = await street.page(number)
        assert (page["case"]["status"], page["case"]["outcome_unit"]) == ("checking", "solved")
        assert [one["media_type"] for one in page["attachments"]] == ["image/jpeg"]
    assert (await street.page(third))["case"]["status"] == "handling"


async def test_of_several_replies_all_are_sent_or_none(operator: Seat, street: Seat):
    (first, order), (second, other) = await several(operator, street, ADDRESS, ADDRESS)
    body = {"outcome": "solved", "reply": "太短", "others": [other]}
    assert (await street.post(f"/api/orders/{order}/reply_together", body, version="*")).status_code == 422
    stale = await street.post(f"/api/orders/{order}/reply_together", {**body, "reply": REPLY}, version=1)
    assert stale.status_code == 412
    assert [(await street.page(number))["case"]["status"] for number in (first, second)] == ["handling"] * 2


# more time, evidence


async def test_more_time_shows_its_new_due_time_before_anybody_asks(operator: Seat, street: Seat):
    number, order = await given(operator, street, STREET)
    before = await street.page(number)
    ahead = await street.read(f"/api/orders/{order}/extension", amount=2)
    assert datetime.fromisoformat(ahead["would_be"]) > datetime.fromisoformat(ahead["due_at"])
    assert ahead["promised"] == before["case"]["due_at"]
    assert await street.page(number) == before
    too_long = await street.get(f"/api/orders/{order}/extension", amount=900)
    assert too_long.json()["code"] == "cases.extension_too_long"


def demanding(profile: Profile) -> Profile:
    """A city that wants to see what was solved."""
    document = profile.to_document()
    city = {**document["city"], "replies": {"evidence": ["solved"]}}
    return Profile.from_document({**document, "city": city, "version": "demanding"})


async def test_where_the_city_wants_evidence_a_reply_shows_it(site: AppSite, operator: Seat, street: Seat):
    assert Profile.from_document(shanghai().to_document()).replies == Replies()
    site.town.clock.move(timedelta(minutes=1))
    async with site.town.begin() as work:
        await adopt_profile(work, demanding(shanghai()))
    number, order = await given(operator, street, STREET)
    assert (await street.read(f"/api/orders/{order}/reply"))["evidence"] == ["solved"]
    said = {"outcome": "solved", "reply": REPLY}
    refused = await street.do("reply_order", number, order, **said)
    assert refused.json()["code"] == "cases.evidence_missing"
    photo = {"files": {"file": ("a.jpg", media.jpeg(media.exif()), "image/jpeg")}, "data": {"order_id": order}}
    good(await street.post(f"/api/cases/{number}/attachments", **photo))
    good(await street.do("reply_order", number, order, **said))
    other, order = await given(operator, street, STREET)
    good(await street.do("reply_order", other, order, outcome="explained", reply=REPLY))
