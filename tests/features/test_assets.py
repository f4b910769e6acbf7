"""Styles and scripts are compressed, and cached for good where the address has a digest."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from lianxin.web.assets import Assets

SCRIPT = "let city = 'Shanghai'\n" * 200


@pytest.fixture
async def reader(tmp_path: Path):
    (tmp_path / "page-Ab12.js").write_text(SCRIPT)
    (tmp_path / "photo-Ab12.webp").write_bytes(bytes(range(256)))
    named, asked = Assets(tmp_path, "name"), Assets(tmp_path, "query")
    app = Starlette(routes=[Mount("/named", named), Mount("/asked", asked)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://city") as client:
        yield client


async def test_a_script_is_sent_compressed_to_browsers_that_accept_it(reader: httpx.AsyncClient):
    small = await reader.get("/named/page-Ab12.js")
    plain = await reader.get("/named/page-Ab12.js", headers={"Accept-Encoding": "identity"})
    assert small.text == plain.text == SCRIPT
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(small.headers["content-length"]) < len(SCRIPT) / 10
    assert "content-encoding" not in plain.headers
    assert small.headers["content-type"] == plain.headers["content-type"]


async def test_what_does_not_get_smaller_is_sent_as_it_is(reader: httpx.AsyncClient):
    photo = await reader.get("/named/photo-Ab12.webp")
    assert "content-encoding" not in photo.headers
    assert len(photo.content) == 256


async def test_a_changed_file_is_compressed_again(reader: httpx.AsyncClient, tmp_path: Path):
    await reader.get("/named/page-Ab12.js")
    (tmp_path / "page-Ab12.js").write_text(SCRIPT * 2)
    assert (await reader.get("/named/page-Ab12.js")).text == SCRIPT * 2


@pytest.mark.parametrize(
    ("address", "for_good"),
    [("/named/page-Ab12.js", True), ("/asked/page-Ab12.js?d=1f", True), ("/asked/page-Ab12.js", False)],
)
async def test_browsers_keep_what_is_named_by_its_digest(reader: httpx.AsyncClient, address: str, *, for_good: bool):
    assert ("immutable" in (await reader.get(address)).headers.get("cache-control", "")) == for_good


async def test_a_browser_that_has_the_file_gets_304(reader: httpx.AsyncClient):
    tag = (await reader.get("/named/page-Ab12.js")).headers["etag"]
    again = await reader.get("/named/page-Ab12.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_file_that_is_not_there_is_not_kept_as_missing(reader: httpx.AsyncClient):
    missing = await reader.get("/named/page-Zz99.js")
    assert missing.status_code == 404
    assert "cache-control" not in missing.headers
