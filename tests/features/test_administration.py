"""The profile is drafted row by row, looked at, and published with a reason; the page and the files say the same."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from builders.cases import NOISE
from builders.rows import tuples_of
from builders.site import AppSite, Seat, good
from lianxin.administration import packed, unpacked
from lianxin.city import current_profile
from lianxin.people import Role

API = "/api/administration/profile"
BUREAU = "sh-chengguan"
REASON = "按市里新的权责清单调整"


@pytest.fixture
async def he(site: AppSite) -> Seat:
    """An administrator."""
    return await site.seat(Role.ADMINISTRATOR)


async def row_of(seat: Seat, section: str, key: str) -> dict[str, Any]:
    """One row of a table as the draft has it."""
    table = await seat.read(f"{API}/tables/{section}")
    return next(one["row"] for one in table["rows"] if one["key"] == key)


async def put(seat: Seat, section: str, was: Any, row: Any, **more: Any) -> dict[str, Any]:
    """A row kept in the draft; the standing after it."""
    return good(await seat.post(f"{API}/rows", {"section": section, "was": was, "row": row, **more}))["standing"]


async def change(seat: Seat, section: str, key: str, **values: Any) -> dict[str, Any]:
    was = await row_of(seat, section, key)
    return await put(seat, section, was, {**was, **values})


async def publish(seat: Seat, reason: str = REASON) -> str:
    draft = (await seat.read(API))["draft"]["state"]
    return good(await seat.post(f"{API}/publish", {"draft": draft, "reason": reason}))["version"]


async def test_a_changed_duty_is_drafted_compared_published_and_decides_where_the_next_case_goes(
    site: AppSite, he: Seat
):
    operator = await site.seat(Role.OPERATOR)
    before = (await he.read(API))["version"]
    standing = await change(he, "duty", NOISE, level="city", answers=BUREAU)
    assert (standing["version"], standing["changes"], standing["troubles"]) == (before, {"duty": 1}, [])
    [difference] = (await he.read(f"{API}/differences"))["items"]
    assert (difference["section"], difference["key"], difference["kind"]) == ("duty", NOISE, "changed")
    assert set(difference["fields"]) <= {"level", "answers"}
    old = await operator.open()
    version = await publish(he)
    new = await operator.open()
    assert version != before
    assert await lead_of(operator, old["number"]) != BUREAU
    assert await lead_of(operator, new["number"]) == BUREAU
    nothing = {"draft": None, "changes": {}, "troubles": [], "leaving": [], "effective_on": None, "plans": []}
    assert (await he.read(API)) == {"version": version, **nothing}
    newest, first = (await he.read(f"{API}/versions"))["items"]
    assert (newest["version"], newest["note"], newest["by"]) == (version, REASON, "李敏")
    assert first["version"] == before


async def version_in(site: AppSite) -> str:
    async with site.town.begin() as work:
        return (await current_profile(work)).version


async def lead_of(seat: Seat, number: str) -> str:
    orders = (await seat.page(number))["orders"]
    return next(order["unit"] for order in orders if order["role"] == "lead")


async def test_a_topic_without_a_duty_is_kept_in_the_draft_but_not_published(he: Seat):
    like = await row_of(he, "topics", NOISE)
    code = f"{NOISE[:5]}.98"
    standing = await put(he, "topics", None, {**like, "code": code, "l3": "无人机扰民", "l3_en": "Drones"})
    [trouble] = standing["troubles"]
    assert (trouble["section"], trouble["key"], trouble["field"]) == ("topics", code, "")
    assert trouble["words"] == f"权责清单里还没有事项 {code}"
    refused = await he.post(f"{API}/publish", {"draft": standing["draft"]["state"], "reason": REASON})
    assert (refused.status_code, refused.json()["code"]) == (422, "city.profile_invalid")
    duty = await row_of(he, "duty", NOISE)
    standing = await put(he, "duty", None, {**duty, "topic": code})
    assert standing["troubles"] == []
    codes = [one["key"] for one in (await he.read(f"{API}/tables/topics"))["rows"]]
    assert codes == sorted(codes)
    await publish(he)


async def test_a_wrong_value_is_said_beside_its_field_in_the_readers_language(he: Seat):
    standing = await change(he, "duty", NOISE, level="city", answers="no-such-unit")
    [trouble] = standing["troubles"]
    assert (trouble["key"], trouble["field"]) == (NOISE, "answers")
    assert "no-such-unit" in trouble["words"]
    assert "不在" in trouble["words"]
    english = (await he.client.get(API, headers={"Accept-Language": "en"})).json()["troubles"]
    assert english[0]["words"] == "answers 'no-such-unit' is not in units.csv"


@pytest.mark.parametrize(
    ("section", "key", "values", "field"),
    [
        ("office_hours", "1", {"start": "25:00"}, "start"),
        ("limit", "sign|urgent|||||", {"hours": None}, "minutes"),
        ("callback", "1", {"attempts": 99}, "attempts"),
        ("units", BUREAU, {"parent": "nowhere"}, "parent"),
        ("calendar", "2026-10-01", {"date": "2026-13-01"}, "date"),
    ],
)
async def test_every_table_is_checked(he: Seat, section: str, key: str, values: dict[str, Any], field: str):
    standing = await change(he, section, key, **values)
    mine = [one for one in standing["troubles"] if one["section"] == section]
    assert mine
    assert field in {one["field"] for one in mine}
    assert all(any("一" <= sign <= "鿿" for sign in one["words"]) for one in mine)


async def test_every_table_can_be_read_and_written_back_unchanged(he: Seat):
    for section in (await he.read("/api/administration/sections"))["items"]:
        rows = (await he.read(f"{API}/tables/{section['name']}"))["rows"]
        for one in rows[:1] + rows[-1:]:
            standing = await put(he, section["name"], one["row"], one["row"])
            assert standing["draft"] is None, section["name"]


async def test_a_change_that_is_taken_back_leaves_no_draft(he: Seat):
    before = await row_of(he, "returns", "1")
    standing = await put(he, "returns", before, {**before, "most": before["most"] + 1})
    assert standing["draft"]["changed_by"] == "李敏"
    standing = await put(he, "returns", {**before, "most": before["most"] + 1}, before)
    assert standing["draft"] is None


async def test_of_two_administrators_at_one_row_the_second_is_told(site: AppSite, he: Seat):
    she = await site.seat(Role.ADMINISTRATOR)
    was = await row_of(she, "duty", NOISE)
    await change(he, "duty", NOISE, basis="《噪声污染防治法》")
    refused = await she.post(f"{API}/rows", {"section": "duty", "was": was, "row": {**was, "basis": "别的"}})
    assert (refused.status_code, refused.json()["code"]) == (409, "city.row_changed")
    other = (await she.read(f"{API}/tables/duty"))["rows"][-1]["row"]
    standing = await put(she, "duty", other, {**other, "basis": "另一条"})
    assert standing["changes"] == {"duty": 2}


async def test_nobody_publishes_or_discards_a_draft_they_have_not_seen(site: AppSite, he: Seat):
    she = await site.seat(Role.ADMINISTRATOR)
    seen = (await change(he, "returns", "1", most=5))["draft"]["state"]
    await change(she, "reopen", "1", supervised_from=3)
    for path, body in (("publish", {"draft": seen, "reason": REASON}), ("discard", {"draft": seen})):
        refused = await he.post(f"{API}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "administration.draft_moved")
    seen = (await he.read(API))["draft"]["state"]
    assert good(await he.post(f"{API}/discard", {"draft": seen}))["draft"] is None
    gone = await he.post(f"{API}/publish", {"draft": seen, "reason": REASON})
    assert gone.json()["code"] == "administration.no_draft"


async def test_a_version_needs_a_reason(he: Seat):
    draft = (await change(he, "returns", "1", most=5))["draft"]["state"]
    refused = await he.post(f"{API}/publish", {"draft": draft, "reason": " 改 "})
    assert (refused.status_code, refused.json()["code"]) == (422, "administration.reason_needed")


async def test_the_old_content_comes_back_as_a_version_of_its_own(he: Seat):
    first = (await he.read(API))["version"]
    await change(he, "returns", "1", most=5)
    second = await publish(he)
    standing = good(await he.post(f"{API}/take-back", {"version": first}))
    assert standing["changes"] == {"returns": 1}
    refused = await he.post(f"{API}/take-back", {"version": first})
    assert refused.json()["code"] == "administration.draft_moved"
    third = await publish(he, "改回原来的退单次数")
    assert len({first, second, third}) == 3
    assert (await he.read(f"{API}/differences", before=first, after=third))["items"] == []
    assert len((await he.read(f"{API}/differences", before=second, after=third))["items"]) == 1
    assert [one["version"] for one in (await he.read(f"{API}/versions"))["items"]] == [third, second, first]


async def test_the_files_of_a_version_can_be_taken_out_and_brought_in(he: Seat):
    archive = (await he.get(f"{API}/files")).content
    assert (await he.get(f"{API}/files")).content == archive
    assert good(await he.post(f"{API}/files", files={"file": ("x.zip", archive)}))["draft"] is None
    files = unpacked(archive)
    files["duty.csv"] = files["duty.csv"].replace("公开法规".encode(), "公开的法规".encode(), 1)
    folded = BytesIO()
    with ZipFile(folded, "w") as packing:
        for name, content in files.items():
            packing.writestr(f"shanghai/{name}", content)
    standing = good(await he.post(f"{API}/files", files={"file": ("x.zip", folded.getvalue())}))
    assert standing["changes"] == {"duty": 1}


async def test_files_with_a_mistake_are_refused_whole(he: Seat):
    files = unpacked((await he.get(f"{API}/files")).content)
    files["duty.csv"] += b"99.99.99,street,,a,b,true\n"
    refused = await he.post(f"{API}/files", files={"file": ("x.zip", packed(files))})
    assert refused.status_code == 422
    assert "duty.csv:" in refused.json()["title"]
    for content in (b"no archive", packed({})):
        refused = await he.post(f"{API}/files", files={"file": ("x.zip", content)})
        assert refused.json()["code"] == "administration.not_an_archive"
    assert (await he.read(API))["draft"] is None


async def test_a_draft_older_than_the_version_in_force_is_not_published(site: AppSite, he: Seat):
    from lianxin.administration import adopt_files
    from lianxin.people import SYSTEM

    draft = (await change(he, "returns", "1", most=5))["draft"]["state"]
    files = unpacked((await he.get(f"{API}/files", version="draft")).content)
    async with site.town.begin("console") as work:
        await adopt_files(work, SYSTEM, files, "从命令行发布")
    standing = await he.read(API)
    assert standing["draft"]["outdated"]
    refused = await he.post(f"{API}/publish", {"draft": draft, "reason": REASON})
    assert refused.json()["code"] == "administration.draft_outdated"
    async with site.town.begin() as work:
        assert (await current_profile(work)).returns.most == 5


async def test_an_older_draft_is_carried_over_and_what_both_changed_is_named(site: AppSite, he: Seat):
    from lianxin.administration import adopt_files
    from lianxin.people import SYSTEM

    await change(he, "duty", NOISE, level="city", answers=BUREAU)
    await change(he, "returns", "1", most=5)
    first, other = [one["key"] for one in (await he.read(f"{API}/tables/duty"))["rows"] if one["key"] != NOISE][:2]
    await change(he, "duty", first, basis="草稿改的")
    theirs = unpacked((await he.get(f"{API}/files")).content)
    theirs["duty.csv"] = renoted(theirs["duty.csv"], {first: "命令行改的", other: "命令行改的"})
    async with site.town.begin("console") as work:
        await adopt_files(work, SYSTEM, theirs, "从命令行发布")
    standing = await he.read(API)
    assert standing["draft"]["outdated"]
    done = good(await he.post(f"{API}/carry-over", {"draft": standing["draft"]["state"]}))
    assert done["both"] == [{"section": "duty", "key": first}]
    assert not done["standing"]["draft"]["outdated"]
    assert done["standing"]["changes"] == {"duty": 2, "returns": 1}
    assert (await row_of(he, "duty", other))["basis"] == "命令行改的"
    assert (await row_of(he, "duty", first))["basis"] == "草稿改的"
    await publish(he)
    async with site.town.begin() as work:
        assert (await current_profile(work)).returns.most == 5


def renoted(table: bytes, notes: dict[str, str]) -> bytes:
    """A CSV file in which the rows of these codes have another basis."""
    header, *rows = list(csv.reader(StringIO(table.decode())))
    at = header.index("basis")
    changed = [[*row[:at], notes.get(row[0], row[at]), *row[at + 1 :]] for row in rows]
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *changed])
    return text.getvalue().encode()


async def test_a_message_is_worded_by_the_city_and_checked_for_what_it_never_gets(he: Seat):
    own = (await he.read("/api/administration/messages"))["items"]
    receipt = next(one for one in own if one["template"] == "receipt")
    assert receipt["facts"] == ["link", "number"]
    row = {
        "template": "receipt",
        "language": "zh-CN",
        "subject": "已登记",
        "text": "【上海12345】{unit} {number}：{link}",
    }
    standing = await put(he, "messages", None, row)
    [trouble] = standing["troubles"]
    assert (trouble["key"], trouble["field"]) == ("receipt|zh-CN", "text")
    assert trouble["words"] == "text 里的 {unit} 这条消息没有"
    await put(he, "messages", row, {**row, "text": "【上海12345】已登记，编号{number}：{link}"})
    await publish(he)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_nobody_else_reads_or_changes_the_profile(site: AppSite, role: Role):
    seat = await site.seat(role, unit="pudong-weifang")
    paths = ("sections", "messages", "profile", "profile/tables/duty", "profile/versions", "profile/differences")
    for path in (*paths, "profile/files"):
        assert (await seat.get(f"/api/administration/{path}")).status_code == 403, path
    key = "0199a0c0-0000-7000-8000-000000000000"
    bodies: dict[str, Any] = {
        "rows": {"section": "duty", "row": {}},
        "publish": {"draft": key, "reason": REASON},
        "discard": {"draft": key},
        "take-back": {"version": await version_in(site)},
    }
    for path, body in bodies.items():
        assert (await seat.post(f"{API}/{path}", body)).status_code == 403, path
    assert (await seat.post(f"{API}/files", files={"file": ("x.zip", b"PK")})).status_code == 403


async def test_the_log_tells_who_drafted_and_published_what(site: AppSite, he: Seat):
    await change(he, "returns", "1", most=5)
    await publish(he)
    async with site.town.begin() as work:
        found = await tuples_of(
            work,
            "SELECT kind, actor, data FROM events WHERE city_id = %(city)s AND actor = %(by)s ORDER BY position",
            by=he.ref,
        )
    assert [kind for kind, _, _ in found] == ["administration.profile_row_drafted", "city.profile_adopted"]
    assert found[0][2] == {"section": "returns", "key": "1", "change": "changed"}
    assert found[1][2]["note"] == REASON


async def test_a_place_can_be_named_where_the_order_decides(he: Seat):
    rows = (await he.read(f"{API}/tables/callback.rule"))["rows"]
    rule = {"method": "message", "urgency": ["normal"], "outcome": ["explained"]}
    await put(he, "callback.rule", None, rule, place=1)
    after = (await he.read(f"{API}/tables/callback.rule"))["rows"]
    assert after[0]["row"] == rule
    assert [one["row"] for one in after[1:]] == [one["row"] for one in rows]
