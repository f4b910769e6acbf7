"""A question finds every text that says it, and no number of a person becomes a word."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from lianxin.language.search_index import index_words, lexemes, query_words, tsquery
from lianxin.language.search_words import ASKING, LONGEST_WORD, RUN, normal, query_part, query_parts, words_of

CHINESE = "停水小区路灯不亮镇金鼎村电梯物业的了垃"
# a letter or digit as Python knows it, or one of the rarer characters that its Unicode does not know yet
LETTER = rf"(?:[^\W_]|[{RUN}])"
TEXTS = st.text(st.sampled_from(CHINESE + "，。A3b ７\n"), max_size=60)


def finds(parts: list[str], words: list[str]) -> bool:
    """What PostgreSQL does with the parts joined by &."""
    for word, prefix in re.findall(r"'([^']*)'(:\*)?", " & ".join(parts)):
        if word not in words and not (prefix and any(one.startswith(word) for one in words)):
            return False
    return bool(parts)


@given(TEXTS, st.data())
def test_every_stretch_of_chinese_finds_its_text(text: str, data: st.DataObject):
    runs = re.findall(f"[{CHINESE}]+", text)
    assume(runs)
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    asked = run[start : data.draw(st.integers(start + 1, len(run)))]
    assert finds(query_parts([asked]), words_of(text))
    assert finds(query_words(asked), index_words(text))
    assert finds(query_words(f"“{asked}”"), index_words(text))


@given(TEXTS, TEXTS)
def test_a_two_character_word_that_is_not_there_is_not_found(text: str, other: str):
    for word in re.findall(f"[{CHINESE}]{{2}}", other):
        assert finds([query_part(word)], words_of(text)) == (word in normal(text))


@given(st.text(max_size=80))
def test_words_and_parts_are_safe_in_a_tsvector_and_a_tsquery(text: str):
    words = words_of(text)
    assert words == sorted(set(words))
    assert all(re.fullmatch(rf"{LETTER}+", word) and len(word) <= LONGEST_WORD for word in words)
    assert lexemes(text).split(" ") == (index_words(text) or [""])
    for part in query_words(text):
        assert re.fullmatch(rf"'{LETTER}+'(:\*)?|\('{LETTER}+'( & '{LETTER}+')+\)", part)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), TEXTS, TEXTS)
def test_no_phone_number_becomes_a_word(phone: str, before: str, after: str):
    written = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    for number in (phone, written):
        words = " ".join(index_words(f"{before}。{number}。{after}"))
        assert phone not in words
        assert phone[7:] not in words


def test_numbers_of_persons_are_neither_indexed_nor_asked_for():
    text = "身份证310101199001011237，卡4111 1111 1111 1111，车沪A12345，信箱zhang@example.com，房间2202"
    assert not {"310101199001011237", "4111", "1111", "a12345", "zhang", "12345"} & set(index_words(text))
    assert "2202" in index_words(text)
    assert tsquery("13800138000") is None


def test_width_and_case_do_not_matter():
    assert finds(query_words("ＡＰＰ闪退"), index_words("app闪退了"))


def test_the_dictionary_divides_a_question_and_quotation_marks_keep_it_whole():
    text = index_words("本小区昨天停水")
    assert finds(query_words("小区停水"), text)
    assert not finds(query_words("“小区停水”"), text)


def test_words_that_only_ask_do_not_narrow():
    assert query_words("请问施工噪音扰民怎么办") == query_words("施工噪音扰民")
    assert query_words("怎么办") == [query_part("怎么办")]
    assert all(normal(word) == word for word in ASKING)


def test_nothing_searchable_is_no_question():
    assert tsquery("") is tsquery(" ，。!? ") is tsquery("'|&!()") is None
