"""Permissions in one table: role × scope × sensitivity, and the employer whose people may hold an action.

A cell is the scope of a role's permission: `city` everywhere; `unit` in the subtree of the actor's own unit; `own` for
cases that the actor opened; `-` nowhere. An action on a confidential case also needs its `secret` row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lianxin.kernel.errors import Conflict, Forbidden


class Role(StrEnum):
    """The roles of staff."""

    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    DISPATCHER = "dispatcher"
    RETURN_OFFICER = "return_officer"
    CHECKER = "checker"
    CALLBACK_AGENT = "callback_agent"
    REVIEW_OFFICER = "review_officer"
    SUPERVISOR = "supervisor"
    UNIT_HANDLER = "unit_handler"
    HOTLINE_OFFICE = "hotline_office"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    QUALITY_INSPECTOR = "quality_inspector"
    SEALED_KEEPER = "sealed_keeper"
    VOLUNTEER = "volunteer"


class Employer(StrEnum):
    """Who employs a person: the city's hotline office, the company that runs its seats, or a unit."""

    OFFICE = "office"
    PROVIDER = "provider"
    UNIT = "unit"


class Action(StrEnum):
    """The actions that need a permission. Every command and every read names one."""

    SEE_CASE = "see_case"
    SEE_SECRET_CASE = "see_secret_case"
    SEE_CITIZEN = "see_citizen"
    SEE_SECRET_CITIZEN = "see_secret_citizen"
    REACH_CITIZEN = "reach_citizen"
    OPEN_CASE = "open_case"
    EDIT_CASE = "edit_case"
    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    DECIDE_RETURN = "decide_return"
    CALL_RULING = "call_ruling"
    RULE = "rule"
    CHECK = "check"
    CALL_BACK = "call_back"
    REVIEW = "review"
    URGE = "urge"
    SUPERVISE = "supervise"
    APPROVE = "approve"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    IMPORT = "import"
    ADMINISTER = "administer"
    SEE_FIGURES = "see_figures"
    RECORD_CALL = "record_call"
    RING_BACK = "ring_back"
    ADD_PARTY = "add_party"
    LEAD_FLOOR = "lead_floor"
    SEE_LOOKS = "see_looks"
    KEEP_SEALED = "keep_sealed"
    HEAR_RECORDING = "hear_recording"
    HOLD_RECORDING = "hold_recording"


_TABLE = """
                    operator shift_lead dispatcher return_officer checker callback_agent review_officer supervisor unit_handler hotline_office administrator analyst quality_inspector sealed_keeper volunteer
see_case            city     city       city       city           city    city           city           city       unit         city           city          city    city              city          own
see_secret_case     own      city       city       city           city    city           city           city       unit         city           -             -       -                 city          own
see_citizen         city     city       city       city           -       city           city           city       unit         city           -             -       -                 city          -
see_secret_citizen  own      city       -          -              -       city           city           -          -            city           -             -       -                 city          -
reach_citizen       city     city       city       city           -       city           city           city       unit         city           -             -       -                 city          own
open_case           city     city       city       -              -       -              -              -          -            city           -             -       -                 city          city
edit_case           city     city       city       city           -       -              -              -          -            city           -             -       -                 -             own
confirm             -        city       -          -              -       -              -              city       -            city           -             -       -                 city          -
dispatch            city     city       city       city           -       -              city           -          -            city           -             -       -                 city          -
handle              -        -          -          -              -       -              -              -          unit         -              -             -       -                 -             -
decide_return       -        -          -          city           -       -              -              -          -            city           -             -       -                 -             -
call_ruling         -        -          city       city           -       -              city           city       -            city           -             -       -                 -             -
rule                -        -          -          city           -       -              city           city       -            city           -             -       -                 -             -
check               -        -          -          -              city    -              -              -          -            city           -             -       -                 -             -
call_back           -        -          -          -              -       city           -              -          -            city           -             -       -                 -             -
review              -        -          -          -              -       -              city           -          -            city           -             -       -                 -             -
urge                city     city       city       city           -       city           city           city       -            city           -             -       -                 -             -
supervise           -        -          -          -              -       -              -              city       -            city           -             -       -                 -             -
approve             -        -          -          -              -       -              -              -          -            city           -             -       -                 -             -
reopen              -        -          -          -              -       -              -              city       -            city           -             -       -                 -             -
withdraw            city     city       city       -              -       city           city           -          -            city           -             -       -                 -             -
import              -        city       -          -              -       -              -              -          -            city           city          -       -                 -             -
administer          -        -          -          -              -       -              -              -          -            -              city          -       -                 -             -
see_figures         -        city       -          -              -       -              -              city       unit         city           city          city    city              -             -
record_call         city     city       city       -              -       city           -              -          -            city           -             -       -                 -             city
ring_back           city     city       city       -              -       city           -              -          -            city           -             -       -                 -             -
add_party           city     city       city       -              -       city           -              -          -            city           -             -       -                 -             -
lead_floor          -        city       -          -              -       -              -              -          -            city           -             -       -                 -             -
see_looks           -        -          -          -              -       -              -              city       -            -              city          -       -                 -             -
hear_recording      own      city       city       city           -       city           city           city       -            city           -             -       city              -             -
hold_recording      -        -          -          -              -       -              -              -          -            city           -             -       -                 -             -
keep_sealed         -        -          -          -              -       -              -              -          -            -              -             -       -                 city          -
"""  # noqa: E501 - a table is read by its columns

