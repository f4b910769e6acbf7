"""Texts that report a danger are told from look-alikes: in shares over two written sets, and rule by rule."""

import sys
import tomllib
from pathlib import Path

import pytest
from bench.danger import BESIDE, MESSAGES, SETS, messages

from builders.profiles import city_files
from lianxin.city import EmergencyService, Profile, load_profile, profile_in, shared_rules
from lianxin.city.files import document_of, read_files
from lianxin.city.shipped import SHIPPED
from lianxin.city.written import files_of

DATA = Path(__file__).parents[1] / "data"
RULES = shared_rules()


def sentences(name: str) -> list[dict[str, str]]:
    return tomllib.loads((DATA / name).read_text("utf-8"))["sentence"]


@pytest.mark.parametrize("name", SETS)
def test_dangers_are_caught_and_look_alikes_are_not(name: str) -> None:
    written = sentences(name)
    dangers = [one for one in written if one["danger"]]
    harmless = [one["words"] for one in written if not one["danger"]]
    missed = [one["words"] for one in dangers if RULES.danger_in(one["words"]) is None]
    alarms = [words for words in harmless if RULES.danger_in(words)]
    said = f"{len(missed)} of {len(dangers)} dangers missed, {len(alarms)} of {len(harmless)} look-alikes caught"
    sys.stdout.write(f"{name}: {said}\n")
    assert len(missed) <= 0.05 * len(dangers), missed
    assert len(alarms) <= 0.05 * len(harmless), alarms


@pytest.mark.parametrize("name", ["danger.toml", "danger_blind.toml"])
def test_most_dangers_are_read_for_the_right_service(name: str) -> None:
    dangers = [one for one in sentences(name) if one["danger"]]
    found = [RULES.danger_in(one["words"]) for one in dangers]
    right = sum(one["danger"] == danger.service for one, danger in zip(dangers, found, strict=True) if danger)
    assert right >= 0.85 * len(dangers)


@pytest.mark.parametrize("name", MESSAGES)
def test_few_ordinary_messages_alarm(name: str) -> None:
    if not (BESIDE / name).exists():
        pytest.skip(f"no real messages at ../shared/data/{name}")
    texts = list(messages(name))
    alarms = sum(RULES.danger_in(text) is not None for text in texts)
    sys.stdout.write(f"{name}: {alarms} of {len(texts)} messages\n")
    assert alarms <= 0.01 * len(texts)


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("楼上着火了", "119"),
        ("樓上著火了", "119"),
        ("楼　上　着　火　了", "119"),
        ("去年修过一次，现在又着火了", "119"),
        ("这不是演习，三楼着火了", "119"),
        ("我爸没有呼吸了", "120"),
        ("FIRE in my kitchen", "119"),
        ("my father isnt breathing", "120"),
        ("他喝了农药，说不想活了", "120"),
    ],
)
def test_a_present_danger_is_read(words: str, service: str) -> None:
    danger = RULES.danger_in(words)
    assert danger is not None
    assert danger.service == service


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("没有着火", "negation"),
        ("去年隔壁着火", "past"),
        ("万一着火怎么办", "supposed"),
        ("明天演练着火逃生", "exercise"),
        ("着火了保险怎么理赔", "question"),
        ("楼上着火，已经扑灭了", "ended"),
        ("这里经常着火", "habit"),
        ("城门失火殃及池鱼", "name"),
        ("It is not a fire in my kitchen", "negation"),
    ],
)
def test_a_sign_that_does_not_count_says_why(words: str, why: str) -> None:
    assert RULES.danger_in(words) is None
    assert why in {sign.excluded for sign in RULES.signs_in(words)}


def test_kinds_of_words_read_a_danger_that_no_phrase_foresaw() -> None:
    for cues, found in ((KINDS, True), (KINDS.replace("worth = 300", "worth = 100"), False)):
        rules = own_rules(WEIGHED + cues).danger_rules
        assert (rules.danger_in("小囡沉下去") is not None) is found
        assert not rules.danger_in("手机沉下去")


