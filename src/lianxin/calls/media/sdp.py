"""The few lines of SDP (RFC 8866) that the citizen's leg needs: a plain offer or answer, port and codec of one."""

import re
from typing import Final

_AUDIO: Final = re.compile(r"^m=audio (\d+) (?:UDP/TLS/)?RTP/(\S+) ([\d ]+)", re.MULTILINE)
_ADDRESS: Final = re.compile(r"^c=IN IP[46] (\S+)", re.MULTILINE)
KEYPAD: Final = re.compile(r"^a=rtpmap:(\d+) telephone-event/8000", re.MULTILINE | re.IGNORECASE)
G711: Final = {8: "pcma", 0: "pcmu"}  # static payload types, RFC 3551
DISCARD: Final = 9  # the port of a side that does not exist yet


class BadSdp(ValueError):
    """An SDP without a sound stream of G.711."""


def port_of(sdp: str) -> int:
    """Returns the port of the sound stream; raises BadSdp."""
    return int(_audio(sdp)[1])


def address_in(sdp: str) -> str:
    """Returns the IP address of the sound stream; raises BadSdp."""
    found = _ADDRESS.search(sdp)
    if found is None:
        raise BadSdp("no address")
    return found[1]


def g711_of(sdp: str) -> int:
    """Returns the payload type of the first G.711 codec: 8 for A-law, 0 for µ-law; raises BadSdp."""
    for one in _audio(sdp)[3].split():
        if int(one) in G711:
            return int(one)
    raise BadSdp("no G.711")


def is_browser(sdp: str) -> bool:
    """Whether an SDP is that of a browser: encrypted, with ICE."""
    return _audio(sdp)[2] == "SAVPF"


def plain_sdp(address: str, port: int, payload: int, like: str = "") -> str:
    """Returns an SDP of one G.711 stream, with keypad events of the payload type that `like` uses, else 101."""
    keypad = KEYPAD.search(like)
    event = keypad[1] if keypad else "101"
    lines = (
        "v=0",
        f"o=- 1 1 IN IP4 {address}",
        "s=-",
        f"c=IN IP4 {address}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {payload} {event}",
        f"a=rtpmap:{payload} {G711[payload].upper()}/8000",
        f"a=rtpmap:{event} telephone-event/8000",
        f"a=fmtp:{event} 0-15",
        "a=sendrecv",
        "",
    )
    return "\r\n".join(lines)


def _audio(sdp: str) -> re.Match[str]:
    found = _AUDIO.search(sdp)
    if found is None:
        raise BadSdp("no sound stream")
    return found
