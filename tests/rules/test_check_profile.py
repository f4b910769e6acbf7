"""A profile's files in memory: every way to get one wrong is told with its file and line."""

# ruff: noqa: E501 - a mistake and its message read best on one line

import pytest

from builders.profiles import Files, city_files, spoiled
from lianxin.city import ProfileInvalid
from lianxin.city.files import profile_in, read_files

MORE = 'source = "an order of the city government"\nverified = true'
SIGNED = 'from = "2026-07-01"\nuntil = "2026-07-10"\nreason = "台风"\nsigned = ["甲", "乙"]'


@pytest.fixture
def city() -> Files:
    return city_files()


def said(city: Files) -> list[str]:
    return [str(problem) for problem in read_files(city)[1]]


def test_an_invalid_profile_is_refused_with_all_its_problems(city: Files) -> None:
    spoiled(city, "units.csv", "sv-water,自来水公司,company", "sv-water,自来水公司,firm")
    spoiled(city, "city.toml", 'timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"')
    with pytest.raises(ProfileInvalid) as refused:
        profile_in(city, "smallville")
    assert refused.value.facts["count"] == len(refused.value.problems) > 1
    assert refused.value.facts["first"] == "city.toml:4: timezone 'Asia/Nowhere' is unknown"


ONE_MISTAKE = [
    ("divisions.csv", "990101001,河街道", "9901010,河街道", "code '9901010' is not 6 or 9 digits"),
    ("divisions.csv", "street,990101", "street,990103", "parent '990103' is not in divisions.csv"),
    ("divisions.csv", "street,990101", "street,990102", "code 990101001 does not begin with its district's 990102"),
    ("divisions.csv", "East District,district,", "East District,district,990102", "a district has no parent"),
    ("divisions.csv", "Hill Town,town", "Hill Town,hill", "unknown kind 'hill'; known: district, special, street, town"),
    ("divisions.csv", "990102,西区,West", "990101,西区,West", "code 990101 is already on line 2"),
    ("units.csv", "bureau,sv,,", "bureau,sw,,", "parent 'sw' is not in units.csv"),
    ("units.csv", "bureau,sv,,", "bureau,,,", "unit sv-health needs a parent; only the city government has none"),
    ("units.csv", "company,sv,,", "company,sv,,jiaotong", "office 'jiaotong' is not in offices.csv"),
    ("units.csv", "sv-health,卫生局", "sv_health,卫生局", "code 'sv_health' is not lower-case letters, digits and hyphens"),
    ("units.csv", "district_bureau,east,990101,chengguan", "district_bureau,east,990101,", "a district bureau needs an office word"),
    ("units.csv", "street,west,990102001,", "street,west,990102,", "a unit of kind street needs a street-level division"),
    ("units.csv", "district,sv,990102,", "district,sv,990101,", "division 990101 has a unit already on line 6"),
    ("units.csv", "sv-water,自来水公司,company,sv,,", "sv-water,自来水公司,company,sv", "has 4 cells, the header 6"),
    ("units.csv", "east,东区人民政府,district,sv,", "east,东区人民政府,district,east-river,", "units form a circle: east → east-river → east"),
    ("topics.csv", "complaint,normal,摆摊", "complain,normal,摆摊", "unknown nature 'complain'; known: complaint, consultation, help, praise, suggestion, tip_off"),
    ("topics.csv", "help,urgent", "help,soon", "unknown urgency 'soon'; known: critical, normal, urgent"),
    ("topics.csv", "01.01.02,", "01.1.2,", "code '01.1.2' is not three dotted numbers like 03.02.05"),
    ("topics.csv", "01.02.01,城市管理", "01.02.01,城管", "l1 of 01 is '城管' here and '城市管理' on line 2"),
    ("topics.csv", "01.01.02,城市管理,街面,跨门经营", "01.01.02,城市管理,街面,", "l3 is empty"),
    ("duty.csv", "01.02.01,company", "01.01.01,company", "topic 01.01.01 is already on line 2"),
    ("duty.csv", "company,sv-water", "company,sv-gas", "answers 'sv-gas' is not in units.csv"),
    ("duty.csv", "company,sv-water", "company,sv-health", "level company cannot be answered by sv-health, a unit of kind bureau"),
    ("duty.csv", "district,chengguan", "district,jiaoyu", "no district has a bureau with office 'jiaoyu'"),
    ("duty.csv", "street,,law", "street,east,law", "level street answers by place, so answers stays empty, not 'east'"),
    ("duty.csv", "city,sv-health,law,source,false", "city,sv-health,law,source,no", "unknown verified 'no'; known: false, true"),
    ("calendar.csv", "2026-06-19", "2026-06-31", "2026-06-31 is not a date"),
    ("calendar.csv", "2026-06-19", "19.6.2026", "date '19.6.2026' is not a date like 2026-06-19"),
    ("calendar.csv", "2026-06-19", "2027-06-18", "2027 is not in announced_years of city.toml"),
    ("calendar.csv", "2026-10-10", "2026-10-09", "2026-10-09 is not on a weekend, so it cannot be a make-up day"),
    ("city.toml", "hours = 24", "hours = 24\ndays = 1", "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has hours and days"),
    ("city.toml", "hours = 24\n", "", "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has none"),
    ("city.toml", "hours = 24", "hours = 0", "hours = 0 is not a limit; only days and working_days may be 0, the same day"),
    ("city.toml", "hours = 24", 'hours = "24"', "hours must be a whole number, not '24'"),
    ("city.toml", 'clock = "sign"', 'clock = "signed"', "clock 'signed' is unknown; known: answer, callback, check, close"),
    ("city.toml", 'topics = ["02"]', 'topics = ["03"]', "topics '03' is not in topics.csv"),
    ("city.toml", 'unit = "sv-hotline"', 'unit = "sv-office"', "unit 'sv-office' is not in units.csv"),
    ("city.toml", "attempts = 3", "attempts = 0", "attempts 0 is not between 1 and 10"),
    ("city.toml", "[fallback]", '[[supervisor]]\nunit = "sv-health"\ncompanies = ["sv-gas"]\nsource = "a rule"\nverified = false\n\n[fallback]', "companies 'sv-gas' is not in units.csv"),
    ("city.toml", "[fallback]", '[[area_duty]]\ntopics = ["01.02"]\ndivisions = ["990103"]\nunit = "sv-water"\nsource = "a rule"\nverified = false\n\n[fallback]', "divisions '990103' is not in divisions.csv"),
    ("city.toml", "[fallback]", '[[praise_rule]]\nkeywords = ["校车"]\noffice = "gongan"\nsource = "a rule"\nverified = false\n\n[fallback]', "office 'gongan' is not in offices.csv"),
    ("city.toml", 'evening_until = "20:30"', 'evening_until = "20:45"', "the evening is not within the hours of calls, 08:30 to 20:30"),
    ("city.toml", 'evening_until = "20:30"', 'evening_until = "20:30"\ncalls_until = "08:00"', "the hours of calls end before they begin"),
    ("city.toml", 'evening_from = "18:00"', 'calls_from = "8:30"', "calls_from '8:30' is not a time like 08:30"),
    ("city.toml", 'without_voice = "message"', 'without_voice = "phone"', "without_voice 'phone' is unknown"),
    ("city.toml", 'nature = ["help"]', 'nature = "help"', "nature must be a list with something in it"),
    ("city.toml", "satisfied = 1", "satisfied = 2", "satisfied 2 is not between 0 and 1"),
    ("city.toml", "supervised_from = 2", "supervise = 2", "unknown key 'supervise' in reopen"),
    ("city.toml", 'lunch = ["12:00", "13:00"]', 'lunch = ["12:00"]', "lunch must have 2 entries"),
    ("city.toml", 'evening_until = "20:30"', 'evening_until = "17:00"', "the evening ends before it begins"),
    ("city.toml", 'start = "09:00"', 'start = "9:00"', "start '9:00' is not a time like 08:30"),
    ("city.toml", "most = 2", "most = two", "is not TOML: "),
    ("city.toml", "announced_years = [2026]", "announced_years = [2026, 2025]", "2025 is announced, but calendar.csv has no day of it"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), ONE_MISTAKE)
