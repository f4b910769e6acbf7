"""Profiles on disk: the three that ship, and every way to get one wrong."""

# ruff: noqa: E501 - a mistake and its message read best on one line

import json
from pathlib import Path

import pytest

from builders.profiles import a_city, spoil
from lianxin.city import Profile, ProfileInvalid, Unit, check_profile, load_profile
from lianxin.kernel.clock import stopwatch

PROFILES = Path(__file__).parents[2] / "profiles"
SHIPPED = ("shanghai", "hangzhou", "beijing")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return a_city(tmp_path)


@pytest.fixture(scope="module")
def shanghai() -> Profile:
    return load_profile(PROFILES / "shanghai")


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in check_profile(folder)]


def code(unit: Unit | None) -> str | None:
    return unit.code if unit else None


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_has_nothing_wrong(name: str) -> None:
    assert said(PROFILES / name) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_stored_profile_comes_back_as_it_was(name: str) -> None:
    profile = load_profile(PROFILES / name)
    assert Profile.from_document(json.loads(json.dumps(profile.to_document()))) == profile


@pytest.mark.parametrize(
    ("name", "topics"), [("shanghai", (15, 100, 400)), ("hangzhou", (15, 30, 60)), ("beijing", (15, 30, 60))]
)
def test_a_shipped_profile_has_enough_topics_each_with_a_duty(name: str, topics: tuple[int, int, int]) -> None:
    profile = load_profile(PROFILES / name)
    for length, least in zip((2, 5, 8), topics, strict=True):
        assert len({topic.code[:length] for topic in profile.topics}) >= least
    assert {duty.topic for duty in profile.duties} == {topic.code for topic in profile.topics}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_topic_is_answered_in_every_street(name: str) -> None:
    profile = load_profile(PROFILES / name)
    for division in profile.divisions:
        for topic in profile.topics:
            assert profile.answering(topic.code, division.code), (topic.code, division.code)


def test_shanghai_has_its_districts_streets_bureaus_and_companies(shanghai: Profile) -> None:
    kinds = [unit.kind for unit in shanghai.units]
    assert kinds.count("district") == 16
    assert len(shanghai.divisions) == 16 + 234
    assert kinds.count("street") == 234
    assert kinds.count("bureau") >= 35
    assert kinds.count("company") >= 20
    assert len([one for one in shanghai.languages if one.kind == "spoken"]) == 18 + 1


def test_shanghai_keeps_the_limits_on_record(shanghai: Profile) -> None:
    ordinary = shanghai.limit("answer", urgency="normal", nature="complaint", topic="01.01.01")
    epidemic = shanghai.limit("answer", urgency="normal", nature="help", topic="12.01.04")
    assert ordinary
    assert (ordinary.amount, ordinary.measure, ordinary.verified) == (15, "working_days", True)
    assert epidemic
    assert (epidemic.amount, epidemic.measure, epidemic.verified) == (24, "hours", True)
    days = {"consultation": 1, "suggestion": 1, "help": 5, "complaint": 5}
    for nature, amount in days.items():
        limit = shanghai.limit("close", urgency="normal", nature=nature)
        assert limit
        assert (limit.amount, limit.measure, limit.verified) == (amount, "working_days", True)
    redo = shanghai.limit("close", urgency="urgent", nature="complaint", redo=True)
    assert redo
    assert (redo.amount, redo.measure) == (3, "working_days")


def test_shanghai_holds_the_holidays_of_2026(shanghai: Profile) -> None:
    days = shanghai.calendar
    off = sorted(f"{day:%m-%d}" for day in days.off if day.year == 2026)
    assert len(off) == 33
    assert {"01-01", "02-17", "05-01", "06-19", "10-01"} <= set(off)
    assert sorted(f"{day:%m-%d}" for day in days.made_up if day.year == 2026) == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip
    assert 2027 not in days.announced


def test_hangzhou_responds_to_critical_matters_in_two_hours_and_closes_in_twelve() -> None:
    hangzhou = load_profile(PROFILES / "hangzhou")
    found = [hangzhou.limit(clock, urgency="critical", nature="help") for clock in ("respond", "close")]
    assert [(limit.amount, limit.measure, limit.verified) for limit in found if limit] == [
        (2, "hours", True),
        (12, "hours", True),
    ]


def test_beijing_has_its_four_classes() -> None:
    beijing = load_profile(PROFILES / "beijing")
    lengths = {(limit.amount, limit.measure) for limit in beijing.limits if limit.clock in ("respond", "answer")}
    assert lengths == {(2, "hours"), (24, "hours"), (7, "days"), (15, "days")}


