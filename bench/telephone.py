"""What the bench of calls measures and needs: the telephone with its processes, echoing seats, speaking citizens."""

import selectors
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from lianxin.calls.media.processes import read_note
from lianxin.kernel import postgres
from lianxin.kernel.database import Database
from lianxin.runtime.migrate import upgrade

sys.path.append(str(Path(__file__).parents[1] / "tests"))
HOST = "127.0.0.1"


def echo(ports: Sequence[int]) -> None:
    """Sends back what comes to each port, until killed."""
    ready = selectors.DefaultSelector()
    for port in ports:
        line = socket.socket(type=socket.SOCK_DGRAM)
        line.bind((HOST, port))
        ready.register(line, selectors.EVENT_READ, line)
    while True:
        for key, _ in ready.select():
            data, sender = key.data.recvfrom(2048)
            key.data.sendto(data, sender)


@dataclass
class Cores:
    """CPU seconds of the processes of each part."""

    parts: dict[str, psutil.Process]

    def now(self) -> dict[str, float]:
        return {name: sum(_cpu(one) for one in _family(name, process)) for name, process in self.parts.items()}


def _family(name: str, process: psutil.Process) -> list[psutil.Process]:
    """Our own process has the servers as children."""
    return [process] if name == "controller" else [process, *process.children(recursive=True)]


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def speaking_citizen(voice: Path) -> str:
    """A citizen who speaks until the city hangs up."""
    from builders.sipp import Caller

    sdp = (
        "v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [local_ip]\nt=0 0\nm=audio [rtpstream_audio_port] RTP/AVP 8\n"
        "a=rtpmap:8 PCMA/8000\n"
    )
    caller = Caller(name="1390000[call_number]").invites(sdp=sdp).hears(200).acks()
    caller.raw(f'<nop><action><exec rtp_stream="{voice},-1,8,PCMA/8000"/></action></nop>')
    return caller.hears("BYE", timeout=600_000).answers(200).xml


@asynccontextmanager
async def whole_telephone(folder: Path) -> AsyncIterator[tuple[Any, Cores]]:
    """Starts PostgreSQL with its usual durability, the servers and the controller; yields it with its processes."""
    from builders.hotline import a_hotline
    from builders.site import a_site
    from builders.telephone import an_edge, plan_for, until_true
    from builders.telephone_line import media_servers

    server = postgres.start(folder / "home")
    try:
        with psycopg.connect(server.dsn, autocommit=True) as conn:
            conn.execute("CREATE DATABASE calls")
        dsn = server.database("calls")
        upgrade(dsn)
        plan = plan_for(caller_rate=1_000_000, workers=2)
        with media_servers(folder / "media", rtp_ports=10_000) as servers:
            async with (
                Database(dsn) as database,
                a_site(database, folder) as site,
                a_hotline(site, servers, plan, folder) as hotline,
                an_edge(plan, folder / "edge") as edge,
            ):
                await until_true(lambda: hotline.agent.joined)
                parts = {one.name: _process(one.folder) for one in (*servers, edge)}
                main = psutil.Process(int(next(folder.rglob("postmaster.pid")).read_text().split()[0]))
                yield hotline, Cores({**parts, "postgres": main, "controller": psutil.Process()})
    finally:
        server.stop()
        postgres.discard(folder / "home")


def _process(folder: Path) -> psutil.Process:
    note = read_note(folder)
    assert note is not None
    return psutil.Process(note.pid)
