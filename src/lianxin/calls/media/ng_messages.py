"""Messages of rtpengine's ng protocol: a cookie, a space and a JSON document in one UDP datagram.

Source: rtpengine 10.5, “The ng Control Protocol”. Only the commands that the call controller needs.
"""

from typing import Final

import msgspec


def _dashed(name: str) -> str:
    """Returns the protocol's spelling of a field."""
    return name.replace("ice", "ICE", 1).replace("_", "-") if name.startswith("ice") else name.replace("_", "-")


class NgRequest(msgspec.Struct, frozen=True, kw_only=True, rename=_dashed, omit_defaults=True, tag_field="command"):
    """Base of all requests; fields with their default are not sent."""


class NgPing(NgRequest, frozen=True, tag="ping"):
    """Asks whether the server answers."""


class NgList(NgRequest, frozen=True, tag="list"):
    """Asks for the ids of all calls."""

    limit: int


class NgOffer(NgRequest, frozen=True, kw_only=True, tag="offer"):
    """The SDP of the side `from_tag`. `flags`, `replace`, `ice` and the fields after them apply as in the manual."""

    call_id: str
    from_tag: str
    sdp: str
    flags: tuple[str, ...]
    replace: tuple[str, ...]
    ice: str
    to_tag: str = ""
    transport_protocol: str = ""
    rtcp_mux: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    ice_lite: str = ""


class NgAnswer(NgRequest, frozen=True, kw_only=True, tag="answer"):
    """The SDP of the side `to_tag`, in answer to an offer of `from_tag`."""

    call_id: str
    from_tag: str
    to_tag: str
    sdp: str
    flags: tuple[str, ...]
    replace: tuple[str, ...]
    ice: str


class NgDelete(NgRequest, frozen=True, kw_only=True, tag="delete"):
    """Ends a call and frees its ports. Without `delete_delay` 0 the server keeps the ports for 30 s."""

    call_id: str
    from_tag: str = ""
    delete_delay: int | None = None


class NgPlay(NgRequest, frozen=True, kw_only=True, tag="play media"):
    """Plays a file of the server to the side `from_tag`, `repeat_times` times."""

    call_id: str
    from_tag: str
    file: str
    repeat_times: int | None = None


class NgStop(NgRequest, frozen=True, kw_only=True, tag="stop media"):
    """Ends what `NgPlay` began."""

    call_id: str
    from_tag: str


class NgPress(NgRequest, frozen=True, kw_only=True, tag="play DTMF"):
    """Sends a key (RFC 4733) as if the side `from_tag` pressed it, after those that still wait; times in milliseconds.

    A telephone without keypad events hears the tone.
    """

    call_id: str
    from_tag: str
    code: str
    duration: int
    pause: int


class NgQuery(NgRequest, frozen=True, kw_only=True, tag="query"):
    """Asks for the state of one call."""

    call_id: str


class NgCount(msgspec.Struct, frozen=True):
    """Numbers of packets and bytes received."""

    packets: int = 0
    bytes: int = 0
    errors: int = 0


class NgTotals(msgspec.Struct, frozen=True):
    """What a call received since it began."""

    RTP: NgCount = NgCount()
    RTCP: NgCount = NgCount()


class NgStream(msgspec.Struct, frozen=True, rename={"last_packet": "last packet"}):
    """A port of a side; `last_packet` is the time of the last packet received, in seconds since 1970."""

    last_packet: int = 0


class NgMedia(msgspec.Struct, frozen=True):
    """The ports of one medium of a side: RTP first, then RTCP."""

    streams: tuple[NgStream, ...] = ()


class NgSide(msgspec.Struct, frozen=True):
    """One side of a call."""

    medias: tuple[NgMedia, ...] = ()


class NgReply(msgspec.Struct, frozen=True, rename=_dashed):
    """A reply. `result` is `ok`, `pong`, `load limit` or `error`; `duration` of played media is in milliseconds.

    `created` is the time a call began in seconds since 1970; `tags` are the sides of a call by their tag.
    """

    result: str
    sdp: str = ""
    error_reason: str = ""
    warning: str = ""
    duration: int = 0
    created: int = 0
    calls: tuple[str, ...] = ()
    totals: NgTotals = NgTotals()
    tags: dict[str, NgSide] = msgspec.field(default_factory=dict[str, NgSide])


class BadNgReply(ValueError):
    """A datagram that is not a reply of the ng protocol."""


REFUSED_RESULTS: Final = frozenset({"error", "load limit"})
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(NgReply).decode


def ng_datagram(cookie: str, request: NgRequest) -> bytes:
    """Returns the datagram of a request; a retry has the same cookie."""
    return cookie.encode() + b" " + _encode(request)


def read_ng_reply(datagram: bytes) -> tuple[str, NgReply]:
    """Returns cookie and reply; raises BadNgReply."""
    cookie, space, body = datagram.partition(b" ")
    if not space or not cookie.isascii():
        raise BadNgReply("no cookie")
    try:
        return cookie.decode(), _decode(body)
    except msgspec.DecodeError as error:
        raise BadNgReply(str(error)) from None
