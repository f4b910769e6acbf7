"""Announcements: texts of the profile become files that a telephone can play."""

import asyncio
import shutil
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from builders.profiles import city_files
from lianxin.calls.announcements.announcer import Announcer
from lianxin.city import Announcement, Profile, announced, profile_in

PROFILE = profile_in(city_files(), "smallville")
SPEAKS = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def an_announcer(folder: Path) -> Announcer:
    return Announcer(folder / "spoken", folder / "recorded")


def with_texts(*texts: Announcement) -> Profile:
    return replace(PROFILE, telephone=replace(PROFILE.telephone, announcements=texts))


def length(file: Path) -> float:
    with wave.open(str(file)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        return sound.getnframes() / 8000


@SPEAKS
async def test_a_text_is_spoken_once_for_all_callers(tmp_path: Path):
    announcer = an_announcer(tmp_path)
    first, second = await asyncio.gather(
        *(announcer.announcement(PROFILE, "position_wait", "zh-CN", position=3, minutes=5) for _ in range(2))
    )
    assert first == second
    assert first is not None
    assert 2 < length(first) < 12
    assert list((tmp_path / "spoken").iterdir()) == [first]
    other = await announcer.announcement(PROFILE, "position_wait", "en", position=3, minutes=5)
    assert other not in (None, first)


async def test_a_recording_of_the_city_comes_before_the_voice(tmp_path: Path):
    (tmp_path / "recorded").mkdir()
    (tmp_path / "recorded" / "welcome.wav").write_bytes(b"RIFF")
    profile = with_texts(Announcement("greeting", "zh-CN", file="welcome.wav"))
    found = await an_announcer(tmp_path).announcement(profile, "greeting", "zh-CN")
    assert found == tmp_path / "recorded" / "welcome.wav"


async def test_without_a_text_or_a_voice_nothing_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    announcer = an_announcer(tmp_path)
    assert await announcer.announcement(PROFILE, "no_such_text", "zh-CN") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await announcer.announcement(PROFILE, "greeting", "zh-CN") is None


def test_a_language_without_a_text_hears_english():
    own = [Announcement("tax", "en", "Taxes."), Announcement("greeting", "zh-CN", "这里是小城。")]
    assert announced(own, "tax", "ja") == own[0]
    assert announced(own, "greeting", "zh-CN") == own[1]
    greeting = announced(own, "greeting", "ja")
    assert greeting is not None
    assert greeting.language == "en"
    assert announced(own, "tax", "zh-CN") is None


async def test_music_loops(tmp_path: Path):
    music = await an_announcer(tmp_path).music()
    assert music is not None
    assert length(music) == pytest.approx(53.76, abs=0.1)
