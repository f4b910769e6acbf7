"""Plans and carries out the steps of simulated people.

Planned steps are in a heap ordered by time. Every step is a public command of `cases` in the name of a member of
staff; deadlines fire by the same sweep as in a real city.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from uuid import UUID

from lianxin.cases import (
    COMMANDS,
    CaseFile,
    IntakeForm,
    attach,
    carry_out,
    lock_cases,
    lock_order,
    open_case,
    read_cases,
    send_opened,
    sweep,
    whole_city,
)
from lianxin.city import Profile
from lianxin.files import AttachmentLimits, StoredFile, store
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import DomainError, Stale
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, Role
from lianxin.simulation.actors import next_step, played_by
from lianxin.simulation.asides import begin, note_command
from lianxin.simulation.cast import Cast
from lianxin.simulation.memory import moved_since, reminded
from lianxin.simulation.phrases import Phrases
from lianxin.simulation.requests import SENT_BY_CITIZENS
from lianxin.simulation.scene import Scene, Step, Story
from lianxin.simulation.shares import Dice

SWEEP_EVERY = timedelta(minutes=5)
WINDOW = timedelta(minutes=10)  # shorter than any limit, so that no limit that starts in a batch ends in it
_BATCH = 60
SWEPT = _READ = 200  # rows at once
_PATIENCE = 12  # failed steps of a case before it is given up
OPENING = frozenset({"split_case"})
MAYBE_ASKED = frozenset({"merged", "answered"})  # the case file does not contain whether a callback waits
PAPER = "权责清单摘录.txt"
ENDED = frozenset({"archived", "void"})


@dataclass(frozen=True, order=True)
class Planned:
    """A planned step in the heap, outdated if `turn` is not the case's. The case must still have `version`, if set."""

    at: datetime
    nth: int
    case_id: UUID | None = field(compare=False)
    turn: int = field(compare=False, default=0)
    step: Step | None = field(compare=False, default=None)
    role: Role = field(compare=False, default=Role.OPERATOR)
    unit: str = field(compare=False, default="")
    form: IntakeForm | None = field(compare=False, default=None)
    version: int | None = field(compare=False, default=None)


async def one_page() -> AsyncIterator[bytes]:
    """Yields the document that a simulated unit attaches to a request to return an order."""
    yield "权责清单摘录：该事项不在本单位职责范围内。\n".encode()


class RefusedStepError(Exception):
    """A case refused a step, so the whole batch was rolled back."""

    def __init__(self, planned: Planned, error: DomainError) -> None:
        super().__init__(str(error))
        self.planned = planned
        self.error = error


