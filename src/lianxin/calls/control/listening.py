"""What a citizen hears before a seat answers: greeting and menus, then the queue. Keys interrupt."""

from dataclasses import dataclass, field
from uuid import UUID

from lianxin.calls.control.early import answer_late
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.events import CallChosen
from lianxin.calls.control.playing import Listener, PlayedLine, Player
from lianxin.calls.control.queueing import Queueing
from lianxin.calls.control.rows import CallRow, call_row, citizen_on, leg_of, locked_call, move_call, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.routing.city_menu import menu_plan
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call
from lianxin.calls.rules.menu import MenuPlan, MenuStep, begin_walk, walk_key, walk_silence
from lianxin.calls.rules.states import CallMove
from lianxin.calls.rules.words import Queue
from lianxin.calls.surge.in_force import profile_in_force, surge_on
from lianxin.city import AnswerAt, current_profile
from lianxin.kernel.events import Event
from lianxin.kernel.work import UnitOfWork


@dataclass
class Listening:
    """Plays to the citizens of a controller."""

    switch: Switch
    endings: Endings
    player: Player = field(init=False)
    queueing: Queueing = field(init=False)

    def __post_init__(self) -> None:
        self.player = Player(self.switch)
        self.queueing = Queueing(self.player, self.endings)

    async def walk(self, call_id: UUID) -> None:
        """Greets a citizen, leads them through the menus and puts them into a queue."""
        row, to = await self._open(call_id)
        surge = await self.switch.surely(surge_on)
        plan = menu_plan(to.profile, row.called, self.switch.database.wall.now(), surge=surge)
        step = begin_walk(plan)
        while not step.over:
            key = await self.player.ask(to, _lines(step), step.wait_s)
            await answer_late(self.switch, call_id, AnswerAt.AFTER_WELCOME)
            step = walk_silence(plan, step.walk) if key is None else await self._chosen(row, plan, step, key)
        await self.player.say(to, _lines(step))
        if step.closed:
            await self.endings.hung_up(call_id)
            return
        await self._enqueue(call_id, step)
        await self.queueing.wait(to)

    async def wait(self, call_id: UUID) -> None:
        """Lets a citizen wait in the queue in which the call is."""
        _, to = await self._open(call_id)
        await self.queueing.wait(to)

    async def music(self, leg: CitizenLeg) -> None:
        """Plays music until something else is played."""
        await self.player.music(leg)

    async def _open(self, call_id: UUID) -> tuple[CallRow, Listener]:
        async def opened(work: UnitOfWork) -> tuple[CallRow, Listener]:
            leg = leg_of(work, await citizen_on(work, call_id))
            return await call_row(work, call_id), Listener(call_id, leg, await current_profile(work))

        return await self.switch.surely(opened)

    async def _chosen(self, row: CallRow, plan: MenuPlan, step: MenuStep, key: str) -> MenuStep:
        after = walk_key(plan, step.walk, key)
        if after.choice:
            chosen = CallChosen(row.id, step.walk.page, after.choice)
            await self.switch.surely(lambda work: _record(work, row.id, chosen))
        return after

    async def _enqueue(self, call_id: UUID, step: MenuStep) -> None:
        async def enqueued(work: UnitOfWork) -> None:
            if (await call_row(work, call_id)).queued_at is not None:
                return  # the transaction had committed when its connection was lost
            needs = CallNeeds(step.walk.priority, Queue(step.queue), step.walk.needs)
            await enqueue_call(work, call_id, needs, routing_rules(await profile_in_force(work)))
            row = await locked_call(work, call_id)
            facts = {"queue": step.queue, "priority": int(step.walk.priority), "language": step.walk.language}
            move_call(work, row, CallMove.ENQUEUE, levels=dict(step.walk.needs), queued_at=work.real, **facts)

        await self.switch.surely(enqueued)
        self.switch.wake.set()


async def _record(work: UnitOfWork, call_id: UUID, event: Event) -> None:
    record_of_call(work, call_id, event)


def _lines(step: MenuStep) -> tuple[PlayedLine, ...]:
    return tuple(PlayedLine(line.name, line.language) for line in step.say)
