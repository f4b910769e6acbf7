"""The index and the questions in PostgreSQL itself."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.language.search_index import lexemes, tsquery

SAID = "春华镇金鼎村三组自来水停水三天，A3区物业App打不开。It's Müller's café，路"


def found(dsn: str, question: str, text: str = SAID) -> bool:
    asked = tsquery(question)
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT v @@ to_tsquery('simple', %(asked)s), v @@ %(asked)s::tsquery"
            " FROM (SELECT %(words)s::tsvector AS v) AS said",
            {"asked": asked, "words": lexemes(text)},
        ).fetchone()
    assert row is not None
    assert row[0] == row[1]
    return row[0]


@pytest.mark.parametrize("question", ["停水", "金鼎", "鼎村 自来水", "a3 app", "路", "“三组自来水”", "MÜLLER", "café"])
def test_what_was_said_is_found(dsn: str, question: str):
    assert found(dsn, question)


@pytest.mark.parametrize("question", ["停电", "金村", "“自来水物业”", "ap"])
def test_what_was_not_said_is_not_found(dsn: str, question: str):
    assert not found(dsn, question)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_any_question_is_a_tsquery(dsn: str, question: str):
    if tsquery(question) is not None:
        assert found(dsn, question, question)
