"""The telephone of a profile: every way to get it wrong is told with its file and line."""

# ruff: noqa: E501 - a mistake and its message read best on one line

from datetime import datetime

import pytest

from builders.profiles import Files, city_files, spoiled
from lianxin.calls.routing.city_menu import menu_plan
from lianxin.calls.rules.menu import begin_walk, walk_key, walk_silence
from lianxin.city import load_profile, profile_folder
from lianxin.city.files import read_files

TELEPHONE = """
[telephone]
first_menu = "topic"
greeting = "greeting"
schedule = "day"

[[telephone.number]]
number = "12345"

[[telephone.number]]
number = "9912345"
menu = "language"

[[telephone.trunk]]
name = "carrier"
networks = ["192.0.2.0/24"]
user = "city"
password_setting = "LIANXIN_CARRIER"

[[telephone.queue]]
code = "expert"
skills = ["taxes:2"]
schedule = "office"
closed_queue = "general"

[[telephone.queue]]
code = "enterprise"
offer_after_s = 90

[[telephone.skill]]
code = "taxes"
name = "税务"
name_en = "Taxes"
kind = "topic"

[[telephone.menu]]
code = "topic"
announcement = "ask_topic"
languages = ["zh-CN"]

[[telephone.choice]]
menu = "topic"
key = "1"
queue = "expert"

[[telephone.choice]]
menu = "topic"
key = "2"
then = "more"
language = "zh-CN"

[[telephone.menu]]
code = "more"
announcement = "busy"

[[telephone.menu]]
code = "language"
announcement = "surge"
then = "topic"

[[telephone.announcement]]
name = "ask_topic"
language = "zh-CN"
text = "企业请按1，{city}。"

[[telephone.opening]]
schedule = "office"
days = ["workday", "saturday"]
start = "09:00"
until = "12:00"

[[telephone.opening]]
schedule = "office"
days = ["sunday", "holiday"]
closed = true

[[telephone.opening]]
schedule = "day"
days = ["workday", "saturday", "sunday", "holiday"]

[[telephone.contact]]
code = "police"
kind = "police"
name = "公安"
name_en = "Police"
number = "110"

[telephone.surge]
waiting_from = 50
waiting_until = 10
wait_from_s = 120
wait_until_s = 30
offer_after_s = 20

[telephone.overflow]
sub_centre_s = 20
home_s = 40

[telephone.outgoing]
shown = "12345"
"""


@pytest.fixture
def city() -> Files:
    files = city_files()
    return {**files, "city.toml": files["city.toml"] + TELEPHONE.encode()}


def said(city: Files) -> list[str]:
    return [str(problem) for problem in read_files(city)[1]]


def test_the_telephone_itself_has_no_problem(city: Files) -> None:
    assert said(city) == []


