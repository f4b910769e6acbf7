"""A real case, moved by the public commands, as its citizen reads it on the phone."""

from collections.abc import AsyncGenerator, Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OFFICE,
    SUPERVISOR,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    shanghai,
)
from builders.people import City
from builders.post import Post, a_post
from lianxin.cases import CaseFile, citizen_view, told_of
from lianxin.city import DutyEntry
from lianxin.city.adopted import PROFILE
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.notify import NotifiedCase, use_link
from lianxin.people import BudgetUsedUp, LooksAlarmed

UNIT = "pudong-weifang"


async def read_cases(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, NotifiedCase]:
    """What the composition root does."""
    return {
        case_id: NotifiedCase(
            number=told.number,
            citizen_id=told.citizen_id,
            language=told.language,
            unit=told.unit,
            confidential=told.confidential,
            link=f"https://12345.example/c/{told.token}",
            matter=told.matter,
            audience=told.audience,
            portal=told.portal,
        )
        for case_id, told in (await told_of(work, ids)).items()
    }


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
async def post(town: Town) -> AsyncGenerator[Post]:
    async with a_post(town.database, city=City(town.database, town.id), read_cases=read_cases) as ready:
        yield ready


async def told(post: Post, file: CaseFile) -> list[str]:
    """Lets the outbox react and send; the texts of a case so far, in the order of what happened."""
    while await post.react():
        pass
    await post.run()
    return [post.sms.received[str(message.id)].text for message in await post.messages(file.case.id)]


async def opens(town: Town, file: CaseFile, text: str) -> bool:
    """Opens the link in a message about a case; whether that confirms the number."""
    async with town.begin() as work:
        return await use_link(work, file.case.number, text.rpartition("?m=")[2])


async def test_a_citizen_reads_of_every_step_once(town: Town, post: Post):
    file = await town.a_case(channel="web", person=a_person())
    [order] = file.orders
    [receipt] = await told(post, file)
    assert await opens(town, file, receipt)
    town.clock.move(timedelta(minutes=1))
    await town.do("sign_order", order, handler(UNIT))
    town.clock.move(timedelta(minutes=1))
    await town.do("log_contact", order, handler(UNIT), "已与市民通话，约定上门。")
    await town.do("reply_order", order, handler(UNIT), "solved", "摊位已清理，油烟净化器已安装，复查合格。")
    await town.do("pass_check", file, CHECKER, "答复清楚，证据齐全。")
    await town.do("answer_callback", file, CALLBACK_AGENT, "solved", "satisfied")
    texts = await told(post, file)
    number, unit = file.case.number, "潍坊新村街道"
    assert len(texts) == 3
    assert all(number in text and f"/c/{file.case.link_token}" in text for text in texts)
    assert [word in text for word, text in zip(("已登记", "已签收", "已办结"), texts, strict=True)] == [True] * 3
    assert unit in texts[1]
    assert await told(post, file) == texts


async def test_the_link_of_a_message_confirms_the_number_once_and_the_link_of_the_page_does_not(town: Town, post: Post):
    file = await town.a_case(channel="web", person=a_person())
    [receipt] = await told(post, file)
    assert not await opens(town, file, f"https://12345.example/c/{file.case.link_token}?m=0123456789")
    assert not await opens(town, await town.a_case(channel="web", person=a_person(2)), receipt)
    [order] = file.orders
    town.clock.move(timedelta(minutes=1))
    await town.do("sign_order", order, handler(UNIT))
    assert await told(post, file) == [receipt]
    assert await opens(town, file, receipt)
    assert not await opens(town, file, receipt)
    assert len(await town.events(file, "notify.message_used")) == 1


async def test_a_confidential_tip_off_names_nothing(town: Town, post: Post):
    file = await town.a_case(channel="web", person=a_person(), nature="tip_off", confidential=True)
    texts = await told(post, file)
    assert len(texts) == 1
    assert all(file.case.number not in text and "潍坊" not in text for text in texts)


async def test_a_citizen_who_speaks_english_is_told_in_english(town: Town, post: Post):
    file = await town.a_case(channel="mobile", person=a_person(2), language="en", words="Street stalls every night.")
    texts = await told(post, file)
    assert len(texts) == 1
    assert all(text.startswith("12345 Hotline:") for text in texts)


