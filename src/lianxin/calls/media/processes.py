"""A server process: started, adopted after a crash of the program, stopped.

A server has a folder of its own with its configuration, its log and a note of its process and ports. A server whose
program was killed goes on with its calls: the next program with the same folder finds the note and takes the server
over. The class has the methods of `runtime.children.ChildServer`.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

import msgspec
import psutil

from lianxin.calls.media.errors import MediaFailed
from lianxin.kernel.clock import stopwatch

LOCAL_ADDRESS: Final = "127.0.0.1"
STARTS_WITHIN: Final = 20.0  # seconds
STOPS_WITHIN: Final = 5.0  # seconds, then the server is killed
_POLL: Final = 0.02  # seconds
_NOTE: Final = "process.json"
_TAIL: Final = 2000  # characters of the log in an error


class ServerNote(msgspec.Struct, frozen=True):
    """What the next program needs to take a server over. `began` is the start time of the process."""

    pid: int
    began: float
    port: int
    second_port: int
    secret: str


class MediaServer(ABC):
    """A child server. `port` is its control port; `second_port` another port that it needs, `secret` its password."""

    name: ClassVar[str]
    program: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.second_port = free_ports()
        self.secret = secrets.token_urlsafe(24)
        self._process: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts, restarts or takes over the server; returns when it answers. Raises MediaFailed."""
        if self._take_over():
            return
        program = shutil.which(self.program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/bin")
        if program is None:
            raise MediaFailed(server=self.name, reason=f"{self.program} is not installed")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.configure()
        with self.log.open("wb") as out:
            self._child = subprocess.Popen(
                [program, *self.words()],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._process = psutil.Process(self._child.pid)
        self._wait()
        self._write_note()

    def alive(self) -> bool:
        """True if the server's process runs."""
        if self._child is not None:
            return self._child.poll() is None
        return self._process is not None and self._process.is_running()

    def stop(self) -> None:
        """Stops the server; does nothing if it never started or is dead."""
        (self.folder / _NOTE).unlink(missing_ok=True)
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
            try:
                process.wait(STOPS_WITHIN)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(STOPS_WITHIN)
        if self._child is not None:
            self._child.wait(STOPS_WITHIN)
            self._child = None

    @property
    def log(self) -> Path:
        """The output of the server."""
        return self.folder / "log"

    @abstractmethod
    def configure(self) -> None:
        """Writes the configuration."""

    @abstractmethod
    def words(self) -> Sequence[str]:
        """Returns the arguments of the program."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server answers at its control port."""

    def _take_over(self) -> bool:
        """Takes over a server that an earlier program left running; False if there is none."""
        note = read_note(self.folder)
        if note is None or (self._process is not None and self._process.pid == note.pid):
            return False
        self.port, self.second_port, self.secret = note.port, note.second_port, note.secret
        process = noted_process(note)
        if process is None or not self.answers():
            return False
        self._process, self._child = process, None
        return True

    def _wait(self) -> None:
        until = stopwatch() + STARTS_WITHIN
        while self.alive() and stopwatch() < until:
            if self.answers():
                return
            time.sleep(_POLL)
        self.stop()
        raise MediaFailed(server=self.name, reason=self.log.read_text(errors="replace")[-_TAIL:])

    def _write_note(self) -> None:
        if self._process is None:
            return
        note = ServerNote(self._process.pid, self._process.create_time(), self.port, self.second_port, self.secret)
        draft = self.folder / f"{_NOTE}.draft"
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode(note))
        draft.replace(self.folder / _NOTE)


def free_ports() -> tuple[int, int]:
    """Returns two ports of loopback that are free for TCP and UDP now."""
    with contextlib.ExitStack() as stack:
        found: list[int] = []
        while len(found) < 2:
            tcp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            tcp.bind((LOCAL_ADDRESS, 0))
            with contextlib.suppress(OSError):
                udp.bind((LOCAL_ADDRESS, tcp.getsockname()[1]))
                found.append(udp.getsockname()[1])
        return found[0], found[1]


def read_note(folder: Path) -> ServerNote | None:
    """Returns the note of the server in a folder, or None."""
    try:
        return msgspec.json.decode((folder / _NOTE).read_bytes(), type=ServerNote)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def noted_process(note: ServerNote) -> psutil.Process | None:
    """Returns the process of a note, or None if it ended; another process with the same id is not taken for it."""
    try:
        process = psutil.Process(note.pid)
        return process if abs(process.create_time() - note.began) < 1 else None
    except psutil.NoSuchProcess:
        return None
