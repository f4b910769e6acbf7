"""Signing in: passwords, throttling, sessions that end, one click in a demo city alone."""

import asyncio
import hashlib

import pytest

from builders.people import PASSWORD, City, a_city, a_member_of_staff
from builders.rows import tuples_of
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.people import (
    SYSTEM,
    Browser,
    Credentials,
    NotADemo,
    Role,
    SignedIn,
    TooManyAttempts,
    WrongCredentials,
    deactivate_staff,
    demo_staff,
    passwords,
    sign_in,
    sign_in_as,
    sign_out,
    viewer,
)
from lianxin.people.commands.devices import device_of

pytestmark = pytest.mark.moment

HERE, ELSEWHERE = Browser("192.0.2.1"), Browser("198.51.100.7")


@pytest.fixture
async def city(database: Database) -> City:
    return await a_city(database)


@pytest.fixture
async def login(city: City) -> str:
    async with city.begin() as work:
        return (await a_member_of_staff(work, Role.SHIFT_LEAD, password=PASSWORD)).login


async def attempt(city: City, login: str, password: str = PASSWORD, browser: Browser = HERE) -> SignedIn:
    return await sign_in(city.database, city.id, Credentials(login, password), browser)


async def fail(city: City, login: str, times: int, browser: Browser = HERE) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await attempt(city, login, "a wrong password", browser)


async def age_failures(city: City, seconds: int) -> None:
    async with city.begin() as work:
        await work.run(
            "UPDATE sign_in_failures SET since = since - make_interval(secs => %(seconds)s) WHERE city_id = %(city)s",
            seconds=seconds,
        )


async def test_the_right_password_opens_a_session_for_the_right_person(city: City, login: str):
    session = await attempt(city, login.upper())
    async with city.read() as work:
        seen = await viewer(work, session.token)
    assert seen == session.viewer
    assert seen is not None
    assert (seen.login, seen.name, seen.roles, seen.demo) == (login, "王小明", (Role.SHIFT_LEAD,), False)
    assert seen.desks == ("floor", "intake", "confirm")
    assert seen.actor.ref == f"staff:{seen.staff_id}"


async def test_only_a_fingerprint_of_the_token_is_stored(city: City, login: str):
    session = await attempt(city, login)
    async with city.read() as work:
        [(stored,)] = await tuples_of(work, "SELECT token_hash FROM sessions WHERE city_id = %(city)s")
    assert stored == hashlib.sha256(session.token.encode()).digest()
    assert len(session.token) >= 43


async def test_a_wrong_password_and_an_unknown_login_are_told_apart_by_nothing(city: City, login: str):
    refusals: list[Exception] = []
    for who in (login, "nobody-has-this"):
        with pytest.raises(WrongCredentials) as refused:
            await attempt(city, who, "a wrong password")
        refusals.append(refused.value)
    assert str(refusals[0]) == str(refusals[1])


