"""SIP messages that a citizen's side sends to a leg, for tests of the pure functions."""

from datetime import UTC, datetime

from lianxin.calls.sip.answering import leg_offered
from lianxin.calls.sip.calling import PlacedCall, heard_response, leg_placed
from lianxin.calls.sip.legs import AgentSettings, Leg, LegStep
from lianxin.calls.sip.messages import SipRequest, SipResponse, parse_message
from lianxin.calls.sip.news import AnswerLeg
from lianxin.calls.sip.timers import obey
from lianxin.calls.sip.within import heard_request
from lianxin.kernel.ids import new_id

T0 = datetime(2026, 11, 30, 8, tzinfo=UTC)
SETTINGS = AgentSettings("c1", "127.0.0.1:7001", "127.0.0.1:5080", "127.0.0.1:5060")
OFFER = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"


def request(method: str, cseq: int, *more: str, to_tag: str = "", branch: str = "", body: bytes = b"") -> SipRequest:
    """Returns a request of the citizen's side; in a dialog with our tag."""
    to = f"<sip:12345@edge>;tag={to_tag}" if to_tag else "<sip:12345@edge>"
    lines = [
        f"{method} sip:12345@edge SIP/2.0",
        f"Via: SIP/2.0/TCP 127.0.0.1:5080;branch={branch or f'z9hG4bK{method}{cseq}'}",
        "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKfar",
        "From: <sip:13800000000@10.0.0.1>;tag=far",
        f"To: {to}",
        "Call-ID: call-1",
        f"CSeq: {cseq} {method}",
        "Contact: <sip:13800000000@10.0.0.1:5070>",
        *more,
    ]
    read = parse_message("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    assert isinstance(read, SipRequest)
    return read


def response(
    to: SipRequest, status: int, *more: tuple[str, str], tag: str = "theirs", body: bytes = b""
) -> SipResponse:
    """Returns the other side's response to a request of ours."""
    kept = tuple(pair for pair in to.headers if pair[0] in {"Via", "From", "Call-ID", "CSeq"})
    contact = ("Contact", "<sip:10010@10.0.0.9:5070>")
    address = to.first("To") if ";tag=" in to.first("To") else f"{to.first('To')};tag={tag}"
    return SipResponse((*kept, ("To", address), contact, *more), body, status, "Said")


INVITE_ROUTES = (
    "Record-Route: <sip:127.0.0.1:5080;transport=tcp;r2=on;lr>",
    "Record-Route: <sip:127.0.0.1:5060;r2=on;lr>",
)


def offered(*more: str, body: bytes = OFFER) -> LegStep:
    """Returns a call that came in."""
    return leg_offered(request("INVITE", 1, *INVITE_ROUTES, *more, body=body), new_id(), SETTINGS)


def answered(*more: str) -> Leg:
    """Returns a call whose 200 waits for the ACK."""
    return obey(offered(*more).leg, AnswerLeg(b"v=0\r\n"), SETTINGS, T0).leg


def talking(*more: str) -> Leg:
    """Returns an incoming call that is up."""
    leg = answered(*more)
    return heard_request(leg, request("ACK", 1, to_tag=leg.local_tag), SETTINGS, T0).leg


def placed() -> LegStep:
    """Returns a call of ours whose INVITE was sent."""
    call = PlacedCall("sip:10010@10.0.0.9:5060", "<sip:12345@127.0.0.1:5060>", "<sip:10010@10.0.0.9>", OFFER)
    return leg_placed(call, new_id(), SETTINGS, T0)


def connected(*more: tuple[str, str]) -> Leg:
    """Returns a call of ours that was answered."""
    step = placed()
    invite = step.leg.sent[0].request
    return heard_response(step.leg, response(invite, 200, *more, body=OFFER), SETTINGS, T0).leg
