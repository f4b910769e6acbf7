"""Where the Shanghai profile sends cases about companies, places, committees, and praise."""

import pytest

from builders.cases import WEIFANG, shanghai
from lianxin.cases.core.routing import direction
from lianxin.cases.rules.dispatch import Place

PUDONG, JIADING, HUANGPU = Place("310115"), Place("310114"), Place("310101")
YUYUAN = Place("310101", "310101018")


def sent(topic: str, place: Place, *complained: str, words: str = "", nature: str = "") -> str | None:
    return direction(shanghai(), topic, place, list(complained), words, nature=nature).unit


@pytest.mark.parametrize(
    ("topic", "company", "bureau"),
    [
        ("05.02.01", "sh-ditie", "sh-jiaotong"),
        ("05.01.03", "sh-bashi", "sh-jiaotong"),
        ("05.01.03", "sh-jiushi", "sh-jiaotong"),
        ("05.06.01", "sh-lundu", "sh-jiaotong"),
        ("05.05.03", "sh-jichang", "sh-minhang"),
        ("09.01.01", "sh-chengtou-water", "sh-shuiwu"),
        ("09.02.01", "sh-dianli", "sh-jingxin"),
        ("09.03.01", "sh-ranqi", "sh-jianshe"),
        ("09.06.04", "sh-youzhenggongsi", "sh-youzheng"),
        ("09.07.01", "sh-guangdianwang", "sh-guangdian"),
    ],
)
def test_a_complaint_about_a_company_goes_to_the_bureau_that_supervises_it(topic: str, company: str, bureau: str):
    assert sent(topic, HUANGPU, company) == bureau


def test_every_company_of_the_duty_list_but_the_state_railway_has_a_supervisor():
    profile = shanghai()
    named = {duty.answers for duty in profile.duties if duty.level == "company"} - {"sh-tielu"}
    assert named <= set(profile.duty_rules.supervisors)


def test_a_supervisor_is_no_company_and_supervises_only_companies():
    profile = shanghai()
    for company, bureau in profile.duty_rules.supervisors.items():
        assert (profile.unit(company).kind, profile.unit(bureau).kind) == ("company", "bureau")


@pytest.mark.parametrize(
    ("topic", "place", "company"),
    [
        ("05.01.01", PUDONG, "sh-pudong-bus"),
        ("05.01.01", Place("310115", WEIFANG), "sh-pudong-bus"),
        ("05.01.03", JIADING, "sh-jiading-bus"),
        ("05.01.03", HUANGPU, "sh-bashi"),
        ("05.01.03", Place(), "sh-bashi"),
        ("09.01.04", PUDONG, "sh-pudong-water"),
        ("09.01.04", JIADING, "sh-jiading-water"),
        ("09.01.04", HUANGPU, "sh-chengtou-water"),
        ("05.01.02", PUDONG, "sh-daoyun"),
        ("05.02.01", PUDONG, "sh-ditie"),
    ],
)
def test_buses_and_water_are_handled_by_the_company_of_the_place(topic: str, place: Place, company: str):
    assert sent(topic, place) == company
    answering = shanghai().answering(topic, place.street or place.district or None)
    assert answering is not None
    assert answering.code == company


def test_a_complaint_about_the_company_of_a_place_goes_to_its_supervisor():
    assert sent("05.01.03", PUDONG, "sh-pudong-bus") == "sh-jiaotong"
    assert sent("09.01.03", JIADING, "sh-jiading-water") == "sh-shuiwu"


@pytest.mark.parametrize(
    ("words", "place", "unit"),
    [
        ("感谢派出所民警帮老人找到了家", YUYUAN, "huangpu-gongan-yuyuan"),
        ("感谢民警帮老人找到了家", HUANGPU, "huangpu-gongan"),
        ("感谢民警", Place(), "sh-gongan"),
        ("豫园派出所的小王真热心", Place(), "huangpu-gongan-yuyuan"),
        ("地铁 8 号线的工作人员送还了钱包", YUYUAN, "sh-ditie"),
        ("公交司机停车扶起了老人", PUDONG, "sh-pudong-bus"),
        ("公交司机停车扶起了老人", YUYUAN, "sh-bashi"),
    ],
)
def test_praise_goes_to_the_unit_that_is_praised(words: str, place: Place, unit: str):
    assert sent("18.04.04", place, words=words, nature="praise") == unit


def test_the_same_words_in_a_request_do_not_change_its_unit():
    assert sent("05.02.01", YUYUAN, words="地铁站外有民警", nature="help") == "sh-ditie"
    assert sent("18.04.04", YUYUAN, words="感谢民警", nature="help") == "huangpu-yuyuan"


def test_a_complaint_about_a_committee_goes_to_the_street_that_leads_it():
    assert sent("03.05.01", Place("310115", WEIFANG), f"{WEIFANG}012") == "pudong-weifang"