# What is replaced, what it becomes, how many lines later the problem is, the problem.
ONE_MISTAKE = [
    ('first_menu = "topic"', 'first_menu = "topics"', 0, "first_menu topics is not in telephone.menu"),
    ('greeting = "greeting"', 'greeting = "welcome"', 0, "greeting welcome is not in telephone.announcement"),
    ('schedule = "day"\n\n[[telephone.number', 'schedule = "night"\n\n[[telephone.number', 0, "schedule night is not in telephone.opening"),
    ('number = "12345"', 'number = "12345a"', 0, "number '12345a' is not a telephone number of 3 to 20 digits"),
    ('number = "9912345"', 'number = "12345"', -1, "number 12345 is already on line {first}"),
    ('menu = "language"', 'menu = "language"\nqueue = "sign"', -2, "a number leads to a menu or to a queue, not to both"),
    ("192.0.2.0/24", "192.0.2.0/33", 0, "networks: '192.0.2.0/33' does not appear to be an IPv4 or IPv6 network"),
    ("192.0.2.0/24", "192.0.2.7/24", 0, "networks: 192.0.2.7/24 has host bits set"),
    ('first_menu = "topic"', 'first_menu = "topic"\nseat_networks = ["10.0.0.1/24"]', 1, "seat_networks: 10.0.0.1/24 has host bits set"),
    ('password_setting = "LIANXIN_CARRIER"', "", -1, "trunk carrier has a user, but no password_setting"),
    ('"LIANXIN_CARRIER"', '"hunter2"', 0, "password_setting 'hunter2' is not the name of a setting like LIANXIN_TRUNK_PASSWORD"),
    ('skills = ["taxes:2"]', 'skills = ["tax:2"]', 0, "skill tax is not in telephone.skill"),
    ('closed_queue = "general"', 'closed_queue = "expert"', 0, "outside its hours, calls of expert find no queue that is always open: expert → expert"),
    ('queue = "expert"', 'queue = "experts"', 0, "queue 'experts' is unknown; known: enterprise, expert, fast_desk, foreign, general, sign"),
    ("offer_after_s = 90", "offer_after_s = 10", 0, "in surge a ring-back is offered after 20 s, later than usual in enterprise"),
    ('code = "more"', 'code = "other"', -4, "then more is not in telephone.menu"),
    ('then = "more"', 'queue = "sign"', 3, "no number, key or silence leads to menu more"),
    ('announcement = "busy"', 'announcement = "busy"\nthen = "more"', 1, "silence never reaches a queue: more → more"),
    ('key = "2"', 'key = "1"', -2, "the key of a menu: topic 1 is already on line {first}"),
    ('key = "2"', 'key = "0"', 0, "key '0' is not a key: 1 to 9 or #; 0 is the operator, * repeats"),
    ('then = "more"', 'then = "more"\nqueue = "sign"', 0, "key 2 leads to a menu or to a queue, not to both"),
    ('key = "2"', 'key = "2"\nannouncement = "ask_topics"', 1, "announcement ask_topics is not in telephone.announcement"),
    ('language = "zh-CN"\n\n[[telephone.menu]]', 'language = "ja"\n\n[[telephone.menu]]', 0, "language ja is not in language"),
    ('languages = ["zh-CN"]', 'languages = ["zh-CN", "en"]', 0, "announcement ask_topic has no text in en"),
    ("{city}。", "{name}。", 0, "{name} is unknown; known: city, key, minutes, position"),
    ('text = "企业请按1，{city}。"', "", -3, "announcement ask_topic needs a text or a file"),
    ('"workday", "saturday"]\nstart', '"workday"]\nstart', -2, "schedule office says nothing about saturday; a row with closed = true closes it"),
    ('until = "12:00"', 'until = "08:00"', 0, "09:00 to 08:00 is no time; hours after midnight need a row of their own"),
    ("waiting_until = 10", "waiting_until = 50", 0, "surge ends at waiting_until 50 and starts at waiting_from 50: the end must be lower"),
    ("wait_until_s = 30", "wait_until_s = 300", 0, "surge ends at wait_until_s 300 and starts at wait_from_s 120: the end must be lower"),
    ("wait_until_s = 30", "wait_until_s = 30\nservice_from = 0.5\nservice_until = 0.4", 2, "surge ends at service_until 0.4 and starts below 0.5: it never ends"),
    ("home_s = 40", "home_s = 10", -2, "overflow must go forward: 20, 10, 90"),
    ('shown = "12345"', 'shown = "110"', 0, "shown 110 is not a number of the city: 12345, 9912345"),
    ('number = "110"', 'number = "0044 20 7946 0000"', 0, "number '0044 20 7946 0000' is not a telephone number in the country, like 110, 12360, 021-62345678 or 13912345678"),
    ('number = "110"', 'number = "110"\nskills = ["french"]', 1, "skill french is not in telephone.skill"),
    ('number = "110"', "", -5, "contact police needs a number or a unit, and not both"),
    ('number = "110"', 'unit = "sv-health"', 0, "unit sv-health has no telephone without hours in duty_roster"),
    ('kind = "police"', 'kind = "friend"', 0, "kind 'friend' is unknown; known: bureau, customs, duty, expert, interpreter, lawyer, police"),
    ('kind = "topic"', 'kind = "sport"', 0, "kind 'sport' is unknown; known: dialect, enterprise, expert, language, mandarin, sign, topic"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "later", "message"), ONE_MISTAKE)
def test_a_mistake_is_told_with_its_line(city: Files, old: str, new: str, later: int, message: str) -> None:
    first = city["city.toml"].decode().partition("[[telephone.number]]")[0].count("\n") + 1
    if "the key of" in message:
        first = city["city.toml"].decode().partition("[[telephone.choice]]")[0].count("\n") + 1
    line = spoiled(city, "city.toml", old, new)
    assert f"city.toml:{line + later}: {message.replace('{first}', str(first))}" in said(city)


def test_hours_of_a_day_do_not_overlap(city: Files) -> None:
    more = '\n[[telephone.opening]]\nschedule = "office"\ndays = ["workday"]\nstart = "11:00"\n'
    line = spoiled(city, "city.toml", "\n[telephone.surge]", more + "\n[telephone.surge]")
    assert said(city) == [f"city.toml:{line + 1}: the hours of schedule office on workday overlap from 11:00"]


def test_a_language_that_can_be_chosen_has_its_texts(city: Files) -> None:
    spoiled(
        city,
        "city.toml",
        "[[emergency]]",
        '[[language]]\ncode = "ja"\nname = "日语"\nname_en = "Japanese"\nkind = "spoken"\n\n[[emergency]]',
    )
    line = spoiled(
        city, "city.toml", 'language = "zh-CN"\n\n[[telephone.menu]]', 'language = "ja"\n\n[[telephone.menu]]'
    )
    assert said(city) == [f"city.toml:{line}: language ja can be chosen, but has no text of: busy"]


@pytest.mark.parametrize("name", ["shanghai", "beijing", "hangzhou"])
def test_each_shipped_city_connects_every_caller(name: str):
    profile = load_profile(profile_folder(name))
    for at in ("2026-06-18T03:00+08:00", "2026-06-18T10:00+08:00", "2026-06-19T10:00+08:00"):
        for surge in (False, True):
            plan = menu_plan(profile, "12345", datetime.fromisoformat(at), surge=surge)
            step, keys = begin_walk(plan), 0
            assert not plan.closed
            for key in plan.pages["language"].keys:
                assert walk_key(plan, step.walk, key).walk.steps == 1
            while not step.over:
                step, keys = walk_silence(plan, step.walk), keys + 1
            assert (step.queue, keys) == ("general", 1 if surge else 3)
    office = menu_plan(profile, "12345", datetime.fromisoformat("2026-06-18T10:00+08:00"))
    night = menu_plan(profile, "12345", datetime.fromisoformat("2026-06-18T22:00+08:00"))
    assert [walk_key(plan, walk_key(plan, begin_walk(plan).walk, "1").walk, "2").queue for plan in (office, night)] == [
        "enterprise",
        "general",
    ]
