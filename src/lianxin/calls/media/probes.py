"""Whether a media server answers: one blocking request, for starting servers and for checks."""

import contextlib
import secrets
import socket
from typing import Final

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from lianxin.calls.media.janus import JANUS_PROTOCOL
from lianxin.calls.media.janus_messages import BadJanusMessage, JanusRequest, encode_janus, read_janus
from lianxin.calls.media.ng_messages import BadNgReply, NgPing, ng_datagram, read_ng_reply

PROBE_WAITS: Final = 1.0  # seconds


def rtpengine_answers(address: tuple[str, int]) -> bool:
    """Whether rtpengine answers a ping at the address of its ng port."""
    cookie = secrets.token_hex(8)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, contextlib.suppress(OSError, BadNgReply):
        asking.settimeout(PROBE_WAITS)
        asking.connect(address)
        asking.send(ng_datagram(cookie, NgPing()))
        said, reply = read_ng_reply(asking.recv(65_535))
        return said == cookie and reply.result == "pong"
    return False


def janus_answers(url: str, secret: str) -> bool:
    """Whether Janus answers a ping and accepts the secret."""
    ping = JanusRequest(janus="ping", transaction=secrets.token_hex(8), apisecret=secret)
    try:
        with connect(url, subprotocols=[JANUS_PROTOCOL], open_timeout=PROBE_WAITS, close_timeout=PROBE_WAITS) as asking:
            asking.send(encode_janus(ping), text=True)
            return read_janus(asking.recv(PROBE_WAITS)).janus == "pong"
    except (OSError, TimeoutError, WebSocketException, BadJanusMessage):
        return False
