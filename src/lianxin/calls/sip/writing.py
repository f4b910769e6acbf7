"""Builds the messages of a leg: replies to a request, requests inside the dialog, ACK and CANCEL."""

from dataclasses import replace
from typing import Final

from lianxin.calls.sip.legs import SIP_METHODS, AgentSettings, Leg
from lianxin.calls.sip.messages import Headers, SipRequest, SipResponse, parameter

SIP_REASONS: Final = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 400: "Bad Request",
    405: "Method Not Allowed", 415: "Unsupported Media Type", 420: "Bad Extension", 422: "Session Interval Too Small",
    480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error", 603: "Decline",
}  # fmt: skip
SDP_TYPE: Final = ("Content-Type", "application/sdp")
ABLE: Final[Headers] = (("Allow", SIP_METHODS), ("Supported", "100rel, timer"))
_COPIED: Final = ("Via", "From", "Call-ID", "CSeq")


def reply_to(
    request: SipRequest, status: int, *added: tuple[str, str], reason: str = "", tag: str = "", body: bytes = b""
) -> SipResponse:
    """Returns the response to a request; `tag` is ours, added where its To has none yet."""
    headers = [(name, value) for name, value in request.headers if name in _COPIED]
    to = request.first("To")
    if tag and status > 100 and not parameter(to, "tag"):
        to = f"{to};tag={tag}"
    return SipResponse((*headers, ("To", to), *added), body, status, reason or SIP_REASONS.get(status, "Unknown"))


def reply_in(leg: Leg, settings: AgentSettings, status: int, *added: tuple[str, str], body: bytes = b"") -> SipResponse:
    """Returns the response to `leg.asked` that makes or keeps the dialog: with Contact, Record-Route and SDP type."""
    request = leg.asked
    route = tuple(("Record-Route", value) for value in request.every("Record-Route"))
    kind = (SDP_TYPE,) if body else ()
    headers = (*route, ("Contact", contact_of(leg, settings)), *ABLE, *added, *kind)
    return reply_to(request, status, *headers, tag=leg.local_tag, body=body)


def contact_of(leg: Leg, settings: AgentSettings) -> str:
    """The Contact of every leg is the edge's: another controller can then take the leg over."""
    return f"<sip:{leg.contact_user}@{settings.contact}>"


def request_in(
    leg: Leg, settings: AgentSettings, method: str, *added: tuple[str, str], body: bytes = b""
) -> tuple[Leg, SipRequest]:
    """Returns the leg with the next CSeq, and its request."""
    leg = replace(leg, local_cseq=leg.local_cseq + 1)
    return leg, dialog_request(leg, settings, method, leg.local_cseq, *added, body=body)


def dialog_request(
    leg: Leg, settings: AgentSettings, method: str, cseq: int, *added: tuple[str, str], body: bytes = b""
) -> SipRequest:
    """Returns a request inside the dialog. Its branch follows from the leg, the method and the number."""
    contact = (("Contact", contact_of(leg, settings)),) if method not in {"BYE", "ACK", "CANCEL", "PRACK"} else ()
    to = f"{leg.remote};tag={leg.remote_tag}" if leg.remote_tag else leg.remote
    headers = (
        ("Via", via_of(settings, branch_of(leg, method, cseq))),
        ("Max-Forwards", "70"),
        *(("Route", route) for route in leg.routes),
        ("From", f"{leg.local};tag={leg.local_tag}"),
        ("To", to),
        ("Call-ID", leg.call_id),
        ("CSeq", f"{cseq} {method}"),
        *contact,
        *added,
    )
    return SipRequest(headers, body, method, leg.target)


def via_of(settings: AgentSettings, branch: str) -> str:
    """Returns our Via."""
    return f"SIP/2.0/TCP {settings.listen};branch={branch};rport"


def branch_of(leg: Leg, method: str, cseq: int) -> str:
    """Returns the branch of a request of the leg; another controller finds the same. The prefix is RFC 3261's."""
    return f"z9hG4bK{leg.id.hex}.{method}.{cseq}"


def refusal_ack(invite: SipRequest, response: SipResponse) -> SipRequest:
    """Returns the ACK of a final response other than 2xx, which belongs to the INVITE's own transaction."""
    return _of_invite(invite, "ACK", response.first("To"))


def cancel_of(invite: SipRequest) -> SipRequest:
    """Returns the CANCEL of an INVITE."""
    return _of_invite(invite, "CANCEL", invite.first("To"))


def _of_invite(invite: SipRequest, method: str, to: str) -> SipRequest:
    headers = (
        ("Via", invite.listed("Via")[0]),
        ("Max-Forwards", "70"),
        *(("Route", route) for route in invite.every("Route")),
        ("From", invite.first("From")),
        ("To", to),
        ("Call-ID", invite.call_id),
        ("CSeq", f"{invite.cseq[0]} {method}"),
    )
    return SipRequest(headers, b"", method, invite.uri)


def owner_claim(leg: Leg, settings: AgentSettings, unique: str) -> SipRequest:
    """Returns the OPTIONS that enters this controller as the owner of a leg in the edge's table."""
    return _entry("own", settings, unique, ("X-Leg", leg.call_id), owner_header(settings))


def phone_entry(user: str, digest: str, settings: AgentSettings, unique: str) -> SipRequest:
    """Returns the OPTIONS that enters a seat's phone in the edge's table; an empty `digest` (HA1) removes it."""
    return _entry("seat", settings, unique, ("X-Seat", user), *((("X-Secret", digest),) if digest else ()))


def _entry(table: str, settings: AgentSettings, unique: str, *columns: tuple[str, str]) -> SipRequest:
    """Returns the OPTIONS by which the edge changes one of its tables."""
    headers = (
        ("Via", via_of(settings, f"z9hG4bK{table}.{unique}")),
        ("Max-Forwards", "1"),
        ("From", f"<sip:{table}@{settings.edge}>;tag={unique}"),
        ("To", f"<sip:{table}@{settings.edge}>"),
        ("Call-ID", unique),
        ("CSeq", "1 OPTIONS"),
        *columns,
    )
    return SipRequest(headers, b"", "OPTIONS", f"sip:{table}@{settings.edge}")


def owner_header(settings: AgentSettings) -> tuple[str, str]:
    """Returns the header that says where the edge finds this controller; the edge removes it."""
    return "X-Owner", f"sip:{settings.listen};transport=tcp"