def test_a_mistake_is_told_with_its_file_and_line(city: Files, file: str, old: str, new: str, message: str) -> None:
    line = spoiled(city, file, old, new)
    problems = [problem for problem in read_files(city)[1] if problem.file == file]
    near = {problem.line: problem.message for problem in problems if problem.message.startswith(message)}
    assert near, [str(problem) for problem in problems]
    assert min(abs(line - number) for number in near) <= 3 if file == "city.toml" else line in near


def test_a_topic_without_a_duty_is_told_where_the_topic_stands(city: Files) -> None:
    spoiled(city, "duty.csv", "01.02.01,company,sv-water,law,source,false\n", "")
    assert said(city) == ["topics.csv:4: topic 01.02.01 has no entry in duty.csv"]


def test_a_clock_that_some_urgency_lacks_is_told_with_the_cases_it_leaves_out(city: Files) -> None:
    spoiled(city, "city.toml", 'clock = "sign"', 'clock = "sign"\nurgency = "critical"')
    [problem] = read_files(city)[1]
    assert problem.message == (
        "no limit with clock 'sign' fits: urgent help, urgent complaint, normal help, normal complaint"
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('from = "2026-07-01"', "a temporary limit needs from, until, reason, signed; it lacks until, reason, signed"),
        (SIGNED.replace('"甲", "乙"', '"甲", "甲 "'), "a temporary limit is signed by 2 different officials"),
        (SIGNED.replace("2026-07-10", "2026-06-30"), "a temporary limit lasts 1 to 92 days"),
        (SIGNED.replace("2026-07-10", "2026-12-31"), "a temporary limit lasts 1 to 92 days"),
    ],
)
def test_a_temporary_limit_that_is_not_dated_and_signed_is_told(city: Files, more: str, message: str) -> None:
    spoiled(city, "city.toml", "[callback]\n", f'[[limit]]\nclock = "close"\ndays = 9\n{MORE}\n{more}\n\n[callback]\n')
    assert any(one.endswith(message) for one in said(city))