def test_points_outweigh_what_a_text_looks_like_and_never_a_negation() -> None:
    habit = WEIGHED + KINDS + '[[exclude]]\nwhy = "habit"\nscope = "sentence"\nphrases = ["天天"]\n'
    rules = own_rules(habit.replace("despite = 900", "despite = 100")).danger_rules
    assert rules.danger_in("天天起火了，小囡沉下去")
    assert not rules.danger_in("去年起火了的小囡沉下去")
    assert not own_rules(habit).danger_rules.danger_in("天天起火了，小囡沉下去")


def test_the_words_found_are_those_written_and_where() -> None:
    written = "喂，　樓上 著火了！"
    danger = RULES.danger_in(written)
    assert danger is not None
    [sign] = danger.signs
    assert danger.words == ("著火",)
    assert written[sign.start : sign.end] == "著火"


def test_the_strongest_service_comes_first_and_the_others_follow() -> None:
    danger = RULES.danger_in("楼上着火了，有人晕倒了")
    assert danger is not None
    assert (danger.service, danger.others) == ("119", ("120",))


@pytest.mark.parametrize("name", ["beijing", "hangzhou", "shanghai"])
def test_every_shipped_city_names_all_services(name: str) -> None:
    profile = load_profile(SHIPPED / name)
    assert {line.service for line in profile.emergency} == set(EmergencyService)


OWN = """services = ["119"]
now = ["现在"]

[words]
fire = ["着火", "起火"]

[[sign]]
service = "119"
phrases = ["<fire>了"]

[[exclude]]
why = "past"
scope = "onward"
phrases = ["去年"]
"""


WEIGHED = f"brief = 100\n{OWN}"
KINDS = """
[kinds]
child = ["小囡", "娃"]
sink = ["沉"]

[measure]
enough = 200
despite = 900

[[cue]]
service = "119"
worth = 300
phrases = ["<child><sink>"]
"""


def own_rules(text: str = OWN) -> Profile:
    return profile_in({**city_files(), "danger.toml": text.encode()}, "smallville")


def test_a_city_may_bring_its_own_rules() -> None:
    rules = own_rules().danger_rules
    assert rules.danger_in("起火了")
    assert not rules.danger_in("我爸没有呼吸了")


def test_rules_of_a_city_are_kept_with_its_document_and_written_back() -> None:
    files = {**city_files(), "danger.toml": OWN.encode()}
    sources, problems = read_files(files)
    assert sources is not None, problems
    again, problems = read_files(files_of(document_of(sources)))
    assert again is not None, problems
    assert again.danger == sources.danger
    assert Profile.from_document(own_rules().to_document()).danger_rules.danger_in("起火了")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('service = "119"', 'service = "911"', "danger.toml:8: '911' is unknown"),
        ('scope = "onward"', 'scope = "always"', "danger.toml:13: 'always' is unknown"),
        ("<fire>了", "<smoke>了", "danger.toml:9: <smoke> is not a list of [words]"),
        ("<fire>了", "(着|起火", "danger.toml:9: "),
        ("<fire>了", "…火", "danger.toml:9: "),
        ('now = ["现在"]', "now = 1", "danger.toml:2: now must be a list"),
        ('why = "past"', 'reason = "past"', "danger.toml:12: unknown key 'reason'"),
        ('now = ["现在"]', 'now = ["现在"]\n[kinds]\nfire = "火"', "danger.toml:4: fire must be a list of texts"),
        ('services = ["119"]', 'services = ["911"]', "danger.toml:1: '911' is unknown"),
    ],
)
def test_a_mistake_in_the_rules_is_told_with_its_line(right: str, wrong: str, said: str) -> None:
    assert right in OWN
    _, problems = read_files({**city_files(), "danger.toml": OWN.replace(right, wrong).encode()})
    assert any(str(problem).startswith(said) for problem in problems), problems
