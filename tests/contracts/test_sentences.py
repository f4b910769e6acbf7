"""Every refusal the package can make has a sentence in Chinese and in English, made of facts and words people know."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from string import Formatter

import pytest

import lianxin
from lianxin.cases import COMMANDS, CaseStatus, OrderStatus, intake_fields
from lianxin.kernel.errors import DomainError
from lianxin.people import Role
from lianxin.web.problems import REPHRASED, STATUS, error_sentences, sentence_of, system_words

HTTP = ("web.http_400", "web.http_404", "web.http_405", "web.http_413", "web.http_500", "web.http_503")


def kinds(above: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield above
    for kind in above.__subclasses__():
        yield from kinds(kind)


@pytest.fixture(scope="module")
def codes() -> dict[str, type[DomainError]]:
    """Every code of the package, with a class that says it."""
    for module in pkgutil.walk_packages(lianxin.__path__, "lianxin."):
        importlib.import_module(module.name)
    return {kind.code: kind for kind in kinds() if kind.__module__.startswith("lianxin.")}


def test_every_refusal_has_a_sentence_in_both_languages(codes: dict[str, type[DomainError]]):
    known = error_sentences()
    wanted = {*codes, *HTTP, "web.bad_request", "web.unstorable"}
    assert sorted(wanted - known.keys()) == []
    assert [code for code in wanted if not known[code].keys() >= {"zh", "en"}] == []


def test_no_sentence_is_left_of_a_refusal_that_is_gone(codes: dict[str, type[DomainError]]):
    kept = {"web.bad_request", "web.unstorable", *HTTP}
    assert sorted(error_sentences().keys() - codes.keys() - kept) == []


def test_a_sentence_says_what_happened_and_what_to_do_next():
    for code, words in error_sentences().items():
        assert len(re.findall("[。！？]", words["zh"])) >= 1, code
        assert words["zh"].endswith("。"), code
        assert words["en"].endswith("."), code


def test_both_languages_use_the_same_facts():
    def facts(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for code, words in error_sentences().items():
        assert facts(words["zh"]) == facts(words["en"]), code


def test_roles_states_and_fields_are_said_in_words():
    fields = {field.name for command in COMMANDS.values() for field in command.fields}
    wanted = {*Role, *CaseStatus, *OrderStatus, *fields, *intake_fields.INTAKE_FIELDS}
    assert sorted(wanted - system_words().keys()) == []
    assert sentence_of("cases.illegal_move", "zh", state="handling").startswith("现在是“办理中”")
    assert "话务员、派单员" in sentence_of("people.not_permitted", "zh", roles_that_may=["operator", "dispatcher"])


def test_times_and_sizes_are_said_as_people_say_them():
    assert "15 minutes" in sentence_of("people.too_many_attempts", "en", retry_after=900)
    assert "录音太大，没有接收（最多 50 MB）" in sentence_of("attachment.too_large", "zh", kind="audio", limit=50 << 20)
    assert set(REPHRASED) == {"minutes", "limit_mb"}


def test_a_missing_fact_leaves_a_gap_and_an_unknown_code_still_speaks():
    assert sentence_of("cases.illegal_move", "zh").startswith("现在是“”")
    assert sentence_of("no.such_code", "en") == error_sentences()["error"]["en"]


def test_every_refusal_has_a_status_of_a_refusal(codes: dict[str, type[DomainError]]):
    plain = {code for code, kind in codes.items() if not issubclass(kind, tuple(STATUS.keys() - {DomainError}))}
    assert plain == {"error"}
    assert all(400 <= status < 500 for status in STATUS.values())
