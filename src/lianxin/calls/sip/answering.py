"""Incoming calls: the first INVITE and our replies to it, reliable ringing (RFC 3262), ACK and CANCEL."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from lianxin.calls.sip import sessions
from lianxin.calls.sip.addresses import first_uri
from lianxin.calls.sip.legs import (
    UNDERSTOOD,
    AgentSettings,
    HeldReply,
    IllegalLegMove,
    Leg,
    LegMove,
    LegState,
    LegStep,
    SessionTimer,
    moved,
    same_branch,
)
from lianxin.calls.sip.messages import SipRequest, SipResponse, message_bytes, parse_message, without_parameters
from lianxin.calls.sip.news import AnswerLeg, LegOffered, LegOver, LegTalking, MediaAnswered, RefuseLeg, RingLeg
from lianxin.calls.sip.writing import reply_in, reply_to, request_in

EARLY: Final = (LegState.OFFERED, LegState.RINGING)


def refused_at_once(request: SipRequest, settings: AgentSettings, tag: str) -> SipResponse | None:
    """Returns the reply to a request that asks for something we cannot do (420, 422), or None."""
    unknown = [option for option in request.listed("Require") if option not in UNDERSTOOD]
    if unknown:
        return reply_to(request, 420, ("Unsupported", ", ".join(unknown)), tag=tag)
    if request.method in {"INVITE", "UPDATE"} and sessions.too_short(request, settings):
        return reply_to(request, 422, ("Min-SE", str(settings.least_session)), tag=tag)
    return None


def leg_offered(request: SipRequest, leg_id: UUID, settings: AgentSettings) -> LegStep:
    """Returns the leg of a first INVITE, whose 100 may go out once the leg is saved."""
    leg = Leg(
        id=leg_id,
        incoming=True,
        state=LegState.OFFERED,
        call_id=request.call_id,
        local_tag=leg_id.hex,
        remote_tag=request.from_tag,
        local=without_parameters(request.first("To")),
        remote=without_parameters(request.first("From")),
        target=first_uri(request.every("Contact")) or first_uri(request.every("From")),
        routes=tuple(request.listed("Record-Route")),
        remote_cseq=request.cseq[0],
        invite=message_bytes(request),
        session=sessions.timer_for(request, settings),
        peer_options=tuple({*request.listed("Supported"), *request.listed("Require")}),
        peer_methods=tuple(request.listed("Allow")),
    )
    return LegStep(leg, (reply_to(request, 100),), (LegOffered(leg.remote, leg.local, request.body),))


def ring_caller(leg: Leg, ask: RingLeg, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends 180 or 183. Reliable ones wait for the PRACK of the one before."""
    must = "100rel" in leg.asked.listed("Require") if leg.invite else False
    reliable = must or (ask.reliable and "100rel" in leg.peer_options)
    if leg.repeated and leg.state in EARLY:
        return LegStep(replace(leg, held=(*leg.held, HeldReply(ask.status, ask.sdp, reliable))))
    leg = moved(leg, LegMove.RING, sdp=ask.sdp or leg.sdp)
    if not reliable:
        return LegStep(leg, (reply_in(leg, settings, ask.status, body=ask.sdp),))
    leg = replace(leg, rseq=leg.rseq + 1)
    headers = (("Require", "100rel"), ("RSeq", str(leg.rseq)))
    response = reply_in(leg, settings, ask.status, *headers, body=ask.sdp)
    return LegStep(repeating(leg, response, settings, now), (response,))


