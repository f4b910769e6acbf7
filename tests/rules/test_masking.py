"""No number of a person survives masking, and nothing else is touched."""

import re
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn

from lianxin.kernel.masked_names import mask_name
from lianxin.kernel.masking import (
    mask_id,
    mask_persons,
    mask_phone,
    mask_text,
    without_numbers,
)

SURROUNDINGS = st.text(st.sampled_from("0123456789０９ -－*+@.()（）电话沪AX一三幺，。\n字"), max_size=30)


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def apart(before: str, after: str) -> bool:
    """Neither side continues the number with a digit."""
    return not (re.search(r"[0-9０-９]$", before) or re.match(r"[0-9０-９]", after))


@given(SURROUNDINGS, MOBILES, SURROUNDINGS)
@example("电话*", "13800138000", "*")
@example("+86", "13800138000", "")
@example("6222 ", "13800138000", " 1")
def test_no_mobile_number_survives(before: str, mobile: str, after: str):
    if apart(before, after) or before.endswith("+86"):
        assert mobile not in mask_text(before + mobile + after)
        assert mobile not in without_numbers(before + mobile + after)


@given(st.lists(MOBILES, min_size=2, max_size=4))
def test_no_mobile_number_survives_without_a_gap_between_them(mobiles: list[str]):
    masked = mask_text("".join(mobiles))
    assert not re.search("[0-9]{5}", masked)


@given(
    MOBILES, st.sampled_from([" ", "-", "－", "\u3000", "\u200b"]), st.sampled_from([(3, 7), (3, 6), (4, 8), (5, 10)])
)
def test_a_mobile_number_with_gaps_is_found(mobile: str, gap: str, cuts: tuple[int, int]):
    written = gap.join((mobile[: cuts[0]], mobile[cuts[0] : cuts[1]], mobile[cuts[1] :]))
    assert mask_text(f"请打{written}找我") == f"请打{mask_phone(mobile)}找我"


@given(st.one_of(SURROUNDINGS, st.text(max_size=80), st.text(st.sampled_from("0123456789 -"), max_size=80)))
@example("13800138000 1234 5678 9012")
@example("138****8000-62345678")
def test_masking_twice_is_masking_once(text: str):
    assert mask_text(mask_text(text)) == mask_text(text)


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@＠零〇一二三四五六七八九幺两")))
def test_text_without_numbers_is_unchanged(text: str):
    assert mask_text(text) == text == without_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "2019年4月25日上午9点，3号楼1单元2202室，停水48小时，水费4.23元一吨。",
        "打了12345、110和96369，一直没人接，订单号2020011200351。",
        "合同编号 SH-2020-0001，金额1,380,013元，面积13800平方米。",
        "A3区7栋，车位B1-113，川A区块，新城大厦5楼，京东12345单。",
        "全角数字１２３４５也保持原样。",
        "卡号6222020200112233445校验位不对。",
    ],
)
def test_ordinary_numbers_stay(text: str):
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话13800138000，谢谢", "我的电话138****8000，谢谢"),
        ("手机：１３８００１３８０００。", "手机：138****8000。"),
        ("+86 138 0013 8000", "138****8000"),
        ("008613800138000", "138****8000"),
        ("幺三八零零幺三八零零零", "幺三八****八零零零"),
        ("座机 021-62345678 转 802", "座机 021-****5678 转 802"),
        ("（0571）8765 4321", "0571-****4321"),
        ("联系电话：62345678", "联系电话：****5678"),
        ("身份证310101199001011237", "身份证310***************"),
        ("310101 19900101 123x号", "310*****************号"),
        ("旧证310101900101123", "旧证310************"),
        ("卡号6222020200112233446", "卡号***************3446"),
        ("卡号 4111 1111 1111 1111", "卡号 ************1111"),
        ("车牌沪A12345违停", "车牌沪A***45违停"),
        ("车牌沪AD12345违停", "车牌沪A***45违停"),
        ("粤b·8k9z3", "粤b***z3"),
        ("邮箱 zhang.san+1@mail.example.com", "邮箱 z***@mail.example.com"),
        ("13800138000@139.com", "1***@139.com"),
    ],
)
def test_each_kind_of_number_is_masked(text: str, masked: str):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("电话138-0013-8000停水", "电话 停水"),
        ("车沪A12345挡路", "车 挡路"),
        ("写信a@b.cn给我", "写信 给我"),
        ("电话62345678", "电话 "),
    ],
)
def test_numbers_are_taken_out_for_search(text: str, left: str):
    assert without_numbers(text) == left


@given(st.text(max_size=30))
def test_masking_a_name_or_phone_twice_is_masking_it_once(text: str):
    assert mask_name(mask_name(text)) == mask_name(text)
    assert mask_phone(mask_phone(text)) == mask_phone(text)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138****8000"), ("02162345678", "021-****5678"), ("057187654321", "0571-****4321"),
        ("62345678", "****5678"), ("12345", "***45"), ("+442079460958", "420****0958"), ("", ""),
    ],
)  # fmt: skip
def test_of_a_phone_number_a_part_stays(number: str, masked: str):
    assert mask_phone(number) == masked


