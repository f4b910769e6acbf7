"""Announcements as files of 8 kHz: a city's own recording, or a text spoken by espeak-ng. Each is made once."""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from lianxin.calls.announcements.music import music_wav
from lianxin.calls.announcements.ringing import ringing_wav
from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.mixing import run_program
from lianxin.city import Profile, announced, filled

log = structlog.get_logger("lianxin")
_MADE_BY: Final = "1"  # counts up when the same text would give another file
_VOICES: Final = {"zh-CN": "cmn", "en": "en-gb", "fr": "fr-fr"}  # other languages have the voice of their code
_WORDS_PER_MINUTE: Final = "150"
_AT_ONCE: Final = 2


class Announcer:
    """Makes announcements and music in `folder`; recordings of the city are in `recorded`.

    The media servers of this machine play the files, so they need to be able to read the folders.
    """

    def __init__(self, folder: Path, recorded: Path) -> None:
        self._folder = folder
        self._recorded = recorded
        self._making: dict[Path, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def announcement(self, profile: Profile, name: str, language: str, **values: str | int) -> Path | None:
        """Returns the file of an announcement with its values filled in; None if there is no text or no voice.

        A text that the language lacks is spoken in English or Chinese (`announced`).
        """
        found = announced(profile.telephone.announcements, name, language)
        if found is None:
            return None
        own = self._recorded / found.file
        if found.file and await asyncio.to_thread(own.is_file):
            return own
        city = profile.name if found.language.startswith("zh") else profile.name_en
        return await self.spoken(
            filled(found.text, {"city": city, **{key: str(value) for key, value in values.items()}}), found.language
        )

    async def spoken(self, text: str, language: str) -> Path | None:
        """Returns the file of a spoken text; None if it is empty, or there is no voice."""
        if not text.strip():
            return None
        voice = _VOICES.get(language, language.partition("-")[0])
        digest = hashlib.sha256(f"{_MADE_BY}\0{voice}\0{text}".encode()).hexdigest()
        return await self._made(self._folder / f"{digest[:32]}.wav", lambda target: _speak(text, voice, target))

    async def music(self) -> Path | None:
        """Returns the file of the music on hold; it can be repeated without a gap."""
        return await self._made(self._folder / f"music-{_MADE_BY}.wav", lambda target: _write(target, music_wav()))

    async def ringing(self) -> Path | None:
        """Returns the file of the ringing tone; it can be repeated without a gap."""
        return await self._made(self._folder / f"ringing-{_MADE_BY}.wav", lambda target: _write(target, ringing_wav()))

    async def _made(self, file: Path, make: Callable[[Path], None]) -> Path | None:
        """Makes a file unless it exists; callers who need the same file wait for the same making."""
        if await asyncio.to_thread(file.is_file):
            return file
        if file not in self._making:
            task = self._making[file] = asyncio.create_task(self._make(file, make))
            task.add_done_callback(lambda _: self._making.pop(file, None))
        try:
            await asyncio.shield(self._making[file])
        except (MediaFailed, OSError) as error:
            log.warning("an announcement cannot be made", error=str(error))
            return None
        return file

    async def _make(self, file: Path, make: Callable[[Path], None]) -> None:
        async with self._turns:
            await asyncio.to_thread(_make_whole, file, make)


def _make_whole(file: Path, make: Callable[[Path], None]) -> None:
    """Makes a file under another name first, so that no reader sees a part of it."""
    file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        part = Path(folder) / file.name
        make(part)
        part.chmod(0o644)
        part.replace(file)


def _write(target: Path, sound: bytes) -> None:
    target.write_bytes(sound)


def _speak(text: str, voice: str, target: Path) -> None:
    """Speaks a text and fits it to the band of a telephone: 8 kHz, one channel, 200 to 3,400 Hz. Raises MediaFailed."""
    words, wide = target.with_suffix(".txt"), target.with_suffix(".wide.wav")
    words.write_text(text, "utf-8")
    run_program("espeak-ng", "-v", voice, "-s", _WORDS_PER_MINUTE, "-b", "1", "-f", words, "-w", wide)
    run_program(
        "sox", wide, "-r", "8000", "-c", "1", "-b", "16", target,
        "highpass", "200", "lowpass", "3400", "norm", "-6", "pad", "0.1", "0.2",
    )  # fmt: skip
