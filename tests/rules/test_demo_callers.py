"""Callers of a demonstration: patient in the queue, talkative with a seat, and gone when either side hangs up."""

import asyncio
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest

from lianxin.cases import IntakeForm
from lianxin.simulation import callers
from lianxin.simulation.callers import CallerPlan, caller_plan, one_call

PLAN = CallerPlan("13912345678", ("您好。", "夜里有人施工。"), "1", 0.0, 0.03, 0.05)


@dataclass
class FakePhone:
    """A telephone whose call is answered, and that notes what is done."""

    answers: bool = True
    did: list[str] = field(default_factory=list[str])
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self) -> bool:
        self.did.append("call")
        return self.answers

    def press(self, key: str) -> None:
        self.did.append(key)

    def say(self, sound: bytes) -> None:
        self.did.append(sound.decode())

    async def hang_up(self) -> None:
        self.did.append("hang up")
        self.over.set()


class Voice:
    async def sound_of(self, text: str, language: str) -> bytes:
        assert language == "zh-CN"
        return text.encode()


async def played(phone: FakePhone, plan: CallerPlan, states: list[str]) -> list[str]:
    async def look(number: str) -> str:
        assert number == plan.number
        return states.pop(0) if len(states) > 1 else states[0]

    given: Any = phone
    voice: Any = Voice()
    await one_call(given, plan, voice, look)
    return phone.did


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "_LOOK", 0.01)
    monkeypatch.setattr(callers, "_PAUSE", 0.005)


async def test_a_caller_whom_a_seat_answers_tells_the_matter_and_hangs_up():
    did = await played(FakePhone(), PLAN, ["menu", "queued", "talking"])
    assert did[:4] == ["call", "1", *PLAN.sentences]
    assert did[-1] == "hang up"


async def test_a_caller_whose_patience_ends_says_nothing_and_hangs_up():
    assert await played(FakePhone(), PLAN, ["queued"]) == ["call", "1", "hang up"]


async def test_a_caller_who_is_refused_or_cut_off_does_nothing_more():
    assert await played(FakePhone(answers=False), PLAN, ["queued"]) == ["call"]
    phone = FakePhone()
    phone.over.set()
    assert "夜里有人施工。" not in await played(phone, replace(PLAN, key=""), ["queued"])


def test_a_plan_has_the_sentences_of_the_matter_and_a_key_of_the_menu():
    form = IntakeForm("夜里施工。睡不着！", wish="请管一管")
    plans = [caller_plan(form, ("1", "2"), Random(seed)) for seed in range(40)]
    assert plans[0].sentences[1:] == ("夜里施工。", "睡不着！", "请管一管")
    assert {plan.key for plan in plans} == {"", "1", "2"}
    assert all(plan.number.startswith("139") and len(plan.number) == 11 for plan in plans)
    assert caller_plan(form, (), Random(1)).key == ""
