"""Message templates and occasions: what can be wrong is wrong at load, and every event that tells has words."""

from dataclasses import fields
from string import Formatter
from uuid import UUID

import pytest

from lianxin.cases.events import AccessCodeAsked, CallbackPlanned, CaseMoved, CaseOpened, OrderMoved
from lianxin.cases.rules.states import CaseMove, CaseStatus, OrderMove
from lianxin.cases.rules.words import CallbackMethod, Channel
from lianxin.kernel.events import KINDS, Event
from lianxin.notify.opening import own_templates
from lianxin.notify.rules.occasions import OCCASIONS, TEMPLATES, occasion_of
from lianxin.notify.rules.templates import (
    LANGUAGES,
    InvalidTemplate,
    Wording,
    chosen,
    laid_over,
    read_templates,
    wording_problems,
)
from lianxin.people import BudgetUsedUp, LooksAlarmed

OWN = own_templates()
FACTS = {
    "number": "2611220001237",
    "unit": "浦东新区城管执法局",
    "link": "https://12345.example/c/Zm9vYmFyYmF6cXV4",
    "code": "271828",
    "most": "500",
    "limit": "30",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_reads_whole_in_both_languages(name: str, language: str):
    filled = OWN[name][language].filled({fact: FACTS[fact] for fact in TEMPLATES[name]})
    assert ("link" in TEMPLATES[name]) == (FACTS["link"] in filled.text)
    assert ("code" in TEMPLATES[name]) == (FACTS["code"] in filled.text)
    assert ("link" in TEMPLATES[name]) != (name in {"access_code", "codes_alarm", "sends_alarm", "looks_alarm"})
    assert filled.subject
    assert "{" not in filled.text + filled.subject
    assert ("number" in TEMPLATES[name]) == (FACTS["number"] in filled.text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_chinese_text_fits_two_parts_of_a_text_message(name: str):
    filled = OWN[name]["zh-CN"].filled(FACTS)
    assert len(filled.text) <= 2 * 67  # GSM 03.38: 67 UCS-2 characters in each part of several


def test_the_discreet_template_tells_nothing_but_that_there_is_news():
    for wording in OWN["discreet"].values():
        used = {name for _, name, _, _ in Formatter().parse(wording.subject + wording.text) if name}
        assert used == {"link"}


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ('[receipt.en]\nsubject="s"\ntext="{phone}"', {"template": "receipt", "language": "en", "fact": "phone"}),
        ('[receipt.en]\nsubject="{unit}"\ntext="t"', {"template": "receipt", "language": "en", "fact": "unit"}),
        ('[receipt.fr]\nsubject="s"\ntext="{0}"', {"template": "receipt", "language": "fr", "fact": "0"}),
        ('[receipt.en]\nsubject="s"\ntext="{link.real}"', {"fact": "link.real"}),
        ('[receipt.en]\nsubject="s"\ntext="{link!r}"', {"problem": "a fact is filled in as it is"}),
        ('[receipt.en]\nsubject="s"\ntext="{link:>9}"', {"problem": "a fact is filled in as it is"}),
        ('[receipt.en]\nsubject="s"\ntext="{link"', {"template": "receipt"}),
        ('[receipt.en]\ntext="{link}"', {"problem": "needs subject and text"}),
        ('[greeting.en]\nsubject="s"\ntext="t"', {"problem": "no event sends this template"}),
        ("[receipt", {"file": "messages.toml"}),
    ],
)
def test_a_wrong_template_is_an_error_at_load_that_says_where(source: str, facts: dict[str, str]):
    with pytest.raises(InvalidTemplate) as refused:
        read_templates(source, "messages.toml", OWN)
    assert refused.value.facts.items() >= {"file": "messages.toml", **facts}.items()


def test_a_missing_language_is_an_error_at_load():
    with pytest.raises(InvalidTemplate) as refused:
        read_templates('[receipt.en]\nsubject="s"\ntext="{link}"', "templates.toml")
    assert refused.value.facts["problem"] == "missing"


def test_a_city_changes_one_wording_and_adds_a_language():
    source = '[receipt.en]\nsubject="Hi"\ntext="{link}"\n[receipt.ja]\nsubject="受付"\ntext="{number} {link}"'
    changed = read_templates(source, "messages.toml", OWN)
    assert changed["receipt"]["en"].subject == "Hi"
    assert changed["receipt"]["ja"].filled({"number": "1", "link": "L"}).text == "1 L"
    assert changed["receipt"]["zh-CN"] == OWN["receipt"]["zh-CN"]
    assert "ja" not in OWN["receipt"]


