"""What was uploaded and no case took goes away; what a case holds never does."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from builders import media
from builders.cases import Town, a_town
from builders.portal import STEPS, Visit, a_site
from lianxin.cases import attach
from lianxin.cases.core.form_drafts import forget_drafts
from lianxin.cases.core.locking import lock_case
from lianxin.cases.core.sweep_uploads import sweep_uploads
from lianxin.files import AttachmentLimits, StoredFile, path_of, store
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.runtime.serve import all_parts
from lianxin.web.application import create_app

pytestmark = pytest.mark.moment

HOUR = 3600.0
PHOTO = [("files", ("夜里.png", media.png(), "image/png"))]


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
async def visit(town: Town, tmp_path: Path) -> AsyncIterator[Visit]:
    transport = ASGITransport(create_app(a_site(town, tmp_path)))
    async with AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True) as client:
        yield Visit(client)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def age(folder: Path, hours: float = 37) -> None:
    """Nobody touched anything for so long."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (path.stat().st_mtime - hours * HOUR,) * 2)


async def an_upload(folder: Path, content: bytes) -> StoredFile:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return await store(pieces(), "x", AttachmentLimits(), folder)


async def with_photo(visit: Visit) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/submit/where")
    await visit.press("/submit/where", PHOTO, **STEPS["where"])


async def swept(town: Town, folder: Path) -> int:
    return await sweep_uploads(town.database, town.id, folder)


async def test_the_photo_of_a_form_never_sent_is_set_aside_and_then_gone(visit: Visit, town: Town, folder: Path):
    await with_photo(visit)
    [photo] = lying(folder)
    age(folder, hours=35)
    assert await swept(town, folder) == 0
    assert lying(folder) == [photo]
    age(folder)
    assert await swept(town, folder) == 0
    assert lying(folder) == [f"aside/{Path(photo).name}"]
    assert await swept(town, folder) == 0
    assert lying(folder) == [f"aside/{Path(photo).name}"]
    age(folder)
    assert await swept(town, folder) == 1
    assert lying(folder) == []


async def test_what_a_case_holds_stays_however_old_it_is(visit: Visit, town: Town, folder: Path):
    await with_photo(visit)
    await visit.send("/submit/contact", **STEPS["contact"])
    await visit.press("/submit/check", topic="")
    assert visit.path == "/submit/done"
    held = lying(folder)
    await an_upload(folder, media.pdf())
    for _ in range(3):
        age(folder, hours=24 * 400)
        await swept(town, folder)
    assert lying(folder) == held


async def test_a_form_that_is_still_filled_in_keeps_its_photo(visit: Visit, town: Town, folder: Path):
    await with_photo(visit)
    photo = lying(folder)
    age(folder)
    await visit.send("/submit/contact", **STEPS["contact"])
    await swept(town, folder)
    assert lying(folder) == photo


async def test_what_a_case_takes_while_it_lies_aside_comes_back(town: Town, folder: Path):
    stored = await an_upload(folder, media.pdf())
    age(folder)
    await swept(town, folder)
    assert not path_of(folder, stored.sha256).exists()
    case = (await town.a_case()).case
    async with town.begin() as work:
        file = await lock_case(work, case.id)
        attach(file, stored)
        file.save(work)
    age(folder)
    assert await swept(town, folder) == 0
    assert path_of(folder, stored.sha256).read_bytes() == media.pdf()


async def test_what_is_uploaded_again_lies_in_its_place_again(town: Town, folder: Path):
    stored = await an_upload(folder, media.pdf())
    age(folder)
    await swept(town, folder)
    await an_upload(folder, media.pdf())
    await swept(town, folder)
    assert path_of(folder, stored.sha256).exists()


async def test_an_upload_cut_off_by_a_crash_goes_and_one_at_work_stays(town: Town, folder: Path):
    (folder / "drafts").mkdir(parents=True)
    (folder / "drafts" / "cut-off").write_bytes(b"half")
    age(folder)
    (folder / "drafts" / "at-work").write_bytes(b"half")
    assert await swept(town, folder) == 1
    assert lying(folder) == ["drafts/at-work"]


async def test_two_processes_may_sweep_at_once(town: Town, folder: Path):
    for nth in range(40):
        await an_upload(folder, f"第{nth}个文件\n".encode())
    age(folder)
    await asyncio.gather(*(swept(town, folder) for _ in range(4)))
    age(folder)
    await asyncio.gather(*(swept(town, folder) for _ in range(4)))
    assert lying(folder) == []


async def test_nothing_to_sweep_is_no_failure(town: Town, folder: Path):
    assert await swept(town, folder) == 0


async def test_forms_whose_time_is_over_are_dropped_and_others_stay(visit: Visit, town: Town):
    await visit.send("/submit/what", **STEPS["what"])
    assert await forget_drafts(town.database, town.id) == 0
    async with town.begin() as work:
        await work.run("UPDATE drafts SET kept_until = %(real)s - interval '1 second' WHERE city_id = %(city)s")
    assert await forget_drafts(town.database, town.id) == 1
    assert await town.tuples("SELECT 1 FROM drafts WHERE city_id = %(city)s") == []


async def test_a_server_sweeps_its_own_folder(database: Database, folder: Path, tmp_path: Path):
    parts = all_parts(Site(database, "shanghai", Settings(tmp_path, "", "", "", "", "")))
    acts = {loop.name: loop.run for loop in parts.loops}
    (folder / "drafts").mkdir(parents=True)
    (folder / "drafts" / "cut-off").write_bytes(b"half")
    age(folder)
    assert await acts["uploads"]() == 1
    assert await acts["drafts"]() == 0
    assert lying(folder) == []
