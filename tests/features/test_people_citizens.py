"""Citizens: one row for one phone, sealed, masked, revealed with a trace, erased for good."""

import asyncio
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from psycopg import AsyncCursor

from builders.people import City, a_city
from builders.rows import tuples_of
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.kernel.ids import CaseId, CitizenId, TextId, new_id
from lianxin.kernel.privacy import Sealed
from lianxin.people import (
    SYSTEM,
    Actor,
    Citizen,
    CitizenIsErased,
    ContactPreference,
    InvalidIdNumber,
    InvalidPhone,
    LookBasis,
    NotPermitted,
    Person,
    ReasonMissing,
    RevealReason,
    Role,
    Subject,
    TooManyLooks,
    address_of,
    citizen_with_phone,
    contact_preferences,
    erase_citizen,
    keep_citizen,
    keep_citizens,
    masked_citizen,
    masked_citizens,
    reach_of,
    reveal_citizen,
)
from lianxin.people.commands.keep_citizen import complete, rows_by_phone

pytestmark = pytest.mark.moment

CHEN = Person("陈大文", "138 1234 5678", "chen@example.org", "11010519491231002X")
SECRETS = ("陈大文", "13812345678", "chen@example.org", "11010519491231002X")
AGENT = Actor("staff:agent", frozenset({Role.CALLBACK_AGENT}))


@pytest.fixture
async def city(database: Database) -> City:
    return await a_city(database)


async def kept(city: City, person: Person = CHEN) -> Citizen:
    async with city.begin() as work:
        return await keep_citizen(work, person)


async def revealed(city: City, citizen_id: CitizenId, **changed: object):
    asked = {
        "case_id": CaseId(new_id()),
        "subject": Subject(),
        "reason": RevealReason.CALLBACK,
        "limit": 30,
        "basis": LookBasis.CALLBACK,
    }
    asked |= changed
    async with city.begin(actor=AGENT.ref) as work:
        return await reveal_citizen(work, AGENT, citizen_id, **asked)


async def test_no_row_holds_a_word_of_it_in_the_clear(city: City):
    citizen = await kept(city)
    await revealed(city, citizen.id)
    dump = await city.dump()
    assert str(citizen.id).encode() in dump
    for secret in SECRETS:
        assert secret.encode() not in dump
        assert secret.encode().hex().encode() not in dump


async def test_one_phone_is_one_citizen_however_it_is_written(city: City):
    first = await kept(city)
    again = await kept(city, Person("陈大文", "+86 138-1234-5678"))
    other = await kept(city, Person("陈大文", "13912345678"))
    assert (first.new, again.new, other.new) == (True, False, True)
    assert again.id == first.id != other.id
    async with city.read() as work:
        assert await citizen_with_phone(work, "１３８１２３４５６７８") == first.id
        assert await citizen_with_phone(work, "13700000000") is None


async def test_without_a_phone_everybody_is_somebody_else(city: City):
    assert (await kept(city, Person("匿名"))).id != (await kept(city, Person("匿名"))).id


async def test_a_known_citizen_gains_what_was_missing_and_loses_nothing(city: City):
    first = await kept(city, Person(phone="13812345678"))
    await kept(city, Person("陈大文", "13812345678"))
    await kept(city, Person("王冒名", "13812345678", "chen@example.org"))
    clear = await revealed(city, first.id)
    assert (clear.name, clear.phone, clear.email) == ("陈大文", "13812345678", "chen@example.org")


async def test_two_at_once_with_one_phone_become_one_citizen(city: City):
    both = await asyncio.gather(*(kept(city) for _ in range(4)))
    assert len({citizen.id for citizen in both}) == 1
    assert sum(citizen.new for citizen in both) == 1


async def test_many_are_kept_by_as_many_statements_as_one(city: City, monkeypatch: pytest.MonkeyPatch):
    await kept(city)
    people = [Person(f"市民{n}", f"137{n:08}") for n in range(500)]
    people += [CHEN, people[7], Person("匿名"), Person("匿名")]
    statements: list[str] = []
    async with city.begin() as work:
        execute = AsyncCursor.execute

        async def counted(cursor: AsyncCursor[Any], query: str, *rest: Any, **more: Any):
            statements.append(str(query))
            return await execute(cursor, query, *rest, **more)

        monkeypatch.setattr(AsyncCursor, "execute", counted)
        citizens = await keep_citizens(work, people)
    assert len(statements) == 2
    assert [citizen.new for citizen in citizens] == [True] * 500 + [False, True, True, True]
    assert citizens[501].id == citizens[7].id
    assert len({citizen.id for citizen in citizens}) == 503


