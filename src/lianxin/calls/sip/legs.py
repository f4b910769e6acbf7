"""A leg: one SIP dialog (RFC 3261 section 12) between this program and a telephone, and the table of its states.

A leg is a value without connections: it can be stored, and another process can continue it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from lianxin.calls.sip.messages import SipRequest, SipResponse, parameter, parse_message
from lianxin.calls.sip.news import LegNews
from lianxin.kernel.errors import Conflict

UNDERSTOOD: Final = frozenset({"100rel", "timer"})  # option tags of Require
SIP_METHODS: Final = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY"


class LegState(StrEnum):
    """The state of a leg."""

    OFFERED = "offered"
    RINGING = "ringing"
    ANSWERED = "answered"  # our 200 waits for its ACK
    CALLING = "calling"
    ALERTING = "alerting"
    CANCELLING = "cancelling"
    TALKING = "talking"
    ENDING = "ending"  # our BYE waits for its answer
    ENDED = "ended"


class LegMove(StrEnum):
    """A move of a leg from one state to another."""

    RING = "ring"
    ANSWER = "answer"
    REFUSE = "refuse"
    BE_CANCELLED = "be_cancelled"
    BE_ACKNOWLEDGED = "be_acknowledged"
    BE_RINGING = "be_ringing"
    BE_ANSWERED = "be_answered"
    BE_REFUSED = "be_refused"
    CANCEL = "cancel"
    HANG_UP = "hang_up"
    BE_HUNG_UP = "be_hung_up"
    FINISH = "finish"


_S, _M = LegState, LegMove

LEG_MOVES: Final[Mapping[LegState, Mapping[LegMove, LegState]]] = {
    _S.OFFERED: {
        _M.RING: _S.RINGING,
        _M.ANSWER: _S.ANSWERED,
        _M.REFUSE: _S.ENDED,
        _M.BE_CANCELLED: _S.ENDED,
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.RINGING: {
        _M.RING: _S.RINGING,
        _M.ANSWER: _S.ANSWERED,
        _M.REFUSE: _S.ENDED,
        _M.BE_CANCELLED: _S.ENDED,
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.ANSWERED: {
        _M.BE_ACKNOWLEDGED: _S.TALKING,
        _M.HANG_UP: _S.ENDING,  # only when the ACK does not come: RFC 3261 section 15
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.CALLING: {
        _M.BE_RINGING: _S.ALERTING,
        _M.BE_ANSWERED: _S.TALKING,
        _M.BE_REFUSED: _S.ENDED,
        _M.CANCEL: _S.CANCELLING,
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.ALERTING: {
        _M.BE_RINGING: _S.ALERTING,
        _M.BE_ANSWERED: _S.TALKING,
        _M.BE_REFUSED: _S.ENDED,
        _M.CANCEL: _S.CANCELLING,
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.CANCELLING: {
        _M.BE_REFUSED: _S.ENDED,
        _M.BE_ANSWERED: _S.TALKING,  # the 200 crossed our CANCEL; the leg hangs up in the same step
        _M.BE_HUNG_UP: _S.ENDED,
    },
    _S.TALKING: {_M.HANG_UP: _S.ENDING, _M.BE_HUNG_UP: _S.ENDED},
    _S.ENDING: {_M.FINISH: _S.ENDED, _M.BE_HUNG_UP: _S.ENDED},
    _S.ENDED: {},
}


class IllegalLegMove(Conflict):
    """This move is not possible in the present state of the leg."""

    code = "calls.illegal_leg_move"


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """Addresses are `host:port`. `contact` is the edge's towards trunks, `edge` its listener for controllers."""

    node: str
    listen: str
    edge: str
    contact: str
    session: int = 1800  # seconds of RFC 4028 that we ask for
    least_session: int = 90  # seconds; a shorter one is refused with 422
    t1: float = 0.5  # seconds; the first pause between two copies of a 200
    t2: float = 4.0
    ring: float = 180.0  # seconds that an outgoing call may ring

    def delay(self, seconds: float) -> timedelta:
        """Returns a pause between two copies, at most `t2` long."""
        return timedelta(seconds=min(seconds, self.t2))

    @property
    def give_up(self) -> timedelta:
        """How long an answer or an ACK may take."""
        return timedelta(seconds=64 * self.t1)


