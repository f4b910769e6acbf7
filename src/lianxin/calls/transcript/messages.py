"""Messages of a speech recogniser with FunASR's WebSocket protocol, mode `2pass`.

Source: FunASR runtime, “websocket protocol”. The client sends a text frame, then sound (s16le) as binary frames, then
a text frame that ends it. `2pass-online` brings pieces of a sentence while it is spoken; `2pass-offline` brings the
whole sentence, which replaces these pieces.
"""

from typing import Final

import msgspec

ASR_RATE: Final = 16_000  # Hz; every model of FunASR takes it, and not every server converts another rate
ONLINE: Final = "2pass-online"
OFFLINE: Final = "2pass-offline"


class AsrStart(msgspec.Struct, frozen=True, kw_only=True):
    """The first frame. `wav_name` names call and speaker; `hotwords` is a JSON object of words with weights."""

    wav_name: str
    mode: str = "2pass"
    is_speaking: bool = True
    wav_format: str = "pcm"
    audio_fs: int = ASR_RATE
    chunk_size: tuple[int, int, int] = (5, 10, 5)  # in 60 ms: look-back, chunk, look-ahead
    chunk_interval: int = 10
    hotwords: str = ""
    itn: bool = True


class AsrEnd(msgspec.Struct, frozen=True):
    """The last frame: the recogniser completes what it heard."""

    is_speaking: bool = False


class AsrResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the recogniser heard; other fields of the protocol are not read."""

    mode: str = ""
    text: str = ""
    wav_name: str = ""
    is_final: bool = False


encode_asr: Final = msgspec.json.Encoder().encode


def read_result(text: str | bytes) -> AsrResult | None:
    """Returns a result; None for anything else."""
    try:
        return msgspec.json.decode(text, type=AsrResult)
    except msgspec.DecodeError:
        return None
