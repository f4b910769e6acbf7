"""What the environment says. Read once, at the composition root."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`home` keeps everything (database, keys, attachments). `database_url` empty means: start our own PostgreSQL.

    `public_url` empty means: where we happen to listen.
    """

    home: Path
    database_url: str
    smtp_url: str
    sms_url: str
    sms_key: str
    public_url: str

    @property
    def keys(self) -> Path:
        """Where the city's master key lies."""
        return self.home / "keys"

    @property
    def attachments(self) -> Path:
        """Where what citizens and units attached lies."""
        return self.home / "attachments"


def default_home() -> Path:
    """Where data lies when LIANXIN_HOME does not say: root's home is closed to PostgreSQL's own user."""
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
    )