@pytest.mark.parametrize(
    ("wanted", "used"),
    [("zh-CN", "zh-CN"), ("zh-HK", "zh-CN"), ("zh", "zh-CN"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)
def test_a_citizen_is_written_to_in_the_nearest_language(wanted: str, used: str):
    assert chosen(OWN["receipt"], wanted) == used


def opened(channel: str) -> CaseOpened:
    return CaseOpened("0100000000017", channel, "help", "normal", "", "", "", confidential=False)


def test_occasions_name_moves_states_channels_and_methods_that_exist():
    words = {
        (CaseMoved, "move"): CaseMove,
        (CaseMoved, "after"): CaseStatus,
        (OrderMoved, "move"): OrderMove,
        (CaseOpened, "channel"): Channel,
        (CallbackPlanned, "method"): CallbackMethod,
    }
    for occasion in OCCASIONS:
        for name, values in occasion.when.items():
            if (occasion.event, name) in words:
                assert set(values) <= set(words[occasion.event, name]), occasion.template


@pytest.mark.parametrize(
    ("event", "template"),
    [
        (opened("web"), "receipt"),
        (opened("import"), None),
        (opened("emergency_110"), None),
        (CaseMoved("dispatch", "draft", "handling", 1), "dispatched"),
        (CaseMoved("rule", "responsibility_review", "handling", 1), "dispatched"),
        (CaseMoved("fail_check", "checking", "handling", 1), None),
        (CaseMoved("refuse", "draft", "not_accepted", 1), "not_accepted"),
        (CaseMoved("redo", "review", "handling", 1), "second_round"),
        (CaseMoved("close_unverified", "", "closed", 1), "unverified"),
        (CaseMoved("close_satisfied", "", "closed", 1), "closed"),
        (CaseMoved("archive", "closed", "archived", 1), None),
        (OrderMoved("sign", "", "", "u", "lead"), "signed"),
        (OrderMoved("sign", "", "", "u", "sub"), None),
        (OrderMoved("sign_by_timeout", "", "", "u", "lead"), None),
        (CallbackPlanned(UUID(int=1), "survey", 1), "survey"),
        (CallbackPlanned(UUID(int=1), "message", 1), "survey"),
        (CallbackPlanned(UUID(int=1), "phone", 1), None),
        (AccessCodeAsked(UUID(int=1)), "access_code"),
        (BudgetUsedUp("codes-city", 500), "codes_alarm"),
        (BudgetUsedUp("sends-city", 500), "sends_alarm"),
        (LooksAlarmed("staff:1", 30), "looks_alarm"),
    ],
)
def test_an_event_makes_at_most_one_message(event: Event, template: str | None):
    occasion = occasion_of(event)
    assert (occasion.template if occasion else None) == template


OTHERS = sorted(KINDS.keys() - {one.event.kind for one in OCCASIONS})


@pytest.mark.parametrize("kind", OTHERS)
def test_events_of_other_kinds_are_never_an_occasion(kind: str):
    assert not any(issubclass(KINDS[kind], one.event) for one in OCCASIONS)


def test_an_occasion_names_fields_that_its_event_has():
    for one in OCCASIONS:
        assert set(one.when) <= {field.name for field in fields(one.event)}, one.template


# a city's wordings

CITYS = {"receipt": {"en": {"subject": "S", "text": "{number} {link}"}, "ja": {"subject": "受付", "text": "{link}"}}}


def test_a_citys_wordings_lie_over_the_programs():
    laid = laid_over(OWN, {**CITYS, "gone": {"en": {"subject": "s", "text": "t"}}})
    assert laid.keys() == OWN.keys()
    assert laid["receipt"]["en"] == Wording("S", "{number} {link}")
    assert laid["receipt"]["ja"].subject == "受付"
    assert laid["receipt"]["zh-CN"] == OWN["receipt"]["zh-CN"]
    assert laid["dispatched"] == OWN["dispatched"]


def test_wordings_that_can_be_filled_have_no_problem():
    assert list(wording_problems(CITYS)) == []


@pytest.mark.parametrize(
    ("template", "wording", "problems"),
    [
        ("greeting", {"subject": "s", "text": "t"}, [("", "no event sends this template")]),
        (
            "receipt",
            {"subject": "{phone}", "text": "{unit}{link}"},
            [
                ("subject", "subject uses {phone}, which this message does not have"),
                ("text", "text uses {unit}, which this message does not have"),
            ],
        ),
        (
            "receipt",
            {"subject": "s", "text": "{link!r}"},
            [("text", "text cannot be filled in: a fact is filled in as it is")],
        ),
        (
            "receipt",
            {"subject": "s", "text": "{link"},
            [("text", "text cannot be filled in: expected '}' before end of string")],
        ),
    ],
)
def test_what_keeps_a_wording_from_being_filled_is_told_with_its_field(
    template: str, wording: dict[str, str], problems: list[tuple[str, str]]
):
    assert list(wording_problems({template: {"en": wording}})) == [(template, "en", *one) for one in problems]
