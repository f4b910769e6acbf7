"""Whom to ring for a unit at an hour."""

from datetime import datetime

import pytest

from lianxin.city.rules.duty_roster import DutyEntry, ringing_order

DESK = DutyEntry("street", "值班室", "021-10000001")
NIGHT = DutyEntry("street", "老周", "021-10000002", "18:00", "08:00", ("mon", "fri"))
NOON = DutyEntry("street", "小吴", "021-10000003", "12:00", "14:00")
ABOVE = DutyEntry("district", "区总值班室", "021-10000004")


@pytest.mark.parametrize(
    ("local", "names"),
    [
        ("2026-11-23T12:30", ["小吴", "值班室", "区总值班室"]),
        ("2026-11-23T14:00", ["值班室", "区总值班室"]),
        ("2026-11-23T23:00", ["老周", "值班室", "区总值班室"]),
        ("2026-11-24T07:59", ["老周", "值班室", "区总值班室"]),
        ("2026-11-24T23:00", ["值班室", "区总值班室"]),
    ],
)
def test_people_on_duty_come_first_then_the_telephone_then_the_unit_above(local: str, names: list[str]):
    found = ringing_order([ABOVE, DESK, NIGHT, NOON], ("street", "district"), datetime.fromisoformat(local))
    assert [one.name for one in found] == names