def test_the_fast_desk_and_topic_rules_fit_by_topic_or_word(shanghai: Profile) -> None:
    assert shanghai.is_for_fast_desk("11.05.01")
    assert shanghai.is_for_fast_desk(None, "家里老人明天要做透析，封路了出不去")
    assert not shanghai.is_for_fast_desk("01.01.01", "楼下天天摆摊")
    assert [rule.code for rule in shanghai.rules_for("12.01.02")] == ["epidemic", "outbreak"]
    assert [rule.code for rule in shanghai.rules_for("01.01.01", "楼道里一股味，怕是燃气泄漏")] == ["gas-leak"]


def test_the_callback_policy_chooses_a_way(shanghai: Profile) -> None:
    method = shanghai.callback.method
    assert method(urgency="critical", nature="consultation") == "phone"
    assert method(urgency="normal", nature="consultation") == "survey"
    assert method(urgency="normal", nature="consultation", redo=True) == "phone"
    assert method(urgency="normal", nature="suggestion", outcome="unsolved") == "phone"
    assert method(urgency="normal", nature="suggestion", outcome="explained") == "message"
    assert method(urgency="critical", nature="complaint", voice=False) == "message"
    assert method(urgency="normal", nature="praise") == "none"


def test_shanghai_loads_in_a_blink() -> None:
    def once() -> float:
        start = stopwatch()
        load_profile(PROFILES / "shanghai")
        return stopwatch() - start

    assert min(once() for _ in range(3)) < 0.3


def test_the_duty_list_finds_who_answers(city: Path) -> None:
    profile = load_profile(city)
    assert code(profile.answering("02.01.01")) == "sv-health"
    assert code(profile.answering("01.02.01", "990101001")) == "sv-water"
    assert code(profile.answering("01.01.02", "990101001")) == "east-chengguan"
    assert code(profile.answering("01.01.01", "990101001")) == "east-river"
    assert profile.answering("01.01.01") is None


def test_a_district_stands_in_for_the_bureau_or_street_it_lacks(city: Path) -> None:
    spoil(city, "units.csv", "west-hill,山镇人民政府,street,west,990102001,\n", "")
    profile = load_profile(city)
    assert code(profile.answering("01.01.02", "990102001")) == "west"
    assert code(profile.answering("01.01.01", "990102001")) == "west"


