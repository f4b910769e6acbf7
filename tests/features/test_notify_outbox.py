"""The outbox: each message exactly once, whatever the gateway does, and no address anywhere on the way."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest

from builders.post import AUDIENCE, CHEN, SECRETS, Post, a_post
from builders.rows import tuples_of
from lianxin.cases.events import (
    AccessCodeAsked,
    AccessCodeEntered,
    CallbackPlanned,
    CaseChanged,
    CaseMoved,
    CaseOpened,
    OrderMoved,
)
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.events import Event, case_ref
from lianxin.kernel.ids import new_id
from lianxin.kernel.jobs import defer
from lianxin.notify import Message, SendMessage, outbox_state
from lianxin.notify import outbox as outbox_module
from lianxin.notify.adapters.gateway import Letter
from lianxin.notify.adapters.mail import MailOverSmtp
from lianxin.notify.testing import GatewayFault
from lianxin.notify.used import marked
from lianxin.people import SYSTEM, ContactPreference, Person, erase_citizen

DISPATCHED = CaseMoved("dispatch", "draft", "handling", 1)
CLOSED = CaseMoved("close_satisfied", "callback_pending", "closed", 1)


def opened(channel: str = "web") -> Event:
    return CaseOpened("2611220001237", channel, "help", "normal", "01.01.01", "310115", "", confidential=False)


def link_of(post: Post, message: Message) -> str:
    """The link of a message, with its mark."""
    assert message.case_id
    return marked(post.city.database.vault, post.cases.facts[message.case_id].link, message.id)


@pytest.fixture
async def post(database: Database) -> AsyncGenerator[Post]:
    async with a_post(database) as ready:
        yield ready


async def test_an_event_becomes_a_text_message_on_the_citizens_phone(post: Post):
    case_id = await post.a_case()
    await post.happens(case_id, opened())
    [queued] = await post.messages(case_id)
    assert (queued.template, queued.channel, queued.language, queued.status) == ("receipt", "sms", "zh-CN", "queued")
    await post.run()
    [sent] = await post.messages(case_id)
    assert (sent.status, sent.attempts, sent.provider_id) == ("sent", 1, f"sms-{sent.id}")
    [received] = post.sms.received.values()
    facts = post.cases.facts[case_id]
    assert (received.id, received.to) == (str(sent.id), "13812345678")
    assert received.text == f"【12345热线】您的诉求已登记，编号{facts.number}。查看进展：{link_of(post, sent)}"
    assert await post.city.events("notify.message_sent") == [
        ("notify", {"message_id": str(sent.id), "template": "receipt", "channel": "sms"}, sorted(AUDIENCE))
    ]


async def test_a_whole_life_is_told_step_by_step(post: Post):
    case_id = await post.a_case()
    steps = [
        opened("phone"),
        DISPATCHED,
        OrderMoved("sign", "dispatched", "in_progress", "pudong", "lead"),
        OrderMoved("sign", "dispatched", "in_progress", "pudong-weifang", "sub"),
        CaseMoved("ask_information", "handling", "needs_information", 1),
        CaseMoved("resume_handling", "needs_information", "handling", 1),
        CaseChanged({"topic": ("", "01.01.01")}),
        CaseMoved("suspend", "handling", "suspended", 1),
        CallbackPlanned(new_id(), "survey", 1),
        CaseMoved("redo", "review", "handling", 2),
        CaseMoved("merge", "handling", "merged", 2),
        CaseMoved("close_unverified", "callback_pending", "closed", 2),
        CLOSED,
    ]
    async with post.city.read() as work:
        post.city.database.clock = clock = ManualClock(work.now)
    for step in steps:
        clock.move(timedelta(minutes=1))
        await post.happens(case_id, step)
    await post.run()
    told = await post.messages(case_id)
    assert [message.template for message in told] == [
        "receipt",
        "dispatched",
        "signed",
        "information",
        "suspended",
        "survey",
        "second_round",
        "merged",
        "unverified",
        "closed",
    ]
    assert {message.status for message in told} == {"sent"}
    assert len(post.sms.received) == post.sms.requests == 10


async def test_a_foreigner_is_written_to_in_english_by_the_way_they_prefer(post: Post):
    person = Person("Ann Lee", "13812345678", "ann@example.org", contact_preference=ContactPreference.EMAIL)
    case_id = await post.a_case(person, language="fr")
    await post.happens(case_id, opened())
    await post.run()
    [mail] = post.mail.received
    [sent] = await post.messages(case_id)
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "ann@example.org",
        "12345@city.example",
        "We have received your request",
    )
    assert mail["Message-ID"] == sent.provider_id == f"<{sent.id}@city.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert link_of(post, sent) in mail.get_content()
    assert post.sms.requests == 0


async def test_chinese_mail_arrives_as_it_was_written(post: Post):
    case_id = await post.a_case(Person("陈大文", email="chen@example.org"))
    await post.happens(case_id, opened())
    await post.run()
    [mail] = post.mail.received
    assert mail["Subject"] == "您的诉求已登记"
    assert mail.get_content().startswith("【12345热线】您的诉求已登记")


@pytest.mark.parametrize(
    "person",
    [
        Person("匿名"),
        Person("陈大文", "021-62345678"),
        Person("陈大文", "13812345678", contact_preference=ContactPreference.NONE),
    ],
)
async def test_who_cannot_or_will_not_be_written_to_is_not(post: Post, person: Person):
    case_id = await post.a_case(person)
    assert await post.happens(case_id, opened()) == 1
    assert await post.messages(case_id) == []


async def test_a_case_without_a_citizen_and_a_case_nobody_knows_make_no_message(post: Post):
    case_id = await post.a_case(citizen_id=None)
    await post.happens(case_id, opened())
    await post.happens(new_id(), opened())
    async with post.city.read() as work:
        assert await outbox_state(work) == {}


async def test_a_channel_without_a_gateway_is_not_used(database: Database):
    async with a_post(database, channels=["email"]) as post:
        both, phone_only = await post.a_case(), await post.a_case(Person(phone="13912345678"))
        await post.happens(both, opened())
        await post.happens(phone_only, opened())
        assert [message.channel for message in await post.messages(both)] == ["email"]
        assert await post.messages(phone_only) == []


async def test_a_confidential_case_says_only_that_there_is_news(post: Post):
    case_id = await post.a_case(confidential=True)
    await post.happens(case_id, DISPATCHED)
    await post.run()
    [message] = await post.messages(case_id)
    [received] = post.sms.received.values()
    assert (message.template, message.facts) == ("discreet", {})
    assert post.cases.facts[case_id].number not in received.text
    assert "浦东" not in received.text


async def test_an_unconfirmed_number_gets_one_receipt_of_requests_from_the_portal(post: Post):
    first, second, third = [await post.a_case(portal=True) for _ in range(3)]
    await post.happens(first, opened())
    await post.happens(first, DISPATCHED)
    await post.happens(second, opened())
    await post.happens(second, CLOSED)
    await post.happens(first, CLOSED)
    assert [one.template for one in await post.messages(first)] == ["receipt", "closed"]
    assert await post.messages(second) == []
    async with post.city.begin() as work:
        await work.run("UPDATE messages SET queued_at = queued_at - interval '8 days' WHERE city_id = %(city)s")
    await post.happens(third, opened())
    assert [one.template for one in await post.messages(third)] == ["receipt"]


async def test_the_code_of_a_message_confirms_its_number_when_it_is_entered(post: Post):
    case_id, check = await post.a_case(portal=True), new_id()
    await post.happens(case_id, opened(), AccessCodeAsked(check))
    await confirm(post, case_id, new_id())
    await post.happens(case_id, DISPATCHED)
    assert [one.template for one in await post.messages(case_id)] == ["receipt", "access_code"]
    await confirm(post, case_id, check)
    await post.happens(case_id, DISPATCHED)
    assert [one.template for one in await post.messages(case_id)] == ["receipt", "access_code", "dispatched"]
    [used] = await post.city.events("notify.message_used")
    assert used[1] == {"message_id": str((await post.messages(case_id))[1].id)}


async def confirm(post: Post, case_id: UUID, check: UUID) -> None:
    """Enters the code of a check in the name of the citizen of a case."""
    citizen = post.cases.facts[case_id].citizen_id
    assert citizen
    await post.happens(case_id, AccessCodeEntered(check, citizen))


async def test_a_number_gets_three_receipts_a_day_from_the_portal_and_every_one_from_the_hotline(post: Post):
    cases = [await post.a_case(portal=nth != 5) for nth in range(7)]
    await post.happens(cases[0], AccessCodeAsked(check := new_id()))
    await confirm(post, cases[0], check)
    for case_id in cases[:5]:
        await post.happens(case_id, opened("web"))
    await post.happens(cases[5], opened("phone"))
    await post.happens(cases[0], CLOSED)
    assert [len(await post.messages(case_id)) for case_id in cases] == [3, 1, 1, 0, 0, 1, 0]
    async with post.city.begin() as work:
        await work.run("UPDATE messages SET queued_at = queued_at - interval '2 days' WHERE city_id = %(city)s")
    await post.happens(cases[6], opened("mobile"))
    assert len(await post.messages(cases[6])) == 1


async def test_old_news_is_not_told(database: Database):
    async with a_post(database) as post:
        case_id = await post.a_case()
        async with post.city.begin() as work:
            clock = ManualClock(work.now)
        database.clock = clock
        async with post.city.begin() as work:
            work.record(opened(), about=case_ref(case_id), audience=AUDIENCE)
        clock.move(timedelta(days=3, seconds=1))
        await post.happens(case_id, DISPATCHED)
        assert [message.template for message in await post.messages(case_id)] == ["dispatched"]


async def test_reading_the_feed_again_writes_nothing_again(post: Post):
    case_id = await post.a_case()
    await post.happens(case_id, opened(), DISPATCHED)
    assert await post.happens(case_id) == 0
    assert [one.template for one in await post.messages(case_id)] == ["receipt"]  # one command, one message


async def test_when_reacting_fails_neither_message_nor_job_nor_cursor_stays(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    case_id = await post.a_case()
    with monkeypatch.context() as patch:
        patch.setattr(outbox_module, "defer", power_cut)
        with pytest.raises(RuntimeError):
            await post.happens(case_id, opened())
    assert await post.messages(case_id) == []
    assert await post.happens(case_id) == 1
    assert len(await post.messages(case_id)) == 1


@pytest.mark.parametrize("fault", [GatewayFault.BROKEN, GatewayFault.SILENT, GatewayFault.LOST_ANSWER])
async def test_a_failing_gateway_is_tried_again_and_the_citizen_hears_once(post: Post, fault: GatewayFault):
    case_id = await post.a_case()
    post.sms.faults.extend([fault, fault])
    await post.happens(case_id, opened())
    await post.run()
    [failed] = await post.messages(case_id)
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert failed.last_error == {GatewayFault.SILENT: "ReadTimeout"}.get(fault, "http_500")
    await post.run_out()
    [sent] = await post.messages(case_id)
    assert (sent.status, sent.attempts, sent.last_error) == ("sent", 3, None)
    assert (len(post.sms.received), post.sms.requests) == (1, 3)
    assert await post.city.events("notify.message_gave_up") == []


async def test_a_retry_waits_longer_each_time(post: Post):
    case_id = await post.a_case()
    post.sms.faults.extend([GatewayFault.BROKEN] * 4)
    await post.happens(case_id, opened())
    waits: list[int] = []
    for _ in range(4):
        await post.run()
        async with post.city.begin() as work:
            waits.append(
                await work.value(
                    "SELECT round(extract(epoch FROM scheduled_at - now()))::int FROM procrastinate_jobs"
                    " WHERE status = 'todo' AND queue_name = 'notify'"
                )
            )
        await post.hurry()
    assert [abs(wait - expected) <= 5 for wait, expected in zip(waits, (6, 36, 216, 1296), strict=True)] == [True] * 4


async def test_after_six_attempts_the_outbox_gives_up_and_the_city_hears(post: Post):
    case_id = await post.a_case()
    post.sms.faults.extend([GatewayFault.BROKEN] * 20)
    await post.happens(case_id, opened())
    await post.run_out()
    [message] = await post.messages(case_id)
    assert (message.status, message.attempts, message.last_error) == ("gave_up", 6, "http_500")
    assert post.sms.requests == 6
    assert await post.city.events("notify.message_gave_up") == [
        (
            "notify",
            {
                "message_id": str(message.id),
                "template": "receipt",
                "channel": "sms",
                "attempts": 6,
                "error": "http_500",
            },
            sorted(AUDIENCE),
        )
    ]


async def test_what_the_gateway_calls_wrong_is_not_tried_again(post: Post):
    case_id = await post.a_case()
    post.sms.faults.append(GatewayFault.REFUSED)
    await post.happens(case_id, opened())
    await post.run_out()
    [message] = await post.messages(case_id)
    assert (message.status, message.attempts, message.last_error) == ("gave_up", 1, "http_422")


async def test_a_wrong_key_is_our_fault_and_is_tried_again(post: Post):
    case_id = await post.a_case()
    post.sms.key = "another key"
    await post.happens(case_id, opened())
    await post.run()
    [message] = await post.messages(case_id)
    assert (message.status, message.last_error) == ("failed", "http_401")
    assert post.sms.received == {}


@pytest.mark.parametrize(
    ("reply", "status", "error"), [("450 later", "failed", "smtp_450"), ("550 no such user", "gave_up", "smtp_550")]
)
async def test_a_mail_server_that_refuses(post: Post, reply: str, status: str, error: str):
    case_id = await post.a_case(Person("陈大文", email="chen@example.org"))
    post.mail.faults.append(reply)
    await post.happens(case_id, opened())
    await post.run()
    [message] = await post.messages(case_id)
    assert (message.status, message.last_error) == (status, error)
    await post.run_out()
    assert len(post.mail.received) == (1 if status == "failed" else 0)


async def test_a_citizen_erased_meanwhile_is_not_written_to(post: Post):
    case_id = await post.a_case()
    await post.happens(case_id, opened())
    async with post.city.begin() as work:
        [message] = await post.messages(case_id)
        await erase_citizen(work, SYSTEM, message.citizen_id)
    await post.run()
    [message] = await post.messages(case_id)
    assert (message.status, message.last_error, post.sms.requests) == ("gave_up", "no_address", 0)


async def test_two_workers_and_doubled_jobs_send_each_message_once(database: Database):
    async with a_post(database, workers=2) as post:
        cases = [await post.a_case(Person(phone=f"139{n:08}")) for n in range(20)]
        for case_id in cases:
            await post.happens(case_id, opened())
        async with post.city.begin() as work:
            ids = [row[0] for row in await tuples_of(work, "SELECT id FROM messages WHERE city_id = %(city)s")]
            await defer(work, post.outbox.sending, *(SendMessage(str(one)) for one in ids))
        await post.run()
        assert post.sms.requests == len(post.sms.received) == 20
        async with post.city.read() as work:
            assert await outbox_state(work) == {"sent": 20}
        assert len(await post.city.events("notify.message_sent")) == 20


async def test_two_readers_at_once_write_each_message_once(database: Database):
    async with a_post(database, workers=2) as post:
        case_ids = [await post.a_case() for _ in range(10)]
        async with post.city.begin() as work:
            for case_id in case_ids:
                work.record(DISPATCHED, about=case_ref(case_id), audience=AUDIENCE)
        await asyncio.gather(*(post.happens(case_ids[0], outbox=outbox) for outbox in post.outboxes))
        assert [len(await post.messages(case_id)) for case_id in case_ids] == [1] * 10


async def test_two_who_hold_one_message_at_once_send_it_once(post: Post):
    case_id = await post.a_case()
    await post.happens(case_id, opened())
    [message] = await post.messages(case_id)
    await asyncio.gather(*(post.outbox.send_message(post.site, SendMessage(str(message.id))) for _ in range(4)))
    assert post.sms.requests == 1


async def test_a_worker_that_dies_after_the_gateways_yes_is_followed_by_one_with_the_same_key(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    case_id = await post.a_case()
    await post.happens(case_id, opened())
    with monkeypatch.context() as patch:
        patch.setattr(outbox_module, "settle_sent", power_cut)
        await post.run()
    [message] = await post.messages(case_id)
    assert (message.status, message.attempts, len(post.sms.received)) == ("queued", 0, 1)
    await post.run_out()
    [message] = await post.messages(case_id)
    assert (message.status, len(post.sms.received), post.sms.requests) == ("sent", 1, 2)


async def test_a_worker_that_dies_after_the_mail_servers_yes_leaves_a_twin_with_the_same_message_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    case_id = await post.a_case(Person("Ann Lee", "", "ann@example.org"))
    await post.happens(case_id, opened())
    with monkeypatch.context() as patch:
        patch.setattr(outbox_module, "settle_sent", power_cut)
        await post.run()
    [message] = await post.messages(case_id)
    assert (message.status, len(post.mail.received)) == ("queued", 1)
    await post.run_out()
    [message] = await post.messages(case_id)
    assert message.status == "sent"
    assert [mail["Message-ID"] for mail in post.mail.received] == [f"<{message.id}@city.example>"] * 2
    assert [mail.get_all("Message-ID") for mail in post.mail.received] == [[message.provider_id]] * 2


async def test_each_mail_bears_a_message_id_of_its_own(post: Post):
    for nth in range(3):
        case_id = await post.a_case(Person("Ann Lee", "", f"ann{nth}@example.org"))
        await post.happens(case_id, opened())
    await post.run()
    assert len({mail["Message-ID"] for mail in post.mail.received}) == 3


@pytest.mark.parametrize("sender", ["12345@city.example", "City Hotline <12345@city.example>"])
def test_a_message_id_is_of_the_senders_domain_however_the_sender_is_written(sender: str):
    letter = Letter(new_id(), "ann@example.org", "", "")
    mail = MailOverSmtp.of_url(f"smtp://mail.example?{urlencode({'from': sender})}").composed(letter)
    assert mail["Message-ID"] == f"<{letter.id}@city.example>"


def power_cut(*_: object, **__: object) -> None:
    raise RuntimeError("the power went out")


async def test_the_jobs_of_a_dead_worker_are_taken_over(post: Post, monkeypatch: pytest.MonkeyPatch):
    for worker in post.workers:  # otherwise the rescue comes by itself when a minute begins
        monkeypatch.setattr(worker._app.periodic_registry, "periodic_tasks", {})
    case_id = await post.a_case()
    await post.happens(case_id, opened())
    async with post.city.begin() as work:
        await work.run("UPDATE procrastinate_jobs SET status = 'doing' WHERE queue_name = 'notify'")
    await post.run()
    assert post.sms.requests == 0
    assert await post.workers[0].rescue() == 1
    await post.run_out()
    assert [message.status for message in await post.messages(case_id)] == ["sent"]
    assert post.sms.requests == 1


async def test_no_address_lies_in_a_row_or_a_log_line(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)  # the test's own mail server
    with caplog.at_level(logging.DEBUG):
        by_phone, by_mail = await post.a_case(CHEN), await post.a_case(Person("陈大文", email="chen@example.org"))
        post.sms.faults.extend([GatewayFault.BROKEN, GatewayFault.SILENT])
        post.mail.faults.extend(["450 later", "550 no such user"])
        for case_id in (by_phone, by_mail):
            await post.happens(case_id, opened())
            await post.happens(case_id, CLOSED)
        await post.run_out()
    dump = await post.city.dump()
    async with post.city.read() as work:
        for table in ("procrastinate_jobs", "procrastinate_events"):
            dump += repr(await tuples_of(work, f"SELECT * FROM {table}")).encode()
    states = [message.status for case_id in (by_phone, by_mail) for message in await post.messages(case_id)]
    assert sorted(states) == ["gave_up", "sent", "sent", "sent"]
    assert str(by_phone).encode() in dump
    for secret in SECRETS:
        assert secret.encode() not in dump
        assert secret not in caplog.text
    for facts in post.cases.facts.values():
        assert facts.link.encode() not in dump
        assert facts.link not in caplog.text
