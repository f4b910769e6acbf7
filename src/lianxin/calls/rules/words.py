"""The closed vocabularies of calls and seats, with the terms of the glossary."""

from enum import StrEnum


class Disposition(StrEnum):
    """The kind of a call that led to no case (话务小结)."""

    SILENT = "silent"
    WRONG_NUMBER = "wrong_number"
    DROPPED = "dropped"
    PROGRESS = "progress"
    CONSULTATION = "consultation"
    TRANSFERRED = "transferred"
    ABUSIVE = "abusive"


class CallChannel(StrEnum):
    """The channel by which a citizen speaks with a seat."""

    PHONE = "phone"
    VIDEO = "video"
    CHAT = "chat"


class SeatState(StrEnum):
    """The state of a seat. `reserved`: a call rings there; `away`: signed in, but gets no calls."""

    SIGNED_OUT = "signed_out"
    READY = "ready"
    RESERVED = "reserved"
    TALKING = "talking"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    AWAY = "away"


class HelpReason(StrEnum):
    """The reason why an operator asks the shift lead for help; never free text."""

    UPSET_CALLER = "upset_caller"
    DANGER = "danger"
    UNSURE_UNIT = "unsure_unit"
    UNSURE_POLICY = "unsure_policy"
    LANGUAGE = "language"
    SYSTEM = "system"
    OTHER = "other"


class Queue(StrEnum):
    """The queues in which citizens wait and to which seats are assigned."""

    GENERAL = "general"
    ENTERPRISE = "enterprise"
    FAST_DESK = "fast_desk"
    FOREIGN = "foreign"
    SIGN = "sign"
    EXPERT = "expert"


class CallDirection(StrEnum):
    """Who dialled: the citizen (`in`) or we (`out`)."""

    IN = "in"
    OUT = "out"


class PartyKind(StrEnum):
    """Who is on a call. `third`: outside the hotline, on the trunk; `listener`: a shift lead, heard by nobody.

    `whisper`: a shift lead or a seat in the second room, in which the lead speaks and the seat hears.
    """

    CITIZEN = "citizen"
    SEAT = "seat"
    THIRD = "third"
    LISTENER = "listener"
    WHISPER = "whisper"


class PartyState(StrEnum):
    """Where a party of a call is. `waiting`: rings, or hears music before a seat answered; `held`: hears music."""

    WAITING = "waiting"
    TALKING = "talking"
    HELD = "held"
    LEFT = "left"


class BreakReason(StrEnum):
    """Why a seat takes a break. `rest`: granted by the profile after long or abusive calls."""

    MEAL = "meal"
    SHORT = "short"
    TRAINING = "training"
    MEETING = "meeting"
    REST = "rest"
    OTHER = "other"


class CallReason(StrEnum):
    """Why a call belongs to a case: it was opened in it, or somebody who works on the case called the citizen."""

    OPENED = "opened"
    CASE = "case"
    CALLBACK = "callback"
    CONTACT = "contact"


class SeatVoice(StrEnum):
    """By what a seat talks: its browser, a SIP phone at the edge, or a telephone that the trunk reaches."""

    BROWSER = "browser"
    PHONE = "phone"
    MOBILE = "mobile"


class SeatPlace(StrEnum):
    """Where a seat is, in the order in which calls overflow."""

    CENTRE = "centre"
    SUB_CENTRE = "sub_centre"
    HOME = "home"
    DISASTER = "disaster"