class Stage:
    """One run over one city. With `hours` staff keep office hours. With `careful` other people act too, so a step is
    refused if its case has changed since it was planned."""

    def __init__(
        self,
        database: Database,
        city_id: str,
        profile: Profile,
        cast: Cast,
        phrases: Phrases,
        seed: int,
        dice: Dice,
        *,
        hours: bool = True,
        careful: bool = False,
    ) -> None:
        self.database = database
        self.profile = profile
        self.city_id = city_id
        self.cast = cast
        self.phrases = phrases
        self.seed = seed
        self.hours = hours
        self.careful = careful
        self.dice = dice
        self.chance = Random(f"stage {seed}")  # noqa: S311 - a simulation must be repeatable
        self.heap: list[Planned] = []
        self.nth = 0
        self.meant: dict[UUID, Planned] = {}
        self.stories: dict[UUID, Story] = {}
        self.others: dict[str, dict[str, None]] = {"": {}}
        self.status: dict[UUID, str] = {}
        self.position = 0
        self.carried: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.given_up: set[UUID] = set()
        self.shown: set[UUID] = set()
        self.barred: set[UUID] = set()
        self.paper: StoredFile | None = None

    # planning

    async def take_up(self, ids: Collection[UUID], now: datetime) -> None:
        """Reads cases and plans the next step of each, in the order of their numbers; skips barred cases."""
        waiting = [case_id for case_id in ids if case_id not in self.barred]
        for start in range(0, len(waiting), _READ):
            part = waiting[start : start + _READ]
            async with self.database.read(self.city_id) as work:
                files = sorted(await read_cases(work, part), key=lambda file: file.case.number)
                fresh = [file.case.id for file in files if file.case.id not in self.stories]
                reminders = await reminded(work, fresh) if fresh else {}
                asked = await whole_city.waiting_for_callback(
                    work, [f.case.id for f in files if f.case.status in MAYBE_ASKED]
                )
            for file in files:
                if file.case.id not in self.stories:
                    self.stories[file.case.id] = self.begin_story(file, *reminders.get(file.case.id, ("", [])))
                self.plan(file, now, asked=file.case.id in asked)

    def begin_story(self, file: CaseFile, own_reply: str, waiting: list[str]) -> Story:
        """Returns the simulation state of a case not seen before."""
        chance = Random(f"{self.seed} {file.case.number}")  # noqa: S311 - see above
        return Story(chance, [*waiting, *begin(self.dice)], own_reply=own_reply)

    def plan(self, file: CaseFile, now: datetime, *, asked: bool = False) -> None:
        """Plans the next step of a case; this replaces the step planned before."""
        case_id = file.case.id
        story = self.stories.get(case_id) or self.stories.setdefault(case_id, self.begin_story(file, "", []))
        story.turn += 1
        self.note(file)
        if case_id in self.given_up:
            return
        step = next_step(self.scene(file, now, asked=asked))
        self.meant.pop(case_id, None)
        if step is not None:
            self.meant[case_id] = self.planned(file, step)
            heappush(self.heap, self.meant[case_id])

    def scene(self, file: CaseFile, now: datetime, *, asked: bool = False) -> Scene:
        """Returns the case as its simulated people see it."""
        story = self.stories[file.case.id]
        return Scene(file, story, now, self.dice, self.phrases, self.others, asked=asked, hours=self.hours)

    def planned(self, file: CaseFile, step: Step) -> Planned:
        """Returns a step with the role and unit that takes it."""
        self.nth += 1
        role, unit = played_by(file, step)
        turn, version = self.stories[file.case.id].turn, file.case.version if self.careful else None
        return Planned(step.at, self.nth, file.case.id, turn, step, role, unit, version=version)

    def note(self, file: CaseFile) -> None:
        """Updates the state of a case, and the list of open cases that others may be merged into or linked to."""
        case = file.case
        self.status[case.id] = case.status
        for topic in (case.topic, ""):
            numbers = self.others.setdefault(topic, {})
            if case.status == "handling":
                numbers[case.number] = None
            else:
                numbers.pop(case.number, None)

    def expect(self, at: datetime, form: IntakeForm) -> None:
        """Plans a citizen's call at this time."""
        self.nth += 1
        heappush(self.heap, Planned(at, self.nth, None, form=form))

    # acting

    def next_at(self) -> datetime | None:
        """Returns the time of the next planned step, or None."""
        while self.heap and self.outdated(self.heap[0]):
            heappop(self.heap)
        return self.heap[0].at if self.heap else None

    def outdated(self, planned: Planned) -> bool:
        return planned.case_id is not None and self.stories[planned.case_id].turn != planned.turn

    def batch(self, until: datetime) -> list[Planned]:
        """Removes from the heap and returns the steps up to a time: each case once, at most _BATCH steps."""
        taken: list[Planned] = []
        while len(taken) < _BATCH and (at := self.next_at()) is not None and at <= until:
            taken.append(heappop(self.heap))
        return taken

    async def act(self, batch: list[Planned]) -> bool:
        """Carries out a batch in one transaction. If a step is refused, its case is planned again and the others wait.

        Returns whether all steps were carried out.
        """
        await self.cast.ready([planned.unit for planned in batch if planned.unit])
        try:
            async with self.database.begin(self.city_id) as work:
                await lock_cases(work, [planned.case_id for planned in batch if planned.case_id])
                done = [(planned, await self.carry(work, planned)) for planned in batch]
        except RefusedStepError as refusal:
            await self.think_again(refusal, batch)
            return False
        for planned, file in done:
            if planned.step is not None:
                self.carried[planned.step.command] += 1
                note_command(self.stories[file.case.id], self.dice, planned.step.command)
            if file.case.status not in MAYBE_ASKED:
                self.plan(file, planned.at)
        acted = {file.case.id for _, file in done}
        await self.take_up([file.case.id for _, file in done if file.case.status in MAYBE_ASKED], batch[-1].at)
        await self.follow(batch[-1].at, acted)
        return True

    async def carry(self, work: UnitOfWork, planned: Planned) -> CaseFile:
        """Carries out one step in the name of its actor; raises RefusedStepError."""
        actor = self.cast.actor(planned.role, planned.unit, self.chance)
        work.act_as(actor.ref, planned.at)
        step = planned.step
        try:
            if step is None or step.command in OPENING:
                await work.flush()  # a new case must be written before rows that refer to it
            if step is not None:
                if COMMANDS[step.command].brings:
                    await self.bring(work, step)
                return await carry_out(work, actor, step.command, step.target, step.ask, planned.version)
            if planned.form is not None:
                return await self.take_in(work, actor, planned.form)
            raise LookupError(planned)
        except DomainError as error:
            raise RefusedStepError(planned, error) from error

    async def take_in(self, work: UnitOfWork, actor: Actor, form: IntakeForm) -> CaseFile:
        """Opens a case; sends it at once if a citizen wrote it, otherwise it stays a draft of its operator."""
        opened = await open_case(work, actor, form)
        if form.channel in SENT_BY_CITIZENS:
            await send_opened(opened, actor)
        return opened.file

    async def bring(self, work: UnitOfWork, step: Step) -> None:
        """Attaches a short document to the order of a step; its content is stored once for all orders."""
        self.paper = self.paper or await store(one_page(), PAPER, AttachmentLimits(), work.files)
        file, _order = await lock_order(work, step.target)
        attach(file, self.paper, step.target)

    async def think_again(self, refusal: RefusedStepError, batch: Iterable[Planned]) -> None:
        """Plans the case of a refused step again, and puts the other steps of the batch back into the heap."""
        refused = refusal.planned
        name = refused.step.command if refused.step else "open_case"
        self.refused[f"{name}: {refusal.error.code}"] += 1
        for planned in batch:
            if planned is not refused:
                heappush(self.heap, planned)
        if refused.case_id is None:
            return
        story = self.stories[refused.case_id]
        story.failures += not isinstance(refusal.error, Stale)
        if name in story.asides:
            story.asides.remove(name)
        elif story.failures >= _PATIENCE:
            self.given_up.add(refused.case_id)
        await self.take_up([refused.case_id], refused.at)

    async def follow(self, now: datetime, acted: Collection[UUID] = ()) -> None:
        """Plans again the cases that moved because of other cases or of limits, except those in `acted`."""
        async with self.database.read(self.city_id) as work:
            self.position, moved = await moved_since(work, self.position)
        await self.take_up([case_id for case_id in moved if case_id not in acted], now)

    async def fire(self, clock: ManualClock) -> int:
        """Fires all limits that are due; returns how many fired."""
        fired = 0
        while True:
            async with self.database.begin(self.city_id) as work:
                found = await sweep(work, SWEPT)
            fired += found
            if found < SWEPT:
                break
        if fired:
            await self.follow(clock.now())
        return fired
