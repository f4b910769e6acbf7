"""A whole controller in a process of its own, which a test can kill: agent, media, keypad, router, succession.

It obeys lines, `answer STAFF CALL PORT`, and prints `answered PORT`: where the seat's telephone sends its sound.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
from fastapi import FastAPI

from builders.cases import MONDAY, Town
from builders.controller import Controller, a_process
from builders.hotline import Hotline, a_hotline
from builders.rtp import LOOPBACK
from builders.rtp import Telephone as Handset
from builders.site import AppSite
from builders.telephone import until_true
from builders.telephone_line import Servers
from lianxin.calls.control.seat_sounds import BrowserSound
from lianxin.calls.edge.plan import EdgePlan
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Vault
from lianxin.runtime.background import repeat

SAYS_EVERY = 0.2  # seconds


@dataclass(frozen=True)
class Setting:
    """What the process is told: the city, the addresses of the media servers, the edge."""

    dsn: str
    city: str
    rtpengine: tuple[int, int]
    janus: tuple[str, str]
    plan: EdgePlan
    folder: str


async def answers_there(first: Controller, staff: str, call: str, handset: Handset) -> None:
    """Lets a seat answer by a handset at the controller in the process."""
    await first.says(f"answer {staff} {call} {handset.port}")
    port = await first.said("answered ")
    handset.target = (LOOPBACK, int(port))


@asynccontextmanager
async def a_hotline_process(
    dsn: str, city: str, servers: Servers, plan: EdgePlan, folder: Path
) -> AsyncGenerator[Controller]:
    """Runs the first controller of the plan; kills it at the end."""
    rtpengine, janus = servers
    ports, place = (rtpengine.port, rtpengine.second_port), (janus.url, janus.secret)
    told = msgspec.json.encode(Setting(dsn, city, ports, place, plan, str(folder))).decode()
    async with a_process("from builders.hotline_process import main; main()", told) as started:
        yield started


async def _run(told: Setting) -> None:
    async with Database(told.dsn, clock=ManualClock(MONDAY)) as database:
        database.shared.vault = Vault(bytes(range(32)))
        site = AppSite(FastAPI(), Town(database, ManualClock(MONDAY), told.city), Path(told.folder))
        ports, place = told.rtpengine, told.janus
        servers: Any = (
            SimpleNamespace(port=ports[0], second_port=ports[1]),
            SimpleNamespace(url=place[0], secret=place[1]),
        )
        async with a_hotline(site, servers, told.plan, Path(told.folder)) as hotline:
            says = repeat(SAYS_EVERY, "succession", lambda: _says(hotline), set())
            hotline.tasks.append(asyncio.create_task(says))
            reader = asyncio.StreamReader()
            await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
            print("all there", flush=True)
            await until_true(lambda: hotline.agent.joined)
            print("all joined", flush=True)
            while line := await reader.readline():
                _, staff, call, port = line.decode().split()
                sdp = await hotline.controller.talks.answer(staff, UUID(call), BrowserSound(port))
                print("answered", sdp, flush=True)


async def _says(hotline: Hotline) -> None:
    await hotline.controller.succeed(hotline.succession)


def main() -> None:
    asyncio.run(_run(msgspec.json.decode(sys.argv[1], type=Setting)))
