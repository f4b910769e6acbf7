"""Which messages a number gets before anybody has shown that it is theirs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from lianxin.notify.rules.occasions import TEMPLATES
from lianxin.notify.rules.unconfirmed import NEEDED_NEWS, MessagesSoFar, may_tell

NOW, WEEK = datetime(2026, 6, 24, 12, tzinfo=UTC), timedelta(days=7)
ONE, OTHER = UUID(int=1), UUID(int=2)
RECEIPT = MessagesSoFar(cases=frozenset({ONE}), today=1, last=NOW)


def told(heard: MessagesSoFar, template: str, case_id: UUID = ONE, after: timedelta = timedelta()) -> bool:
    return may_tell(heard, template, case_id, NOW + after, WEEK)


def test_an_unconfirmed_number_gets_one_receipt_and_after_the_silence_another():
    assert told(MessagesSoFar(), "receipt")
    assert not told(RECEIPT, "receipt", OTHER)
    assert not told(RECEIPT, "receipt", OTHER, WEEK - timedelta(seconds=1))
    assert told(MessagesSoFar(last=NOW), "receipt", OTHER, WEEK)


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - {"receipt", "discreet", "access_code"}))
def test_an_unconfirmed_number_reads_the_outcome_of_the_one_request_and_nothing_else(template: str):
    assert told(RECEIPT, template) is (template in NEEDED_NEWS)
    assert not told(RECEIPT, template, OTHER)
    assert not told(MessagesSoFar(), template)


def test_a_confirmed_number_reads_everything_and_gets_three_receipts_a_day():
    confirmed = MessagesSoFar(confirmed=True, today=2, last=NOW)
    assert told(confirmed, "signed", OTHER)
    assert told(confirmed, "receipt")
    assert not told(MessagesSoFar(confirmed=True, today=3, last=NOW), "receipt")
