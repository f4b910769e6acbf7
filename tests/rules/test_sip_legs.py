"""Legs: the table of moves, each scenario of page 4 without a network, and any order of messages."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.sip_messages import (
    OFFER,
    SETTINGS,
    T0,
    answered,
    connected,
    offered,
    placed,
    request,
    response,
    talking,
)
from lianxin.calls.sip.calling import heard_response
from lianxin.calls.sip.legs import LEG_MOVES, IllegalLegMove, Leg, LegState, LegStep, leg_due
from lianxin.calls.sip.messages import SipRequest, SipResponse
from lianxin.calls.sip.news import (
    AnswerLeg,
    HangUpLeg,
    KeySent,
    LegCommand,
    LegOver,
    LegTalking,
    MediaAnswered,
    MediaOffered,
    OfferMedia,
    RefuseLeg,
    ReportTransfer,
    RingLeg,
    TransferAsked,
)
from lianxin.calls.sip.timers import obey, tick
from lianxin.calls.sip.within import heard_request


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def said(step: LegStep) -> list[str]:
    """Returns the messages of a step: methods and statuses."""
    return [each.method if isinstance(each, SipRequest) else str(each.status) for each in step.sends]


def hears(leg: Leg, method: str, cseq: int, *more: str, body: bytes = b"", seconds: float = 0) -> LegStep:
    asked = request(method, cseq, *more, to_tag=leg.local_tag, body=body)
    return heard_request(leg, asked, SETTINGS, T0 + after(seconds))


def does(leg: Leg, command: LegCommand, seconds: float = 0) -> LegStep:
    return obey(leg, command, SETTINGS, T0 + after(seconds))


def test_every_state_is_reached_and_only_the_last_has_no_exit():
    assert {state for moves in LEG_MOVES.values() for state in moves.values()} | {
        LegState.OFFERED,
        LegState.CALLING,
    } == set(LegState)
    assert [state for state, moves in LEG_MOVES.items() if not moves] == [LegState.ENDED]


def test_an_offered_call_says_100_without_our_tag_and_then_rings_and_is_answered():
    step = offered()
    assert said(step) == ["100"]
    assert step.sends[0].to_tag == ""
    rung = does(step.leg, RingLeg())
    assert (said(rung), rung.sends[0].to_tag) == (["180"], step.leg.local_tag)
    two_hundred = does(rung.leg, AnswerLeg(b"v=0\r\n")).sends[0]
    assert len(two_hundred.every("Record-Route")) == 2
    assert two_hundred.first("Contact") == f"<sip:{step.leg.id.hex}@127.0.0.1:5060>"


def test_our_200_is_repeated_at_growing_pauses_until_the_ack():
    leg, times = answered(), []
    while leg.state is LegState.ANSWERED:
        due = leg_due(leg)
        assert due is not None
        step = tick(leg, SETTINGS, due)
        leg = step.leg
        times.append((round((due - T0).total_seconds(), 1), said(step)))
    assert [at for at, words in times if words == ["200"]] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert times[-1] == (32.0, ["BYE"])


def test_no_session_timer_runs_while_our_200_waits_for_its_ack():
    leg = answered("Supported: timer", "Session-Expires: 90;refresher=uac")
    assert (leg.session_at, leg.refresh_at) == (None, None)
    up = hears(leg, "ACK", 1, seconds=3).leg
    assert up.session_at == T0 + after(3 + 90 - 30)
    again = hears(up, "INVITE", 2, "Supported: timer", "Session-Expires: 90;refresher=uac", body=OFFER, seconds=50)
    waiting = does(again.leg, AnswerLeg(b"v=0\r\n"), 50).leg
    assert waiting.session_at is None
    assert hears(waiting, "ACK", 2, seconds=51).leg.session_at == T0 + after(51 + 60)


def test_a_cancel_after_our_200_changes_nothing_and_the_bye_ends_the_call():
    leg = answered()
    invite = request("INVITE", 1)
    crossed = heard_request(leg, request("CANCEL", 1, branch=invite.branch), SETTINGS, T0)
    assert (said(crossed), crossed.leg, crossed.news) == (["200"], leg, ())
    up = hears(leg, "ACK", 1)
    assert up.news == (LegTalking(b""),)
    assert said(hears(up.leg, "BYE", 2)) == ["200"]


def test_a_cancel_of_another_branch_is_not_for_this_invite():
    leg = offered().leg
    foreign = request("CANCEL", 1, branch="z9hG4bKother")
    vias = (
        ("Via", "SIP/2.0/TCP 127.0.0.1:5080;branch=z9hG4bKother"),
        ("Via", "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKelse"),
    )
    foreign = replace(foreign, headers=(*vias, *(pair for pair in foreign.headers if pair[0] != "Via")))
    other = heard_request(leg, foreign, SETTINGS, T0)
    assert (said(other), other.leg) == (["200"], leg)
    passed_on = heard_request(leg, request("CANCEL", 1, branch="z9hG4bKother"), SETTINGS, T0)
    assert said(passed_on) == ["487"]
    mine = heard_request(leg, request("CANCEL", 1, branch=request("INVITE", 1).branch), SETTINGS, T0)
    assert (said(mine), mine.leg.state) == (["200", "487"], LegState.ENDED)


def test_a_call_that_we_leave_before_the_ack_is_hung_up_with_the_ack():
    step = does(answered(), HangUpLeg())
    assert said(step) == []
    assert said(hears(step.leg, "ACK", 1)) == ["BYE"]


def test_an_ack_of_an_earlier_re_invite_counts_although_an_info_came_between():
    leg = does(hears(talking(), "INVITE", 2, body=OFFER).leg, AnswerLeg(b"v=0\r\n")).leg
    leg = hears(leg, "INFO", 3).leg
    assert not hears(leg, "ACK", 2).leg.repeated


def test_requests_out_of_order_are_refused():
    leg = hears(talking(), "INFO", 5).leg
    assert said(hears(leg, "INFO", 4)) == ["500"]


def test_an_offer_without_a_description_is_answered_by_ours_and_the_ack_brings_theirs():
    step = hears(talking(), "INVITE", 2)
    assert (said(step), step.news) == (["100"], (MediaOffered(b""),))
    leg = does(step.leg, AnswerLeg(b"v=0\r\n")).leg
    assert hears(leg, "ACK", 2, body=OFFER).news == (MediaAnswered(OFFER, 200),)


def test_offers_that_cross_are_refused_with_491_and_ours_comes_again():
    ours = does(talking(), OfferMedia(OFFER))
    assert said(hears(ours.leg, "INVITE", 2, body=OFFER)) == ["491"]
    pending = response(ours.leg.sent[0].request, 491)
    step = heard_response(ours.leg, pending, SETTINGS, T0)
    assert said(step) == ["ACK"]
    assert step.leg.again_at is not None
    assert T0 <= step.leg.again_at < T0 + after(2)
    assert said(tick(step.leg, SETTINGS, step.leg.again_at)) == ["INVITE"]


def test_a_refused_offer_leaves_the_call_up():
    leg = hears(talking(), "INVITE", 2, body=OFFER).leg
    step = does(leg, RefuseLeg(488, "Not Acceptable Here"))
    assert (said(step), step.leg.state) == (["488"], LegState.TALKING)


def test_keys_by_info():
    body = b"Signal= *\r\nDuration= 250\r\n"
    step = hears(talking(), "INFO", 2, "Content-Type: application/dtmf-relay", body=body)
    assert (said(step), step.news) == (["200"], (KeySent("*", 250),))
    nothing = hears(talking(), "INFO", 2, "Content-Type: application/dtmf", body=b"hello")
    assert (said(nothing), nothing.news) == (["400"], ())


def test_one_transfer_at_a_time_and_only_where_allowed():
    refer = ("Refer-To: <sip:10086@x.test>",)
    assert said(hears(talking(), "REFER", 2, *refer)) == ["603"]
    leg = replace(talking(), may_transfer=True)
    step = hears(leg, "REFER", 2, *refer)
    assert (said(step), step.news) == (["202", "NOTIFY"], (TransferAsked("sip:10086@x.test"),))
    assert said(hears(step.leg, "REFER", 3, *refer)) == ["491"]
    done = does(step.leg, ReportTransfer(486, "Busy Here"))
    assert done.sends[0].body == b"SIP/2.0 486 Busy Here\r\n"
    with pytest.raises(IllegalLegMove):
        does(done.leg, ReportTransfer(200, "OK"))


def test_a_lost_prack_repeats_the_ringing_and_then_refuses_the_call():
    leg = does(offered("Supported: 100rel").leg, RingLeg(183, OFFER, reliable=True)).leg
    first = tick(leg, SETTINGS, T0 + after(0.5))
    assert said(first) == ["183"]
    assert said(tick(first.leg, SETTINGS, T0 + after(32))) == ["504"]


def test_a_caller_that_requires_reliable_ringing_gets_it_unasked():
    assert "RSeq" in dict(does(offered("Require: 100rel").leg, RingLeg()).sends[0].headers)


# sessions


def test_the_side_that_waits_hangs_up_before_the_end():
    leg = talking("Supported: timer", "Session-Expires: 1800;refresher=uac")
    assert leg.session_at == T0 + after(1800 - 32)
    step = tick(leg, SETTINGS, T0 + after(1768))
    assert (said(step), step.news) == (["BYE"], (LegOver(408, "Session expired"),))


def test_the_side_that_refreshes_does_so_at_half_time_and_again_after_the_answer():
    leg = talking("Supported: timer", "Session-Expires: 1800;refresher=uas", "Allow: INVITE, UPDATE")
    step = tick(leg, SETTINGS, T0 + after(900))
    assert said(step) == ["UPDATE"]
    done = response(step.leg.sent[0].request, 200, ("Session-Expires", "1800;refresher=uac"))
    later = heard_response(step.leg, done, SETTINGS, T0 + after(901)).leg
    assert later.refresh_at == T0 + after(1801)


def test_a_refresh_without_an_answer_ends_the_call():
    leg = talking("Supported: timer", "Session-Expires: 1800;refresher=uas", "Allow: UPDATE")
    step = tick(tick(leg, SETTINGS, T0 + after(900)).leg, SETTINGS, T0 + after(932))
    assert (said(step), step.news) == (["BYE"], (LegOver(408, "No answer"),))


def test_a_caller_that_knows_no_timer_is_refreshed_by_us():
    leg = talking()
    assert leg.session is not None
    assert leg.session.ours


# calls of ours


def test_a_call_of_ours_goes_to_the_edge_first_and_later_by_its_routes():
    step = placed()
    invite = step.sends[0]
    assert isinstance(invite, SipRequest)
    assert (invite.uri, invite.every("Route")) == ("sip:10010@10.0.0.9:5060", ["<sip:127.0.0.1:5080;transport=tcp;lr>"])
    routes = (("Record-Route", "<sip:b;lr>, <sip:a;lr>"),)
    leg = connected(*routes)
    assert leg.routes == ("<sip:a;lr>", "<sip:b;lr>")
    bye = does(leg, HangUpLeg()).sends[0]
    assert isinstance(bye, SipRequest)
    assert (bye.uri, bye.every("Route")) == ("sip:10010@10.0.0.9:5070", ["<sip:a;lr>", "<sip:b;lr>"])


def test_a_200_that_crosses_our_cancel_is_acknowledged_and_hung_up():
    step = does(placed().leg, HangUpLeg())
    assert said(step) == ["CANCEL"]
    invite = next(sent.request for sent in step.leg.sent if sent.method == "INVITE")
    crossed = heard_response(step.leg, response(invite, 200, body=OFFER), SETTINGS, T0)
    assert (said(crossed), crossed.leg.state) == (["ACK", "BYE"], LegState.ENDING)


def test_a_200_that_comes_again_is_acknowledged_again_and_a_second_telephone_is_hung_up():
    invite = placed()
    leg = heard_response(invite.leg, response(invite.leg.sent[0].request, 200, body=OFFER), SETTINGS, T0).leg
    again = heard_response(leg, response(invite.leg.sent[0].request, 200, body=OFFER), SETTINGS, T0)
    assert (said(again), again.leg) == (["ACK"], leg)
    other = heard_response(leg, response(invite.leg.sent[0].request, 200, tag="other"), SETTINGS, T0)
    assert (said(other), other.leg) == (["ACK", "BYE"], leg)
    assert all(each.to_tag == "other" for each in other.sends)


def test_a_call_that_rings_too_long_is_cancelled():
    leg = placed().leg
    step = tick(leg, SETTINGS, T0 + after(180))
    assert said(step) == ["CANCEL"]
    silent = tick(step.leg, SETTINGS, T0 + after(212))
    assert (silent.leg.state, silent.news) == (LegState.ENDED, (LegOver(408, "No answer"),))


@pytest.mark.parametrize("status", [404, 486, 487, 503, 603])
def test_refusals_are_acknowledged_in_the_transaction_of_the_invite(status: int):
    step = placed()
    invite = step.leg.sent[0].request
    refused = heard_response(step.leg, response(invite, status), SETTINGS, T0)
    assert (said(refused), refused.sends[0].branch) == (["ACK"], invite.branch)
    assert refused.news == (LegOver(status, "Said"),)


def test_a_response_of_another_branch_is_no_answer():
    step = placed()
    forged = response(request("INVITE", 1), 200)
    assert heard_response(step.leg, forged, SETTINGS, T0) == LegStep(step.leg)


# any order

REQUESTS = st.builds(
    lambda method, cseq, more, body: (method, cseq, more, body),
    st.sampled_from(["ACK", "BYE", "CANCEL", "INVITE", "UPDATE", "PRACK", "INFO", "REFER", "OPTIONS", "NOTIFY", "NEW"]),
    st.integers(1, 9),
    st.lists(
        st.sampled_from(
            [
                "Supported: timer, 100rel",
                "Session-Expires: 91;refresher=uas",
                "Session-Expires: x",
                "RAck: 1 1 INVITE",
                "Refer-To: <sip:1@x.test>",
                "Content-Type: application/dtmf",
                "Require: gruu",
            ]
        ),
        max_size=3,
    ),
    st.sampled_from([b"", OFFER, b"5", b"\xff\xfe"]),
)
COMMANDS = st.one_of(
    st.builds(RingLeg, st.sampled_from([180, 183]), st.sampled_from([b"", OFFER]), st.booleans()),
    st.builds(AnswerLeg, st.just(b"v=0\r\n"), st.booleans()),
    st.just(RefuseLeg()),
    st.just(HangUpLeg()),
    st.just(OfferMedia(OFFER)),
    st.builds(ReportTransfer, st.sampled_from([100, 200, 486]), st.just("Said")),
)
RESPONSES = st.tuples(st.sampled_from([100, 180, 183, 200, 202, 404, 408, 422, 481, 486, 491, 500, 603]), st.booleans())
WAITS = st.sampled_from([0.1, 0.6, 5.0, 33.0, 100.0, 2000.0])


def done(leg: Leg, act: Any, now: datetime) -> LegStep:
    """Does one thing to a leg: a request, a response, the passing of time or a command."""
    match act:
        case (str() as method, cseq, more, body):
            asked = request(method, cseq, *more, to_tag=leg.local_tag, body=body)
            return heard_request(leg, asked, SETTINGS, now)
        case (status, ours):
            sent = leg.sent[0].request if leg.sent and ours else request("INVITE", 1)
            extra = (("RSeq", "3"), ("Require", "100rel"), ("Min-SE", "2000")) if status != 200 else ()
            return heard_response(leg, response(sent, status, *extra), SETTINGS, now)
        case float():
            return tick(leg, SETTINGS, now)
        case _:
            return obey(leg, act, SETTINGS, now)


@settings(max_examples=150)
@given(st.booleans(), st.lists(st.one_of(REQUESTS, COMMANDS, RESPONSES, WAITS), max_size=14))
def test_no_order_of_messages_breaks_a_leg(incoming: bool, acts: list[Any]):
    leg, now, over = (offered() if incoming else placed()).leg, T0, 0
    for act in acts:
        before, now = leg, now + after(act if isinstance(act, float) else 0)
        try:
            step = done(leg, act, now)
        except IllegalLegMove:
            continue
        leg = step.leg
        over += sum(isinstance(news, LegOver) for news in step.news)
        assert leg.state is before.state or leg.state in {
            *LEG_MOVES[before.state].values(),
            LegState.ENDING,
            LegState.ENDED,
        }
        assert leg.local_cseq >= before.local_cseq
        if leg.repeated:
            assert (leg.session_at, leg.refresh_at) == (None, None)
            assert leg.repeat_at is not None
        if isinstance(act, tuple) and isinstance(act[0], str) and act[0] not in {"ACK", "CANCEL"}:
            finals = [each for each in step.sends if isinstance(each, SipResponse) and each.cseq == (act[1], act[0])]
            assert finals or act[0] in {"INVITE", "UPDATE"}
    assert over <= 1
    assert (over == 1) == (leg.state in {LegState.ENDING, LegState.ENDED})
    if leg.state is LegState.ENDED:
        assert leg_due(leg) == leg.forget_at
