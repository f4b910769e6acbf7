"""What a leg tells the owner of its call, and what the owner asks of the leg. Session descriptions pass unchanged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegOffered:
    """An incoming call. `caller` and `called` are the raw addresses; `sdp` is empty if the caller wants our offer."""

    caller: str
    called: str
    sdp: bytes


@dataclass(frozen=True, slots=True)
class LegRinging:
    """The called telephone rings (180) or plays something (183 with `sdp`)."""

    status: int
    sdp: bytes


@dataclass(frozen=True, slots=True)
class LegTalking:
    """The call is up: the ACK of our 200 or the 200 to our INVITE came. `sdp` is empty if it brought none."""

    sdp: bytes


@dataclass(frozen=True, slots=True)
class MediaOffered:
    """The other side wants other media. AnswerLeg or RefuseLeg must follow; an empty `sdp` asks for our offer."""

    sdp: bytes


@dataclass(frozen=True, slots=True)
class MediaAnswered:
    """The other side answered our offer with `sdp`; empty: it refused it with `status`."""

    sdp: bytes
    status: int


@dataclass(frozen=True, slots=True)
class KeySent:
    """A key came by INFO. `milliseconds` is 0 where it is not said."""

    key: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class TransferAsked:
    """The other side asks us to call `target` instead of it. ReportTransfer tells it how that goes."""

    target: str


@dataclass(frozen=True, slots=True)
class LegOver:
    """The leg ended. `status` is that of the refusal, 487 after a cancel, 408 without an answer, 200 after a BYE."""

    status: int
    reason: str


LegNews = LegOffered | LegRinging | LegTalking | MediaOffered | MediaAnswered | KeySent | TransferAsked | LegOver


@dataclass(frozen=True, slots=True)
class RingLeg:
    """Answers 180 or 183, with a session description for early media; `reliable` by PRACK where the caller can."""

    status: int = 180
    sdp: bytes = b""
    reliable: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLeg:
    """Answers the waiting INVITE, re-INVITE or UPDATE with 200. `may_transfer`: the other side may send REFER."""

    sdp: bytes
    may_transfer: bool = False


@dataclass(frozen=True, slots=True)
class RefuseLeg:
    """Refuses the waiting INVITE, re-INVITE or UPDATE."""

    status: int = 486
    reason: str = "Busy Here"


@dataclass(frozen=True, slots=True)
class HangUpLeg:
    """Ends the leg: CANCEL before the other side answered, BYE afterwards, 480 to an incoming call that rings."""


@dataclass(frozen=True, slots=True)
class OfferMedia:
    """Offers other media by a re-INVITE."""

    sdp: bytes


@dataclass(frozen=True, slots=True)
class ReportTransfer:
    """Reports how the transfer goes that the other side asked for; a final status ends it."""

    status: int
    reason: str


LegCommand = RingLeg | AnswerLeg | RefuseLeg | HangUpLeg | OfferMedia | ReportTransfer
