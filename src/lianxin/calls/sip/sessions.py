"""Session timers (RFC 4028): who refreshes, how often, and when a call without a refresh is dead."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from lianxin.calls.sip.legs import AgentSettings, Leg, SessionTimer
from lianxin.calls.sip.messages import Headers, SipRequest, SipResponse, parameter

LEAST_BY_STANDARD: Final = 90  # seconds
_SECONDS: Final = re.compile(r"\s*(\d{1,9})\s*(?:;.*)?")


def seconds_in(value: str) -> int:
    """Returns the seconds at the beginning of Session-Expires or Min-SE; 0 if there are none."""
    found = _SECONDS.fullmatch(value)
    return int(found[1]) if found else 0


def too_short(request: SipRequest, settings: AgentSettings) -> bool:
    """Whether the request asks for a session timer shorter than we accept, and its sender understands 422."""
    asked = seconds_in(request.first("Session-Expires"))
    return 0 < asked < settings.least_session and knows_timer(request)


def knows_timer(message: SipRequest | SipResponse) -> bool:
    return "timer" in message.listed("Supported") or "timer" in message.listed("Require")


def timer_for(request: SipRequest, settings: AgentSettings) -> SessionTimer:
    """Returns the timer with which we answer a request: the sender's wish where it has one, otherwise ours."""
    asked = seconds_in(request.first("Session-Expires"))
    least = max(seconds_in(request.first("Min-SE")), settings.least_session)
    seconds = asked if asked >= settings.least_session else max(settings.session, least)
    wish = parameter(request.first("Session-Expires"), "refresher")
    return SessionTimer(seconds, ours=not knows_timer(request) or wish == "uas" or not (asked and wish == "uac"))


def timer_answered(response: SipResponse) -> SessionTimer | None:
    """Returns the timer that a 200 to our request set, or None if it set none."""
    seconds = seconds_in(response.first("Session-Expires"))
    if not seconds:
        return None
    return SessionTimer(seconds, ours=parameter(response.first("Session-Expires"), "refresher") != "uas")


def answer_headers(timer: SessionTimer, request: SipRequest) -> Headers:
    """Returns the headers of a 200 that sets the timer; the sender of the request is `uac`."""
    expires = ("Session-Expires", f"{timer.seconds};refresher={'uas' if timer.ours else 'uac'}")
    return (expires,) if timer.ours or not knows_timer(request) else (expires, ("Require", "timer"))


def ask_headers(leg_timer: SessionTimer | None, settings: AgentSettings) -> Headers:
    """Returns the headers of our INVITE or UPDATE; a running timer keeps its refresher."""
    seconds = leg_timer.seconds if leg_timer else settings.session
    role = "" if leg_timer is None else ";refresher=uac" if leg_timer.ours else ";refresher=uas"
    least = min(max(settings.least_session, 1), seconds)
    return (("Session-Expires", f"{seconds}{role}"), ("Min-SE", str(least)))


def armed(leg: Leg, now: datetime) -> Leg:
    """Returns the leg with its session deadlines counted from `now`; without them while its 200 is un-ACKed.

    The side that refreshes does so at half time, and hangs up at the end. The other one hangs up a third of the time,
    at most 32 seconds, before the end.
    """
    if leg.session is None or leg.repeated:
        return disarmed(leg)
    seconds = leg.session.seconds
    early = 0 if leg.session.ours else min(32, seconds / 3)
    end = now + timedelta(seconds=seconds - early)
    refresh = now + timedelta(seconds=seconds / 2) if leg.session.ours else None
    return replace(leg, session_at=end, refresh_at=refresh)


def disarmed(leg: Leg) -> Leg:
    """Returns the leg without session deadlines."""
    return replace(leg, session_at=None, refresh_at=None)
