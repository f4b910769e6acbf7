"""Real calls through edge, controller and media servers: citizens wait, others talk and are recorded.

sipp speaks as the citizens; the sockets of a process of its own echo as the seats. Each level has more calls and
set-ups a second than the one before, until one fails. CPU is that of ten seconds in which nothing is set up.
"""

import asyncio
import csv
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID

import orjson

from bench.telephone import HOST, Cores, echo, speaking_citizen, whole_telephone
from lianxin.calls import NextState
from lianxin.calls.media.recordings import seal_ended
from lianxin.calls.media.tones import alaw_tone
from lianxin.calls.routing.router import SeatOffer
from lianxin.calls.routing.waiting import NothingRings
from lianxin.calls.rules.words import Disposition
from lianxin.kernel.clock import stopwatch
from lianxin.people import Role

# waiting, talking, set-ups a second
LEVELS = (
    (100, 20, 5),
    (150, 30, 10),
    (200, 40, 20),
    (300, 60, 40),
    (400, 80, 80),
    (600, 120, 120),
    (900, 180, 160),
    (1200, 240, 200),
)
HELD = 10.0  # seconds
SLACK = 60.0  # seconds beyond the time that the set-ups need
WANTED_POP_MS = 300.0


@dataclass
class Bench:
    """The telephone that is measured, and its seats."""

    hotline: Any
    cores: Cores
    folder: Path
    seats: dict[str, Any] = field(default_factory=dict[str, Any])
    ports: dict[str, int] = field(default_factory=dict[str, int])
    rung: dict[str, float] = field(default_factory=dict[str, float])
    pops: list[float] = field(default_factory=list[float])
    sealed: int = 0
    answering: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def sit(self, count: int, ports: Sequence[int]) -> None:
        """Adds seats until there are so many; all are ready."""
        for port in ports[len(self.seats) : count]:
            seat = await self.hotline.site.seat(Role.OPERATOR)
            self.seats[seat.ref], self.ports[seat.ref] = seat, port
        for seat in self.seats.values():
            await self.hotline.controller.set_seat(seat.actor, NextState("ready"))

    async def ring(self) -> None:
        """Answers each call that rings, once its page has read it; notes how long that took. Runs until cancelled."""
        hub, controller = self.hotline.site.app.state.hub, self.hotline.controller
        route = controller.route

        async def timed() -> list[SeatOffer]:
            offers = await route()
            self.rung |= {one.staff: stopwatch() for one in offers}
            return offers

        controller.route = timed
        hub.listeners += 1
        self.answering.add(asyncio.create_task(hub.run()))
        await hub.look()
        seen = hub.position
        while True:
            for message in await hub.after(seen):
                seen = message.position
                told = orjson.loads(message.head + b"}")
                if told["kind"] == "call.offered" and told["data"]["staff"] in self.seats:
                    task = asyncio.create_task(self._answer(told["data"]["staff"]))
                    self.answering.add(task)
                    task.add_done_callback(self.answering.discard)
            await hub.wait(seen, 1.0)

    async def _answer(self, staff: str) -> None:
        now = await self.seats[staff].read("/api/telephone/seat")
        if now["call"] is None:
            return
        self.pops.append((stopwatch() - self.rung[staff]) * 1000)
        with suppress(NothingRings):  # too late: the reservation is over
            actor, port = self.seats[staff].actor, str(self.ports[staff])
            await self.hotline.controller.answer(actor, UUID(now["call"]["id"]), port)

    async def count(self, state: str) -> int:
        [(found,)] = await self.hotline.site.town.tuples(
            "SELECT count(*) FROM calls WHERE city_id = %(city)s AND state = %(state)s", state=state
        )
        return found

    async def level(self, waiting: int, talking: int, rate: int) -> dict[str, Any]:
        """Sets up calls, holds them, ends them; returns the figures."""
        sipp = await self._callers(waiting + talking, rate)
        reached = await self._reach(waiting, talking, (waiting + talking) / rate + SLACK)
        before, began = self.cores.now(), stopwatch()
        await asyncio.sleep(HELD)
        after, took = self.cores.now(), stopwatch() - began
        held = reached and await self.count("talking") == talking and await self.count("queued") == waiting
        await self._end()
        failed = waiting + talking - await self._well(sipp, waiting + talking)
        recorded = await self._recorded()
        used = {name: (after[name] - before[name]) / took for name in after}
        figure = _figure(waiting, talking, rate, used)
        figure |= {"failed calls": failed, "recorded": recorded}
        return {**figure, "met": held and not failed and recorded == talking}

    async def _callers(self, count: int, rate: int) -> asyncio.subprocess.Process:
        from builders.sipp import sipp_program
        from builders.telephone import free_port

        scenario = self.folder / f"callers-{count}.xml"
        scenario.write_text(speaking_citizen(self._voice()))
        words = [self.hotline.plan.listen, "-sf", str(scenario), "-i", HOST, "-p", str(free_port())]
        words += ["-m", str(count), "-l", str(count), "-r", str(rate), "-nostdin"]
        words += ["-trace_stat", "-stf", str(self._statistics(count))]
        out = (self.folder / f"callers-{count}.log").open("wb")
        return await asyncio.create_subprocess_exec(sipp_program(), *words, cwd=self.folder, stdout=out, stderr=out)

    def _statistics(self, count: int) -> Path:
        return self.folder / f"callers-{count}.csv"

    async def _well(self, sipp: asyncio.subprocess.Process, count: int) -> int:
        """Waits until sipp ends; returns how many of its calls went as written."""
        await _ended(sipp)
        rows = await asyncio.to_thread(_statistics_in, self._statistics(count))
        return int(rows[-1].get("SuccessfulCall(C)") or 0) if rows else 0

    def _voice(self) -> Path:
        voice = self.folder / "voice.alaw"
        voice.write_bytes(b"".join(alaw_tone(440)))
        return voice

    async def _reach(self, waiting: int, talking: int, within: float) -> bool:
        until = stopwatch() + within
        while stopwatch() < until:
            if await self.count("talking") == talking and await self.count("queued") == waiting:
                return True
            await asyncio.sleep(0.2)
        return False

    async def _end(self) -> None:
        """Ends the waiting calls first, so that no seat takes one, then the talks; lets the seats leave."""
        controller, site = self.hotline.controller, self.hotline.site
        rows = await site.town.tuples(
            "SELECT id FROM calls WHERE city_id = %(city)s AND over_at IS NULL ORDER BY state = 'talking'"
        )
        for (call,) in rows:
            await controller.endings.hung_up(call)
        for seat in self.seats.values():
            now = await seat.read("/api/telephone/seat")
            if now["state"] == "wrap_up":
                call = UUID(now["call"]["id"])
                await controller.wrapped_up(seat.actor, call, NextState("away"), Disposition.CONSULTATION)

    async def _recorded(self) -> int:
        """Seals recordings; returns how many with sound were sealed since the last time."""
        town, shelf = self.hotline.site.town, self.hotline.controller.switch.media.shelf
        await seal_ended(town.database, town.id, shelf)
        rows = await town.tuples(
            "SELECT count(*) FROM recordings WHERE city_id = %(city)s AND sealed_at IS NOT NULL"
            " AND seconds >= %(least)s",
            least=HELD,
        )
        found = rows[0][0] - self.sealed
        self.sealed = rows[0][0]
        return found


