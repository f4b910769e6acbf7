"""What a mapping may say, how its mistakes are told, and what becomes of a cell."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.imports.mapping_rules import (
    COLUMN_NAMES,
    ImportMapping,
    MappingProblems,
    bind,
    parse_mapping,
    read_fields,
    recognised,
    row_key,
)
from lianxin.cases.imports.values_rules import (
    FIELDS,
    LONGEST_FIELDS,
    REASONS,
    Refused,
    number_of,
    phone_of,
    refusal_in_words,
    time_of,
    time_readers,
    value_of,
)
from lianxin.cases.rules.words import Channel, Nature, Urgency

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHOLE = """
[source]
name = "old_hotline"
encoding = "gb18030"
delimiter = ";"
timezone = "Asia/Urumqi"

[fields]
key = "no"
title = "subject"
words = ["detail", "subject"]
submitted_at = "day"
nature = "kind"
district = "area"

[extra]
likes = "likes"

[formats]
submitted_at = "%d.%m.%Y"
likes = "integer"

[defaults]
nature = "help"
confidential = true

[required]
fields = ["key"]

[derive.district]
from = "words"
pattern = '(A\\d+)[区县市]'

[values.nature]
"吐槽" = "complaint"

[values.district]
A1 = "310101"
A3 = "310115"
"""
HEADER = ("no", "subject", "detail", "day", "kind", "area", "likes")


def fields_of(*cells: str, mapping: str = WHOLE):
    return read_fields(bind(parse_mapping(mapping, "old.toml"), HEADER, SHANGHAI), cells)


def problems_of(text: str) -> list[str]:
    with pytest.raises(MappingProblems) as found:
        parse_mapping(text, "old.toml")
    return [str(one) for one in found.value.problems]


def test_every_part_of_a_mapping_reaches_the_row():
    row = fields_of("7", "停水", "A3区停水三天", "06.01.2020", "吐槽", "", "12")
    assert (row.title, row.words, row.nature) == ("停水", "A3区停水三天", Nature.COMPLAINT)
    assert row.district == "310115"
    assert row.confidential is True
    assert row.extra == {"likes": 12}
    assert row.submitted_at == datetime(2020, 1, 6, tzinfo=SHANGHAI)


def test_the_first_filled_column_counts():
    assert fields_of("7", "只有标题", " ", "", "", "", "").words == "只有标题"


def test_an_empty_cell_takes_the_default_and_a_filled_one_does_not():
    assert fields_of("7", "", "x", "", "", "", "").nature is Nature.HELP
    assert fields_of("7", "", "x", "", "表扬", "", "").nature is Nature.PRAISE


def test_a_cell_of_its_own_outranks_what_is_derived():
    assert fields_of("7", "", "A3区停水", "", "", "A1", "").district == "310101"


def test_a_place_that_has_no_value_is_passed_over_for_the_next():
    assert fields_of("7", "", "从A99区到A1区", "", "", "", "").district == "310101"
    assert fields_of("7", "", "在A99区", "", "", "", "").district == ""


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("7", "", "", "", "", "", ""), "missing"),
        (("7", "", "x", "昨天", "", "", ""), "bad_time"),
        (("7", "", "x", "01.01.1066", "", "", ""), "bad_time"),
        (("7", "", "x", "", "闲聊", "", ""), "unknown_value"),
        (("7", "", "x", "", "", "黄浦", ""), "bad_code"),
        (("7", "", "x", "", "", "", "很多"), "bad_number"),
        (("7", "", "字" * (LONGEST_FIELDS["words"] + 1), "", "", "", ""), "too_long"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_refused_with_a_code_and_a_sentence(cells: tuple[str, ...], code: str):
    with pytest.raises(Refused) as refused:
        fields_of(*cells)
    assert refused.value.code == code
    for locale in ("zh", "en"):
        assert "{" not in refusal_in_words(code, refused.value.facts, locale)


def test_the_key_is_the_sources_own_and_a_missing_one_is_refused_when_required():
    binding = bind(parse_mapping(WHOLE, "old.toml"), HEADER, SHANGHAI)
    assert row_key(binding, (" 7 ", *HEADER[1:])) == "7"
    with pytest.raises(Refused, match="missing"):
        row_key(binding, (" ", *HEADER[1:]))


def test_without_a_key_the_same_row_has_the_same_key_and_another_row_another():
    binding = bind(recognised(("标题", "内容"), "f.csv"), ("标题", "内容"), SHANGHAI)
    assert row_key(binding, ("a", "b")) == row_key(binding, ("a", "b"))
    assert len({row_key(binding, cells) for cells in [("a", "b"), ("ab", ""), ("", "ab"), ("b", "a")]}) == 4


def test_usual_chinese_columns_are_recognised_whatever_their_width_and_order():
    header = ("区", "联系电话", "诉求内容", " 标 题 ", "时间", "姓名", "ＩＤ", "心情")
    mapping = recognised(header, "f.csv")
    assert mapping.fields == {
        "key": ("ＩＤ",), "words": ("诉求内容",), "title": (" 标 题 ",), "submitted_at": ("时间",),
        "name": ("姓名",), "phone": ("联系电话",), "district": ("区",),
    }  # fmt: skip


def test_our_own_field_names_are_recognised_and_every_field_has_a_name():
    assert set(recognised(FIELDS, "f.csv").fields) == set(FIELDS) == set(COLUMN_NAMES)


def test_a_column_that_the_file_does_not_have_is_told_with_its_line():
    with pytest.raises(MappingProblems) as found:
        bind(parse_mapping(WHOLE, "old.toml"), ("no", "subject", "detail", "day", "kind", "area"), SHANGHAI)
    [problem] = found.value.problems
    assert (problem.file, problem.line, problem.key, problem.found) == ("old.toml", 17, "extra.likes", "likes")
    assert "no, subject, detail" in problem.expected


def test_a_file_without_any_column_for_the_words_is_refused():
    with pytest.raises(MappingProblems, match="a column for words"):
        bind(recognised(("a", "b"), "f.csv"), ("a", "b"), SHANGHAI)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[source]\nname =", "old.toml, line 2, TOML: expected valid TOML"),
        ("[colums]\n", "old.toml, line 1, colums: expected one of the sections source, fields"),
        ("fields = 3", "old.toml, line 1, fields: expected a table, found 3"),
        (
            '[source]\nname="a"\nencoding="big5"',
            "old.toml, line 3, source.encoding: expected one of 'utf-8', 'gb18030'",
        ),
        ('[source]\ntimezone="Mars/North"', "line 2, source.timezone: expected a time zone such as Asia/Shanghai"),
        ('[source]\ntimezone="../etc"', "line 2, source.timezone: expected a time zone"),
        ('[source]\nnam="a"', "line 2, source.nam: expected one of name, encoding"),
        ("[source]\nname=1", "line 2, source.name: expected a text, found 1"),
        ('[fields]\nwords="a"\n\ntitel="b"', "line 4, fields.titel: expected one of key, words"),
        ("[fields]\nwords=[]", "line 2, fields.words: expected a column name or a list of them"),
        ("[extra]\nlikes=1", "line 2, extra.likes: expected a column name"),
        ('[values.nature]\n"投诉"="complaint"\n"吐槽"="grumble"', "line 3, values.nature.吐槽: expected 咨询"),
        ("[values]\nnature=1", "line 2, values.nature: expected a table"),
        ("[values.mood]\na='b'", "line 1, values.mood: expected one of key, words"),
        ('[values.district]\nA1="黄浦"', "line 2, values.district.A1: expected 310101"),
        ("[values.district]\nA1=310101", "line 2, values.district.A1: expected a text, found 310101"),
        ('[defaults]\nurgency="fast"', "line 2, defaults.urgency: expected 特急"),
        ('[defaults]\nkey="1"', "line 2, defaults.key: expected a field that can have a default"),
        ('[formats]\nsubmitted_at="yyyy-mm-dd"', "line 2, formats.submitted_at: expected a strptime format"),
        ('[formats]\nsubmitted_at="%Q"', "line 2, formats.submitted_at: expected a strptime format"),
        ('[formats]\nlikes="integer"', "line 2, formats.likes: expected submitted_at or a name of [extra]"),
        ("[formats]\nsubmitted_at=1", "line 2, formats.submitted_at: expected a strptime format or a list"),
        ('[derive.words]\nfrom="title"\npattern="(a)"', "line 1, derive.words: expected a field that can be derived"),
        ('[derive.district]\nfrom="title"', "line 1, derive.district: expected the keys from and pattern"),
        ('[derive.district]\nfrom="name"\npattern="(a)"', "line 2, derive.district.from: expected words, title"),
        ('[derive.district]\nfrom="title"\npattern="(a"', "line 3, derive.district.pattern: expected a regular"),
        ('[derive.district]\nfrom="title"\npattern="a"', "line 3, derive.district.pattern: expected exactly one group"),
        ('[required]\nfields="words"', "line 2, required.fields: expected fields ="),
        ('[required]\nfields=["word"]', "line 2, required.fields: expected fields among key, words"),
    ],
)
def test_a_mistake_in_a_mapping_names_file_line_key_and_what_is_expected(text: str, said: str):
    assert any(said in problem for problem in problems_of(text)), problems_of(text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    lines = [int(one.split("line ")[1].split(",")[0]) for one in problems_of("[fields]\na='b'\nb='c'\n[source]\nc='d'")]
    assert lines == [2, 3, 5]


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_a_list_of_problems(text: str):
    try:
        outcome = parse_mapping(text, "any.toml")
    except MappingProblems as found:
        outcome = found.problems
    assert isinstance(outcome, ImportMapping) or outcome


@given(st.sampled_from(["submitted_at", "phone", *FIELDS]), st.text(min_size=1, max_size=50))
def test_any_cell_is_a_value_or_a_coded_refusal(field: str, cell: str):
    try:
        if field == "submitted_at":
            outcome = time_of(field, cell, time_readers(()), SHANGHAI).tzinfo
        else:
            outcome = value_of(field, cell)
    except Refused as refused:
        outcome = refusal_in_words(refused.code, refused.facts)
    assert outcome not in (None, "")


@given(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - Hypothesis wants them naive
def test_a_time_is_read_as_chinese_spreadsheets_write_it(moment: datetime):
    moment = moment.replace(second=0, microsecond=0)
    forms = (
        f"{moment:%Y-%m-%d %H:%M:%S}", moment.isoformat(), f"{moment:%Y/%m/%d %H:%M}",
        f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M}", f"{moment:%Y年%m月%d日 %H:%M}",
    )  # fmt: skip
    readers = time_readers(())
    assert {time_of("submitted_at", form, readers, SHANGHAI) for form in forms} == {moment.replace(tzinfo=SHANGHAI)}


def test_a_time_with_an_offset_keeps_it():
    moment = time_of("submitted_at", "2020-01-06T12:00:00+09:00", time_readers(()), SHANGHAI)
    assert moment == datetime(2020, 1, 6, 3, tzinfo=UTC)
    assert moment.utcoffset() == timezone(timedelta(hours=9)).utcoffset(None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(021) 6234-5678", "02162345678"),
        ("021-62345678转802", "02162345678转802"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_telephone_number_is_digits(written: str, read: str):
    assert phone_of("phone", written) == read


def test_a_refused_telephone_number_is_not_repeated_in_the_reason():
    with pytest.raises(Refused) as refused:
        phone_of("phone", "13800138000或13900139000")
    assert "138" not in refusal_in_words(refused.value.code, refused.value.facts)


def test_a_spreadsheets_whole_number_is_whole():
    assert number_of("likes", "3.0") == 3
    with pytest.raises(Refused):
        number_of("likes", "3.5")


def test_words_are_read_in_both_languages():
    assert value_of("urgency", "特急") is value_of("urgency", "Critical") is Urgency.CRITICAL
    assert value_of("channel", "ＡＰＰ") is Channel.MOBILE
    assert all(value_of("nature", one.value) is one for one in Nature)


def test_every_reason_has_a_sentence_in_two_languages_with_the_same_facts():
    for chinese, english in REASONS.values():
        assert {part.split("}")[0] for part in chinese.split("{")[1:]} == {
            part.split("}")[0] for part in english.split("{")[1:]
        }
