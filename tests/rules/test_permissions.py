"""Every cell of the table of permissions, by what it allows and refuses."""

from itertools import product

import pytest

from lianxin.people.rules.permissions import (
    OFFICE_ONLY,
    PERMISSIONS,
    SECRET_TWIN,
    SYSTEM,
    Action,
    Actor,
    Employer,
    NotForEmployer,
    NotPermitted,
    Role,
    RoleNotForEmployer,
    Subject,
    allow,
    check_employer,
    permitted,
    reaches,
    scope_of,
)

CELLS = list(product(Action, Role))
SEATS = "operator shift_lead dispatcher return_officer"
FOLLOW_UP = "callback_agent review_officer"
DESKS = f"{SEATS} {FOLLOW_UP} supervisor hotline_office"

# Said once more, by action, so that a slip in the table is seen: who reaches the whole city, their unit, their own.
EXPECTED = {
    "see_case": {
        "city": f"{DESKS} sealed_keeper checker administrator analyst quality_inspector",
        "unit": "unit_handler",
        "own": "volunteer",
    },
    "see_secret_case": {
        "city": f"shift_lead dispatcher return_officer checker {FOLLOW_UP} supervisor hotline_office sealed_keeper",
        "unit": "unit_handler",
        "own": "operator volunteer",
    },
    "see_citizen": {"city": f"{DESKS} sealed_keeper", "unit": "unit_handler"},
    "reach_citizen": {"city": f"{DESKS} sealed_keeper", "unit": "unit_handler", "own": "volunteer"},
    "see_secret_citizen": {"city": f"shift_lead {FOLLOW_UP} hotline_office sealed_keeper", "own": "operator"},
    "open_case": {"city": "operator shift_lead dispatcher hotline_office sealed_keeper volunteer"},
    "edit_case": {"city": f"{SEATS} hotline_office", "own": "volunteer"},
    "confirm": {"city": "shift_lead supervisor hotline_office sealed_keeper"},
    "dispatch": {"city": f"{SEATS} review_officer hotline_office sealed_keeper"},
    "handle": {"unit": "unit_handler"},
    "decide_return": {"city": "return_officer hotline_office"},
    "call_ruling": {"city": "dispatcher return_officer review_officer supervisor hotline_office"},
    "rule": {"city": "return_officer review_officer supervisor hotline_office"},
    "check": {"city": "checker hotline_office"},
    "call_back": {"city": "callback_agent hotline_office"},
    "review": {"city": "review_officer hotline_office"},
    "urge": {"city": DESKS},
    "supervise": {"city": "supervisor hotline_office"},
    "approve": {"city": "hotline_office"},
    "reopen": {"city": "supervisor hotline_office"},
    "withdraw": {"city": f"operator shift_lead dispatcher {FOLLOW_UP} hotline_office"},
    "import": {"city": "shift_lead hotline_office administrator"},
    "administer": {"city": "administrator"},
    "see_figures": {
        "city": "shift_lead supervisor hotline_office administrator analyst quality_inspector",
        "unit": "unit_handler",
    },
    "record_call": {"city": "operator shift_lead dispatcher callback_agent hotline_office volunteer"},
    "ring_back": {"city": "operator shift_lead dispatcher callback_agent hotline_office"},
    "add_party": {"city": "operator shift_lead dispatcher callback_agent hotline_office"},
    "lead_floor": {"city": "shift_lead hotline_office"},
    "see_looks": {"city": "supervisor administrator"},
    "keep_sealed": {"city": "sealed_keeper"},
    "hold_recording": {"city": "hotline_office"},
    "hear_recording": {
        "city": f"shift_lead dispatcher return_officer {FOLLOW_UP} supervisor hotline_office quality_inspector",
        "own": "operator",
    },
}

MINE, ABOVE, ELSEWHERE = "pudong-weifang", "pudong", "huangpu"
PLACES = {
    "in the unit": {"units": frozenset({MINE, ABOVE})},
    "elsewhere": {"units": frozenset({ELSEWHERE})},
    "opened by oneself": {"units": frozenset({ELSEWHERE}), "opened_by": "staff:1"},
}
REACH = {"city": set(PLACES), "unit": {"in the unit"}, "own": {"opened by oneself"}, "-": set[str]()}


def expected_cell(role: Role, action: Action) -> str:
    return next((cell for cell, roles in EXPECTED[action].items() if role in roles.split()), "-")


def test_every_action_and_role_is_in_the_table():
    assert set(PERMISSIONS) == set(Action) == {Action(name) for name in EXPECTED}
    assert all(set(row) == set(Role) for row in PERMISSIONS.values())


@pytest.mark.parametrize(("action", "role"), CELLS)
def test_a_cell_reaches_its_scope_and_nothing_beyond(action: Action, role: Role):
    actor = Actor("staff:1", frozenset({role}), MINE)
    for name, place in PLACES.items():
        assert permitted(actor, action, Subject(**place)) == (name in REACH[expected_cell(role, action)]), name


@pytest.mark.parametrize(("action", "role"), CELLS)
def test_a_confidential_subject_needs_the_secret_twin_as_well(action: Action, role: Role):
    secret = Action.SEE_SECRET_CITIZEN if "citizen" in action else Action.SEE_SECRET_CASE
    actor = Actor("staff:1", frozenset({role}), MINE)
    both = REACH[expected_cell(role, action)] & REACH[expected_cell(role, secret)]
    for name, place in PLACES.items():
        assert permitted(actor, action, Subject(**place, secret=True)) == (name in both), name