async def test_an_unknown_login_costs_the_same_work(city: City, login: str, monkeypatch: pytest.MonkeyPatch):
    checked: list[str] = []
    verify = passwords.PasswordHasher.verify

    def seen(hasher: passwords.PasswordHasher, password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return verify(hasher, password_hash, password)

    monkeypatch.setattr(passwords.PasswordHasher, "verify", seen)
    await fail(city, login, 1)
    await fail(city, "nobody-has-this", 1)
    assert len(checked) == 2
    known, unknown = (hashed.rsplit("$", 2)[0] for hashed in checked)
    assert known == unknown == "$argon2id$v=19$m=19456,t=2,p=1"


async def test_nobody_signs_in_without_a_password_of_their_own(city: City):
    async with city.begin() as work:
        person = await a_member_of_staff(work)
    for password in ("", "a wrong password"):
        with pytest.raises(WrongCredentials):
            await attempt(city, person.login, password)


async def test_a_deactivated_login_no_longer_opens(city: City):
    async with city.begin() as work:
        person = await a_member_of_staff(work, password=PASSWORD)
        await deactivate_staff(work, SYSTEM, person.id)
    await fail(city, person.login, 1)
    with pytest.raises(WrongCredentials):
        await attempt(city, person.login)


async def test_after_ten_failures_even_the_right_password_waits(city: City, login: str):
    await fail(city, login, 10)
    with pytest.raises(TooManyAttempts) as refused:
        await attempt(city, login)
    assert 0 < refused.value.facts["retry_after"] <= 900


async def test_nine_failures_are_forgiven_by_the_right_password(city: City, login: str):
    await fail(city, login, 9)
    await attempt(city, login)
    await fail(city, login, 9)
    await attempt(city, login)


async def test_a_quarter_of_an_hour_later_one_may_try_again(city: City, login: str):
    await fail(city, login, 10)
    await age_failures(city, 890)
    with pytest.raises(TooManyAttempts):
        await attempt(city, login)
    await age_failures(city, 11)
    await attempt(city, login)


async def test_unknown_logins_are_throttled_alike_and_nobody_else_is(city: City, login: str):
    await fail(city, "nobody-has-this", 10)
    with pytest.raises(TooManyAttempts):
        await attempt(city, "Nobody-Has-This")
    await attempt(city, login)


async def test_guessing_in_parallel_gains_nothing(city: City, login: str):
    refusals = await asyncio.gather(
        *(attempt(city, login, "a wrong password") for _ in range(15)), return_exceptions=True
    )
    assert sorted(type(refused).__name__ for refused in refusals) == ["TooManyAttempts"] * 5 + ["WrongCredentials"] * 10


async def test_strangers_do_not_lock_a_login_out(city: City, login: str):
    await fail(city, login, 10, ELSEWHERE)
    with pytest.raises(TooManyAttempts):
        await attempt(city, login, browser=ELSEWHERE)
    await attempt(city, login)


async def test_a_crowd_locks_a_login_out_except_where_it_signed_in_before(city: City, login: str):
    known = await attempt(city, login)
    for nth in range(10):
        await fail(city, login, 10, Browser(f"10.{nth}.0.1"))
    with pytest.raises(TooManyAttempts):
        await attempt(city, login)
    again = await attempt(city, login, browser=Browser("203.0.113.5", known.device))
    assert again.viewer.login == login
    await fail(city, login, 10, Browser("203.0.113.5", known.device))
    with pytest.raises(TooManyAttempts):
        await attempt(city, login, browser=Browser("203.0.113.5", known.device))


async def test_a_known_device_is_known_for_its_own_logins_only(city: City, login: str):
    known = await attempt(city, login)
    async with city.begin() as work:
        other = (await a_member_of_staff(work, password=PASSWORD)).login
    both = await attempt(city, other, browser=Browser("192.0.2.1", known.device))
    vault = city.database.vault
    assert device_of(vault, known.device, other) == ""
    assert device_of(vault, both.device, other) == device_of(vault, both.device, login) != ""
    assert device_of(vault, f"forged.{known.device}", login) == ""


async def test_one_network_fails_for_many_logins_only_so_often(city: City, login: str):
    known = await attempt(city, login)
    for nth in range(30):
        await fail(city, f"somebody-{nth}", 1, Browser(f"2001:db8:1:2::{nth:x}"))
    with pytest.raises(TooManyAttempts):
        await attempt(city, "somebody-31", browser=Browser("2001:db8:1:2::ff"))
    with pytest.raises(TooManyAttempts):
        await attempt(city, login, browser=Browser("2001:db8:1:2::ff"))
    await attempt(city, login, browser=Browser("2001:db8:1:2::ff", known.device))
    await attempt(city, login, browser=Browser("2001:db8:1:3::ff"))


async def test_success_never_counts(city: City, login: str):
    for _ in range(35):
        await attempt(city, login)
    async with city.read() as work:
        assert await work.value("SELECT max(failures) FROM sign_in_failures WHERE city_id = %(city)s") == 0


async def test_a_session_expires(city: City, login: str):
    session = await attempt(city, login)
    async with city.begin() as work:
        moved = "UPDATE sessions SET expires_at = expires_at - make_interval(secs => %(by)s) WHERE city_id = %(city)s"
        await work.run(moved, by=14 * 3600 - 60)
        assert await viewer(work, session.token) == session.viewer
        await work.run(moved, by=61)
        assert await viewer(work, session.token) is None


async def test_signing_in_sweeps_away_what_is_over(city: City, login: str):
    await attempt(city, login)
    async with city.begin() as work:
        await work.run("UPDATE sessions SET expires_at = %(real)s WHERE city_id = %(city)s")
    await attempt(city, login)
    async with city.read() as work:
        assert await work.value("SELECT count(*) FROM sessions WHERE city_id = %(city)s") == 1


async def test_signing_out_ends_this_session_only(city: City, login: str):
    here, there = await attempt(city, login), await attempt(city, login)
    async with city.begin() as work:
        await sign_out(work, here.token)
        await sign_out(work, "no such token")
        assert await viewer(work, here.token) is None
        assert await viewer(work, there.token) == there.viewer


async def test_a_session_of_one_city_opens_no_other(city: City, login: str, database: Database):
    session = await attempt(city, login)
    elsewhere = await a_city(database)
    async with elsewhere.read() as work:
        assert await viewer(work, session.token) is None


async def test_one_click_signs_in_where_the_city_is_a_demo(database: Database):
    demo = await a_city(database, demo=True)
    async with demo.begin() as work:
        person = await a_member_of_staff(work, Role.DISPATCHER)
        assert await demo_staff(work) == [person]
        session = await sign_in_as(work, person.login)
        assert (session.viewer.staff_id, session.viewer.demo) == (person.id, True)
        with pytest.raises(NotFound):
            await sign_in_as(work, "nobody-has-this")


async def test_one_click_does_not_exist_in_a_real_city(city: City, login: str):
    async with city.begin() as work:
        assert await demo_staff(work) == []
        with pytest.raises(NotADemo):
            await sign_in_as(work, login)
        assert await work.value("SELECT count(*) FROM sessions WHERE city_id = %(city)s") == 0


def test_the_stand_in_hash_is_as_costly_as_the_real_ones():
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODYS)
