"""A call controller in a process of its own, which a test can kill. It obeys lines and prints its news as lines."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from builders.telephone import until_true
from lianxin.calls.sip.addresses import read_address
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.legs import AgentSettings, Leg
from lianxin.calls.sip.news import (
    AnswerLeg,
    HangUpLeg,
    LegCommand,
    LegNews,
    LegOffered,
    MediaOffered,
    OfferMedia,
    RingLeg,
)
from lianxin.calls.sip.rows import LegRows
from lianxin.kernel.clock import WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Vault

ANSWER = b"v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
CITY = "shanghai"
VERBS: dict[str, Callable[[], LegCommand]] = {
    "answer": lambda: AnswerLeg(ANSWER),
    "offer": lambda: OfferMedia(ANSWER),
    "hang_up": HangUpLeg,
    "progress": lambda: RingLeg(183),
}


def name_of(leg: Leg) -> str:
    return read_address(leg.remote).user


class Floor:
    """Answers a caller whose name begins with `up`, lets every other ring, and answers each offer of media.

    Prints `NAME NEWS` after the treatment of news, and `NAME VERB` when a line is obeyed: saved and sent.
    """

    def __init__(self, settings: AgentSettings, database: Database) -> None:
        rows = LegRows(database, CITY, settings.node, settings.listen)
        self.agent = SipAgent(settings, rows, self.tell, WallClock().now)
        self.settings, self.rows = settings, rows

    async def tell(self, leg: Leg, news: LegNews) -> None:
        if isinstance(news, MediaOffered) or (isinstance(news, LegOffered) and name_of(leg).startswith("up")):
            await self.agent.command(leg.id, AnswerLeg(ANSWER))
        elif isinstance(news, LegOffered):
            await self.agent.command(leg.id, RingLeg())
        print(name_of(leg), type(news).__name__, flush=True)

    async def obey(self, line: str) -> None:
        """Does what a line says: `hang_up NAME`, `place NAME TARGET`."""
        verb, name, *more = line.split()
        if verb == "place":
            await until_true(lambda: self.agent.joined)
            uri = f"sip:{name}@{more[0]}"
            await self.agent.place(PlacedCall(uri, "<sip:12345@edge.test>", f"<{uri}>", ANSWER))
        else:
            leg = next(each for each in self.agent.legs() if name_of(each) == name)
            await self.agent.command(leg.id, VERBS[verb]())
        print(name, verb, flush=True)


async def run(dsn: str, settings: AgentSettings) -> None:
    async with Database(dsn) as database:
        database.shared.vault = Vault(bytes(32))
        floor = Floor(settings, database)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        print("all there", flush=True)
        await reader.readline()
        await floor.agent.start()
        print("all ready", flush=True)
        while line := await reader.readline():
            await floor.obey(line.decode())
        await floor.agent.stop()


@dataclass
class Controller:
    """A running controller. `lines` are what it printed."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list[str])

    async def until(self, *lines: str, within: float = 90) -> None:
        """Waits until it has printed all these lines."""
        assert self.process.stdout
        async with asyncio.timeout(within):
            while not set(lines) <= set(self.lines):
                line = await self.process.stdout.readline()
                assert line, f"the controller ended; missing {set(lines) - set(self.lines)}"
                self.lines.append(line.decode().strip())

    async def said(self, start: str, within: float = 90) -> str:
        """Waits for a new line that begins so; returns the rest of it."""
        assert self.process.stdout
        async with asyncio.timeout(within):
            while line := await self.process.stdout.readline():
                if (text := line.decode().strip()).startswith(start):
                    return text.removeprefix(start)
        raise AssertionError(f"the controller ended without {start!r}")

    async def begin(self) -> None:
        """Lets it take calls, at once: a process may need long to start."""
        await self.says("begin")
        await self.until("all ready")

    async def says(self, *lines: str) -> None:
        assert self.process.stdin
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        await self.process.stdin.drain()

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def a_controller(dsn: str, settings: AgentSettings) -> AsyncGenerator[Controller]:
    """Starts a controller, which waits for `begin`; kills it at the end."""
    code = "from builders.controller import main; main()"
    async with a_process(code, dsn, json.dumps(asdict(settings))) as started:
        yield started


@asynccontextmanager
async def a_process(code: str, *told: str) -> AsyncGenerator[Controller]:
    """Runs code in a process until it has printed `all there`; kills it at the end."""
    here = Path(__file__).parents[1]
    paths = [str(here), str(here.parent / "src")]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *told,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip
    controller = Controller(process)
    try:
        await controller.until("all there")
        yield controller
    finally:
        await controller.kill()


def main() -> None:
    asyncio.run(run(sys.argv[1], AgentSettings(**json.loads(sys.argv[2]))))
