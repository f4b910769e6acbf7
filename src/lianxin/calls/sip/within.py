"""Requests inside a dialog: BYE, re-INVITE, UPDATE, INFO with keys, REFER, OPTIONS."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from lianxin.calls.sip import sessions
from lianxin.calls.sip.addresses import first_uri
from lianxin.calls.sip.answering import acknowledged, awaiting, cancelled, over, pracked, refused_at_once
from lianxin.calls.sip.legs import AgentSettings, IllegalLegMove, Leg, LegMove, LegState, LegStep, moved
from lianxin.calls.sip.messages import SipRequest, SipResponse, message_bytes
from lianxin.calls.sip.news import KeySent, LegNews, MediaOffered, ReportTransfer, TransferAsked
from lianxin.calls.sip.writing import ABLE, reply_in, reply_to, request_in

_SIGNAL: Final = re.compile(r"(?im)^\s*signal\s*=\s*([0-9A-D*#])\s*$")
_DURATION: Final = re.compile(r"(?im)^\s*duration\s*=\s*(\d{1,6})\s*$")
_KEY: Final = re.compile(r"\s*([0-9A-Da-d*#])\s*")
_KINDS: Final = {"application/dtmf-relay", "application/dtmf"}
SIPFRAG: Final = ("Content-Type", "message/sipfrag;version=2.0")


def heard_request(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """Returns the leg after a request inside its dialog, with our replies."""
    if request.method == "ACK":
        return acknowledged(leg, request, settings, now)
    if request.method == "CANCEL":
        return cancelled(leg, request, settings, now)
    if request.method not in _HEARD:
        return LegStep(leg, (reply_to(request, 405, *ABLE[:1], tag=leg.local_tag),))
    if leg.state is LegState.ENDED and request.method != "BYE":
        return LegStep(leg, (reply_to(request, 481, tag=leg.local_tag),))
    if request.cseq[0] <= leg.remote_cseq and not _first_again(leg, request):
        return LegStep(leg, (reply_to(request, 500, ("Retry-After", "1"), tag=leg.local_tag),))
    if refusal := refused_at_once(request, settings, leg.local_tag):
        return LegStep(_counted(leg, request), (refusal,))
    return _HEARD[request.method](_counted(leg, request), request, settings, now)


def _first_again(leg: Leg, request: SipRequest) -> bool:
    """Whether this is a BYE again, whose answer was lost."""
    return leg.state is LegState.ENDED and request.method == "BYE"


def _counted(leg: Leg, request: SipRequest) -> Leg:
    return replace(leg, remote_cseq=max(leg.remote_cseq, request.cseq[0]))


def _bye(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    done = reply_to(request, 200, tag=leg.local_tag)
    if leg.state is LegState.ENDED:
        return LegStep(leg, (done,))
    pending = (reply_to(leg.asked, 487, tag=leg.local_tag),) if leg.invite else ()
    told = leg.state is not LegState.ENDING  # our own BYE crossed this one, and the owner knows
    step = over(moved(leg, LegMove.BE_HUNG_UP), settings, now, 200, "Hung up")
    return LegStep(step.leg, (done, *pending), step.news if told else ())


def _invite(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """A re-INVITE: the owner answers it. 491 while another offer is on its way (RFC 3261 section 14.2)."""
    if leg.invite:
        return LegStep(leg, (reply_to(request, 500, ("Retry-After", "1"), tag=leg.local_tag),))
    if leg.state is LegState.ENDING:
        return LegStep(leg, (reply_to(request, 481, tag=leg.local_tag),))
    if leg.state is not LegState.TALKING or leg.repeated or _offers(leg):
        return LegStep(leg, (reply_to(request, 491, tag=leg.local_tag),))
    leg = replace(_retargeted(leg, request), invite=message_bytes(request))
    leg = replace(leg, session=sessions.timer_for(request, settings))
    return LegStep(leg, (reply_to(request, 100),), (MediaOffered(request.body),))


def _offers(leg: Leg) -> bool:
    """Whether an offer of ours waits for its answer."""
    return any(sent.method == "INVITE" for sent in leg.sent)


def _update(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """UPDATE (RFC 3311): without a body it only refreshes the session; an offer goes to the owner."""
    leg = _retargeted(leg, request)
    if not request.body:
        return _refreshed(leg, request, settings, now)
    if leg.invite or leg.repeated or _offers(leg) or leg.state is not LegState.TALKING:
        return LegStep(leg, (reply_to(request, 491, tag=leg.local_tag),))
    leg = replace(leg, invite=message_bytes(request), session=sessions.timer_for(request, settings))
    return LegStep(leg, (), (MediaOffered(request.body),))


def _refreshed(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    timer = sessions.timer_for(request, settings)
    headers = sessions.answer_headers(timer, request)
    if leg.state is LegState.TALKING and not leg.repeated:
        leg = sessions.armed(replace(leg, session=timer), now)
    asked = replace(leg, invite=message_bytes(request))
    return LegStep(leg, (reply_in(asked, settings, 200, *headers),))


def _retargeted(leg: Leg, request: SipRequest) -> Leg:
    """Re-INVITE and UPDATE may name another Contact (RFC 3261 section 12.2)."""
    return replace(leg, target=first_uri(request.every("Contact")) or leg.target)


def _info(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """INFO brings a key as `application/dtmf-relay` or `application/dtmf`; an empty one keeps the call alive."""
    if not request.body:
        return LegStep(leg, (reply_to(request, 200, tag=leg.local_tag),))
    kind = request.first("Content-Type").split(";")[0].strip().lower()
    if kind not in _KINDS:
        accept = ("Accept", ", ".join(sorted(_KINDS)))
        return LegStep(leg, (reply_to(request, 415, accept, tag=leg.local_tag),))
    text = request.body.decode("latin-1")
    key = _SIGNAL.search(text) or _KEY.fullmatch(text)
    if not key:
        return LegStep(leg, (reply_to(request, 400, reason="No Key", tag=leg.local_tag),))
    length = _DURATION.search(text)
    pressed = KeySent(key[1].upper(), int(length[1]) if length else 0)
    return LegStep(leg, (reply_to(request, 200, tag=leg.local_tag),), (pressed,))


def _refer(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    """REFER (RFC 3515): refused unless the owner allowed transfers to this telephone; one at a time."""
    target = first_uri(request.every("Refer-To"))
    if not target:
        return LegStep(leg, (reply_to(request, 400, reason="Bad Refer-To", tag=leg.local_tag),))
    if not leg.may_transfer or leg.state is not LegState.TALKING:
        return LegStep(leg, (reply_to(request, 603, tag=leg.local_tag),))
    if leg.refer_cseq:
        return LegStep(leg, (reply_to(request, 491, tag=leg.local_tag),))
    leg = replace(leg, refer_cseq=request.cseq[0])
    accepted = reply_in(replace(leg, invite=message_bytes(request)), settings, 202)
    news: tuple[LegNews, ...] = (TransferAsked(target),)
    return LegStep(leg, (accepted,), news).then(report_transfer(leg, ReportTransfer(100, "Trying"), settings, now))


def report_transfer(leg: Leg, ask: ReportTransfer, settings: AgentSettings, now: datetime) -> LegStep:
    """Sends NOTIFY with the status of the transfer; a final status ends the subscription."""
    if not leg.refer_cseq or leg.state is not LegState.TALKING:
        raise IllegalLegMove(state=leg.state.value, move="report_transfer", possible=[])
    going = "active;expires=60" if ask.status < 200 else "terminated;reason=noresource"
    headers = (("Event", f"refer;id={leg.refer_cseq}"), ("Subscription-State", going), SIPFRAG)
    body = f"SIP/2.0 {ask.status} {ask.reason}\r\n".encode()
    leg = replace(leg, refer_cseq=leg.refer_cseq if ask.status < 200 else 0)
    leg, notify = request_in(leg, settings, "NOTIFY", *headers, body=body)
    return LegStep(awaiting(leg, notify, now, settings), (notify,))


def _pong(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    return LegStep(leg, (options_reply(request, leg.local_tag),))


def options_reply(request: SipRequest, tag: str) -> SipResponse:
    """Returns the answer to OPTIONS: what this agent can do."""
    return reply_to(request, 200, *ABLE, ("Accept", "application/sdp"), tag=tag)


def _noticed(leg: Leg, request: SipRequest, settings: AgentSettings, now: datetime) -> LegStep:
    return LegStep(leg, (reply_to(request, 200, tag=leg.local_tag),))


_Heard = Callable[[Leg, SipRequest, AgentSettings, datetime], LegStep]
_HEARD: Final[Mapping[str, _Heard]] = {
    "BYE": _bye,
    "INVITE": _invite,
    "UPDATE": _update,
    "PRACK": pracked,
    "INFO": _info,
    "REFER": _refer,
    "OPTIONS": _pong,
    "NOTIFY": _noticed,
}
