"""The desks that roles work at."""

from lianxin.people.rules.desks import DESKS, desks_of
from lianxin.people.rules.permissions import Role


def test_every_role_has_a_desk():
    assert DESKS.keys() == set(Role)


def test_two_roles_have_the_desks_of_both_each_once_in_the_tables_order():
    assert desks_of([Role.SUPERVISOR, Role.SHIFT_LEAD]) == ("floor", "intake", "confirm", "supervision")
    assert desks_of([Role.CHECKER]) == ("check",)
    assert desks_of([]) == ()
