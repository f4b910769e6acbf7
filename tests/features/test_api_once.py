"""One right result: repeated requests, lost connections, and two people at one case."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from builders.cases import NOISE, WEIFANG
from builders.site import WORDS, AppSite, Seat, a_key, good
from lianxin.cases.core.locking import lock_case
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.people import Role
from lianxin.web.application import create_app
from lianxin.web.requests import COOKIE

BODY = {"words": WORDS, "topic": NOISE, "street": WEIFANG}


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def cases_in(site: AppSite) -> int:
    [(count,)] = await site.town.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s")
    return count


async def test_a_repeat_gets_the_same_bytes_and_makes_no_second_case(site: AppSite, operator: Seat):
    key = a_key()
    first = await operator.post("/api/cases", BODY, key=key)
    second = await operator.post("/api/cases", BODY, key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert "idempotent-replay" not in first.headers
    assert second.headers["idempotent-replay"] == "true"
    assert await cases_in(site) == 1


async def test_the_same_key_with_other_words_is_refused(site: AppSite, operator: Seat):
    key = a_key()
    good(await operator.post("/api/cases", BODY, key=key))
    other = await operator.post("/api/cases", {**BODY, "words": "另一件事：路灯不亮。"}, key=key)
    assert (other.status_code, other.json()["code"]) == (409, "web.key_reused")
    assert await cases_in(site) == 1


async def test_the_same_key_on_another_version_or_path_is_refused(operator: Seat):
    case = await operator.open()
    key, path = a_key(), f"/api/cases/{case['number']}/add_note"
    said, version = {"words": "记一笔"}, case["version"]
    first = good(await operator.post(path, said, key=key, version=version))
    assert (await operator.post(path, said, key=key, version=first["version"])).status_code == 409
    urge = f"/api/cases/{case['number']}/urge_case"
    assert (await operator.post(urge, said, key=key, version=version)).status_code == 409
    assert good(await operator.post(path, said, key=key, version=version)) == first


async def test_two_people_may_choose_the_same_key(site: AppSite, operator: Seat):
    colleague, key = await site.seat(Role.OPERATOR), a_key()
    mine = good(await operator.post("/api/cases", BODY, key=key))
    theirs = good(await colleague.post("/api/cases", BODY, key=key))
    assert mine["number"] != theirs["number"]


async def test_repeats_at_the_same_moment_make_one_case(site: AppSite, operator: Seat):
    key = a_key()
    answers = await asyncio.gather(*(operator.post("/api/cases", BODY, key=key) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await cases_in(site) == 1


async def test_what_was_refused_may_be_corrected_and_sent_with_the_same_key(site: AppSite, operator: Seat):
    key = a_key()
    refused = await operator.post("/api/cases", {**BODY, "topic": "99.99.99"}, key=key)
    assert refused.status_code == 422
    good(await operator.post("/api/cases", BODY, key=key))
    assert await cases_in(site) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_post_without_a_usable_key_does_nothing(site: AppSite, operator: Seat, key: str):
    refused = await operator.client.post("/api/cases", json=BODY, headers={"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (422, "web.key_missing")
    assert await cases_in(site) == 0


async def sent_and_lost(site: AppSite, operator: Seat, key: str, body: Any) -> None:
    """A POST whose line breaks when the answer comes back: the server has committed, nobody hears of it."""
    heard = [{"type": "http.request", "body": orjson.dumps(body), "more_body": False}]
    headers = {"content-type": "application/json", "idempotency-key": key}
    headers["cookie"] = f"{COOKIE}={operator.client.cookies[COOKIE]}"

    async def receive() -> dict[str, Any]:
        return heard.pop() if heard else {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise OSError("the client has gone")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/cases",
        "raw_path": b"/api/cases",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("lianxin.test", 80),
    }
    with pytest.raises(OSError, match="gone"):
        await site.app(scope, receive, send)


async def test_after_a_lost_connection_the_same_key_gets_the_answer_that_was_lost(site: AppSite, operator: Seat):
    key = a_key()
    await sent_and_lost(site, operator, key, BODY)
    assert await cases_in(site) == 1
    again = await operator.client.post(
        "/api/cases",
        content=orjson.dumps(BODY),
        headers={"Idempotency-Key": key, "Content-Type": "application/json"},
    )
    assert again.status_code == 201
    assert again.headers["idempotent-replay"] == "true"
    assert len(again.json()["code"]) == 8  # told to the citizen once; the operator would never have seen it
    assert await cases_in(site) == 1


async def test_a_move_needs_to_say_which_version_it_means(operator: Seat):
    case = await operator.open()
    path = f"/api/cases/{case['number']}/urge_case"
    missing = await operator.post(path, {"words": "再催"})
    assert (missing.status_code, missing.json()["code"]) == (428, "web.version_missing")
    for strange in ("seven", '"1", "2"', '"-1"'):
        bad = await operator.post(path, {"words": "再催"}, headers={"If-Match": strange})
        assert (bad.status_code, bad.json()["code"]) == (422, "web.bad_version")


async def test_the_etag_of_the_page_is_the_version_to_act_on(operator: Seat):
    case = await operator.open()
    tag = (await operator.get(f"/api/cases/{case['number']}")).headers["etag"]
    path = f"/api/cases/{case['number']}/urge_case"
    moved = good(await operator.post(path, {"words": "再催"}, headers={"If-Match": tag}))
    assert (await operator.get(f"/api/cases/{case['number']}")).headers["etag"] == f'"{moved["version"]}"'
    stale = await operator.post(path, {"words": "再催"}, headers={"If-Match": f"W/{tag}"})
    assert (stale.status_code, stale.json()["code"]) == (412, "cases.changed_meanwhile")
    assert stale.json()["facts"]["version"] == moved["version"]


async def test_a_star_means_whatever_the_version_is(operator: Seat):
    case = await operator.open()
    for _ in range(2):
        good(await operator.do("urge_case", case["number"], version="*", words="再催"))


async def test_two_people_at_one_case_at_once_give_one_result(site: AppSite, operator: Seat):
    case = await operator.open()
    unit = await site.handler("pudong-weifang")
    page = await unit.page(case["number"])
    order, version = page["orders"][0]["id"], page["version"]
    answers = await asyncio.gather(
        unit.do("sign_order", case["number"], order, version),
        operator.do("withdraw_case", case["number"], version=version, words="市民说不用了"),
        unit.do("sign_order", case["number"], order, version),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    [won] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await operator.page(case["number"]))["version"] == won["version"]


async def test_two_people_who_do_not_look_at_versions_still_obey_the_table(site: AppSite, operator: Seat):
    case = await operator.open()
    colleague = await site.seat(Role.SHIFT_LEAD)
    answers = await asyncio.gather(
        *(seat.do("withdraw_case", case["number"], words="市民说不用了") for seat in (operator, colleague))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_repeat_of_a_move_comes_back_although_the_version_has_gone_on(operator: Seat):
    case = await operator.open()
    key, path, version = a_key(), f"/api/cases/{case['number']}/urge_case", case["version"]
    first = await operator.post(path, {"words": "再催"}, key=key, version=version)
    again = await operator.post(path, {"words": "再催"}, key=key, version=version)
    assert good(first)["version"] > version
    assert again.content == first.content
    history = (await operator.page(case["number"]))["history"]
    assert sum(entry["data"].get("record") == "urge" for entry in history) == 1


async def test_a_message_that_is_a_case_already_opens_no_second_one(site: AppSite, operator: Seat):
    said = {**BODY, "source": "app", "source_key": "7"}
    answers = await asyncio.gather(*(operator.post("/api/cases", said) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "cases.already_here"
    good(await operator.post("/api/cases", {**said, "source_key": "8"}))
    assert await cases_in(site) == 2


async def test_what_was_said_cannot_be_guessed_from_the_fingerprint(site: AppSite, operator: Seat):
    answered = await operator.post("/api/cases", BODY)
    good(answered)
    line = b"POST /api/cases \n" + answered.request.content
    [(kept,)] = await site.town.tuples("SELECT fingerprint FROM requests WHERE city_id = %(city)s")
    bare = hashlib.sha256(line).hexdigest()
    assert kept not in {bare, bare[:32]}
    assert kept == site.town.database.vault.index(bare)


async def test_a_lock_that_stays_is_not_waited_for_for_ever(
    worker_dsn: str, site: AppSite, operator: Seat, tmp_path: Path
):
    case = await operator.open()
    async with Database(worker_dsn, clock=site.town.clock, lock_wait="50ms") as hurried:
        hurried.shared.vault = site.town.database.vault
        app = create_app(Site(hurried, site.town.id, Settings(tmp_path, "", "", "", "", "")))
        seat = AppSite(app, site.town, tmp_path).client(**{COOKIE: operator.client.cookies[COOKIE]})
        async with site.town.begin() as work:
            await lock_case(work, (await site.town.tuples("SELECT id FROM cases WHERE city_id = %(city)s"))[0][0])
            path = f"/api/cases/{case['number']}/urge_case"
            headers = {"Idempotency-Key": a_key(), "If-Match": "*"}
            busy = await seat.post(path, json={"words": "再催"}, headers=headers)
            assert (busy.status_code, busy.headers["retry-after"]) == (503, "2")
        good(await seat.post(path, json={"words": "再催"}, headers=headers))
        await seat.aclose()
