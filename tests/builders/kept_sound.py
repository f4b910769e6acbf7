"""A sealed recording and a transcript of a call, without a telephone."""

import os
from pathlib import Path
from uuid import UUID

from builders.cases import Town
from lianxin.calls import Shelf, SpokenLine
from lianxin.calls.transcript.keeping import begin_transcript, end_transcript, keep_lines
from lianxin.files import seal_file
from lianxin.kernel.ids import new_id

SAID = "路灯坏了。"


async def keep_sound(town: Town, shelf: Shelf, call: UUID, folder: Path) -> UUID:
    """Seals 2.5 seconds of sound and one sentence of the citizen for a call; returns the id of the recording."""
    recording, key = new_id(), os.urandom(32)
    (folder / "sound").write_bytes(b"fLaC and sound")
    async with town.begin() as work:
        sha256 = seal_file(folder / "sound", shelf.file(recording), key)
        times = {"started_at": work.now, "ended_at": work.now, "sealed_at": work.now}
        row = {"id": recording, "call_id": call, "room": 1, "seconds": 2.5, "sha256": sha256, **times}
        work.add("recordings", {**row, "bytes": 14, "key": work.vault.wrap(key)})
        secret, _ = await begin_transcript(work, call)
        keep_lines(work, call, secret, [SpokenLine(new_id(), "citizen", 0.5, SAID)])
        await end_transcript(work, call)
    return recording
