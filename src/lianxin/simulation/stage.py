"""Where the people of a simulated city act.

What they mean to do lies on a heap, by time. Everything goes through the public door of cases, as members of staff;
deadlines fire by the same sweep as in a real city.
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
    sweep,
    whole_city,
)
from lianxin.city import Profile
from lianxin.files import AttachmentLimits, StoredFile, store
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import DomainError, Stale
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Role
from lianxin.simulation.actors import next_step, played_by
from lianxin.simulation.asides import begin, note_command
from lianxin.simulation.cast import Cast
from lianxin.simulation.memory import moved_since, reminded
from lianxin.simulation.phrases import Phrases
from lianxin.simulation.scene import Scene, Step, Story
from lianxin.simulation.shares import Dice

SWEEP_EVERY = timedelta(minutes=5)
WINDOW = timedelta(minutes=10)  # shorter than any limit, so that nothing started in it is due in it
_BATCH = 60
SWEPT = 200
_READ = 200
_PATIENCE = 12  # failures of one case before it is left alone
OPENING = frozenset({"split_case"})
MAYBE_ASKED = frozenset({"merged", "answered"})  # whether a callback waits there, the file does not tell
PAPER = "权责清单摘录.txt"
ENDED = frozenset({"archived", "void"})


@dataclass(frozen=True, order=True)
class Planned:
    """One line of the heap. `turn` tells whether the case has gone on since; `version`, when said, is insisted on."""

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
    """What a simulated unit shows when it says that an order is not its own."""
    yield "权责清单摘录：该事项不在本单位职责范围内。\n".encode()


class RefusedStepError(Exception):
    """A step that the case did not allow, so that the whole batch was taken back."""

    def __init__(self, planned: Planned, error: DomainError) -> None:
        super().__init__(str(error))
        self.planned = planned
        self.error = error


class Stage:
    """One run over one city. `hours`: people keep office hours; `careful`: others act too, so nothing is done to a case
    that changed since it was looked at."""

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
        self.chance = Random(f"stage {seed}")  # noqa: S311 - a simulation wants to be repeated
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
        """Reads cases and lets their people decide what comes next, in the order of their numbers."""
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
        """The people of a case the stage has not seen before."""
        chance = Random(f"{self.seed} {file.case.number}")  # noqa: S311 - see above
        return Story(chance, [*waiting, *begin(self.dice)], own_reply=own_reply)

    def plan(self, file: CaseFile, now: datetime, *, asked: bool = False) -> None:
        """Decides what comes next in this case; what was meant before is forgotten."""
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
        """What its people see of a case."""
        story = self.stories[file.case.id]
        return Scene(file, story, now, self.dice, self.phrases, self.others, asked=asked, hours=self.hours)

    def planned(self, file: CaseFile, step: Step) -> Planned:
        """A step with who takes it."""
        self.nth += 1
        role, unit = played_by(file, step)
        turn, version = self.stories[file.case.id].turn, file.case.version if self.careful else None
        return Planned(step.at, self.nth, file.case.id, turn, step, role, unit, version=version)

    def note(self, file: CaseFile) -> None:
        """Keeps the directory of open cases that others may be merged into or linked to."""
        case = file.case
        self.status[case.id] = case.status
        for topic in (case.topic, ""):
            numbers = self.others.setdefault(topic, {})
            if case.status == "handling":
                numbers[case.number] = None
            else:
                numbers.pop(case.number, None)

    def expect(self, at: datetime, form: IntakeForm) -> None:
        """A citizen will call at this time."""
        self.nth += 1
        heappush(self.heap, Planned(at, self.nth, None, form=form))

    # acting

    def next_at(self) -> datetime | None:
        """When somebody acts next."""
        while self.heap and self.outdated(self.heap[0]):
            heappop(self.heap)
        return self.heap[0].at if self.heap else None

    def outdated(self, planned: Planned) -> bool:
        return planned.case_id is not None and self.stories[planned.case_id].turn != planned.turn

    def batch(self, until: datetime) -> list[Planned]:
        """What is meant to happen up to a time, each case once, and no more than one transaction should hold."""
        taken: list[Planned] = []
        while len(taken) < _BATCH and (at := self.next_at()) is not None and at <= until:
            taken.append(heappop(self.heap))
        return taken

    async def act(self, batch: list[Planned]) -> bool:
        """Carries a batch out in one transaction; if a step is refused, the others wait and that case thinks again.

        Returns whether everything was carried out.
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
        """One step, under the name of who does it."""
        actor = self.cast.actor(planned.role, planned.unit, self.chance)
        work.act_as(actor.ref, planned.at)
        step = planned.step
        try:
            if step is None or step.command in OPENING:
                await work.flush()  # a new case must be written before anything that hangs on it
            if step is not None:
                if COMMANDS[step.command].brings:
                    await self.bring(work, step)
                return await carry_out(work, actor, step.command, step.target, step.ask, planned.version)
            if planned.form is not None:
                return (await open_case(work, actor, planned.form)).file
            raise LookupError(planned)
        except DomainError as error:
            raise RefusedStepError(planned, error) from error

    async def bring(self, work: UnitOfWork, step: Step) -> None:
        """Attaches what supports a step to its order: a short document, kept once however often it is shown."""
        self.paper = self.paper or await store(one_page(), PAPER, AttachmentLimits(), work.files)
        file, _order = await lock_order(work, step.target)
        attach(file, self.paper, step.target)

    async def think_again(self, refusal: RefusedStepError, batch: Iterable[Planned]) -> None:
        """A step was refused: its case decides anew, the others stay as they were."""
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
        """Cases that went on because of others, or of their limits: their people decide anew."""
        async with self.database.read(self.city_id) as work:
            self.position, moved = await moved_since(work, self.position)
        await self.take_up([case_id for case_id in moved if case_id not in acted], now)

    async def fire(self, clock: ManualClock) -> int:
        """Fires every limit that is due by now."""
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
