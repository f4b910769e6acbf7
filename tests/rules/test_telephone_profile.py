"""The telephone in a city's profile: defaults, values, hours, and the routing rules made from it."""

from datetime import datetime

import pytest

from builders.profiles import city_files
from lianxin.calls import Queue
from lianxin.calls.edge.city_edge import city_edge
from lianxin.calls.edge.plan import Trunk, check_plan
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.rules.routing import Relaxation, RoutingRules
from lianxin.city import Profile, TelephoneRules, profile_in
from lianxin.city.rules.words import QUEUES

TELEPHONE = """
[telephone]
ring_s = 15
kept_free = 2

[[telephone.queue]]
code = "expert"
skills = ["mandarin:2", "taxes"]

[[telephone.skill]]
code = "mandarin"
name = "普通话"
name_en = "Mandarin"
kind = "mandarin"
relax_every_s = 60

[[telephone.skill]]
code = "taxes"
name = "税务"
name_en = "Taxes"
kind = "topic"

[[telephone.opening]]
schedule = "office"
days = ["workday"]
start = "09:00"
until = "17:30"

[[telephone.opening]]
schedule = "office"
days = ["saturday", "sunday", "holiday"]
closed = true

[telephone.overflow]
home_s = 30
"""


def a_profile(telephone: str = "") -> Profile:
    files = city_files()
    return profile_in({**files, "city.toml": files["city.toml"] + telephone.encode()}, "smallville")


def test_a_city_without_a_telephone_section_has_the_defaults():
    profile = a_profile()
    assert profile.telephone == TelephoneRules()
    assert routing_rules(profile) == RoutingRules()


def test_routing_follows_the_profile():
    profile = a_profile(TELEPHONE)
    rules = routing_rules(profile)
    assert (rules.lease, rules.kept_free, rules.opens_after) == (15.0, 2, (0.0, 20.0, 30.0, 90.0))
    assert rules.relaxed == {"mandarin": Relaxation(60, 1)}
    assert profile.telephone.queue("expert").needs == {"mandarin": 2, "taxes": 1}
    assert profile.telephone.queue("sign").schedule == ""


def test_the_queues_of_a_profile_are_those_of_calls():
    assert frozenset(Queue) == QUEUES


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-06-18T09:00", True),
        ("2026-06-18T08:59", False),
        ("2026-06-18T17:30", False),
        ("2026-06-19T10:00", False),  # a holiday
        ("2026-10-10T10:00", True),  # a Saturday that is worked
        ("2026-10-17T10:00", False),
    ],
)
def test_a_schedule_follows_the_calendar(local: str, is_open: bool):
    profile = a_profile(TELEPHONE)
    at = datetime.fromisoformat(local).replace(tzinfo=profile.zone)
    assert profile.telephone.open_at("office", at, profile.calendar) is is_open
    assert profile.telephone.open_at("", at, profile.calendar)


def test_the_edge_takes_passwords_from_the_environment():
    trunk = (
        '\n[[telephone.trunk]]\nname = "carrier"\nnetworks = ["192.0.2.0/24"]\ntarget = "sip.carrier.example:5060"\n'
        'user = "city"\npassword_setting = "LIANXIN_CARRIER"\n'
    )
    plan = city_edge(
        a_profile(trunk), "127.0.0.1:5060", "127.0.0.1:5070", ("127.0.0.1:5080",), {"LIANXIN_CARRIER": "x"}
    )
    check_plan(plan)
    assert plan.numbers == ("12345",)
    assert plan.trunks == (Trunk("carrier", ("192.0.2.0/24",), "sip.carrier.example:5060", "city", "x"),)
