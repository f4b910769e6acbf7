"""The codes by which errors of the rules are known outside: `sentences.toml`, other programs, the pages."""

import pytest

from lianxin.cases.rules.number import BadNumber
from lianxin.cases.rules.pauses import PauseSpent
from lianxin.cases.rules.returns import EvidenceNeeded, NotReturnable
from lianxin.cases.rules.states import IllegalMove
from lianxin.city.files import ProfileInvalid
from lianxin.kernel.errors import DomainError
from lianxin.notify.rules.templates import InvalidTemplate
from lianxin.people.rules.identity import InvalidIdNumber
from lianxin.people.rules.mailboxes import InvalidMailbox
from lianxin.people.rules.permissions import NotPermitted
from lianxin.people.rules.phones import InvalidPhone

CODES = {
    BadNumber: "cases.bad_number",
    IllegalMove: "cases.illegal_move",
    EvidenceNeeded: "cases.evidence_needed",
    NotReturnable: "cases.not_returnable",
    PauseSpent: "cases.pause_spent",
    ProfileInvalid: "city.profile_invalid",
    InvalidTemplate: "notify.invalid_template",
    InvalidIdNumber: "people.invalid_id_number",
    InvalidMailbox: "people.invalid_mailbox",
    InvalidPhone: "people.invalid_phone",
    NotPermitted: "people.not_permitted",
}


@pytest.mark.parametrize("error", CODES)
def test_an_error_keeps_its_code(error: type[DomainError]):
    assert error.code == CODES[error]