def test_of_an_identity_number_three_digits_stay():
    assert mask_id("310101199001011237") == "310" + "*" * 15


def test_the_check_digit_of_a_card_is_checked():
    assert luhn.is_valid("4111111111111111")
    assert not luhn.is_valid("4111111111111112")


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("已致电王女士13912345678，约定上门。", "已致电王女士139****5678，约定上门。"),
        ("身份证310115198001011234已核对。", "身份证310***************已核对。"),
        ("手机幺三九幺二三四五六七八已停机。", "手机幺三九****五六七八已停机。"),
        ("请打021-58201234、400-820-1234、4008201234或12345。", "请打021-58201234、400-820-1234、4008201234或12345。"),
        ("联系电话：58201234，编号2611220001237。", "联系电话：58201234，编号2611220001237。"),
    ],
)
def test_an_answer_keeps_the_offices_number_and_nobody_elses(answer: str, read: str):
    assert mask_persons(answer) == read
    assert mask_persons(read) == read


@given(SURROUNDINGS, MOBILES, SURROUNDINGS)
def test_no_mobile_number_survives_in_an_answer(before: str, mobile: str, after: str):
    if apart(before, after):
        assert mobile not in mask_persons(before + mobile + after)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("021234567", "****4567"), ("0212345678", "021-****5678"), ("0102345678", "010-****5678"),
        ("0312345678", "0312-****5678"), ("1234567890", "****7890"), ("8613800138000", "138****8000"),
        ("1234567", "****4567"), ("123456", "***56"), ("1", "***1"), ("６２３４５６７８", "****5678"),
        ("138****8000", "138****8000"), ("-", "-"),
    ],
)  # fmt: skip
def test_how_much_of_a_phone_number_stays_depends_on_its_length(number: str, masked: str):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    "card", ["4111111111111111", "5500005555555559", "6011000990139424", "3530111333300000", "378282246310005"]
)
def test_a_card_with_one_wrong_digit_is_none(card: str):
    assert luhn.is_valid(card)
    for place, by in product(range(len(card)), range(1, 10)):
        wrong = card[:place] + str((int(card[place]) + by) % 10) + card[place + 1 :]
        assert not luhn.is_valid(wrong)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4222222222222", "4222222222222"),  # 13 digits: no card of ours
        ("3530111333300000", "************0000"),
        ("2720992720992720", "2720992720992720"),
        ("1380013800013900139000", "138****8000 139****9000"),
        ("1200138000", "1200138000"),
        ("19900138000", "199****8000"),
        ("12900138000", "12900138000"),
        ("+8613800138000", "138****8000"),
        ("013800138000", "138****8000"),
        ("一三八零零幺三八零零零", "一三八****八零零零"),
        ("一二八零零幺三八零零零", "一二八零零幺三八零零零"),
        ("幺三八零零幺三八零零零幺", "幺三八零零幺三八零零零幺"),
        ("02162345678", "021-****5678"),
        ("0211234567", "0211234567"),
        ("tel: 6234567", "tel: ****4567"),
        ("拨打6234-5678", "拨打****5678"),
        ("电话是：一二三四五六七62345678", "电话是：一二三四五六七62345678"),
        ("310101199013011237", "310101199013011237"),  # no month 13
        ("310101199012321237", "310101199012321237"),  # no day 32
        ("310101179001011237", "310101179001011237"),  # nobody alive
        ("31010119900101123X", "310***************"),
        ("沪A12345警", "沪A***5警"),
        ("沪ABCDEF", "沪ABCDEF"),
        ("沪I12345", "沪I12345"),
        ("沪A1234567", "沪A1234567"),
        ("a@b", "a@b"),
        ("a_b%c@x-y.org.cn", "a***@x-y.org.cn"),
    ],
)
def test_what_is_just_a_number_and_what_is_just_none(text: str, masked: str):
    assert mask_text(text) == masked


def test_taking_out_keeps_what_stands_around_and_between():
    assert without_numbers("打１３８００１３８０００或021-62345678！") == "打 或 ！"
    assert without_numbers("全角１２３字") == "全角１２３字"
    assert without_numbers("1380013800013900139000") == " "


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("联系人王队长 13800000000", "联系人王队长 13800000000"),
        ("联系人：王女士，电话 138 0000 0000。", "联系人：王女士，电话 138 0000 0000。"),
        ("已与投诉人沟通，联系人王队长138-0000-0000", "已与投诉人沟通，联系人王队长138-0000-0000"),
        ("如您还有疑问，联系电话13800000000", "如您还有疑问，联系电话13800000000"),
        ("业主王女士，联系电话13900000000", "业主王女士，联系电话139****0000"),
        ("按您的联系电话13900000000回访", "按您的联系电话139****0000回访"),
        ("诉求人联系电话13900000000", "诉求人联系电话139****0000"),
        ("联系人（业主）13900000000", "联系人（业主）139****0000"),
        ("联系人身份证310000199001010000", "联系人身份证310***************"),
    ],
)
def test_an_answer_keeps_the_number_that_the_unit_names_for_citizens(answer: str, read: str):
    assert mask_persons(answer) == read
