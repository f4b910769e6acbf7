"""The offer of a citizen's browser is rebuilt from checked values; everything else in it is lost or refused."""

import pytest

from lianxin.calls.media.browser_sdp import MOST_SDP, browser_offer
from lianxin.calls.media.sdp import BadSdp, g711_of, is_browser, plain_sdp, port_of

PRINT = ":".join(["9A"] * 32)
OFFER = f"""v=0
o=- 2839372029927601451 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 8 110 126
c=IN IP4 192.168.1.20
a=candidate:153292503 1 udp 2113937151 192.168.1.20 39653 typ host
a=ice-ufrag:R9FY
a=ice-pwd:nEHnch/VnA9j8cwv7TtcelVk
a=fingerprint:sha-256 {PRINT}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtpmap:8 PCMA/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
""".replace("\n", "\r\n")


def test_only_pcma_and_keys_are_left_and_no_address_of_the_browser():
    clean = browser_offer(OFFER)
    assert is_browser(clean)
    assert (g711_of(clean), port_of(clean)) == (8, 9)
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 8 126\r\n" in clean
    assert f"a=fingerprint:sha-256 {PRINT}\r\n" in clean
    for gone in ("192.168", "candidate", "opus", "110", "BUNDLE"):
        assert gone not in clean
    assert browser_offer(clean) == clean
    assert not is_browser(plain_sdp("127.0.0.1", 9, 8))


def test_a_browser_without_keypad_events_may_call():
    assert "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n" in browser_offer(
        OFFER.replace("126 telephone-event/8000", "126 CN/8000")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8 110", "110"),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        ("m=audio", "m=video"),
        ("a=mid:0", "a=mid:0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96"),
        ("a=mid:0", "a=mid:0\r\na=mid:1"),
        ("a=mid:0", "a=mid:0 0"),
        ("a=setup:actpass", "a=setup:holdconn"),
        ("a=ice-ufrag:R9FY", ""),
        ("R9FY", "R9FY\0"),
        ("R9FY", "R" * 300),
        ("sha-256 9A", "sha-1 9A"),
        ("s=-", "s=" + "x" * MOST_SDP),
    ],
)
def test_what_is_no_offer_of_one_sound_stream_is_refused(old: str, new: str):
    with pytest.raises(BadSdp):
        browser_offer(OFFER.replace(old, new, 1))
