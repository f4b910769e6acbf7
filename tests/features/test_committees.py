"""The table of committees: taken away, looked through, replaced with a reason."""

import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from builders.cases import WEIFANG
from builders.site import AppSite, Seat, a_site, good
from lianxin.administration import committees_are_own
from lianxin.city import COMMITTEES_FILE, Committee, committees_of, keep_committees
from lianxin.kernel.database import Database
from lianxin.people import Role

API = "/api/administration/committees"
OLD = [Committee(f"{WEIFANG}001", "潍坊一村居委会"), Committee(f"{WEIFANG}002", "潍坊二村居委会")]
NEW = f"code,name\n{WEIFANG}001,潍坊一村居委会\n{WEIFANG}002,潍坊二村第一居委会\n{WEIFANG}003,潍坊三村居委会\n"
REASON = "街道调整了居委会"


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        async with opened.town.begin() as work:
            await keep_committees(work, OLD)
        yield opened


@pytest.fixture
async def he(site: AppSite) -> Seat:
    """An administrator."""
    return await site.seat(Role.ADMINISTRATOR, name="何川")


async def kept(site: AppSite) -> list[Committee]:
    async with site.town.begin() as work:
        return await committees_of(work)


async def test_a_table_is_looked_through_before_anything_changes(site: AppSite, he: Seat):
    found = good(await he.post(f"{API}/look", {"table": NEW}))
    assert (found["added"], found["removed"], found["renamed"]) == (1, 0, 1)
    assert found["examples"]["added"] == ["潍坊三村居委会"]
    assert found["examples"]["renamed"] == ["潍坊二村居委会 → 潍坊二村第一居委会"]
    assert await kept(site) == OLD


async def test_it_takes_the_old_ones_place_with_a_reason_and_addresses_are_completed_from_it(site: AppSite, he: Seat):
    operator = await site.seat(Role.OPERATOR)
    before = good(await operator.post("/api/places", {"typed": "潍坊三村"}))
    assert "潍坊三村居委会" not in str(before)
    good(await he.post(API, {"table": NEW, "reason": REASON}))
    site.town.database.cache.clear()  # what another process remembers for a minute
    after = good(await operator.post("/api/places", {"typed": "潍坊三村"}))
    assert "潍坊三村居委会" in str(after)
    told = await he.read(API)
    assert told["count"] == 3
    [once] = told["history"]
    assert (once["by"], once["note"], once["added"], once["removed"], once["renamed"]) == ("何川", REASON, 1, 0, 1)
    async with site.town.begin() as work:
        assert await committees_are_own(work)


async def test_the_exported_table_and_the_exported_files_say_the_same(he: Seat):
    table = await he.get(f"{API}/file")
    archive = zipfile.ZipFile(BytesIO((await he.get("/api/administration/profile/files")).content))
    assert archive.read(COMMITTEES_FILE) == table.content
    refused = await he.post(f"{API}/look", {"table": table.text})
    assert refused.json()["code"] == "administration.nothing_changed"


@pytest.mark.parametrize(
    ("table", "reason", "code"),
    [
        ("code\n1", REASON, "city.profile_invalid"),
        (NEW + "12,哪里\n", REASON, "city.profile_invalid"),
        (NEW, "", "administration.reason_needed"),
        ("code,name\n" + "\n".join(f"{one.code},{one.name}" for one in OLD), REASON, "administration.nothing_changed"),
    ],
)
async def test_what_cannot_be_is_refused_whole(site: AppSite, he: Seat, table: str, reason: str, code: str):
    refused = await he.post(API, {"table": table, "reason": reason})
    assert refused.json()["code"] == code
    assert await kept(site) == OLD


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HOTLINE_OFFICE, Role.ANALYST])
async def test_only_administrators_see_and_replace_it(site: AppSite, role: Role):
    seat = await site.seat(role)
    for answer in (
        await seat.get(API),
        await seat.get(f"{API}/file"),
        await seat.post(f"{API}/look", {"table": NEW}),
        await seat.post(API, {"table": NEW, "reason": REASON}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "people.not_permitted")
