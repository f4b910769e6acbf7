"""The closed vocabularies of calls and seats, in the glossary's words."""

from enum import StrEnum


class Disposition(StrEnum):
    """How a call ended that made no case (话务小结)."""

    SILENT = "silent"
    WRONG_NUMBER = "wrong_number"
    DROPPED = "dropped"
    PROGRESS = "progress"
    CONSULTATION = "consultation"
    TRANSFERRED = "transferred"
    ABUSIVE = "abusive"


class CallChannel(StrEnum):
    """By which way somebody speaks with a seat."""

    PHONE = "phone"
    VIDEO = "video"
    CHAT = "chat"


class SeatState(StrEnum):
    """What a seat is doing, as its page knows it."""

    READY = "ready"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    AWAY = "away"


class HelpReason(StrEnum):
    """Why an operator asks the shift lead to come; never free text."""

    UPSET_CALLER = "upset_caller"
    DANGER = "danger"
    UNSURE_UNIT = "unsure_unit"
    UNSURE_POLICY = "unsure_policy"
    LANGUAGE = "language"
    SYSTEM = "system"
    OTHER = "other"


class Queue(StrEnum):
    """Lines in which citizens wait, and to which seats are assigned."""

    GENERAL = "general"
    ENTERPRISE = "enterprise"
    FAST_DESK = "fast_desk"
    FOREIGN = "foreign"
    SIGN = "sign"
    EXPERT = "expert"