@pytest.mark.parametrize(
    ("wrong", "error"), [(Person(phone="110"), InvalidPhone), (Person(id_number="110105194912310021"), InvalidIdNumber)]
)
async def test_what_cannot_be_right_is_refused_and_not_kept(city: City, wrong: Person, error: type[Exception]):
    with pytest.raises(error) as refused:
        await kept(city, wrong)
    assert "110" not in str(refused.value)


async def test_screens_get_masked_citizens_only(city: City):
    chen, nameless = await kept(city), await kept(city, Person(language="en"))
    async with city.read() as work:
        masked = await masked_citizens(work, [chen.id, nameless.id, CitizenId(new_id())])
        assert await masked_citizen(work, CitizenId(new_id())) is None
    assert set(masked) == {chen.id, nameless.id}
    shown = masked[chen.id]
    assert (shown.name[0], shown.phone[:3], shown.phone[-4:]) == ("陈", "138", "5678")
    assert "大文" not in shown.name
    assert "1234" not in shown.phone
    assert (masked[nameless.id].name, masked[nameless.id].phone, masked[nameless.id].language) == ("", "", "en")


async def test_a_look_is_recorded_with_who_and_why_and_none_of_what_was_seen(city: City):
    citizen, case_id, note = await kept(city), CaseId(new_id()), TextId(new_id())
    clear = await revealed(city, citizen.id, case_id=case_id, reason=RevealReason.OTHER, note=note)
    assert (clear.name, clear.phone, clear.email, clear.id_number) == SECRETS
    [(actor, data, audience)] = await city.events("people.citizen_revealed")
    assert (actor, audience) == ("staff:agent", ["secret"])
    assert data == {
        "citizen_id": str(citizen.id),
        "by": "staff:agent",
        "reason": "other",
        "fields": ["email", "id_number", "name", "phone"],
        "note": str(note),
        "basis": "callback",
    }


async def test_another_reason_and_a_look_outside_the_own_work_need_words(city: City):
    citizen = await kept(city)
    with pytest.raises(ReasonMissing):
        await revealed(city, citizen.id, reason=RevealReason.OTHER)
    with pytest.raises(ReasonMissing):
        await revealed(city, citizen.id, basis=None)
    assert await city.events("people.citizen_revealed") == []


async def test_who_may_not_see_the_case_may_not_see_the_citizen(city: City):
    citizen = await kept(city)
    handler = Actor("staff:unit", frozenset({Role.UNIT_HANDLER}), "pudong")
    asked = {"case_id": CaseId(new_id()), "reason": RevealReason.CONTACT, "limit": 30, "basis": LookBasis.ORDER}
    async with city.begin() as work:
        mine = Subject(frozenset({"pudong"}))
        assert (await reveal_citizen(work, handler, citizen.id, subject=mine, **asked)).phone == "13812345678"
        for refused in (Subject(frozenset({"huangpu"})), Subject(frozenset({"pudong"}), secret=True)):
            with pytest.raises(NotPermitted):
                await reveal_citizen(work, handler, citizen.id, subject=refused, **asked)


async def test_after_erasure_nothing_opens_and_the_row_stays(city: City):
    citizen = await kept(city)
    async with city.begin() as work:
        [(sealed, key)] = await tuples_of(work, "SELECT sealed, key FROM citizens WHERE city_id = %(city)s")
        await erase_citizen(work, SYSTEM, citizen.id)
        await erase_citizen(work, SYSTEM, citizen.id)
    async with city.read() as work:
        [(left, gone, index)] = await tuples_of(
            work, "SELECT sealed, key, phone_index FROM citizens WHERE city_id = %(city)s"
        )
        masked = await masked_citizen(work, citizen.id)
        assert await address_of(work, citizen.id, "sms") is None
    assert (left, gone, index) == (sealed, None, None)
    assert masked is not None
    assert (masked.name, masked.phone, masked.erased) == ("", "", True)
    with pytest.raises(CitizenIsErased):
        await revealed(city, citizen.id)
    vault = city.database.vault
    with pytest.raises(InvalidTag):
        vault.open(Sealed(left, vault.seal({"another": "key"}).key))
    assert vault.open(Sealed(left, key))["name"] == "陈大文", "the key alone was what opened it"
    assert len(await city.events("people.citizen_erased")) == 1


