"""Outgoing calls, and the answers to every request of ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from lianxin.calls.sip import sessions
from lianxin.calls.sip.addresses import first_uri
from lianxin.calls.sip.answering import awaiting, hung_up_by_us, over
from lianxin.calls.sip.legs import (
    AgentSettings,
    IllegalLegMove,
    Leg,
    LegMove,
    LegState,
    LegStep,
    SentRequest,
    moved,
)
from lianxin.calls.sip.messages import SipRequest, SipResponse, message_bytes
from lianxin.calls.sip.news import LegRinging, LegTalking, MediaAnswered
from lianxin.calls.sip.writing import (
    ABLE,
    SDP_TYPE,
    branch_of,
    cancel_of,
    dialog_request,
    owner_header,
    refusal_ack,
    request_in,
)

OUTGOING: Final = (LegState.CALLING, LegState.ALERTING)
LONGEST_SESSION: Final = 86400  # seconds; a Min-SE above it is nobody's wish


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """An outgoing call: `target` is the URI that the edge relays to, the other two are addresses (`<sip:…>`).

    `ring`: the call is cancelled after so many seconds without an answer; 0: after the agent's usual time.
    """

    target: str
    local: str
    remote: str
    sdp: bytes
    may_transfer: bool = False
    ring: float = 0.0


def leg_placed(call: PlacedCall, leg_id: UUID, settings: AgentSettings, now: datetime) -> LegStep:
    """Returns the leg of an outgoing call and its INVITE."""
    leg = Leg(
        id=leg_id,
        incoming=False,
        state=LegState.CALLING,
        call_id=f"{leg_id.hex}@{settings.node}",
        local_tag=leg_id.hex,
        remote_tag="",
        local=call.local,
        remote=call.remote,
        target=call.target,
        routes=(f"<sip:{settings.edge};transport=tcp;lr>",),
        sdp=call.sdp,
        may_transfer=call.may_transfer,
    )
    return _invite_again(leg, replace(settings, ring=call.ring or settings.ring), now)


def _invite_again(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    headers = (owner_header(settings), *ABLE, *sessions.ask_headers(leg.session, settings), SDP_TYPE)
    leg, invite = request_in(leg, settings, "INVITE", *headers, body=leg.sdp)
    ringing = now + timedelta(seconds=settings.ring)
    return LegStep(leg.waiting_for(invite, message_bytes(invite), ringing), (invite,))


def hang_up_leg(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """CANCEL while it rings, BYE afterwards; a call whose 200 waits for its ACK is hung up when that comes."""
    if leg.state in OUTGOING:
        return give_up_ringing(leg, settings, now)
    if leg.state is LegState.ANSWERED:
        return LegStep(replace(leg, leaving=True))
    if leg.state in {LegState.CANCELLING, LegState.ENDING, LegState.ENDED}:
        return LegStep(leg)
    return hung_up_by_us(leg, settings, now, 200, "Hung up")


def give_up_ringing(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends CANCEL; the leg ends with the 487, or with a BYE if a 200 crosses it."""
    invite = next(sent for sent in leg.sent if sent.method == "INVITE")
    cancel = cancel_of(invite.request)
    leg = replace(moved(leg, LegMove.CANCEL), sent=(replace(invite, until=now + settings.give_up),))
    return LegStep(awaiting(leg, cancel, now, settings), (cancel,))