_heads, *_lines = [line.split() for line in _TABLE.strip().splitlines()]
PERMISSIONS: dict[Action, dict[Role, str]] = {
    Action(action): dict(zip(map(Role, _heads), cells, strict=True)) for action, *cells in _lines
}

OFFICE_ONLY = frozenset(
    {
        *(Action.DECIDE_RETURN, Action.RULE, Action.REVIEW, Action.APPROVE, Action.ADMINISTER, Action.KEEP_SEALED),
        Action.HOLD_RECORDING,
    }
)
"""Final return decisions, rulings, review, exclusions and publications, the profile with its dispatch rules, sealed
tip-offs, and legal holds of recordings: only people of the hotline office hold these, whatever their roles."""

SECRET_TWIN = {
    Action.SEE_CASE: Action.SEE_SECRET_CASE,
    Action.SEE_CITIZEN: Action.SEE_SECRET_CITIZEN,
    Action.REACH_CITIZEN: Action.SEE_SECRET_CITIZEN,
}
"""`see_citizen` opens a name and a number; `reach_citizen` shows their masks and places a call to the number."""


class NotPermitted(Forbidden):
    """No role of the actor permits this action on the subject."""

    code = "people.not_permitted"


class NotForEmployer(NotPermitted):
    """Only people of the hotline office may do this, and the actor is none of them."""

    code = "people.not_for_employer"


class RoleNotForEmployer(Conflict):
    """The role has an action that only people of the hotline office may hold."""

    code = "people.role_not_for_employer"


@dataclass(frozen=True)
class Actor:
    """The actor of a command. `ref` is stored in the event log: `staff:<id>`, `citizen:<id>` or `system`.

    `unit` is a code; `everything` permits every action.
    """

    ref: str
    roles: frozenset[Role] = frozenset()
    unit: str | None = None
    everything: bool = False
    employer: Employer = Employer.OFFICE


SYSTEM = Actor("system", everything=True)


@dataclass(frozen=True)
class Subject:
    """The object of an action: the units with a task in it and all their ancestors, who opened it, confidentiality.

    `sealed`: a tip-off about officials, which only its keepers see and work on.
    """

    units: frozenset[str] = frozenset()
    opened_by: str = ""
    secret: bool = False
    sealed: bool = False


def reaches(cell: str, actor: Actor, subject: Subject) -> bool:
    """Whether one cell of the table covers the subject."""
    match cell:
        case "city":
            return True
        case "unit":
            return actor.unit is not None and actor.unit in subject.units
        case "own":
            return bool(subject.opened_by) and subject.opened_by == actor.ref
        case _:
            return False


def employer_allows(employer: Employer, action: Action) -> bool:
    """Whether people of this employer may hold the action at all."""
    return employer is Employer.OFFICE or action not in OFFICE_ONLY


def check_employer(employer: Employer, roles: Collection[Role]) -> None:
    """Raises RoleNotForEmployer with the first role that people of this employer cannot hold, and the action why."""
    for role in roles:
        for action, cells in PERMISSIONS.items():
            if cells[role] != "-" and not employer_allows(employer, action):
                raise RoleNotForEmployer(action=action.value, employer=employer.value, role=role.value)


def permitted(actor: Actor, action: Action, subject: Subject = Subject()) -> bool:
    """Whether any role of the actor permits the action on the subject."""
    if actor.everything:
        return True
    if not employer_allows(actor.employer, action) or (subject.sealed and not permitted(actor, Action.KEEP_SEALED)):
        return False
    reached = any(reaches(PERMISSIONS[action][role], actor, subject) for role in actor.roles)
    if not subject.secret or not reached:
        return reached
    twin = SECRET_TWIN.get(action, Action.SEE_SECRET_CASE if action not in SECRET_TWIN.values() else action)
    return any(reaches(PERMISSIONS[twin][role], actor, subject) for role in actor.roles)


def allow(actor: Actor, action: Action, subject: Subject = Subject()) -> None:
    """Raises NotPermitted with the roles that may do this, or NotForEmployer, unless the action is permitted."""
    if not actor.everything and not employer_allows(actor.employer, action):
        raise NotForEmployer(action=action.value, employer=actor.employer.value)
    if not permitted(actor, action, subject):
        raise NotPermitted(action=action.value, roles_that_may=roles_that_may(action))


def roles_that_may(action: Action) -> list[str]:
    """Returns the roles that have this permission in any scope."""
    return [role.value for role, cell in PERMISSIONS[action].items() if cell != "-"]


def roles_that_open_citizens(roles: Collection[Role]) -> list[str]:
    """Returns those of the roles that open citizens' data in the whole city."""
    return [role.value for role in roles if PERMISSIONS[Action.SEE_CITIZEN][role] == "city"]


def scope_of(actor: Actor, action: Action) -> Collection[str]:
    """Returns the scopes in which the actor has a permission, for reads that filter in SQL."""
    if actor.everything:
        return {"city"}
    if not employer_allows(actor.employer, action):
        return set()
    return {PERMISSIONS[action][role] for role in actor.roles} - {"-"}