@pytest.mark.parametrize("action", [Action.HANDLE, Action.SEE_CASE, Action.SEE_CITIZEN])
def test_a_unit_reaches_what_lies_below_it_and_not_what_lies_above(action: Action):
    district = Actor("staff:2", frozenset({Role.UNIT_HANDLER}), ABOVE)
    street = Actor("staff:3", frozenset({Role.UNIT_HANDLER}), MINE)
    assert permitted(district, action, Subject(frozenset({MINE, ABOVE})))
    assert not permitted(street, action, Subject(frozenset({ABOVE})))


def test_a_unit_handler_without_a_unit_reaches_nothing():
    adrift = Actor("staff:4", frozenset({Role.UNIT_HANDLER}))
    assert not permitted(adrift, Action.HANDLE, Subject(frozenset({MINE})))
    assert not permitted(adrift, Action.HANDLE)


def test_a_unit_never_sees_the_citizen_of_a_confidential_case():
    handler = Actor("staff:1", frozenset({Role.UNIT_HANDLER}), MINE)
    assert permitted(handler, Action.SEE_CASE, Subject(frozenset({MINE}), secret=True))
    assert not permitted(handler, Action.SEE_CITIZEN, Subject(frozenset({MINE}), "staff:1", secret=True))


def test_two_roles_reach_what_either_reaches():
    both = Actor("staff:1", frozenset({Role.CHECKER, Role.CALLBACK_AGENT}))
    assert permitted(both, Action.CHECK)
    assert permitted(both, Action.CALL_BACK)
    assert not permitted(both, Action.REVIEW)


def test_a_case_nobody_opened_is_nobodys_own():
    nameless = Actor("", frozenset({Role.OPERATOR}))
    assert not permitted(nameless, Action.SEE_SECRET_CASE, Subject(secret=True))


@pytest.mark.parametrize("action", Action)
def test_the_system_may_everything_and_a_citizen_nothing_by_role(action: Action):
    assert permitted(SYSTEM, action, Subject(secret=True))
    assert not permitted(Actor("citizen:1"), action)


def test_a_refusal_names_the_roles_that_may():
    with pytest.raises(NotPermitted) as refused:
        allow(Actor("staff:1", frozenset({Role.OPERATOR})), Action.DECIDE_RETURN)
    assert refused.value.facts == {
        "action": "decide_return",
        "roles_that_may": ["return_officer", "hotline_office"],
    }


def test_the_scope_of_an_actor_is_what_a_read_filters_by():
    assert scope_of(Actor("staff:1", frozenset({Role.UNIT_HANDLER}), MINE), Action.SEE_CASE) == {"unit"}
    assert scope_of(Actor("staff:1", frozenset({Role.UNIT_HANDLER, Role.ANALYST}), MINE), Action.SEE_CASE) == {
        "unit",
        "city",
    }
    assert scope_of(Actor("staff:1", frozenset({Role.ANALYST})), Action.SEE_CITIZEN) == set()
    assert scope_of(SYSTEM, Action.ADMINISTER) == {"city"}


def test_a_cell_that_is_empty_reaches_nothing():
    assert reaches("-", SYSTEM, Subject(opened_by="system")) is False
    assert reaches("own", Actor("staff:1"), Subject()) is False


def test_every_read_has_a_secret_twin_that_is_an_action():
    assert SECRET_TWIN == {
        Action.SEE_CASE: Action.SEE_SECRET_CASE,
        Action.SEE_CITIZEN: Action.SEE_SECRET_CITIZEN,
        Action.REACH_CITIZEN: Action.SEE_SECRET_CITIZEN,
    }


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("employer", [Employer.PROVIDER, Employer.UNIT])
def test_no_role_gives_people_of_other_employers_what_only_the_office_may_do(employer: Employer, action: Action):
    everything = Actor("staff:1", frozenset(Role), MINE, employer=employer)
    assert permitted(everything, action, Subject(frozenset({MINE}))) is (action not in OFFICE_ONLY)
    assert bool(scope_of(everything, action)) is (action not in OFFICE_ONLY)
    if action in OFFICE_ONLY:
        with pytest.raises(NotForEmployer) as refused:
            allow(everything, action)
        assert refused.value.facts == {"action": action, "employer": employer}


def test_only_the_office_decides_returns_rulings_review_exclusions_publications_and_the_profile():
    assert {one.value for one in OFFICE_ONLY} == {
        "decide_return",
        "rule",
        "review",
        "approve",
        "administer",
        "keep_sealed",
        "hold_recording",
    }
    kept = [role for role in Role if not any(PERMISSIONS[one][role] != "-" for one in OFFICE_ONLY)]
    check_employer(Employer.PROVIDER, kept)
    check_employer(Employer.OFFICE, list(Role))
    for role in set(Role) - set(kept):
        with pytest.raises(RoleNotForEmployer):
            check_employer(Employer.PROVIDER, [role])


@pytest.mark.parametrize("action", Action)
def test_a_sealed_tip_off_is_only_for_its_keepers_whatever_their_other_roles(action: Action):
    sealed = Subject(frozenset({MINE}), "staff:1", secret=True, sealed=True)
    others = Actor("staff:1", frozenset(Role) - {Role.SEALED_KEEPER}, MINE)
    assert not permitted(others, action, sealed)
    keeper = Actor("staff:2", frozenset({Role.SEALED_KEEPER}))
    assert permitted(keeper, action, sealed) is (PERMISSIONS[action][Role.SEALED_KEEPER] == "city")
