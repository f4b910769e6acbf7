"""The paths of an embedded server, and its start parameters."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

OWNER: Final = "lianxin"
SOCKET: Final = ".s.PGSQL.5432"
SOCKET_LIMIT: Final = 107  # bytes of a unix socket's path on Linux, sockaddr_un without its terminator
PARAMETERS: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # DETAIL and STATEMENT lines would put citizens' words and numbers into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgresFailed(RuntimeError):
    """The embedded server cannot run; the message says why and quotes the end of its log."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one embedded server: all below `root`, except a socket folder whose path would be too long."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def socket_folder(self) -> Path:
        folder = self.root / "run"
        if len(os.fsencode(folder / SOCKET)) <= SOCKET_LIMIT:
            return folder
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"lianxin-{digest}"

    def dsn(self, database: str = OWNER) -> str:
        return f"postgresql://{OWNER}@/{database}?host={quote(str(self.socket_folder), safe='')}"