async def test_one_person_gets_one_message_when_two_of_their_merged_cases_close_at_once(town: Town, post: Post):
    primary = await town.a_case(person=a_person(), words="楼下烧烤摊油烟大。")
    twin = await town.a_case(person=a_person(), words="烧烤摊又把油烟排进楼道。")
    town.clock.move(timedelta(minutes=1))
    await town.do("merge_case", twin, DISPATCHER, primary.case.number)
    [order] = primary.orders
    town.clock.move(timedelta(minutes=1))
    await town.do("sign_order", order, handler(UNIT))
    await town.do("reply_order", order, handler(UNIT), "solved", "摊位已搬走，管道已封堵，复查无油烟。")
    await town.do("pass_check", primary, CHECKER, "答复清楚。")
    town.clock.move(timedelta(minutes=1))
    await town.do("answer_callback", primary, CALLBACK_AGENT, "solved", "satisfied")
    texts = await told(post, primary) + await told(post, twin)
    assert sum("已办结" in text for text in texts) == 1


async def test_a_case_from_a_file_sends_no_receipt(town: Town, post: Post):
    file = await town.a_case(unit=None, channel="import", person=a_person(3))
    assert await told(post, file) == []


async def test_a_citizen_hears_once_of_more_time_for_the_lead_and_not_of_a_co_units(town: Town, post: Post):
    file = await town.a_case(person=a_person(), unit="pudong")
    file = await town.do("add_co_unit", file, DISPATCHER, "sh-chengguan")
    for order in file.orders:
        town.clock.move(timedelta(minutes=1))
        await town.do("sign_order", order, handler(order.unit))
        await town.do("ask_extension", order, handler(order.unit), 3, "设备要从外地调来。")
        town.clock.move(timedelta(minutes=1))
        await town.do("grant_extension", file, SUPERVISOR, "同意，请抓紧。")
    more = [text for text in await told(post, file) if "办理期限已延长" in text]
    assert len(more) == 1
    async with town.database.read(town.id) as work:
        view = await citizen_view(work, file.case.link_token)
    [extended] = [one for one in view.story if one.what == "extended"]
    assert (extended.text, extended.until) == ("设备要从外地调来。", clock_of(await town.look(file), "close").due_at)


async def test_a_citizen_hears_when_the_planned_day_of_a_suspension_has_come(town: Town, post: Post):
    file = await town.a_case(person=a_person(), unit="pudong")
    [order] = file.orders
    await town.do("sign_order", order, handler("pudong"))
    await town.do("ask_suspension", order, handler("pudong"), "雨季后施工。", town.clock.now() + timedelta(days=20))
    await town.do("grant_suspension", file, OFFICE, "同意挂账")
    assert not any("接着办理" in text for text in await told(post, file))
    await town.do("end_suspension", file, OFFICE, "到期")
    assert "到了计划的日子" in (await told(post, file))[-1]


LEAD = DutyEntry("sh-hotline", "值班长", "19900009000", email="lead@office.example")
HALL = DutyEntry("sh-hotline", "值班室", "021-62340000", email="hall@office.example")


async def alarmed(town: Town, post: Post, *roster: DutyEntry) -> list[tuple[str, str]]:
    """Uses the budget of wrong codes up and passes the limit of looks; returns template and status of each message."""
    profile = replace(shanghai(), duty_rules=replace(shanghai().duty_rules, roster=roster))
    town.database.cache.put(PROFILE, profile, town.id)
    async with town.begin() as work:
        work.record(
            BudgetUsedUp("codes-city", 500), about=SubjectRef("city", town.id), audience=frozenset({"oversight"})
        )
        work.record(LooksAlarmed("staff:1", 30), about=SubjectRef("staff", "1"), audience=frozenset({"oversight"}))
    while await post.react():
        pass
    await post.run_out()
    return await town.tuples("SELECT template, status FROM messages WHERE city_id = %(city)s ORDER BY caused_by")


async def test_each_alarm_of_a_limit_is_sent_once_to_whoever_is_on_duty_in_the_hotline_office(town: Town, post: Post):
    assert await alarmed(town, post, HALL, LEAD) == [("codes_alarm", "sent"), ("looks_alarm", "sent")]
    assert [(one.to, "500" in one.text or "30" in one.text) for one in post.sms.received.values()] == [
        ("19900009000", True)
    ] * 2
    assert not any("staff:1" in one.text for one in post.sms.received.values())
    while await post.react():
        pass
    assert len(await town.tuples("SELECT 1 FROM messages WHERE city_id = %(city)s")) == 2


async def test_an_alarm_goes_by_mail_where_nobody_on_duty_has_a_mobile(town: Town, post: Post):
    assert await alarmed(town, post, HALL) == [("codes_alarm", "sent"), ("looks_alarm", "sent")]
    assert {letter["To"] for letter in post.mail.received} == {"hall@office.example"}


async def test_without_a_roster_of_the_hotline_office_an_alarm_stays_in_the_program(town: Town, post: Post):
    assert await alarmed(town, post) == []
