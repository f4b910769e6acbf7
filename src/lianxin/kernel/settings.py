"""The settings of a process, read from the environment once, at the composition root."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`home` is the folder of all data: database, keys, attachments.

    If `database_url` is empty, the program starts its own PostgreSQL. If `public_url` is empty, links use the address
    on which the server listens. `rtpengine` (host:port of its ng port) and `janus_url` (ws://…) point at a city's own
    media servers on this machine; if empty, the program runs its own. `asr_url` (ws://… or wss://…) is a speech
    recogniser with FunASR's protocol; if empty, calls are not transcribed. `turn_url` (turn:host:port, several
    separated by blanks) and `turn_secret` point at the TURN server for browsers that cannot reach the media servers.
    `sip_address` (address or address:port) and `media_address` (address, behind NAT address/address that others see)
    are where the own edge and media servers listen; if empty, on loopback.
    """

    home: Path
    database_url: str
    smtp_url: str
    sms_url: str
    sms_key: str
    public_url: str
    rtpengine: str = ""
    janus_url: str = ""
    janus_secret: str = ""
    asr_url: str = ""
    turn_url: str = ""
    turn_secret: str = ""
    sip_address: str = ""
    media_address: str = ""
    demo_calls: bool = True

    @property
    def keys(self) -> Path:
        """The folder of the city's master key."""
        return self.home / "keys"

    @property
    def attachments(self) -> Path:
        """The folder of the files that citizens and units attached."""
        return self.home / "attachments"

    @property
    def recordings(self) -> Path:
        """The folder of the sealed recordings of calls."""
        return self.home / "recordings"

    @property
    def media(self) -> Path:
        """The folder of the media servers: their configuration, logs, processes and ports."""
        return self.home / "media"


def default_home() -> Path:
    """The data folder if LIANXIN_HOME is not set; for root not its home, which PostgreSQL's user cannot enter."""
    if os.geteuid() == 0:
        return Path("/var/lib/lianxin")
    return Path.home() / ".local" / "share" / "lianxin"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables; none is required."""
    home = environ.get("LIANXIN_HOME")
    return Settings(
        home=Path(home).absolute() if home else default_home(),
        database_url=environ.get("DATABASE_URL", ""),
        smtp_url=environ.get("LIANXIN_SMTP_URL", ""),
        sms_url=environ.get("LIANXIN_SMS_URL", ""),
        sms_key=environ.get("LIANXIN_SMS_KEY", ""),
        public_url=environ.get("LIANXIN_PUBLIC_URL", "").rstrip("/"),
        rtpengine=environ.get("LIANXIN_RTPENGINE", ""),
        janus_url=environ.get("LIANXIN_JANUS_URL", ""),
        janus_secret=environ.get("LIANXIN_JANUS_SECRET", ""),
        asr_url=environ.get("LIANXIN_ASR_URL", ""),
        turn_url=environ.get("LIANXIN_TURN_URL", ""),
        turn_secret=environ.get("LIANXIN_TURN_SECRET", ""),
        sip_address=environ.get("LIANXIN_SIP_ADDRESS", ""),
        media_address=environ.get("LIANXIN_MEDIA_ADDRESS", ""),
        demo_calls=environ.get("LIANXIN_DEMO_CALLS", "1") != "0",
    )
