"""What a citizen hears before a seat answers: greeting, menus, place in the queue, music. Keys interrupt."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.events import CallChosen
from lianxin.calls.control.rows import CallRow, call_row, citizen_on, leg_of, locked_call, move_call, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.routing.city_menu import menu_plan
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call
from lianxin.calls.rules.expected_wait import said_place
from lianxin.calls.rules.menu import MenuPlan, MenuStep, SaidLine, begin_walk, walk_key, walk_silence
from lianxin.calls.rules.states import CallMove, CallState
from lianxin.calls.rules.words import Queue
from lianxin.city import Profile, QueueRule, current_profile

MUSIC_TURNS: Final = 400  # of a piece of about a minute
_AHEAD: LiteralString = (
    "SELECT count(*) FROM waiting_calls w JOIN waiting_calls mine ON mine.city_id = w.city_id AND mine.id = %(id)s"
    " WHERE w.city_id = %(city)s AND w.queue = mine.queue"
    " AND (w.priority, w.since, w.id) < (mine.priority, mine.since, mine.id)"
)


@dataclass
class Listening:
    """Plays to the citizens of a controller."""

    switch: Switch
    endings: Endings

    async def walk(self, call_id: UUID) -> None:
        """Greets a citizen, leads them through the menus and puts them into a queue."""
        row, leg, profile = await self._open(call_id)
        plan = menu_plan(profile, row.called, self.switch.database.wall.now())
        step = begin_walk(plan)
        while not step.over:
            key = await self._ask(row, leg, profile, step)
            step = walk_silence(plan, step.walk) if key is None else await self._chosen(row, plan, step, key)
        await self._say(row, leg, profile, step.say)
        if step.closed:
            await self.endings.hung_up(call_id)
            return
        await self._enqueue(call_id, step)
        await self._wait(row, leg, profile, profile.telephone.queue(step.queue), step.walk.language)

    async def wait(self, call_id: UUID) -> None:
        """Lets a citizen wait in the queue in which the call is."""
        row, leg, profile = await self._open(call_id)
        await self._wait(row, leg, profile, profile.telephone.queue(row.queue or Queue.GENERAL), row.language)

    async def music(self, leg: CitizenLeg) -> None:
        """Plays music until something else is played."""
        file = await self.switch.announcer.music()
        if file is not None:
            await self.switch.media.rtpengine.play(leg.call, leg.tag, str(file), MUSIC_TURNS)

    async def _open(self, call_id: UUID) -> tuple[CallRow, CitizenLeg, Profile]:
        async with self.switch.work() as work:
            row = await call_row(work, call_id)
            return row, leg_of(work, await citizen_on(work, call_id)), await current_profile(work)

    async def _chosen(self, row: CallRow, plan: MenuPlan, step: MenuStep, key: str) -> MenuStep:
        after = walk_key(plan, step.walk, key)
        if after.choice:
            async with self.switch.work() as work:
                record_of_call(work, row.id, CallChosen(row.id, step.walk.page, after.choice))
        return after

    async def _ask(self, row: CallRow, leg: CitizenLeg, profile: Profile, step: MenuStep) -> str | None:
        """Says the lines of a page; returns the key pressed meanwhile or after them, None for silence."""
        for line in step.say:
            key = await self._key(row, await self._play(leg, profile, line))
            if key is not None:
                await self.switch.media.rtpengine.stop_playing(leg.call, leg.tag)
                return key
        return await self._key(row, step.wait_s)

    async def _say(self, row: CallRow, leg: CitizenLeg, profile: Profile, lines: Sequence[SaidLine]) -> None:
        """Says lines to their end; keys pressed meanwhile mean nothing."""
        for line in lines:
            await asyncio.sleep(await self._play(leg, profile, line))
        self.switch.keys.pop(row.id, None)

    async def _play(self, leg: CitizenLeg, profile: Profile, line: SaidLine, **values: int) -> float:
        """Begins an announcement; returns its length in seconds, 0 without a file."""
        file = await self.switch.announcer.announcement(profile, line.name, line.language, **values)
        return await self.switch.media.rtpengine.play(leg.call, leg.tag, str(file)) if file else 0.0

    async def _key(self, row: CallRow, seconds: float) -> str | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self.switch.keys[row.id].get()
        return None

    async def _enqueue(self, call_id: UUID, step: MenuStep) -> None:
        async with self.switch.work() as work:
            needs = CallNeeds(step.walk.priority, Queue(step.queue), step.walk.needs)
            await enqueue_call(work, call_id, needs, routing_rules(await current_profile(work)))
            row = await locked_call(work, call_id)
            facts = {"queue": step.queue, "priority": int(step.walk.priority), "language": step.walk.language}
            move_call(work, row, CallMove.ENQUEUE, levels=dict(step.walk.needs), queued_at=work.real, **facts)
        self.switch.wake.set()

    async def _wait(self, row: CallRow, leg: CitizenLeg, profile: Profile, rule: QueueRule, language: str) -> None:
        """Plays music and now and then says how many are ahead."""
        while True:
            await self.music(leg)
            await asyncio.sleep(max(rule.announce_every_s, 5))
            async with self.switch.work() as work:
                state = (await call_row(work, row.id)).state
                ahead: int = await work.value(_AHEAD, id=row.id)
            if state not in {CallState.QUEUED, CallState.OFFERED}:
                return
            place = said_place(ahead, None)
            values = {"position": place.position, "minutes": place.minutes}
            spoken = SaidLine(place.name, language or profile.languages[0].code)
            await asyncio.sleep(await self._play(leg, profile, spoken, **values))
