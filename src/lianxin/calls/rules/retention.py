"""When recordings and transcripts are erased: by their age, never while something keeps them."""

from datetime import datetime, timedelta
from enum import StrEnum


class KeptPart(StrEnum):
    """What is kept of a call, each for its own time."""

    VOICE = "voice"
    TRANSCRIPT = "transcript"


class KeptFor(StrEnum):
    """Why something is kept."""

    AGE = "age"
    LEGAL_HOLD = "legal_hold"
    OPEN_CASE = "open_case"


def kept_until(ended_at: datetime, days: int) -> datetime:
    """Returns the moment from which something may be erased by its age."""
    return ended_at + timedelta(days=days)


def why_kept(ended_at: datetime, now: datetime, days: int, *, held: bool, open_case: bool) -> KeptFor | None:
    """Returns why a part of a call is kept; None if it is to be erased."""
    if held:
        return KeptFor.LEGAL_HOLD
    if open_case:
        return KeptFor.OPEN_CASE
    return KeptFor.AGE if now < kept_until(ended_at, days) else None
