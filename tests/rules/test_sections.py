"""The tables of a profile: read as rows, changed row by row, written back."""

from typing import Any

import pytest

from builders.cases import shanghai
from builders.profiles import city_files
from lianxin.city.files import document_of, read_files
from lianxin.city.rules.document import Document
from lianxin.city.rules.sections import (
    SECTIONS,
    BadRow,
    KeyTaken,
    NoSection,
    RowChanged,
    keyed,
    put_row,
    rows_of,
    section_of,
    tidy,
    with_rows,
)


def small() -> Document:
    sources, _ = read_files(city_files())
    assert sources is not None
    return document_of(sources)


SMALL = small()
WORDINGS: Any = {"receipt": {"en": {"subject": "s", "text": "t"}, "zh-CN": {"subject": "题", "text": "文"}}}


@pytest.mark.parametrize("name", SECTIONS)
def test_rows_written_back_are_the_same_rows(name: str):
    for document in (SMALL, shanghai().to_document(), {**SMALL, "messages": WORDINGS}):
        section = SECTIONS[name]
        rows = rows_of(document, section)
        assert rows_of(with_rows(document, section, rows), section) == rows


def test_a_table_nobody_knows_is_refused():
    assert section_of("duty") is SECTIONS["duty"]
    with pytest.raises(NoSection) as refused:
        section_of("nothing")
    assert refused.value.facts == {"name": "nothing"}


def test_flags_lists_and_empty_cells_are_read_as_what_they_are():
    duty, topics = (rows_of(SMALL, SECTIONS[name]) for name in ("duty", "topics"))
    assert duty[0] == {"topic": "01.01.01", "level": "street", "basis": "law", "source": "source", "verified": False}
    assert duty[1]["verified"] is True
    assert topics[0]["keywords"] == ["摆摊", "游商"]
    assert "keywords" not in topics[1]


def test_wordings_are_rows_of_template_and_language():
    rows = rows_of({**SMALL, "messages": WORDINGS}, SECTIONS["messages"])
    assert [*keyed(SECTIONS["messages"], rows)] == ["receipt|en", "receipt|zh-CN"]
    assert rows[0] == {"template": "receipt", "language": "en", "subject": "s", "text": "t"}
    assert rows_of(SMALL, SECTIONS["messages"]) == []


def test_rows_of_one_key_are_told_apart_by_their_place():
    duty = SECTIONS["duty"]
    row = {"topic": "01"}
    assert [*keyed(duty, [row, row, {"topic": "02"}, row])] == ["01", "01#2", "02", "01#4"]
    assert [*keyed(SECTIONS["returns"], [row, row])] == ["1", "2"]


# put_row

DUTY = SECTIONS["duty"]
NEW = {"topic": "01.01.05", "level": "street", "basis": "law", "source": "source"}


def topics_of(document: Document) -> list[str]:
    return [row["topic"] for row in rows_of(document, DUTY)]


def test_a_new_row_of_a_sorted_table_takes_its_place_in_the_order():
    assert topics_of(put_row(SMALL, DUTY, None, NEW, None)) == [
        "01.01.01",
        "01.01.02",
        "01.01.05",
        "01.02.01",
        "02.01.01",
    ]


def test_a_new_row_of_an_unsorted_table_comes_last_and_a_changed_one_stays():
    rows = rows_of(SMALL, DUTY)
    unsorted = with_rows(SMALL, DUTY, rows[::-1])
    assert topics_of(put_row(unsorted, DUTY, None, NEW, None))[-1] == "01.01.05"
    changed = {**rows[1], "topic": "09"}
    assert topics_of(put_row(unsorted, DUTY, rows[1], changed, None)) == ["02.01.01", "01.02.01", "09", "01.01.01"]


@pytest.mark.parametrize("place", [1, 2, 5])
def test_a_row_goes_where_it_is_wanted(place: int):
    assert topics_of(put_row(SMALL, DUTY, None, NEW, place))[place - 1] == "01.01.05"


def test_a_row_is_taken_out():
    first = rows_of(SMALL, DUTY)[0]
    assert topics_of(put_row(SMALL, DUTY, first, None, None)) == ["01.01.02", "01.02.01", "02.01.01"]


def test_a_row_that_is_no_longer_there_is_not_changed():
    with pytest.raises(RowChanged):
        put_row(SMALL, DUTY, NEW, None, None)


def test_a_key_that_is_taken_is_refused_and_a_row_keeps_its_own():
    rows = rows_of(SMALL, DUTY)
    with pytest.raises(KeyTaken) as refused:
        put_row(SMALL, DUTY, None, rows[0], None)
    assert refused.value.facts["key"] == "01.01.01"
    assert topics_of(put_row(SMALL, DUTY, rows[0], {**rows[0], "basis": "x"}, None)) == topics_of(SMALL)


def test_a_single_table_keeps_the_tables_inside_it():
    callback = SECTIONS["callback"]
    [row] = rows_of(SMALL, callback)
    changed = put_row(SMALL, callback, row, {**row, "attempts": 4}, None)
    assert changed["city"]["callback"]["attempts"] == 4
    assert changed["city"]["callback"]["rule"] == SMALL["city"]["callback"]["rule"]


def test_the_head_of_the_city_keeps_its_tables():
    city = SECTIONS["city"]
    [row] = rows_of(SMALL, city)
    changed = put_row(SMALL, city, row, {**row, "name": "新城"}, None)
    assert changed["city"]["name"] == "新城"
    assert changed["city"]["callback"] == SMALL["city"]["callback"]


def test_a_table_that_loses_its_only_row_is_gone():
    public = SECTIONS["public"]
    document = put_row(SMALL, public, None, {"summaries": True}, None)
    assert document["city"]["public"] == {"summaries": True}
    assert "public" not in with_rows(document, public, [])["city"]


# tidy


def test_a_row_is_kept_in_the_order_of_its_columns_without_what_is_empty():
    row = {"verified": False, "answers": "", "topic": " 01.01.01 ", "level": "street", "basis": "a  b", "source": None}
    assert tidy(DUTY, row) == {"topic": "01.01.01", "level": "street", "basis": "a b", "verified": False}
    assert [*tidy(DUTY, {"verified": True, "topic": "1"})] == ["topic", "verified"]


@pytest.mark.parametrize(
    ("section", "row", "field"),
    [
        ("duty", {"nothing": 1}, "nothing"),
        ("duty", {"topic": 1}, "topic"),
        ("duty", {"verified": "true"}, "verified"),
        ("topics", {"keywords": "a|b"}, "keywords"),
        ("topics", {"keywords": ["a", 1]}, "keywords"),
        ("callback", {"attempts": True}, "attempts"),
        ("callback", {"attempts": 1.5}, "attempts"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_column(section: str, row: dict[str, Any], field: str):
    with pytest.raises(BadRow) as refused:
        tidy(SECTIONS[section], row)
    assert refused.value.facts["field"] == field


def test_empty_entries_of_a_list_are_dropped():
    assert tidy(SECTIONS["topics"], {"keywords": ["a ", " ", "b"]}) == {"keywords": ["a", "b"]}
