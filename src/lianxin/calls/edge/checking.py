"""Tries the edge and the agent behind it: the configuration, Kamailio's answer, the answer of the program.

Uses the edge of a running `lianxin serve` of the same home; otherwise it starts one of its own for a moment.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from lianxin.calls.edge.asking import ask_options
from lianxin.calls.edge.city_edge import THIS_MACHINE
from lianxin.calls.edge.kamailio import KamailioEdge
from lianxin.calls.edge.plan import EdgePlan
from lianxin.calls.edge.ports import noted_addresses
from lianxin.calls.media.checking import TelephonePart, TriedPart, check_media
from lianxin.calls.media.errors import MediaFailed, MediaUnreachable
from lianxin.calls.media.processes import LOCAL_ADDRESS, free_ports, noted_process, read_note
from lianxin.kernel.settings import Settings

_CHECKS_WITHIN: Final = 20.0  # seconds
_TAIL: Final = 1000  # characters


async def try_telephone(settings: Settings, seconds: float = 2.0) -> list[TriedPart]:
    """Tries each part of the media with a tone of so many seconds, then the edge; see `check_media`."""
    return [*await check_media(settings, seconds), *await check_edge(settings.media / KamailioEdge.name)]


async def check_edge(folder: Path) -> list[TriedPart]:
    """Tries the edge of a folder; the agent only where the edge runs. What needs a part that fails is not tried."""
    tried: list[TriedPart] = []
    part = TelephonePart.EDGE_FILES
    try:
        async with _configured(folder) as edge:
            await _check_files(edge.folder)
            tried.append(TriedPart(part, works=True))
            part = TelephonePart.EDGE
            inner, controller = await _running(edge)
            await ask_options("kamailio", inner, "counts", ("X-Slot", "0"))
            tried.append(TriedPart(part, works=True))
            if controller:
                part = TelephonePart.AGENT
                await ask_options("agent", controller, "check")
                tried.append(TriedPart(part, works=True))
    except MediaUnreachable:
        tried.append(TriedPart(part, works=False, reason="no answer"))
    except (MediaFailed, OSError, TimeoutError) as error:
        facts = error.facts if isinstance(error, MediaFailed) else {}
        tried.append(TriedPart(part, works=False, reason=str(facts.get("reason") or error)))
    return tried


@asynccontextmanager
async def _configured(folder: Path) -> AsyncGenerator[KamailioEdge]:
    """Yields the edge of a folder if it runs, otherwise one of its own with its files; stops only that one."""
    note, noted = read_note(folder), noted_addresses(folder)
    if note is not None and noted is not None and noted_process(note) is not None:
        yield KamailioEdge(EdgePlan(noted.listen, noted.inner, (noted.controller,), (THIS_MACHINE,)), folder)
        return
    with tempfile.TemporaryDirectory(prefix="lianxin-check-") as own:
        listen, inner, nobody, _ = (f"{LOCAL_ADDRESS}:{port}" for port in (*free_ports(), *free_ports()))
        edge = KamailioEdge(EdgePlan(listen, inner, (nobody,), (THIS_MACHINE,)), Path(own))
        edge.configure()
        try:
            yield edge
        finally:
            await asyncio.to_thread(edge.stop)


async def _running(edge: KamailioEdge) -> tuple[str, str]:
    """Returns the inner address of an edge and that of the agent behind it; starts one that does not run."""
    noted = noted_addresses(edge.folder)
    if noted is not None:
        return noted.inner, noted.controller
    await asyncio.to_thread(edge.start)
    return f"{LOCAL_ADDRESS}:{edge.port}", ""


async def _check_files(folder: Path) -> None:
    """Lets Kamailio read its configuration; raises MediaFailed with what it says."""
    program = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin:/usr/local/bin")
    if program is None:
        raise MediaFailed(server="kamailio", reason="kamailio is not installed")
    words = ("-c", "-f", str(folder / "kamailio.cfg"), "-Y", str(folder))
    reading = await asyncio.create_subprocess_exec(
        program, *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(_CHECKS_WITHIN):
        _, said = await reading.communicate()
    if reading.returncode:
        raise MediaFailed(server="kamailio", reason=said.decode(errors="replace").strip()[-_TAIL:])
