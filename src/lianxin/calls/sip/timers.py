"""What the passing of time does to a leg. `leg_due` says when to look again."""

from dataclasses import replace
from datetime import datetime

from lianxin.calls.sip.answering import EARLY, answer_invite, hung_up_by_us, refuse_invite, ring_caller
from lianxin.calls.sip.calling import hang_up_leg, offer_media, refresh_session, unanswered
from lianxin.calls.sip.legs import AgentSettings, Leg, LegState, LegStep
from lianxin.calls.sip.messages import SipResponse, parse_message
from lianxin.calls.sip.news import (
    AnswerLeg,
    HangUpLeg,
    LegCommand,
    OfferMedia,
    RefuseLeg,
    ReportTransfer,
    RingLeg,
)
from lianxin.calls.sip.within import report_transfer


def tick(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """Does everything that is due: repeats, gives up, refreshes, hangs up dead sessions, tries again."""
    step = LegStep(leg)
    for act in (_repeat, _give_up, _expire, _refresh, _try_again, _silent):
        step = step.then(act(step.leg, settings, now))
    return step


def _repeat(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    if not _past(leg.repeat_at, now) or _past(leg.give_up_at, now):
        return LegStep(leg)
    message = parse_message(leg.repeated)
    if not isinstance(message, SipResponse):
        return LegStep(leg)
    pause = leg.repeat_pause * 2
    reliable = message.status < 200  # RFC 3262 doubles without a ceiling, RFC 3261 up to T2
    pause = pause if reliable else min(pause, settings.t2)
    after = now + settings.delay(pause)
    return LegStep(replace(leg, repeat_at=after, repeat_pause=pause), (message,))


def _give_up(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    """No ACK: the call is hung up (RFC 3261 section 13.3.1.4). No PRACK: it is refused (RFC 3262 section 3)."""
    if not _past(leg.give_up_at, now):
        return LegStep(leg)
    if leg.state in EARLY:
        return refuse_invite(leg, RefuseLeg(504, "Server Time-out"), settings, now)
    return hung_up_by_us(leg, settings, now, 408, "No ACK")


def _expire(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    if not _past(leg.session_at, now) or leg.state is not LegState.TALKING:
        return LegStep(leg)
    return hung_up_by_us(leg, settings, now, 408, "Session expired")


def _refresh(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    if not _past(leg.refresh_at, now) or leg.state is not LegState.TALKING:
        return LegStep(leg)
    return refresh_session(leg, settings, now)


def _try_again(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    if not _past(leg.again_at, now):
        return LegStep(leg)
    leg = replace(leg, again_at=None)
    return offer_media(leg, leg.again_sdp, settings, now) if leg.state is LegState.TALKING else LegStep(leg)


def _silent(leg: Leg, settings: AgentSettings, now: datetime) -> LegStep:
    step = LegStep(leg)
    for sent in leg.sent:
        if _past(sent.until, now) and sent in step.leg.sent:
            step = step.then(unanswered(step.leg, sent, settings, now))
    return step


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def obey(leg: Leg, command: LegCommand, settings: AgentSettings, now: datetime) -> LegStep:
    """Does what the owner of the call asks; raises IllegalLegMove."""
    match command:
        case RingLeg():
            return ring_caller(leg, command, settings, now)
        case AnswerLeg():
            return answer_invite(leg, command, settings, now)
        case RefuseLeg():
            return refuse_invite(leg, command, settings, now)
        case HangUpLeg() if leg.state in EARLY:
            return refuse_invite(leg, RefuseLeg(480, "Temporarily Unavailable"), settings, now)
        case HangUpLeg():
            return hang_up_leg(leg, settings, now)
        case OfferMedia():
            return offer_media(leg, command.sdp, settings, now)
        case ReportTransfer():
            return report_transfer(leg, command, settings, now)
