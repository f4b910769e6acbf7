"""Where a case goes, by which rule and why; and where it never goes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.dispatch import (
    Direction,
    Directory,
    DispatchQuestion,
    DutyAnswer,
    Place,
    committee_street,
    direct,
    line_above,
    weigh,
)

ABOVE = {"weifang": "pudong", "pudong-chengguan": "pudong", "pudong": "sh", "sh-water": "sh", "sh-fast": "sh"}
TOWN = Directory(
    office_in=lambda district, office: {("310115", "chengguan"): "pudong-chengguan"}.get((district, office)),
    street_unit={"310115004": "weifang"}.get,
    district_unit={"310115": "pudong"}.get,
    above=ABOVE.get,
)
WEIFANG = Place("310115", "310115004")
STREET, BUREAU = DutyAnswer("street", "", "条例"), DutyAnswer("district", "chengguan", "条例")
COMPANY = DutyAnswer("company", "sh-water", "特许经营")


def asked(duty: DutyAnswer | None = STREET, place: Place = WEIFANG, **more: object) -> DispatchQuestion:
    return replace(DispatchQuestion("01.01.01", place, duty), **more)


def sent(question: DispatchQuestion) -> Direction:
    return direct(question, TOWN)


@pytest.mark.parametrize(
    ("duty", "place", "unit"),
    [
        (STREET, WEIFANG, "weifang"),
        (STREET, Place("310115"), "pudong"),
        (STREET, Place("310115", "310115999"), "pudong"),
        (BUREAU, WEIFANG, "pudong-chengguan"),
        (DutyAnswer("district", "office it lacks", ""), WEIFANG, "pudong"),
        (COMPANY, Place(), "sh-water"),
        (DutyAnswer("city", "sh-water", ""), WEIFANG, "sh-water"),
    ],
)
def test_the_duty_list_names_the_unit_for_a_topic_in_a_place(duty: DutyAnswer, place: Place, unit: str):
    found = sent(asked(duty, place))
    assert (found.unit, found.rule) == (unit, "duty_list")
    assert found.reasons["level"] == duty.level


@pytest.mark.parametrize("question", [asked(STREET, Place()), asked(None), asked(DutyAnswer("moon", "", ""))])
def test_what_no_rule_decides_waits_at_the_desk(question: DispatchQuestion):
    assert sent(question) == Direction(None, "no_rule", {"topic": "01.01.01"})


def test_the_fast_desk_comes_before_a_ruling_a_ruling_before_a_topic_rule_and_that_before_the_duty_list():
    named = {"fast_desk": "sh-fast", "ruled_unit": "pudong", "topic_rule_unit": "sh-water"}
    order = ["fast_desk", "ruling", "topic_rule", "duty_list"]
    for rule, name in zip(order, [*named, None], strict=True):
        assert sent(asked(**named)).rule == rule
        named.pop(name, None)


def test_every_direction_says_why():
    reasons = sent(asked()).reasons
    assert reasons == {
        "topic": "01.01.01",
        "district": "310115",
        "street": "310115004",
        "basis": "条例",
        "level": "street",
    }


def test_a_unit_complained_about_is_passed_over_for_the_one_above():
    found = sent(asked(complained=["weifang"]))
    assert found.unit == "pudong"
    assert found.reasons["complained"] == "weifang"


def test_nobody_answers_a_complaint_about_their_own_superior():
    found = sent(asked(complained=["pudong"]))
    assert found.unit == "sh"
    assert found.reasons["complained"] == "weifang,pudong"


def test_a_tip_off_never_goes_by_itself_to_a_street_or_a_team():
    town = replace(TOWN, is_local=lambda unit: unit == "weifang")
    assert direct(replace(asked(), tip_off=True), town).unit == "pudong"
    assert direct(replace(asked(complained=["pudong"]), tip_off=True), town).unit == "sh"
    assert direct(asked(), town).unit == "weifang"


def test_a_complaint_about_the_city_itself_waits_at_the_desk():
    assert sent(asked(complained=["sh"])).unit is None


def test_a_unit_that_rightly_returned_it_is_not_asked_again():
    assert sent(asked(returned=["weifang"])).unit is None
    assert sent(asked(returned=["weifang"], ruled_unit="pudong")).unit == "pudong"


units = st.sampled_from(["weifang", "pudong-chengguan", "pudong", "sh", "sh-water", "sh-fast", ""])


@given(
    st.sampled_from([STREET, BUREAU, COMPANY, None]),
    st.sampled_from([WEIFANG, Place("310115"), Place()]),
    st.sets(units),
    st.sets(units),
    units,
    units,
    units,
)
def test_whatever_is_known_it_never_goes_to_a_unit_complained_about_nor_below_one(
    duty: DutyAnswer | None, place: Place, complained: set[str], returned: set[str], fast: str, ruled: str, named: str
):
    question = asked(duty, place, complained=complained, returned=returned)
    unit = sent(replace(question, fast_desk=fast, ruled_unit=ruled, topic_rule_unit=named)).unit
    assert unit not in returned
    while unit is not None:
        assert unit not in complained
        unit = ABOVE.get(unit)


# what each rule says


def said(question: DispatchQuestion) -> dict[str, tuple[str | None, str]]:
    return {one.rule: (one.unit, one.obstacle) for one in weigh(question, TOWN)}


def test_every_rule_says_whom_it_names_or_why_nobody():
    assert said(asked()) == {
        "fast_desk": (None, "not_called_for"),
        "ruling": (None, "nothing_for_it"),
        "topic_rule": (None, "nothing_for_it"),
        "duty_list": ("weifang", ""),
    }


@pytest.mark.parametrize(
    ("question", "obstacle"),
    [
        (asked(STREET, Place()), "no_place"),
        (asked(None), "nothing_for_it"),
        (replace(asked(None), topic=""), "no_topic"),
        (replace(asked(STREET, Place()), topic=""), "no_topic"),
        (asked(DutyAnswer("moon", "", "")), "no_place"),
    ],
)
def test_why_the_duty_list_names_nobody(question: DispatchQuestion, obstacle: str):
    assert said(question)["duty_list"] == (None, obstacle)


def test_what_has_no_topic_waits_at_the_desk_without_a_reason():
    assert sent(replace(asked(None), topic="")) == Direction(None, "no_rule", {})


def test_a_rule_without_a_topic_still_fails_for_the_lack_of_it():
    assert said(replace(asked(None), topic=""))["ruling"] == (None, "no_topic")
    assert said(replace(asked(None), topic=""))["fast_desk"] == (None, "not_called_for")


def test_a_unit_that_returned_it_or_is_complained_about_is_named_with_its_obstacle():
    assert said(asked(returned=["weifang"]))["duty_list"] == ("weifang", "returned")
    assert said(asked(complained=["sh"]))["duty_list"] == ("weifang", "complained")
    [blamed] = [one for one in weigh(asked(complained=["sh"]), TOWN) if one.rule == "duty_list"]
    assert blamed.reasons["complained"] == "weifang,pudong,sh"


def test_a_ruling_says_in_which_case_it_was_ruled():
    found = sent(asked(ruled_unit="pudong", ruled_in="0100000000017"))
    assert found == Direction(
        "pudong",
        "ruling",
        {"topic": "01.01.01", "district": "310115", "street": "310115004", "ruling": "0100000000017"},
    )


def test_only_the_duty_list_gives_its_basis():
    assert "basis" not in sent(asked(topic_rule_unit="pudong")).reasons
    assert sent(asked(topic_rule_unit="pudong")).rule == "topic_rule"


def test_the_district_answers_where_a_place_has_no_bureau_or_street():
    lacking = replace(TOWN, office_in=lambda _district, _office: None, street_unit=lambda _street: None)
    for duty in (STREET, BUREAU):
        assert direct(asked(duty), lacking).unit == "pudong"
    assert list(line_above("weifang", ABOVE.get)) == ["pudong", "sh"]


# companies and the bureaus that supervise them

WATCHED = replace(
    TOWN,
    above={**ABOVE, "sh-bus": "sh-group", "sh-group": "sh", "sh-traffic": "sh"}.get,
    supervisor={"sh-bus": "sh-traffic", "sh-group": "sh-traffic"}.get,
)
BUS = DutyAnswer("company", "sh-bus", "条例")


@pytest.mark.parametrize(
    ("complained", "unit", "skipped"),
    [
        ((), "sh-bus", None),
        (("weifang",), "sh-bus", None),
        (("sh-bus",), "sh-traffic", "sh-bus"),
        (("sh-group",), "sh-traffic", "sh-bus,sh-group"),
        (("sh-traffic",), "sh", "sh-bus,sh-traffic"),
        (("sh-bus", "sh-traffic"), "sh", "sh-bus,sh-traffic"),
        (("sh",), None, None),
    ],
)
def test_the_bureau_that_supervises_a_company_decides_a_complaint_about_it(
    complained: tuple[str, ...], unit: str | None, skipped: str | None
):
    found = direct(asked(BUS, complained=complained), WATCHED)
    assert (found.unit, found.reasons.get("complained")) == (unit, skipped)


# committees


def test_a_complaint_about_a_committee_goes_to_the_street_that_leads_it():
    found = sent(asked(BUREAU, complained=("310115004012",)))
    assert (found.unit, found.rule) == ("weifang", "committee")


def test_a_complaint_about_a_committee_and_its_street_climbs_above_the_street():
    found = sent(asked(BUREAU, complained=("310115004012", "weifang")))
    assert (found.unit, found.rule) == ("pudong", "committee")


def test_a_committee_of_an_unknown_street_leaves_the_case_to_the_other_rules():
    assert sent(asked(BUREAU, complained=("310199004012",))).rule == "duty_list"


@pytest.mark.parametrize("code", ["310115004", "pudong-weifang", "31011500401a", ""])
def test_only_twelve_digits_are_a_committee(code: str):
    assert committee_street(code) == ""


# praise


def test_praise_goes_to_the_unit_it_names_before_every_other_rule():
    found = sent(asked(STREET, praised="sh-water", fast_desk="sh-fast"))
    assert (found.unit, found.rule) == ("sh-water", "praise")