async def _ended(sipp: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(SLACK):
            await sipp.wait()
    except TimeoutError:
        sipp.terminate()
        await sipp.wait()


def _statistics_in(file: Path) -> list[dict[str, str]]:
    """Returns the rows of sipp's statistics, the last of which counts all calls."""
    if not file.exists():
        return []
    with file.open(newline="") as table:
        return list(csv.DictReader(table, delimiter=";"))


def _figure(waiting: int, talking: int, rate: int, used: dict[str, float]) -> dict[str, Any]:
    daemons = sum(used[name] for name in ("rtpengine", "janus", "kamailio"))
    return {
        "name": f"{waiting} waiting, {talking} talking, {rate} set-ups/s",
        **{f"cores {name}": round(value, 3) for name, value in used.items()},
        "core per call": f"{sum(used.values()) / (waiting + talking):.2%}",
        "share of the bare daemons": round(daemons / max(0.001, sum(used.values())), 3),
    }


async def measure() -> list[dict[str, Any]]:
    """Runs one level after the other until one fails; the first one must be met."""
    from builders.telephone import free_port

    ports = [free_port() for _ in range(max(talking for _, talking, _ in LEVELS))]
    seats = multiprocessing.get_context("spawn").Process(target=echo, args=(ports,), daemon=True)
    seats.start()
    figures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="lianxin-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        async with whole_telephone(Path(name)) as (hotline, cores):
            bench = Bench(hotline, cores, Path(name))
            ringing = asyncio.create_task(bench.ring())
            for waiting, talking, rate in LEVELS:
                await bench.sit(talking, ports)
                figures.append(await bench.level(waiting, talking, rate))
                print(figures[-1], file=sys.stderr, flush=True)
                if not figures[-1]["met"]:
                    break
            ringing.cancel()
    seats.kill()
    return _judged(figures, bench.pops[: LEVELS[0][1]])


def _judged(figures: list[dict[str, Any]], pops: list[float]) -> list[dict[str, Any]]:
    """A level beyond the first one may fail: there the telephone breaks. `pops` are those of the first."""
    for figure in figures[1:]:
        figure["breaks"], figure["met"] = not figure["met"], True
    if len(pops) < 2:
        return [*figures, {"name": "ring to screen-pop", "pops": len(pops), "met": False}]
    p95 = quantiles(pops, n=20)[-1]
    popped = {"name": "ring to screen-pop", "pops": len(pops), "median ms": round(sorted(pops)[len(pops) // 2], 1)}
    return [*figures, {**popped, "p95 ms": round(p95, 1), "met": p95 < WANTED_POP_MS}]
