"""Who hears whom, and that no sequence of moves leaves anybody alone on a line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.parties import (
    Conference,
    IllegalPartyMove,
    PartyMove,
    PartyRole,
    TalkMode,
    ThirdState,
    conference_after,
    heard_by,
    hears_keys,
)
from lianxin.calls.rules.words import CallDirection, PartyKind, PartyState

C, S, T, L = PartyRole.CITIZEN, PartyRole.SEAT, PartyRole.THIRD, PartyRole.LEAD
M = PartyMove


def test_whisper_reaches_the_seat_and_never_the_citizen_or_the_third_party():
    pairs = heard_by(TalkMode.WHISPER)
    assert (L, S) in pairs
    assert not pairs & {(L, C), (L, T)}
    assert {(C, L), (S, L), (C, S), (S, C)} <= pairs


def test_a_listener_hears_all_and_is_heard_by_nobody():
    pairs = heard_by(TalkMode.LISTEN)
    assert {(C, L), (S, L), (T, L)} <= pairs
    assert not any(speaker is L for speaker, _ in pairs)


def test_a_consultation_is_private():
    assert heard_by(TalkMode.CONSULT) == {(S, T), (T, S)}


@pytest.mark.parametrize("mode", [TalkMode.TALK, TalkMode.JOIN])
def test_otherwise_all_hear_each_other(mode: TalkMode):
    roles = {C, S, T} | ({L} if mode is TalkMode.JOIN else set[PartyRole]())
    assert heard_by(mode) == {(one, other) for one in roles for other in roles if one is not other}


def test_a_consulted_party_that_refuses_gives_the_citizen_back():
    assert conference_after(conference_after(Conference(), M.CONSULT), M.THIRD_LEAVES) == Conference()


def test_a_warm_transfer_leaves_the_citizen_with_the_third_party():
    now = Conference()
    for move in (M.CONSULT, M.THIRD_ANSWERS, M.HAND_OVER):
        now = conference_after(now, move)
    assert (now.seat, now.third, now.private) == (False, ThirdState.TALKING, False)
    assert conference_after(now, M.THIRD_LEAVES).over


def test_a_seat_is_not_handed_over_to_a_telephone_that_rings():
    with pytest.raises(IllegalPartyMove):
        conference_after(conference_after(Conference(), M.CONSULT), M.HAND_OVER)


SENT = conference_after(Conference(), M.SEND)


def test_a_citizen_who_was_sent_stays_with_the_third_party_that_answers():
    assert (SENT.seat, SENT.third, SENT.private) == (False, ThirdState.RINGING, True)
    assert conference_after(SENT, M.THIRD_ANSWERS) == Conference(seat=False, third=ThirdState.TALKING)


def test_a_citizen_whom_the_third_party_does_not_take_goes_back_to_the_seat_and_then_to_the_queue():
    back = conference_after(SENT, M.THIRD_LEAVES)
    assert back == Conference(seat=False, private=True, recalled=True)
    assert conference_after(back, M.SEAT_ANSWERS) == Conference()
    assert conference_after(back, M.SEAT_SILENT).queued


def test_nobody_is_sent_or_passed_on_while_a_third_party_is_on_the_call():
    consulting = conference_after(Conference(), M.CONSULT)
    for now in (consulting, conference_after(consulting, M.THIRD_ANSWERS)):
        for move in (M.SEND, M.PASS_ON, M.CONSULT):
            with pytest.raises(IllegalPartyMove):
                conference_after(now, move)
    assert conference_after(Conference(), M.PASS_ON).queued


def test_keys_reach_only_those_whom_the_city_dialled_and_who_talk():
    every = [(kind, state, way) for kind in PartyKind for state in PartyState for way in CallDirection]
    assert {one for one in every if hears_keys(*one)} == {
        (PartyKind.THIRD, PartyState.TALKING, CallDirection.IN),
        (PartyKind.THIRD, PartyState.TALKING, CallDirection.OUT),
        (PartyKind.CITIZEN, PartyState.TALKING, CallDirection.OUT),
    }


@given(st.lists(st.sampled_from(PartyMove), max_size=12))
def test_nobody_is_left_alone_and_every_consultation_has_a_way_back(moves: list[PartyMove]):
    now = Conference()
    for move in moves:
        with suppress(IllegalPartyMove):
            now = conference_after(now, move)
        if now.over:
            assert now == Conference(seat=False, over=True)
            continue
        if now.queued:
            assert now == Conference(seat=False, queued=True)
            continue
        awaited = now.third is ThirdState.RINGING or now.recalled
        assert now.seat or now.third is ThirdState.TALKING or awaited, "the citizen is alone"
        assert now.seat or now.private == awaited, "the citizen hears music for nobody, or a telephone rings unnoticed"
        assert not now.private or now.third is not ThirdState.NONE or now.recalled, "music after a consultation"
        assert not (now.recalled and (now.seat or now.third is not ThirdState.NONE)), "two ring for one citizen"
        assert back_with_a_seat(now), "there is no way back"
        assert conference_after(now, M.CITIZEN_LEAVES).over


def back_with_a_seat(now: Conference) -> bool:
    """Whether a citizen who hears music is with a seat again once whoever rings or talks does not take the call."""
    if not now.private:
        return True
    if now.recalled:
        return conference_after(now, M.SEAT_ANSWERS) == Conference()
    after = conference_after(now, M.THIRD_LEAVES)
    return after == Conference() if now.seat else after.recalled