def test_the_tree_of_units_is_walked_up_and_down(city: Path) -> None:
    profile = load_profile(city)
    assert [unit.code for unit in profile.ancestors("east-chengguan-river")] == ["east-chengguan", "east", "sv"]
    assert [unit.code for unit in profile.units_under("east")] == [
        "east", "east-chengguan", "east-chengguan-river", "east-river",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        profile.unit("nowhere")


def test_any_changed_byte_is_a_new_version(city: Path) -> None:
    before = load_profile(city).version
    assert load_profile(city).version == before
    spoil(city, "calendar.csv", "端午节", "端午")
    assert load_profile(city).version != before


def test_a_file_saved_by_a_spreadsheet_program_is_read(city: Path) -> None:
    path = city / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert said(city) == []


def test_an_invalid_profile_is_refused_with_all_its_problems(city: Path) -> None:
    spoil(city, "units.csv", "sv-water,自来水公司,company", "sv-water,自来水公司,firm")
    spoil(city, "city.toml", 'timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"')
    with pytest.raises(ProfileInvalid) as refused:
        load_profile(city)
    assert refused.value.facts["count"] == len(refused.value.problems) > 1
    assert refused.value.facts["first"] == "city.toml:4: timezone 'Asia/Nowhere' is unknown"


ONE_MISTAKE = [
    ("divisions.csv", "990101001,河街道", "9901010,河街道", "code '9901010' is not 6 or 9 digits"),
    ("divisions.csv", "street,990101", "street,990103", "parent '990103' is not in divisions.csv"),
    ("divisions.csv", "street,990101", "street,990102", "code 990101001 does not begin with its district's 990102"),
    ("divisions.csv", "East District,district,", "East District,district,990102", "a district has no parent"),
    ("divisions.csv", "Hill Town,town", "Hill Town,hill", "unknown kind 'hill'; known: district, special, street, town"),
    ("divisions.csv", "990102,西区,West", "990101,西区,West", "code 990101 stands already on line 2"),
    ("units.csv", "bureau,sv,,", "bureau,sw,,", "parent 'sw' is not in units.csv"),
    ("units.csv", "bureau,sv,,", "bureau,,,", "unit sv-health needs a parent; only the city government has none"),
    ("units.csv", "company,sv,,", "company,sv,,jiaotong", "office 'jiaotong' is not in offices.csv"),
    ("units.csv", "sv-health,卫生局", "sv_health,卫生局", "code 'sv_health' is not lower-case letters, digits and hyphens"),
    ("units.csv", "district_bureau,east,990101,chengguan", "district_bureau,east,990101,", "a district bureau needs an office word"),
    ("units.csv", "street,west,990102001,", "street,west,990102,", "a unit of kind street needs a street-level division"),
    ("units.csv", "district,sv,990102,", "district,sv,990101,", "division 990101 has a unit already on line 6"),
    ("units.csv", "sv-water,自来水公司,company,sv,,", "sv-water,自来水公司,company,sv", "has 4 cells, the header 6"),
    ("units.csv", "east,东区人民政府,district,sv,", "east,东区人民政府,district,east-river,", "units lie in a circle: east → east-river → east"),
    ("topics.csv", "complaint,normal,摆摊", "complain,normal,摆摊", "unknown nature 'complain'; known: complaint, consultation, help, praise, suggestion, tip_off"),
    ("topics.csv", "help,urgent", "help,soon", "unknown urgency 'soon'; known: critical, normal, urgent"),
    ("topics.csv", "01.01.02,", "01.1.2,", "code '01.1.2' is not three dotted numbers like 03.02.05"),
    ("topics.csv", "01.02.01,城市管理", "01.02.01,城管", "l1 of 01 is '城管' here and '城市管理' on line 2"),
    ("topics.csv", "01.01.02,城市管理,街面,跨门经营", "01.01.02,城市管理,街面,", "l3 is empty"),
    ("duty.csv", "01.02.01,company", "01.01.01,company", "topic 01.01.01 stands already on line 2"),
    ("duty.csv", "company,sv-water", "company,sv-gas", "answers 'sv-gas' is not in units.csv"),
    ("duty.csv", "company,sv-water", "company,sv-health", "level company cannot be answered by sv-health, a unit of kind bureau"),
    ("duty.csv", "district,chengguan", "district,jiaoyu", "no district has a bureau with office 'jiaoyu'"),
    ("duty.csv", "street,,law", "street,east,law", "level street answers by place, so answers stays empty, not 'east'"),
    ("duty.csv", "city,sv-health,law,source,false", "city,sv-health,law,source,no", "unknown verified 'no'; known: false, true"),
    ("calendar.csv", "2026-06-19", "2026-06-31", "2026-06-31 is no date"),
    ("calendar.csv", "2026-06-19", "19.6.2026", "date '19.6.2026' is not a date like 2026-06-19"),
    ("calendar.csv", "2026-06-19", "2027-06-18", "2027 is not in announced_years of city.toml"),
    ("calendar.csv", "2026-10-10", "2026-10-09", "2026-10-09 is no weekend, so it cannot be a make-up day"),
    ("city.toml", "hours = 24", "hours = 24\ndays = 1", "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has hours and days"),
    ("city.toml", "hours = 24\n", "", "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has none"),
    ("city.toml", "hours = 24", "hours = 0", "hours = 0 is no limit; only days and working_days may be 0, the same day"),
    ("city.toml", "hours = 24", 'hours = "24"', "hours must be a whole number, not '24'"),
    ("city.toml", 'clock = "sign"', 'clock = "signed"', "clock 'signed' is unknown; known: answer, callback, check, close"),
    ("city.toml", 'topics = ["02"]', 'topics = ["03"]', "topics '03' is not in topics.csv"),
    ("city.toml", 'unit = "sv-hotline"', 'unit = "sv-office"', "unit 'sv-office' is not in units.csv"),
    ("city.toml", "attempts = 3", "attempts = 0", "attempts 0 is not between 1 and 10"),
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
def test_a_mistake_is_told_with_its_file_and_line(city: Path, file: str, old: str, new: str, message: str) -> None:
    line = spoil(city, file, old, new)
    problems = [problem for problem in check_profile(city) if problem.file == file]
    near = {problem.line: problem.message for problem in problems if problem.message.startswith(message)}
    assert near, [str(problem) for problem in problems]
    assert min(abs(line - number) for number in near) <= 3 if file == "city.toml" else line in near


def test_a_topic_without_a_duty_is_told_where_the_topic_stands(city: Path) -> None:
    spoil(city, "duty.csv", "01.02.01,company,sv-water,law,source,false\n", "")
    assert said(city) == ["topics.csv:4: topic 01.02.01 has no entry in duty.csv"]


def test_a_clock_that_some_urgency_lacks_is_told_with_the_cases_it_leaves_out(city: Path) -> None:
    spoil(city, "city.toml", 'clock = "sign"', 'clock = "sign"\nurgency = "critical"')
    [problem] = check_profile(city)
    assert problem.message == (
        "no limit with clock 'sign' fits: urgent help, urgent complaint, normal help, normal complaint"
    )


def test_two_limits_chosen_by_the_same_words_are_told(city: Path) -> None:
    line = spoil(city, "city.toml", 'clock = "object"', 'clock = "reopen"')
    messages = said(city)
    first = next(message for message in messages if "same words" in message)
    assert first == f"city.toml:{line - 1}: this limit is chosen by the same words as the one on line {line - 7}"
    assert any("clock 'object'" in message for message in messages)


def test_a_table_that_is_missing_is_told(city: Path) -> None:
    spoil(city, "city.toml", "[reopen]\nsupervised_from = 2\n", "")
    assert said(city) == ["city.toml:1: table reopen is missing"]


def test_a_column_that_is_missing_or_unknown_is_told(city: Path) -> None:
    spoil(city, "duty.csv", "topic,level,answers,basis,source,verified", "topic,level,answer,basis,source,verified")
    assert said(city) == [
        "duty.csv:1: column answers is missing; needed: topic,level,answers,basis,source,verified",
        "duty.csv:1: unknown column 'answer'",
    ]


def test_a_file_that_is_missing_empty_or_not_utf8_is_told(city: Path) -> None:
    (city / "calendar.csv").unlink()
    (city / "units.csv").write_bytes("code,name\nsv,小城\n".encode("gb18030"))
    missing, unreadable = sorted(said(city))
    assert missing == "calendar.csv:1: cannot be read: No such file or directory"
    assert unreadable == "units.csv:2: is not UTF-8"
    a_city(city)
    (city / "duty.csv").write_text("", encoding="utf-8")
    assert "duty.csv:1: column topic is missing; needed: topic,level,answers,basis,source,verified" in said(city)


def test_a_row_after_a_cell_of_several_lines_keeps_its_line(city: Path) -> None:
    spoil(city, "duty.csv", "01.01.01,street,,law", '01.01.01,street,,"law\nand order"')
    spoil(city, "duty.csv", "city,sv-health", "city,sv-clinic")
    assert said(city) == ["duty.csv:6: answers 'sv-clinic' is not in units.csv"]


def test_a_quote_that_never_closes_is_told_where_it_opens(city: Path) -> None:
    rows = "".join(f"01.01.{number:02},street,,law,source,false\n" for number in range(3, 99)) * 50
    spoil(city, "duty.csv", "01.01.02,district,chengguan,law", '01.01.02,district,chengguan,"law')
    path = city / "duty.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    assert said(city) == ["duty.csv:3: is not CSV: field larger than field limit (131072)"]


def test_all_mistakes_are_told_at_once(city: Path) -> None:
    for file, old, new in (
        ("units.csv", "bureau,sv,,", "bureau,sw,,"),
        ("topics.csv", "help,urgent", "help,soon"),
        ("city.toml", "attempts = 3", "attempts = 0"),
    ):
        spoil(city, file, old, new)
    assert [problem.file for problem in check_profile(city)] == ["city.toml", "topics.csv", "units.csv"]


JUNK = ("1", "-1", '""', '"x"', "true", "[]", "[1]", '[["x"]]', "{}", "{a = 1}", "2026-06-19", "09:00:00")


@pytest.mark.parametrize("junk", JUNK)
def test_no_value_however_strange_stops_the_check(city: Path, junk: str) -> None:
    path = city / "city.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    seen: set[str] = set()
    for number, line in enumerate(lines):
        key = line.partition(" = ")[0]
        if " = " not in line or (key in seen and key not in ("clock", "source")):
            continue
        seen.add(key)
        path.write_text("\n".join([*lines[:number], f"{key} = {junk}", *lines[number + 1 :]]), encoding="utf-8")
        if not said(city):
            load_profile(city)
    assert len(seen) > 40


@pytest.mark.parametrize("junk", ["", "x", "990101", "sv", '"', "01.01.01", "9999-99-99", "a,b"])
def test_no_cell_however_strange_stops_the_check(city: Path, junk: str) -> None:
    for path in sorted(city.glob("*.csv")):
        good = path.read_text(encoding="utf-8")
        rows = [line.split(",") for line in good.splitlines()]
        for number in (0, 1, len(rows) - 1):
            for cell in range(len(rows[number])):
                spoiled = [list(row) for row in rows]
                spoiled[number][cell] = junk
                path.write_text("\n".join(",".join(row) for row in spoiled), encoding="utf-8")
                if not said(city):
                    load_profile(city)
        path.write_text(good, encoding="utf-8")
    assert said(city) == []
