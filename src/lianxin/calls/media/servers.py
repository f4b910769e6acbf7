"""rtpengine and Janus as child servers on loopback, with their configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lianxin.calls.media.addresses import ON_LOOPBACK, MediaAddress
from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.probes import janus_answers, rtpengine_answers
from lianxin.calls.media.processes import LOCAL_ADDRESS, MediaServer
from lianxin.calls.media.rtpengine import INSIDE, OUTSIDE


@dataclass(frozen=True)
class RtpPorts:
    """The first and the last port of a range for RTP."""

    first: int
    last: int


class RtpengineServer(MediaServer):
    """rtpengine without its kernel module (table -1). `second_port` is where it reports keys (`dtmf-log-dest`).

    Beyond loopback it has two sides: telephones are outside, Janus is inside, on loopback.
    """

    name = "rtpengine"
    program = "rtpengine"

    def __init__(
        self, folder: Path, rtp: RtpPorts = RtpPorts(20_000, 29_999), address: MediaAddress = ON_LOOPBACK
    ) -> None:
        super().__init__(folder)
        self._rtp, self._address = rtp, address

    def configure(self) -> None:
        """Does nothing: all settings are arguments."""

    def words(self) -> Sequence[str]:
        """Returns the arguments of the program."""
        return (
            "--foreground",
            "--log-stderr",
            "--config-file=none",
            "--table=-1",
            *self._interfaces(),
            f"--listen-ng={LOCAL_ADDRESS}:{self.port}",
            f"--port-min={self._rtp.first}",
            f"--port-max={self._rtp.last}",
            f"--dtmf-log-dest={LOCAL_ADDRESS}:{self.second_port}",
            "--log-level=4",
        )

    def _interfaces(self) -> Sequence[str]:
        if not self._address.beyond:
            return (f"--interface={LOCAL_ADDRESS}",)
        seen = f"!{self._address.seen}" if self._address.seen else ""
        return (f"--interface={OUTSIDE}/{self._address.own}{seen}", f"--interface={INSIDE}/{LOCAL_ADDRESS}")

    def answers(self) -> bool:
        """Whether rtpengine answers a ping."""
        return rtpengine_answers((LOCAL_ADDRESS, self.port))


class JanusServer(MediaServer):
    """Janus with the AudioBridge and the WebSocket transport only; every request needs `secret`."""

    name = "janus"
    program = "janus"

    def __init__(
        self,
        folder: Path,
        rtp: RtpPorts = RtpPorts(50_000, 59_999),
        browsers: RtpPorts = RtpPorts(40_000, 49_999),
        session_timeout: int = 120,
        address: MediaAddress = ON_LOOPBACK,
    ) -> None:
        super().__init__(folder)
        self._rtp, self._browsers, self._session_timeout = rtp, browsers, session_timeout
        self._address = address

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"ws://{LOCAL_ADDRESS}:{self.port}"

    def configure(self) -> None:
        """Writes Janus' three files and copies links to the two libraries that it shall load."""
        for kind, wanted in (("plugins", "libjanus_audiobridge"), ("transports", "libjanus_websockets")):
            (self.folder / kind).mkdir(exist_ok=True)
            for library in _libraries(kind, wanted):
                link = self.folder / kind / library.name
                link.unlink(missing_ok=True)
                link.symlink_to(library)
        for kind in ("events", "loggers"):
            (self.folder / kind).mkdir(exist_ok=True)
        main = _MAIN.format(
            folder=self.folder,
            secret=self.secret,
            seconds=self._session_timeout,
            first=self._browsers.first,
            last=self._browsers.last,
            nat=self._nat(),
        )
        bridge = _BRIDGE.format(first=self._rtp.first, last=self._rtp.last)
        texts = {
            "janus.jcfg": main,
            "janus.plugin.audiobridge.jcfg": bridge,
            "janus.transport.websockets.jcfg": _SOCKETS.format(port=self.port),
        }
        for name, text in texts.items():
            (self.folder / name).touch(mode=0o600)
            (self.folder / name).write_text(text)

    def _nat(self) -> str:
        """Returns the lines that tell browsers one address only; without any, those of the machine but loopback."""
        lines = [f'  ice_enforce_list = "{self._address.own}"\n'] if self._address.beyond else []
        lines += [f'  nat_1_1_mapping = "{self._address.seen}"\n'] if self._address.seen else []
        return "".join(lines)

    def words(self) -> Sequence[str]:
        """Returns the arguments of the program."""
        return (f"--configs-folder={self.folder}", f"--config={self.folder / 'janus.jcfg'}", "--disable-colors")

    def answers(self) -> bool:
        """Whether Janus answers a ping."""
        return janus_answers(self.url, self.secret)


_MAIN: Final = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "{folder}/plugins"
  transports_folder = "{folder}/transports"
  events_folder = "{folder}/events"
  loggers_folder = "{folder}/loggers"
  interface = "127.0.0.1"
  api_secret = "{secret}"
  session_timeout = {seconds}
  reclaim_session_timeout = {seconds}
  debug_level = 3
}}
media: {{ rtp_port_range = "{first}-{last}" }}
nat: {{
  full_trickle = false
{nat}}}
events: {{ broadcast = false }}
"""
_BRIDGE: Final = """general: {{
  local_ip = "127.0.0.1"
  rtp_port_range = "{first}-{last}"
  events = false
}}
"""
_SOCKETS: Final = """general: {{
  json = "compact"
  ws = true
  ws_port = {port}
  ws_ip = "127.0.0.1"
  wss = false
}}
admin: {{ admin_ws = false }}
"""


def _libraries(kind: str, wanted: str) -> list[Path]:
    """Returns Janus' library of this name; raises MediaFailed."""
    for base in (Path("/usr/lib"), Path("/usr/local/lib"), Path("/opt/janus/lib")):
        found = sorted({*base.glob(f"*/janus/{kind}/{wanted}.so"), *base.glob(f"janus/{kind}/{wanted}.so")})
        if found:
            return found[:1]
    raise MediaFailed(server="janus", reason=f"{wanted} is not installed")
