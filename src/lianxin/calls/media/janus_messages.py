"""Messages of Janus over WebSocket, and of its AudioBridge plugin. Ids are integers of 53 bits.

Source: Janus 1.1.2, “RESTful, WebSockets, RabbitMQ … API” and the documentation of the AudioBridge.
"""

from typing import Final

import msgspec

AUDIOBRIDGE: Final = "janus.plugin.audiobridge"
NO_SESSION: Final = 458
NO_ROOM: Final = 485


class JanusFault(msgspec.Struct, frozen=True):
    """The error of a request."""

    code: int
    reason: str = ""


class JanusId(msgspec.Struct, frozen=True):
    """The id of a new session or handle."""

    id: int = 0


class RtpPlace(msgspec.Struct, frozen=True):
    """Where a plain RTP participant receives; Janus answers with its own place."""

    ip: str
    port: int


class RoomListed(msgspec.Struct, frozen=True):
    """A room in the list of all rooms."""

    room: int
    description: str = ""
    num_participants: int = 0


class RoomParticipant(msgspec.Struct, frozen=True):
    """A participant of a room; `setup` once its media runs, `talking` if the room reports levels."""

    id: int
    display: str = ""
    setup: bool = False
    muted: bool = False
    talking: bool = False


class BridgeData(msgspec.Struct, frozen=True):
    """What the AudioBridge says in a reply or an event. `audiobridge` names the fact: `joined`, `event` …"""

    audiobridge: str
    room: int = 0
    id: int = 0
    leaving: int = 0
    error_code: int = 0
    error: str = ""
    stream_id: int = 0
    rtp: RtpPlace | None = None
    participants: tuple[RoomParticipant, ...] = ()
    list: tuple[RoomListed, ...] = ()


class PluginData(msgspec.Struct, frozen=True):
    """A message of a plugin."""

    plugin: str
    data: BridgeData


class Jsep(msgspec.Struct, frozen=True):
    """An SDP with its type, `offer` or `answer`."""

    type: str
    sdp: str


class JanusMessage(msgspec.Struct, frozen=True):
    """A reply or an event. `janus` names it: `success`, `error`, `ack`, `event`, `hangup`, `timeout` …"""

    janus: str
    transaction: str = ""
    session_id: int = 0
    sender: int = 0
    reason: str = ""
    data: JanusId = JanusId()
    error: JanusFault | None = None
    plugindata: PluginData | None = None
    jsep: Jsep | None = None


class BridgeRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="request"):
    """Base of all requests to the AudioBridge; fields with their default are not sent."""


class CreateRoom(BridgeRequest, frozen=True, kw_only=True, tag="create"):
    """Creates a room. Rooms mix at 8000 Hz: at 16 kHz G.711 mirrors a 1 kHz tone at 7 kHz."""

    room: int
    description: str
    sampling_rate: int
    groups: tuple[str, ...]
    allow_rtp_participants: bool
    mjrs: bool
    mjrs_dir: str
    audiolevel_event: bool = False


class DestroyRoom(BridgeRequest, frozen=True, kw_only=True, tag="destroy"):
    """Ends a room for all participants and closes its recordings."""

    room: int


class ListRooms(BridgeRequest, frozen=True, kw_only=True, tag="list"):
    """Asks for all rooms."""


class ListParticipants(BridgeRequest, frozen=True, kw_only=True, tag="listparticipants"):
    """Asks for the participants of a room."""

    room: int


class JoinRoom(BridgeRequest, frozen=True, kw_only=True, tag="join"):
    """Joins a room: over WebRTC, or with `rtp` as a plain RTP participant of `codec`."""

    room: int
    id: int
    group: str
    codec: str
    display: str = ""
    muted: bool = False
    rtp: RtpPlace | None = None


class LeaveRoom(BridgeRequest, frozen=True, kw_only=True, tag="leave"):
    """Takes the participant of a handle out of its room."""


class KickParticipant(BridgeRequest, frozen=True, kw_only=True, tag="kick"):
    """Takes any participant out of a room, also one of another session."""

    room: int
    id: int


class Configure(BridgeRequest, frozen=True, kw_only=True, tag="configure"):
    """Changes the participant of a handle; sent with the offer of a browser."""

    muted: bool | None = None
    group: str = ""


class ForwardGroup(BridgeRequest, frozen=True, kw_only=True, tag="rtp_forward"):
    """Sends the sound of one group to a place, for speech recognition only: it drifts when packets are lost."""

    room: int
    group: str
    codec: str
    host: str
    port: int


class EndForward(BridgeRequest, frozen=True, kw_only=True, tag="stop_rtp_forward"):
    """Ends what `ForwardGroup` began."""

    room: int
    stream_id: int


class JanusRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request. `janus` is `create`, `claim`, `keepalive`, `attach`, `detach`, `message`, `destroy` or `ping`."""

    janus: str
    transaction: str
    apisecret: str = ""
    session_id: int = 0
    handle_id: int = 0
    plugin: str = ""
    body: BridgeRequest | None = None
    jsep: Jsep | None = None


class BadJanusMessage(ValueError):
    """A text that is no message of Janus."""


encode_janus = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(JanusMessage).decode


def read_janus(text: str | bytes) -> JanusMessage:
    """Returns a message; raises BadJanusMessage."""
    try:
        return _decode(text)
    except msgspec.DecodeError as error:
        raise BadJanusMessage(str(error)) from None


def is_final(message: JanusMessage, asked: str) -> bool:
    """Whether a message ends the request of this kind: `ack` precedes the event that answers a plugin's request."""
    return message.janus != "ack" or asked == "keepalive"
