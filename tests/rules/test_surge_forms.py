"""Temporary forms of surge mode: their fields and the answers to them."""

import pytest

from lianxin.calls.rules.surge_forms import (
    MOST_FIELDS,
    SurgeField,
    SurgeFieldKind,
    check_surge_fields,
    read_surge_answers,
)
from lianxin.kernel.errors import BadField

PEOPLE = SurgeField("人数", SurgeFieldKind.NUMBER, required=True)
MEDICINE = SurgeField("缺的药")
DAYS = SurgeField("还能撑", SurgeFieldKind.CHOICE, ["今天", "三天"])
FORM = [PEOPLE, MEDICINE, DAYS]


def test_answers_keep_the_order_of_the_fields_and_leave_out_empty_ones():
    read = read_surge_answers(FORM, {"还能撑": "今天", "人数": " 3 ", "缺的药": " "})
    assert list(read.items()) == [("人数", "3"), ("还能撑", "今天")]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "人数"),
        ({"人数": "三"}, "人数"),
        ({"人数": "1234567"}, "人数"),
        ({"人数": "-1"}, "人数"),
        ({"人数": "3", "还能撑": "一周"}, "还能撑"),
        ({"人数": "3", "缺的药": "药" * 501}, "缺的药"),
        ({"人数": "3", "姓名": "李"}, "姓名"),
    ],
)
def test_a_wrong_answer_names_its_field(answers: dict[str, str], field: str):
    with pytest.raises(BadField) as refused:
        read_surge_answers(FORM, answers)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "fields",
    [
        [PEOPLE, PEOPLE],
        [SurgeField(" ")],
        [SurgeField("还能撑", SurgeFieldKind.CHOICE, ["今天"])],
        [SurgeField("还能撑", SurgeFieldKind.CHOICE, ["今天", "今天"])],
        [SurgeField("人数", SurgeFieldKind.NUMBER, ["1", "2"])],
        [SurgeField(f"第{n}项") for n in range(MOST_FIELDS + 1)],
    ],
)
def test_a_form_that_nobody_could_fill_is_refused(fields: list[SurgeField]):
    with pytest.raises(BadField):
        check_surge_fields(fields)
    check_surge_fields(FORM)
