"""Profiles on disk: the three that ship, and unreadable files. One mistake each: `rules/test_check_profile.py`."""

import json
from pathlib import Path

import pytest

from builders.profiles import a_city, city_files, spoil
from lianxin.city import Profile, check_profile, load_profile
from lianxin.city.files import profile_in, read_files

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


def test_any_changed_byte_is_a_new_version(city: Path) -> None:
    before = load_profile(city).version
    assert load_profile(city).version == before
    spoil(city, "calendar.csv", "端午节", "端午")
    assert load_profile(city).version != before


def test_a_file_saved_by_a_spreadsheet_program_is_read(city: Path) -> None:
    path = city / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert said(city) == []


def test_a_file_that_is_missing_empty_or_not_utf8_is_told(city: Path) -> None:
    (city / "calendar.csv").unlink()
    (city / "units.csv").write_bytes("code,name\nsv,小城\n".encode("gb18030"))
    missing, unreadable = sorted(said(city))
    assert missing == "calendar.csv:1: cannot be read: No such file or directory"
    assert unreadable == "units.csv:2: is not UTF-8"
    a_city(city)
    (city / "duty.csv").write_text("", encoding="utf-8")
    assert "duty.csv:1: column topic is missing; needed: topic,level,answers,basis,source,verified" in said(city)


JUNK = ("1", "-1", '""', '"x"', "true", "[]", "[1]", '[["x"]]', "{}", "{a = 1}", "2026-06-19", "09:00:00")


@pytest.mark.parametrize("junk", JUNK)
def test_no_value_however_strange_stops_the_check(junk: str) -> None:
    city = city_files()
    lines = city["city.toml"].decode().splitlines()
    seen: set[str] = set()
    for number, line in enumerate(lines):
        key = line.partition(" = ")[0]
        if " = " not in line or (key in seen and key not in ("clock", "source")):
            continue
        seen.add(key)
        city["city.toml"] = "\n".join([*lines[:number], f"{key} = {junk}", *lines[number + 1 :]]).encode()
        if not read_files(city)[1]:
            profile_in(city, "smallville")
    assert len(seen) > 40


@pytest.mark.parametrize("junk", ["", "x", "990101", "sv", '"', "01.01.01", "9999-99-99", "a,b"])
def test_no_cell_however_strange_stops_the_check(junk: str) -> None:
    city = city_files()
    for name in sorted(city.keys() - {"city.toml"}):
        good = city[name].decode()
        rows = [line.split(",") for line in good.splitlines()]
        for number in (0, 1, len(rows) - 1):
            for cell in range(len(rows[number])):
                spoiled = [list(row) for row in rows]
                spoiled[number][cell] = junk
                city[name] = "\n".join(",".join(row) for row in spoiled).encode()
                if not read_files(city)[1]:
                    profile_in(city, "smallville")
        city[name] = good.encode()
    assert read_files(city)[1] == []


@pytest.mark.parametrize("city", ["shanghai", "beijing", "hangzhou"])
def test_the_office_that_knows_who_is_responsible_for_what_can_be_asked_in_every_city(city: str):
    assert any("机构编制委员会办公室" in unit.name for unit in load_profile(PROFILES / city).units)
