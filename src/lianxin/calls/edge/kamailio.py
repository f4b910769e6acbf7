"""Kamailio as a child server: writes its configuration, starts it, and goes on with one that survived us."""

import socket
from collections.abc import Sequence
from pathlib import Path

from lianxin.calls.edge.configuration import edge_files
from lianxin.calls.edge.plan import EdgePlan
from lianxin.calls.media.processes import MediaServer
from lianxin.calls.sip.connections import place


class KamailioEdge(MediaServer):
    """The edge below `folder`. A Kamailio that runs with another configuration is stopped before the new one starts."""

    name = "kamailio"
    program = "kamailio"

    def __init__(self, plan: EdgePlan, folder: Path) -> None:
        super().__init__(folder)
        self._plan = plan
        self.port = place(plan.inner)[1]

    def start(self) -> None:
        """Starts, restarts or takes over Kamailio; raises MediaFailed, BadEdge."""
        if self._changed() and self._take_over():
            self.stop()
            self.port = place(self._plan.inner)[1]
        super().start()

    def configure(self) -> None:
        for name, text in edge_files(self._plan, self.folder).items():
            path = self.folder / name
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")

    def words(self) -> Sequence[str]:
        return ["-DD", "-E", "-f", str(self.folder / "kamailio.cfg"), "-Y", str(self.folder), "-m", "64", "-M", "8"]

    def answers(self) -> bool:
        try:
            socket.create_connection((place(self._plan.inner)[0], self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _changed(self) -> bool:
        wanted = edge_files(self._plan, self.folder)
        return any(
            not (self.folder / name).exists() or (self.folder / name).read_text(encoding="utf-8") != text
            for name, text in wanted.items()
        )
