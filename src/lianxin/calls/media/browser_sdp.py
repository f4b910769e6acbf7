"""The offer of a citizen's browser (WebRTC), reduced to one sound stream of PCMA before it reaches rtpengine.

The offer comes from anybody on the internet. So nothing of it is passed on but the values below, each of a fixed form;
addresses of the browser are left out: rtpengine is an ICE-lite side and learns them from the browser's checks.
Sources: RFC 8829 (offer), RFC 8839 (ICE), RFC 8122 (fingerprint), RFC 3551 (payload type 8).
"""

import re
from typing import Final

from lianxin.calls.media.sdp import KEYPAD, BadSdp

MOST_SDP: Final = 20_000  # characters; Chromium's offer has about 5,000
_SOUND: Final = re.compile(r"^m=audio \d+ UDP/TLS/RTP/SAVPF ([\d ]+)\r?$", re.MULTILINE)
_VALUES: Final = {
    "ice-ufrag": r"[A-Za-z0-9+/]{4,256}",
    "ice-pwd": r"[A-Za-z0-9+/]{22,256}",
    "fingerprint": r"sha-256 (?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}",
    "setup": r"actpass",
    "mid": r"[A-Za-z0-9]{1,16}",
}
_PCMA: Final = "8"


def browser_offer(sdp: str) -> str:
    """Returns the offer with PCMA and keypad events only; raises BadSdp for anything else than one offer of sound."""
    if len(sdp) > MOST_SDP or sdp.count("m=") != 1:
        raise BadSdp("not one stream")
    sound = _SOUND.search(sdp)
    if sound is None or _PCMA not in sound[1].split():
        raise BadSdp("no PCMA over DTLS")
    keypad = KEYPAD.search(sdp)
    payloads = f"{_PCMA} {keypad[1]}" if keypad else _PCMA
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        f"m=audio 9 UDP/TLS/RTP/SAVPF {payloads}",
        "c=IN IP4 0.0.0.0",
        *(f"a={name}:{_value(sdp, name)}" for name in _VALUES),
        "a=sendrecv",
        "a=rtcp-mux",
        "a=rtpmap:8 PCMA/8000",
    ]
    if keypad:
        lines += [f"a=rtpmap:{keypad[1]} telephone-event/8000", f"a=fmtp:{keypad[1]} 0-15"]
    return "\r\n".join([*lines, ""])


def _value(sdp: str, name: str) -> str:
    """Returns the one value of an attribute; raises BadSdp."""
    found = set(re.findall(rf"^a={name}:(.*?)\r?$", sdp, re.MULTILINE))
    if len(found) != 1:
        raise BadSdp(f"not one {name}")
    [value] = found
    if not re.fullmatch(_VALUES[name], value):
        raise BadSdp(f"bad {name}")
    return value
