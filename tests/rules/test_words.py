"""The words of a case as logs, databases and other programs know them: none of them may change."""

from enum import StrEnum

import pytest

from lianxin.cases.rules import words
from lianxin.cases.rules.waits_for import WAITS_FOR

KEPT = {
    words.Nature: "consultation help complaint tip_off suggestion praise",
    words.Urgency: "critical urgent normal",
    words.Channel: "phone web mobile api letter emergency_110 import email visit",
    words.Outcome: "solved explained unsolved",
    words.Satisfaction: "satisfied mostly neutral dissatisfied",
    words.TextKind: (
        "words wish praised addition answer reply contact return_reason return_decision question information reason"
        " ruling opinion invitation precedent check_note callback_note finding note plan extension summary receipt"
    ),
    words.ClockKind: (
        "answer screening dispatch sign first_contact respond close return_window return_decision check callback review"
        " information ruling reopen object suspension emergency"
    ),
    words.NoContact: "unreachable not_wanted no_way",
    words.RingResult: "reached no_answer",
    words.Doubt: "passed_on court_only copied no_contact",
    words.ReturnReason: "not_our_duty not_our_place needs_other_lead duplicate not_acceptable",
    words.MediaStage: "found checked passed_on supervised advised",
    words.CallbackMethod: "phone survey message video text",
    words.AttemptResult: "no_answer busy refused wrong_number another_time",
    words.DissatisfiedReason: "not_solved not_contacted too_slow manner not_true perfunctory policy other",
    words.CallerCheck: "number details document",
    words.CheckReason: "outcome wish plain_words evidence other",
}


@pytest.mark.parametrize("vocabulary", KEPT)
def test_a_word_that_was_ever_stored_keeps_its_spelling(vocabulary: type[StrEnum]):
    assert [word.value for word in vocabulary] == KEPT[vocabulary].split()


def test_every_vocabulary_is_kept():
    defined = {one for one in vars(words).values() if isinstance(one, type) and issubclass(one, StrEnum)}
    assert defined - {StrEnum} == KEPT.keys()


def test_in_each_state_somebody_must_act_or_nobody():
    assert {state.value: role for state, role in WAITS_FOR.items()} == {
        "draft": "operator",
        "screening": "operator",
        "answered": None,
        "not_accepted": "shift_lead",
        "emergency_transferred": "emergency",
        "pending_dispatch": "dispatcher",
        "handling": "unit_handler",
        "needs_information": "citizen",
        "responsibility_review": "return_officer",
        "suspended": "unit_handler",
        "checking": "checker",
        "callback_pending": "callback_agent",
        "review": "review_officer",
        "closed": None,
        "withdrawn": None,
        "merged": None,
        "void": None,
        "archived": None,
    }