async def test_an_erased_citizen_who_calls_again_is_a_new_one(city: City):
    first = await kept(city)
    async with city.begin() as work:
        await erase_citizen(work, SYSTEM, first.id)
    again = await kept(city)
    assert again.new
    assert again.id != first.id


async def test_completing_a_citizen_never_undoes_an_erasure_in_between(city: City):
    citizen = await kept(city, Person(phone="13812345678"))
    vault = city.database.vault
    async with city.begin() as slow:
        rows = await rows_by_phone(slow, [vault.index("13812345678")])
        async with city.begin() as work:
            await erase_citizen(work, SYSTEM, citizen.id)
        [row] = rows.values()
        await complete(slow, vault, row, {"name": "陈大文"})
    with pytest.raises(CitizenIsErased):
        await revealed(city, citizen.id)


async def test_erasing_is_for_administrators_and_for_who_exists(city: City):
    citizen = await kept(city)
    async with city.begin() as work:
        with pytest.raises(NotPermitted):
            await erase_citizen(work, AGENT, citizen.id)
        with pytest.raises(NotFound):
            await erase_citizen(work, SYSTEM, CitizenId(new_id()))


@pytest.mark.parametrize(
    ("person", "sms", "email"),
    [
        (CHEN, True, True),
        (Person(phone="021-62345678"), False, False),
        (Person(phone="13812345678转12"), False, False),
        (Person(phone="+14155550123"), True, False),
        (Person(email="chen@example.org"), False, True),
        (Person(phone="13812345678", contact_preference=ContactPreference.NONE), False, False),
    ],
)
async def test_how_a_citizen_can_be_written_to(city: City, person: Person, sms: bool, email: bool):
    citizen = await kept(city, person)
    async with city.read() as work:
        reach = (await reach_of(work, [citizen.id]))[citizen.id]
        number, mailbox = await address_of(work, citizen.id, "sms"), await address_of(work, citizen.id, "email")
    assert (reach.sms, reach.email) == (sms, email)
    if person.contact_preference is not ContactPreference.NONE:
        assert (number is not None, mailbox is not None) == (sms, email)


async def test_citizens_of_one_city_are_unknown_in_another(city: City, database: Database):
    citizen = await kept(city)
    elsewhere = await a_city(database)
    assert (await kept(elsewhere)).new
    async with elsewhere.read() as work:
        assert await masked_citizen(work, citizen.id) is None
        assert await address_of(work, citizen.id, "sms") is None


async def test_contact_preferences_are_given_for_many_citizens_of_the_own_city(city: City, database: Database):
    signing = await kept(city, Person("王女士", "13900000002", contact_preference=ContactPreference.VIDEO))
    chen = await kept(city)
    async with city.read() as work:
        wished = await contact_preferences(work, [chen.id, signing.id, new_id()])
        assert wished == {chen.id: ContactPreference.ANY, signing.id: ContactPreference.VIDEO}
        assert await contact_preferences(work, []) == {}
    async with (await a_city(database)).read() as work:
        assert await contact_preferences(work, [chen.id]) == {}


async def test_the_last_look_of_an_hour_alarms_and_further_ones_need_work_in_hand(city: City):
    citizen, note = await kept(city), TextId(new_id())
    by_reason = {"limit": 2, "basis": None, "note": note}
    for _look in range(2):
        assert await city.events("people.looks_alarmed") == []
        await revealed(city, citizen.id, **by_reason)
    [(_actor, data, audience)] = await city.events("people.looks_alarmed")
    assert (data, audience) == ({"by": AGENT.ref, "limit": 2}, ["oversight"])
    with pytest.raises(TooManyLooks) as refused:
        await revealed(city, citizen.id, **by_reason)
    assert 0 < refused.value.facts["retry_after"] <= 3600
    for _look in range(4):
        await revealed(city, citizen.id, limit=2)
    with pytest.raises(TooManyLooks):
        await revealed(city, citizen.id, limit=2)
    assert len(await city.events("people.looks_alarmed")) == 1