def offer_media(leg: Leg, sdp: bytes, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends a re-INVITE; raises IllegalLegMove outside a talking call. One of ours or theirs at a time."""
    if leg.state is not LegState.TALKING:
        raise IllegalLegMove(state=leg.state.value, move="offer_media", possible=[])
    if leg.invite or leg.repeated or any(sent.method == "INVITE" for sent in leg.sent):
        return LegStep(replace(leg, again_at=now + timedelta(seconds=1), again_sdp=sdp))
    headers = (*ABLE, *sessions.ask_headers(leg.session, settings), SDP_TYPE)
    leg, invite = request_in(replace(leg, sdp=sdp), settings, "INVITE", *headers, body=sdp)
    return LegStep(awaiting(leg, invite, now, settings), (invite,))


def refresh_session(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """Refreshes the session by UPDATE where the other side knows it, otherwise by a re-INVITE."""
    leg = replace(leg, refresh_at=None)
    if "UPDATE" not in leg.peer_methods:
        return offer_media(leg, leg.sdp, settings, now)
    leg, update = request_in(leg, settings, "UPDATE", *ABLE, *sessions.ask_headers(leg.session, settings))
    return LegStep(awaiting(leg, update, now, settings), (update,))


def heard_response(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    """Returns the leg after a response to a request of ours; others change nothing, except a 200 that came again."""
    number, method = response.cseq
    if response.call_id != leg.call_id:
        return LegStep(leg)
    sent = next((each for each in leg.sent if (each.cseq, each.method) == (number, method)), None)
    if sent is None or sent.request.branch != response.branch:
        return _late(leg, response, settings)
    if method == "INVITE":
        return _invite_heard(leg, sent, response, settings, now)
    if response.status < 200:
        return LegStep(leg)
    leg = replace(leg, sent=tuple(each for each in leg.sent if each is not sent))
    return _FINAL.get(method, _ordinary)(leg, response, settings, now)


def _late(leg: Leg, response: SipResponse, settings: AgentSettings) -> LegStep:
    """A 200 to an INVITE that came again gets its ACK again; one of another telephone (a fork) is hung up."""
    number, method = response.cseq
    ours = response.branch == branch_of(leg, "INVITE", number)
    if method != "INVITE" or not 200 <= response.status < 300 or not ours:
        return LegStep(leg)
    if response.to_tag == leg.remote_tag:
        ack = dialog_request(leg, settings, "ACK", response.cseq[0])
        return LegStep(leg, (ack,) if leg.ack else ())
    other = _in_dialog_of(replace(leg, remote_tag=""), response)
    ack = dialog_request(other, settings, "ACK", response.cseq[0])
    return LegStep(leg, (ack, dialog_request(other, settings, "BYE", response.cseq[0] + 1)))


def _in_dialog_of(leg: Leg, response: SipResponse) -> Leg:
    """Returns the leg with the dialog that a response to its first INVITE makes: tag, target, routes reversed."""
    return replace(
        leg,
        remote_tag=response.to_tag,
        target=first_uri(response.every("Contact")) or leg.target,
        routes=tuple(reversed(response.listed("Record-Route"))) or leg.routes,
        peer_methods=tuple(response.listed("Allow")) or leg.peer_methods,
    )


def _invite_heard(
    leg: Leg, sent: SentRequest, response: SipResponse, settings: AgentSettings, now: datetime
) -> LegStep:
    first = leg.state in {*OUTGOING, LegState.CANCELLING}
    if response.status < 200:
        return _provisional(leg, response, settings, now) if first else LegStep(leg)
    leg = replace(leg, sent=tuple(each for each in leg.sent if each is not sent))
    if response.status >= 300:
        ack = LegStep(leg, (refusal_ack(sent.request, response),))
        refused = _first_refused if first else _again_refused
        return ack.then(refused(leg, response, settings, now))
    crossed = leg.state is LegState.CANCELLING
    leg = moved(_in_dialog_of(leg, response), LegMove.BE_ANSWERED) if first else _retargeted(leg, response)
    ack = dialog_request(leg, settings, "ACK", response.cseq[0])
    leg = replace(leg, ack=message_bytes(ack), session=sessions.timer_answered(response))
    leg = sessions.armed(leg, now)
    if crossed:
        return LegStep(leg, (ack,)).then(hung_up_by_us(leg, settings, now, 487, "Cancelled"))
    return LegStep(leg, (ack,), (LegTalking(response.body) if first else MediaAnswered(response.body, 200),))


def _retargeted(leg: Leg, response: SipResponse) -> Leg:
    return replace(leg, target=first_uri(response.every("Contact")) or leg.target)


def _provisional(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    """18x: the early dialog, and PRACK where the other side asks for it."""
    if response.status == 100 or leg.state is LegState.CANCELLING:
        return LegStep(leg)
    if response.to_tag:
        leg = _in_dialog_of(leg, response)
    rseq = sessions.seconds_in(response.first("RSeq"))
    if "100rel" in response.listed("Require") and rseq:
        if rseq <= leg.heard_rseq:
            return LegStep(leg)
        rack = ("RAck", f"{rseq} {response.cseq[0]} INVITE")
        leg, prack = request_in(replace(leg, heard_rseq=rseq), settings, "PRACK", rack)
        leg = moved(awaiting(leg, prack, now, settings), LegMove.BE_RINGING)
        return LegStep(leg, (prack,), (LegRinging(response.status, response.body),))
    return LegStep(moved(leg, LegMove.BE_RINGING), (), (LegRinging(response.status, response.body),))


def _first_refused(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    """The call was refused. A 422 is tried again once with the longer session that it asks for."""
    wanted = sessions.seconds_in(response.first("Min-SE"))
    if response.status == 422 and leg.state in OUTGOING and leg.session is None and 0 < wanted <= LONGEST_SESSION:
        longer = sessions.SessionTimer(wanted, ours=True)
        return _invite_again(replace(leg, session=longer, remote_tag=""), settings, now)
    return over(moved(leg, LegMove.BE_REFUSED), settings, now, response.status, response.reason)


def _again_refused(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    """Our re-INVITE was refused; 491 is tried again after the pause of RFC 3261 section 14.1."""
    if leg.state is not LegState.TALKING:
        return LegStep(leg)
    if response.status == 491:
        share = leg.id.int % 20  # spreads the two sides in steps of 0.1 s; the one that placed the call waits longer
        pause = timedelta(seconds=share / 10 if leg.incoming else 2.1 + share / 10)
        return LegStep(replace(leg, again_at=now + pause, again_sdp=leg.sdp))
    if ends := _ends(leg, response, settings, now):
        return ends
    return _longer(leg, response, now) or LegStep(leg, (), (MediaAnswered(b"", response.status),))


def _longer(leg: Leg, response: SipResponse, now: datetime) -> LegStep | None:
    """After 422 the session gets the length it asks for, and is refreshed at once."""
    wanted = sessions.seconds_in(response.first("Min-SE"))
    if response.status != 422 or leg.session is None or not leg.session.seconds < wanted <= LONGEST_SESSION:
        return None
    longer = sessions.SessionTimer(wanted, ours=True)
    return LegStep(replace(leg, session=longer, refresh_at=now))


def _ends(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep | None:
    """Hangs up where a response says that the dialog is gone (RFC 5057): 408, 481 and their like."""
    if response.status not in {404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 604}:
        return None
    return hung_up_by_us(leg, settings, now, response.status, response.reason)


def _updated(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    if leg.state is not LegState.TALKING:
        return LegStep(leg)
    if response.status < 300:
        return LegStep(sessions.armed(replace(leg, session=sessions.timer_answered(response)), now))
    if response.status in {405, 501}:  # it does not know UPDATE after all
        return refresh_session(replace(leg, peer_methods=()), settings, now)
    return _ends(leg, response, settings, now) or _longer(leg, response, now) or LegStep(leg)


def _bye_answered(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    if leg.state is not LegState.ENDING:
        return LegStep(leg)
    return replace(over(moved(leg, LegMove.FINISH), settings, now, 200, ""), news=())


def _ordinary(leg: Leg, response: SipResponse, settings: AgentSettings, now: datetime) -> LegStep:
    """The answer to PRACK, NOTIFY or CANCEL: only 481 inside a talking call matters."""
    talking = leg.state is LegState.TALKING and response.status in {408, 481} and response.cseq[1] != "CANCEL"
    return hung_up_by_us(leg, settings, now, response.status, response.reason) if talking else LegStep(leg)


_Final = Callable[[Leg, SipResponse, AgentSettings, datetime], LegStep]
_FINAL: Final[Mapping[str, _Final]] = {"BYE": _bye_answered, "UPDATE": _updated}


def unanswered(leg: Leg, sent: SentRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """A request of ours got no answer: 408 (RFC 3261 section 8.1.3.1); an INVITE that still rings is cancelled."""
    leg = replace(leg, sent=tuple(each for each in leg.sent if each is not sent))
    if leg.state in OUTGOING and sent.method == "INVITE":
        return give_up_ringing(replace(leg, sent=(sent, *leg.sent)), settings, now)
    if leg.state is LegState.ENDING:
        return replace(over(moved(leg, LegMove.FINISH), settings, now, 408, ""), news=())
    if leg.state is LegState.CANCELLING:
        return over(moved(leg, LegMove.BE_REFUSED), settings, now, 408, "No answer")
    if leg.state is LegState.TALKING:
        return hung_up_by_us(leg, settings, now, 408, "No answer")
    return LegStep(leg)


def is_initial(request: SipRequest) -> bool:
    """Whether a request may begin a dialog: an INVITE whose To has no tag."""
    return request.method == "INVITE" and not request.to_tag