def test_a_dated_and_signed_temporary_limit_stands_beside_the_usual_one(city: Files) -> None:
    spoiled(
        city, "city.toml", "[callback]\n", f'[[limit]]\nclock = "close"\ndays = 9\n{MORE}\n{SIGNED}\n\n[callback]\n'
    )
    assert said(city) == []


def test_two_limits_chosen_by_the_same_words_are_told(city: Files) -> None:
    line = spoiled(city, "city.toml", 'clock = "object"', 'clock = "reopen"')
    messages = said(city)
    first = next(message for message in messages if "same words" in message)
    assert first == f"city.toml:{line - 1}: this limit is chosen by the same words as the one on line {line - 7}"
    assert any("clock 'object'" in message for message in messages)


def test_a_table_that_is_missing_is_told(city: Files) -> None:
    spoiled(city, "city.toml", "[reopen]\nsupervised_from = 2\n", "")
    assert said(city) == ["city.toml:1: table reopen is missing"]


def test_a_column_that_is_missing_or_unknown_is_told(city: Files) -> None:
    spoiled(city, "duty.csv", "topic,level,answers,basis,source,verified", "topic,level,answer,basis,source,verified")
    assert said(city) == [
        "duty.csv:1: column answers is missing; needed: topic,level,answers,basis,source,verified",
        "duty.csv:1: unknown column 'answer'",
    ]


def test_a_row_after_a_cell_of_several_lines_keeps_its_line(city: Files) -> None:
    spoiled(city, "duty.csv", "01.01.01,street,,law", '01.01.01,street,,"law\nand order"')
    spoiled(city, "duty.csv", "city,sv-health", "city,sv-clinic")
    assert said(city) == ["duty.csv:6: answers 'sv-clinic' is not in units.csv"]


def test_a_quote_that_never_closes_is_told_where_it_opens(city: Files) -> None:
    rows = "".join(f"01.01.{number:02},street,,law,source,false\n" for number in range(3, 99)) * 50
    spoiled(city, "duty.csv", "01.01.02,district,chengguan,law", '01.01.02,district,chengguan,"law')
    city["duty.csv"] += rows.encode()
    assert said(city) == ["duty.csv:3: is not CSV: field larger than field limit (131072)"]


def test_all_mistakes_are_told_at_once(city: Files) -> None:
    for file, old, new in (
        ("units.csv", "bureau,sv,,", "bureau,sw,,"),
        ("topics.csv", "help,urgent", "help,soon"),
        ("city.toml", "attempts = 3", "attempts = 0"),
    ):
        spoiled(city, file, old, new)
    assert [problem.file for problem in read_files(city)[1]] == ["city.toml", "topics.csv", "units.csv"]