def answer_invite(leg: Leg, ask: AnswerLeg, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends 200 to the waiting INVITE, re-INVITE or UPDATE. The session timer starts with the ACK, not here."""
    if not leg.invite:
        raise IllegalLegMove(state=leg.state.value, move=LegMove.ANSWER.value, possible=[])
    if leg.state in EARLY:
        if leg.repeated:
            return LegStep(replace(leg, held=(*leg.held, HeldReply(200, ask.sdp, reliable=False))))
        leg = moved(leg, LegMove.ANSWER)
    request = leg.asked
    timer = leg.session or SessionTimer(settings.session, ours=True)
    headers = sessions.answer_headers(timer, request)
    response = reply_in(leg, settings, 200, *headers, body=ask.sdp)
    may_transfer = leg.may_transfer or ask.may_transfer
    leg = replace(leg, invite=b"", sdp=ask.sdp or leg.sdp, session=timer, may_transfer=may_transfer)
    if request.method == "UPDATE":
        return LegStep(sessions.armed(leg, now), (response,))
    return LegStep(sessions.disarmed(repeating(leg, response, settings, now)), (response,))


def refuse_invite(leg: Leg, ask: RefuseLeg, settings: AgentSettings, now: datetime) -> LegStep:
    """Refuses the call, or only the waiting re-INVITE or UPDATE of a call that goes on."""
    if leg.state in EARLY:
        response = reply_to(leg.asked, ask.status, reason=ask.reason, tag=leg.local_tag)
        return over(moved(leg, LegMove.REFUSE), settings, now, ask.status, ask.reason).then_sends(response)
    if not leg.invite:
        raise IllegalLegMove(state=leg.state.value, move=LegMove.REFUSE.value, possible=[])
    response = reply_to(leg.asked, ask.status, reason=ask.reason, tag=leg.local_tag)
    return LegStep(replace(leg, invite=b""), (response,))


def cancelled(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """The caller gave up: 200 to the CANCEL, 487 to the INVITE. A CANCEL that comes after our 200 changes nothing.

    One that the edge passed on under another branch gets no 200 from us, because the edge has answered it.
    """
    passed_on = leg.invite and leg.asked.branch != request.branch and same_branch(leg.asked, request)
    done = () if passed_on else (reply_to(request, 200, tag=leg.local_tag),)
    if not leg.invite or not same_branch(leg.asked, request):
        return LegStep(leg, done)
    terminated = reply_to(leg.asked, 487, tag=leg.local_tag)
    if leg.state in EARLY:
        ended = over(moved(leg, LegMove.BE_CANCELLED), settings, now, 487, "Request Terminated")
        return ended.then_sends(*done, terminated)
    return LegStep(replace(leg, invite=b""), (*done, terminated))


def acknowledged(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """The ACK of our 200 came: the copies end, the session timer starts. An ACK of anything else changes nothing."""
    if not leg.repeated or leg.state in EARLY or request.cseq[0] != parse_message(leg.repeated).cseq[0]:
        return LegStep(leg)
    first = leg.state is LegState.ANSWERED
    leg = moved(leg, LegMove.BE_ACKNOWLEDGED) if first else leg
    leg = sessions.armed(confirmed(leg), now)
    if leg.leaving:
        return hung_up_by_us(leg, settings, now, 200, "Hung up")
    if first:
        return LegStep(leg, (), (LegTalking(request.body),))
    return LegStep(leg, (), (MediaAnswered(request.body, 200),) if request.body else ())


def pracked(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """The caller confirmed a reliable 18x; the next held reply goes out."""
    wanted = f"{leg.rseq} {leg.remote_cseq_of_invite} INVITE"
    if not leg.repeated or leg.state not in EARLY or " ".join(request.first("RAck").split()) != wanted:
        return LegStep(leg, (reply_to(request, 481, tag=leg.local_tag),))
    news = (MediaAnswered(request.body, 200),) if request.body else ()
    step = LegStep(confirmed(leg), (reply_to(request, 200, tag=leg.local_tag),), news)
    while step.leg.held and not step.leg.repeated:
        step = step.then(_release(step.leg, settings, now))
    return step


def _release(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends the first held reply."""
    first, rest = leg.held[0], leg.held[1:]
    leg = replace(leg, held=rest)
    if first.status == 200:
        return answer_invite(leg, AnswerLeg(first.sdp), settings, now)
    return ring_caller(leg, RingLeg(first.status, first.sdp, first.reliable), settings, now)


def repeating(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> Leg:
    """Returns the leg that repeats this response until it is confirmed, also over TCP: the edge does not repeat it."""
    after = settings.delay(settings.t1)
    repeated = message_bytes(response)
    return replace(
        leg, repeated=repeated, repeat_at=now + after, repeat_pause=settings.t1, give_up_at=now + settings.give_up
    )


def confirmed(leg: Leg) -> Leg:
    """Returns the leg that repeats nothing."""
    return replace(leg, repeated=b"", repeat_at=None, repeat_pause=0.0, give_up_at=None)


def hung_up_by_us(leg: Leg, settings: AgentSettings, now: datetime, status: int, reason: str) -> LegStep:
    """Sends BYE. The owner hears at once that the leg is over."""
    pending = (reply_to(leg.asked, 487, tag=leg.local_tag),) if leg.invite else ()
    leg = replace(moved(leg, LegMove.HANG_UP), invite=b"", again_at=None, held=())
    leg, bye = request_in(sessions.disarmed(confirmed(leg)), settings, "BYE")
    leg = awaiting(replace(leg, sent=()), bye, now, settings)
    return LegStep(leg, (*pending, bye), (LegOver(status, reason),))


def awaiting(leg: Leg, request: SipRequest, now: datetime, settings: AgentSettings) -> Leg:
    """Returns the leg that waits for the answer to this request of ours."""
    return leg.waiting_for(request, message_bytes(request), now + settings.give_up)


def over(leg: Leg, settings: AgentSettings, now: datetime, status: int, reason: str) -> LegStep:
    """Returns the ended leg without deadlines; it is forgotten after the time in which copies may still come."""
    leg = sessions.disarmed(confirmed(leg))
    leg = replace(leg, sent=(), held=(), invite=b"", again_at=None, forget_at=now + settings.give_up)
    return LegStep(leg, (), (LegOver(status, reason),))
