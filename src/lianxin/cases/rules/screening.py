"""Which written cases wait until a person has looked at them: the cases that no unit should get unread."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lianxin.cases.rules.words import Channel, Nature, Urgency

SENT_UNREAD = frozenset({Channel.WEB, Channel.MOBILE, Channel.API, Channel.IMPORT})
"""Channels by which a case arrives without a member of staff who heard or typed it."""


class HoldReason(StrEnum):
    """Why a written case waits for a person."""

    CRITICAL = "critical"
    OFFICIAL = "official"
    TIP_OFF = "tip_off"
    NAMES_UNIT = "names_unit"
    CONSULTATION = "consultation"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class UnreadCase:
    """A written case before dispatch. `names` are names of the units on its way, `unit` is None if no rule decides."""

    nature: str
    urgency: str
    words: str
    unit: str | None
    names: Collection[str] = ()
    sealed: bool = False


def why_held(case: UnreadCase) -> HoldReason | None:
    """Returns why a person must look at the case before any unit gets it; None if it may go on by itself.

    Words that report a danger make a case critical at intake, so they are held as critical.
    """
    if case.sealed:
        return HoldReason.OFFICIAL
    if case.urgency == Urgency.CRITICAL:
        return HoldReason.CRITICAL
    if case.nature == Nature.TIP_OFF:
        return HoldReason.TIP_OFF
    if case.nature == Nature.COMPLAINT and any(name in case.words for name in case.names):
        return HoldReason.NAMES_UNIT
    if case.nature == Nature.CONSULTATION:
        return HoldReason.CONSULTATION
    return None if case.unit else HoldReason.NO_RULE