@dataclass(frozen=True, slots=True)
class SessionTimer:
    """A session timer (RFC 4028): `seconds` between refreshes; `ours`: this side sends them."""

    seconds: int
    ours: bool


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request of ours without a final answer. `until` is when it counts as 408."""

    method: str
    cseq: int
    until: datetime
    raw: bytes

    @property
    def request(self) -> SipRequest:
        return as_request(self.raw)


@dataclass(frozen=True, slots=True)
class HeldReply:
    """A reply to the first INVITE that waits until the caller confirmed the one before it by PRACK."""

    status: int
    sdp: bytes
    reliable: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One dialog. Times are absolute, so that a restored leg keeps its deadlines.

    `invite` is the raw INVITE, re-INVITE or UPDATE that waits for our final answer. `repeated` is our 200 or reliable
    18x that is sent again at `repeat_at` until it is confirmed. `sdp` is our latest session description.
    """

    id: UUID
    incoming: bool
    state: LegState
    call_id: str
    local_tag: str
    remote_tag: str
    local: str
    remote: str
    target: str
    routes: tuple[str, ...] = ()
    local_cseq: int = 0
    remote_cseq: int = 0
    invite: bytes = b""
    sdp: bytes = b""
    repeated: bytes = b""
    repeat_at: datetime | None = None
    repeat_pause: float = 0.0
    give_up_at: datetime | None = None
    rseq: int = 0
    heard_rseq: int = 0
    held: tuple[HeldReply, ...] = ()
    session: SessionTimer | None = None
    refresh_at: datetime | None = None
    session_at: datetime | None = None
    sent: tuple[SentRequest, ...] = ()
    ack: bytes = b""
    again_at: datetime | None = None
    again_sdp: bytes = b""
    leaving: bool = False
    peer_options: tuple[str, ...] = ()
    peer_methods: tuple[str, ...] = ()
    may_transfer: bool = False
    refer_cseq: int = 0
    forget_at: datetime | None = None

    @property
    def contact_user(self) -> str:
        return self.id.hex

    @property
    def remote_cseq_of_invite(self) -> int:
        """The number of the INVITE that waits for our answer; 0 without one."""
        return self.asked.cseq[0] if self.invite else 0

    def waiting_for(self, request: SipRequest, raw: bytes, until: datetime) -> "Leg":
        """Returns the leg that waits for the final answer to a request of ours."""
        return replace(self, sent=(*self.sent, SentRequest(request.method, request.cseq[0], until, raw)))

    @property
    def asked(self) -> SipRequest:
        """The request that waits for our final answer; only where `invite` is not empty."""
        return as_request(self.invite)


@dataclass(frozen=True, slots=True)
class LegStep:
    """The leg after something happened, the messages to send once it is saved, and the news for the call's owner."""

    leg: Leg
    sends: tuple[SipRequest | SipResponse, ...] = ()
    news: tuple[LegNews, ...] = ()

    def then_sends(self, *messages: SipRequest | SipResponse) -> "LegStep":
        """Returns this step with more messages after its own."""
        return replace(self, sends=(*self.sends, *messages))

    def then(self, other: "LegStep") -> "LegStep":
        """Returns both steps as one; the second began from the leg of the first."""
        return LegStep(other.leg, (*self.sends, *other.sends), (*self.news, *other.news))


def moved(leg: Leg, move: LegMove, **changes: Any) -> Leg:
    """Returns the leg after a move, with other changed fields; raises IllegalLegMove."""
    possible = LEG_MOVES[leg.state]
    if move not in possible:
        raise IllegalLegMove(state=leg.state.value, move=move.value, possible=[each.value for each in possible])
    return replace(leg, state=possible[move], **changes)


def as_request(raw: bytes) -> SipRequest:
    """Reads bytes that this program stored."""
    read = parse_message(raw)
    if not isinstance(read, SipRequest):
        raise TypeError("a stored request is a response")
    return read


def leg_due(leg: Leg) -> datetime | None:
    """Returns when `tick` must look at the leg next, or None."""
    times = [leg.repeat_at, leg.give_up_at, leg.refresh_at, leg.session_at, leg.again_at, leg.forget_at]
    return min((each for each in (*times, *(sent.until for sent in leg.sent)) if each), default=None)


def same_branch(request: SipRequest, other: SipRequest) -> bool:
    """Whether both belong to one transaction: the branch and the sender of their first Via are equal.

    The edge passes a CANCEL to a controller that took the call over under another branch; then the caller's own Via,
    the last one, tells.
    """
    return any(_transaction(request, which) == _transaction(other, which) for which in (0, -1))


def _transaction(request: SipRequest, which: int) -> tuple[str, str]:
    """Returns the sender and the branch of one Via."""
    via = request.listed("Via")[which]
    return via.split(";")[0].split()[-1], parameter(via, "branch")
