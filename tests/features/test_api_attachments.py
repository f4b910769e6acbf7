"""Attachments over HTTP: known by content, bounded, sent once however often, given to who may see the case only."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from builders import media
from builders.site import AppSite, Seat, a_key, good
from lianxin.people import Role

MIB = 1 << 20
PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


@pytest.fixture
async def number(operator: Seat) -> str:
    return (await operator.open())["number"]


async def send(seat: Seat, number: str, name: str, content: bytes, **more: Any):
    """Sends a file."""
    files = {"files": {"file": (name, content, "text/html")}, **more}
    return await seat.post(f"/api/cases/{number}/attachments", **files)


def recording(size: int) -> bytes:
    """A WAV file of about so many bytes."""
    form = struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    return media.riff(b"WAVE", (b"fmt ", form), (b"data", bytes(size - 44)))


def kept(site: AppSite) -> list[Path]:
    return [path for path in (site.home / "attachments").rglob("*") if path.is_file()]


async def test_a_photo_is_known_by_its_content_and_comes_back_as_what_it_is(operator: Seat, number: str):
    added = good(await send(operator, number, "../现场.html", media.jpeg(media.exif())))
    assert added["media_type"] == "image/jpeg"
    assert added["name"] == "现场.html.jpg"
    [shown] = (await operator.page(number))["attachments"]
    assert (shown["id"], shown["kind"], shown["added_by"]) == (added["id"], "photo", "李敏")
    back = await operator.get(shown["url"])
    assert back.headers["content-type"] == "image/jpeg"
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in back.headers["content-security-policy"]
    assert back.headers["cache-control"] == "private, no-store"
    assert media.GPS not in back.content


async def test_a_heic_comes_back_as_it_is_and_is_shown_as_a_jpeg(operator: Seat, number: str):
    exif = media.Item(b"Exif", (bytes(4) + media.tiff(),))
    added = good(await send(operator, number, "门口.heic", media.heic(exif)))
    assert (added["media_type"], added["name"]) == ("image/heic", "门口.heic")
    [file] = (await operator.page(number))["attachments"]
    back = await operator.get(file["url"])
    assert back.headers["content-type"] == "image/heic"
    assert back.headers["content-disposition"].startswith("attachment;")
    shown = await operator.get(file["url"], view="true")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert Image.open(BytesIO(shown.content)).size == (128, 64)
    assert media.GPS not in back.content + shown.content


async def test_a_photo_of_too_many_pixels_is_refused_with_its_own_words(site: AppSite, operator: Seat, number: str):
    refused = await send(operator, number, "全景.heic", media.heic(size=(20_000, 20_000)))
    assert (refused.status_code, refused.json()["code"]) == (413, "attachment.too_many_pixels")
    assert "全景.heic" in refused.json()["title"]
    assert kept(site) == []


async def test_a_page_that_calls_itself_a_photo_leaves_nothing(site: AppSite, operator: Seat, number: str):
    refused = await send(operator, number, "photo.jpg", b"<!doctype html><script>alert(1)</script>")
    assert (refused.status_code, refused.json()["code"]) == (422, "attachment.type_not_allowed")
    damaged = await send(operator, number, "photo.jpg", media.jpeg()[:30])
    assert (damaged.status_code, damaged.json()["code"]) == (422, "attachment.damaged")
    assert kept(site) == []
    assert (await operator.page(number))["attachments"] == []


async def test_a_recording_of_forty_megabytes_goes_in(operator: Seat, number: str):
    added = good(await send(operator, number, "call.wav", recording(40 * MIB)))
    assert (added["kind"], added["size"]) == ("audio", 40 * MIB)


async def test_what_exceeds_the_bound_of_its_kind_is_refused(site: AppSite, operator: Seat, number: str):
    refused = await send(operator, number, "photo.jpg", media.jpeg(behind=bytes(11 * MIB)))
    assert (refused.status_code, refused.json()["code"]) == (413, "attachment.too_large")
    assert refused.json()["facts"] == {"kind": "photo", "limit": 10 * MIB}
    beyond = await send(operator, number, "call.wav", recording(82 * MIB))
    assert (beyond.status_code, beyond.json()["code"]) == (413, "web.http_413")
    assert kept(site) == []


async def test_a_repeated_upload_is_one_attachment(site: AppSite, operator: Seat, number: str):
    key = a_key()
    first = await send(operator, number, "a.pdf", media.pdf(), key=key)
    second = await send(operator, number, "a.pdf", media.pdf(), key=key)  # in other multipart boundaries
    assert second.content == first.content
    other = await send(operator, number, "a.pdf", media.docx(), key=key)
    assert (other.status_code, other.json()["code"]) == (409, "web.key_reused")
    assert len((await operator.page(number))["attachments"]) == 1


async def test_the_same_file_twice_is_two_attachments_and_lies_there_once(site: AppSite, operator: Seat, number: str):
    for name in ("a.pdf", "b.pdf"):
        good(await send(operator, number, name, media.pdf()))
    assert [one["name"] for one in (await operator.page(number))["attachments"]] == ["a.pdf", "b.pdf"]
    assert len(kept(site)) == 1


async def test_it_may_belong_to_an_order_of_this_case_and_to_no_other(site: AppSite, operator: Seat, number: str):
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(number))["orders"][0]["id"]
    good(await send(unit, number, "done.png", media.png(), data={"order_id": order}))
    assert (await unit.page(number))["attachments"][0]["order_id"] == order
    other = await operator.open()
    stray = await send(operator, other["number"], "x.png", media.png(), data={"order_id": order})
    assert (stray.status_code, stray.json()["code"]) == (404, "cases.no_case")
    strange = await send(operator, number, "x.png", media.png(), data={"order_id": "mine"})
    assert strange.json()["facts"]["field"] == "order_id"


async def test_nothing_is_taken_from_who_may_not_see_the_case(site: AppSite, operator: Seat, number: str):
    for seat, status in ((site.stranger(), 401), (await site.handler("xuhui"), 404)):
        assert (await send(seat, number, "a.pdf", media.pdf())).status_code == status
    assert kept(site) == []


async def test_nothing_is_given_to_who_may_not_see_the_case(site: AppSite, operator: Seat, number: str):
    good(await send(operator, number, "a.pdf", media.pdf()))
    [shown] = (await operator.page(number))["attachments"]
    other = await operator.open(unit="xuhui")
    beside = shown["url"].replace(number, other["number"])
    assert (await (await site.handler("pudong-weifang")).get(shown["url"])).content == media.pdf()
    for seat, url, status in (
        (site.stranger(), shown["url"], 401),
        (await site.handler("xuhui"), shown["url"], 404),
        (await site.handler("xuhui"), beside, 404),
        (operator, beside, 404),
    ):
        assert (await seat.get(url)).status_code == status


async def test_a_form_without_a_file_names_what_is_missing(operator: Seat, number: str):
    path = f"/api/cases/{number}/attachments"
    empty = await operator.post(path, data={"order_id": ""})
    assert (empty.status_code, empty.json()["facts"]["field"]) == (422, "file")
    text = await operator.post(path, data={"file": "not a file"})
    assert (text.status_code, text.json()["facts"]["field"]) == (422, "file")
    broken = await operator.post(path, content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=y"})
    assert broken.status_code in {400, 422}
    assert broken.headers["content-type"] == "application/problem+json"


async def test_a_number_in_a_files_name_is_masked_on_the_page(operator: Seat, number: str):
    good(await send(operator, number, f"{PHONE}.pdf", media.pdf()))
    answered = await operator.get(f"/api/cases/{number}")
    assert answered.json()["attachments"][0]["name"] == "139****5678.pdf"
    assert PHONE not in answered.text
