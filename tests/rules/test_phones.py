"""Telephone numbers: many ways to write one, one way to keep it."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.people.rules.phones import InvalidPhone, PhoneKind, read_phone

DIGITS = "0123456789"
FULL_WIDTH = str.maketrans(DIGITS + "+-()", "０１２３４５６７８９＋－（）")
SPOKEN = str.maketrans(DIGITS, "零幺二三四五六七八九")
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
two_digit_areas = st.tuples(
    st.from_regex(r"(10|2[0-9])", fullmatch=True), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True)
)
three_digit_areas = st.tuples(
    st.from_regex(r"[3-9](?!00)[0-9]{2}", fullmatch=True), st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True)
)
landlines = two_digit_areas | three_digit_areas
abroad = st.sampled_from([1, 7, 44, 49, 65, 81, 82, 84, 852, 853, 886]).flatmap(
    lambda country: (
        st.from_regex(r"[1-9][0-9]{7,9}", fullmatch=True)
        .map(lambda rest: f"+{country}{rest}")
        .filter(lambda number: phonenumbers.is_possible_number(phonenumbers.parse(number)))
    )
)


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("13812345678", "13812345678", "mobile"),
        ("+86 138 1234 5678", "13812345678", "mobile"),
        ("0086-138-1234-5678", "13812345678", "mobile"),
        ("8613812345678", "13812345678", "mobile"),
        ("013812345678", "13812345678", "mobile"),
        ("１３８１２３４５６７８", "13812345678", "mobile"),
        ("幺三八 幺二三四 五六七八", "13812345678", "mobile"),
        ("021-62345678", "021-62345678", "landline"),
        ("（021）6234 5678", "021-62345678", "landline"),
        ("+86 21 6234 5678", "021-62345678", "landline"),
        ("0571-8765432", "0571-8765432", "landline"),
        ("62345678", "62345678", "landline"),
        ("021-62345678转801", "021-62345678x801", "landline"),
        ("021-62345678-801", "021-62345678x801", "landline"),
        ("021-62345678 分机 801", "021-62345678x801", "landline"),
        ("400-123-4567", "4001234567", "service"),
        ("+86 400 200 0000", "4002000000", "service"),
        ("+1 (415) 555-0123", "+14155550123", "foreign"),
        ("00852 2123 4567", "+85221234567", "foreign"),
    ],
)
def test_a_number_is_kept_in_one_form(text: str, number: str, kind: str):
    phone = read_phone(text)
    assert (phone.number, phone.kind.value) == (number, kind)


@pytest.mark.parametrize(
    "number",
    [
        "14012345678",
        "15400000000",
        "17012345678",
        "19912345678",
        "029-81234567",
        "0310-2123456",
        "0898-66123456",
        "62345678",
        "6234567",
        "8001234567",
        "021-62345678x801",
        "13812345678x1",
        "+8862123456",
        "+390612345678",
        "+4402079460958",
        "+85221234567",
        "+6581234567",
        "+821012345678",
    ],
)
def test_a_number_stored_by_an_earlier_version_keeps_its_form(number: str):
    assert read_phone(number).number == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "110",
        "1381234567",
        "138123456789",
        "23812345678",
        "021-1234567",
        "不详",
        "+",
        "+86",
        "+0123456789",
        "+1 415 555",
        "+999 1234 5678",
        "+65 12345",
    ],
)
def test_what_nobody_could_call_is_refused_by_field_and_without_the_number(text: str):
    with pytest.raises(InvalidPhone) as refused:
        read_phone(text, field="contact.phone")
    assert refused.value.facts == {"field": "contact.phone"}


@given(mobiles, st.sampled_from(["", "+86", "0086", "86", "+86 ", "0"]), st.sampled_from(["", " ", "-", "."]))
def test_a_mobile_is_the_same_however_it_is_grouped(number: str, prefix: str, gap: str):
    written = prefix + gap.join((number[:3], number[3:7], number[7:]))
    assert read_phone(written) == read_phone(number)
    assert read_phone(number).kind is PhoneKind.MOBILE


@given(mobiles)
def test_a_mobile_is_the_same_in_every_width_and_said_aloud(number: str):
    assert read_phone(number.translate(FULL_WIDTH)).number == number
    assert read_phone(number.translate(SPOKEN)).number == number


@given(landlines, st.sampled_from(["-", " ", "", "－", "‐"]))
def test_a_landline_is_the_same_with_trunk_zero_or_country_code(parts: tuple[str, str], gap: str):
    area, local = parts
    kept = f"0{area}-{local}"
    assert read_phone(f"0{area}{gap}{local}").number == kept
    assert read_phone(f"+86 {area}{gap or ' '}{local}").number == kept


@given(abroad, st.sampled_from(["+", "00"]))
def test_a_foreign_number_keeps_its_country(number: str, prefix: str):
    assert read_phone(prefix + number[1:]).number == number


@given(mobiles | abroad | landlines.map(lambda parts: f"0{parts[0]}-{parts[1]}"), st.none() | st.integers(0, 999999))
def test_reading_what_was_kept_changes_nothing(number: str, extension: int | None):
    kept = read_phone(number if extension is None else f"{number}转{extension}")
    assert read_phone(kept.number) == kept


@given(st.text(max_size=30) | st.text(alphabet=DIGITS + "+-x转 ()（）", max_size=24))
def test_any_text_is_a_kept_number_or_refused(text: str):
    try:
        kept = read_phone(text).number
    except InvalidPhone:
        return
    assert re.fullmatch(r"(\+[1-9][0-9]{6,14}|[0-9]{3,4}-[0-9]{7,8}|[0-9]{7,11})(x[0-9]{1,6})?", kept)
