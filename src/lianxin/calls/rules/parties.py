"""Who hears whom on a call, and how parties come and go so that nobody is left alone on a line.

The AudioBridge mixes a room as a whole, not by pair. So what somebody must not hear happens in a room without them:
during a consultation the citizen is out of the room and hears music, and a whisper is a second room with only the
shift lead and the seat.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from lianxin.calls.rules.words import CallDirection, PartyKind, PartyState
from lianxin.kernel.errors import Conflict


class TalkMode(StrEnum):
    """What a call is at a moment."""

    TALK = "talk"
    CONSULT = "consult"
    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"


class PartyRole(StrEnum):
    """The roles on a call. `third`: a second seat, or somebody on the trunk; `lead`: a shift lead."""

    CITIZEN = "citizen"
    SEAT = "seat"
    THIRD = "third"
    LEAD = "lead"


class PartyRoom(StrEnum):
    """The rooms of a call."""

    CALL = "call"
    WHISPER = "whisper"


@dataclass(frozen=True, slots=True)
class InRoom:
    """A participant of a room; a muted one only hears."""

    room: PartyRoom
    muted: bool = False


_TALKS, _HEARS = InRoom(PartyRoom.CALL), InRoom(PartyRoom.CALL, muted=True)
_ALL = {PartyRole.CITIZEN: (_TALKS,), PartyRole.SEAT: (_TALKS,), PartyRole.THIRD: (_TALKS,)}

PLACES: Mapping[TalkMode, Mapping[PartyRole, tuple[InRoom, ...]]] = {
    TalkMode.TALK: _ALL,
    TalkMode.CONSULT: {PartyRole.SEAT: (_TALKS,), PartyRole.THIRD: (_TALKS,)},  # the citizen hears music
    TalkMode.LISTEN: {**_ALL, PartyRole.LEAD: (_HEARS,)},
    TalkMode.WHISPER: {
        **_ALL,
        PartyRole.SEAT: (_TALKS, InRoom(PartyRoom.WHISPER, muted=True)),
        PartyRole.LEAD: (_HEARS, InRoom(PartyRoom.WHISPER)),
    },
    TalkMode.JOIN: {**_ALL, PartyRole.LEAD: (_TALKS,)},
}
"""Where each role is in each mode; a role without a place hears music, or is not on the call."""


def heard_by(mode: TalkMode) -> frozenset[tuple[PartyRole, PartyRole]]:
    """Returns the pairs (speaker, listener) of a mode."""
    places = PLACES[mode]
    return frozenset(
        (speaker, listener)
        for speaker, listener in product(places, places)
        if speaker is not listener
        and any(
            not mine.muted and mine.room is theirs.room for mine, theirs in product(places[speaker], places[listener])
        )
    )


def hears_keys(kind: str, state: str, direction: str) -> bool:
    """Whether keys that the seat presses reach a party: an outside contact, or the citizen of a call that was placed.

    `kind` and `state` are those of the party, `direction` that of the call.
    """
    if state != PartyState.TALKING:
        return False
    return kind == PartyKind.THIRD or (kind == PartyKind.CITIZEN and direction == CallDirection.OUT)


class ThirdState(StrEnum):
    """Where the third party is."""

    NONE = "none"
    RINGING = "ringing"
    TALKING = "talking"


class PartyMove(StrEnum):
    """What changes the parties of a call."""

    CONSULT = "consult"
    SEND = "send"
    THIRD_ANSWERS = "third_answers"
    THIRD_LEAVES = "third_leaves"
    BRING_IN = "bring_in"
    HAND_OVER = "hand_over"
    PASS_ON = "pass_on"
    SEAT_LEAVES = "seat_leaves"
    SEAT_ANSWERS = "seat_answers"
    SEAT_SILENT = "seat_silent"
    CITIZEN_LEAVES = "citizen_leaves"


@dataclass(frozen=True, slots=True)
class Conference:
    """The parties of a call that a seat answered. `private`: the citizen hears music. `over`: every leg ends.

    `recalled`: the seat that sent the citizen away rings again, because the third party did not answer.
    `queued`: the citizen waits in a queue again, at the first place of the call.
    """

    seat: bool = True
    third: ThirdState = ThirdState.NONE
    private: bool = False
    recalled: bool = False
    queued: bool = False
    over: bool = False


class IllegalPartyMove(Conflict):
    """This is not possible with the parties that are on the call now."""

    code = "calls.illegal_party_move"


def conference_after(now: Conference, move: PartyMove) -> Conference:
    """Returns the parties after a move; raises IllegalPartyMove.

    Whoever leaves takes nobody along and leaves nobody alone: a third party that refuses, does not answer or hangs up
    gives the citizen back to the seat; a seat that leaves gives the citizen to a third party that talks, otherwise the
    call is over. A citizen who was sent to a third party that does not answer goes back to the seat, which rings; if
    that does not answer either, to the first place in the queue.
    """
    after = None if now.over or now.queued else _STEPS[move](now)
    if after is None:
        raise IllegalPartyMove(move=move.value)
    return after


def _third_leaves(now: Conference) -> Conference | None:
    if now.third is ThirdState.NONE:
        return None
    if now.seat:
        return Conference()
    return _RECALLED if now.third is ThirdState.RINGING else _OVER


_OVER = Conference(seat=False, over=True)
_QUEUED = Conference(seat=False, queued=True)
_RECALLED = Conference(seat=False, private=True, recalled=True)
_HANDED = Conference(seat=False, third=ThirdState.TALKING)
_NONE, _RINGS, _ON = ThirdState.NONE, ThirdState.RINGING, ThirdState.TALKING
_STEPS: Mapping[PartyMove, Callable[[Conference], Conference | None]] = {
    PartyMove.CONSULT: lambda now: (
        replace(now, third=_RINGS, private=True) if now.seat and now.third is _NONE else None
    ),
    PartyMove.SEND: lambda now: (
        Conference(seat=False, third=_RINGS, private=True) if now.seat and now.third is _NONE else None
    ),
    PartyMove.THIRD_ANSWERS: lambda now: (
        None if now.third is not _RINGS else replace(now, third=_ON) if now.seat else _HANDED
    ),
    PartyMove.THIRD_LEAVES: _third_leaves,
    PartyMove.BRING_IN: lambda now: replace(now, private=False) if now.third is _ON and now.private else None,
    PartyMove.HAND_OVER: lambda now: _HANDED if now.third is _ON and now.seat else None,
    PartyMove.PASS_ON: lambda now: _QUEUED if now.seat and now.third is _NONE else None,
    PartyMove.SEAT_LEAVES: lambda now: None if not now.seat else _HANDED if now.third is _ON else _OVER,
    PartyMove.SEAT_ANSWERS: lambda now: Conference() if now.recalled else None,
    PartyMove.SEAT_SILENT: lambda now: _QUEUED if now.recalled else None,
    PartyMove.CITIZEN_LEAVES: lambda _: _OVER,
}
