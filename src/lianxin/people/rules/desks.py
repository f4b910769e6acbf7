"""The desks of each role: the work lists that a page shows first."""

from collections.abc import Iterable, Mapping

from lianxin.people.rules.permissions import Role

DESKS: Mapping[Role, tuple[str, ...]] = {
    Role.OPERATOR: ("intake",),
    Role.SHIFT_LEAD: ("floor", "intake", "confirm"),
    Role.DISPATCHER: ("dispatch",),
    Role.RETURN_OFFICER: ("returns", "rulings"),
    Role.CHECKER: ("check",),
    Role.CALLBACK_AGENT: ("callback",),
    Role.REVIEW_OFFICER: ("review",),
    Role.SUPERVISOR: ("supervision", "confirm"),
    Role.UNIT_HANDLER: ("unit", "praise"),
    Role.HOTLINE_OFFICE: ("office", "rulings", "confirm"),
    Role.ADMINISTRATOR: ("administration",),
    Role.ANALYST: ("analysis",),
    Role.QUALITY_INSPECTOR: ("quality",),
    Role.SEALED_KEEPER: ("dispatch", "confirm"),
    Role.VOLUNTEER: ("intake",),
}


def desks_of(roles: Iterable[Role]) -> tuple[str, ...]:
    """Returns the desks of all roles without duplicates, in the order of the table."""
    held = set(roles)
    return tuple(dict.fromkeys(desk for role, desks in DESKS.items() if role in held for desk in desks))
