"""Taking a foreign table's messages in as cases: in batches that commit whole, never a message twice.

A run that was ended half-way is simply run again: what is there already counts as a duplicate.
"""

from asyncio import TaskGroup
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import DeadlockDetected, LockNotAvailable

from lianxin.cases.commands.intake import IntakeForm, check_form, send_opened, take_in
from lianxin.cases.imports.rejects import RejectsFile
from lianxin.cases.imports.rows import ImportedRow, Reject, Rows, read_rows
from lianxin.cases.imports.values_rules import ImportedRequest
from lianxin.cases.rules.intake_fields import CitizenRequest
from lianxin.cases.rules.words import Nature, Urgency
from lianxin.city import Profile, current_profile
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField, DomainError
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, InvalidPhone, Person, allow, read_phone

IMPORT_BATCH = 200
_TRIES = 4
_AT_ONCE = 2  # while the database writes one batch, the next is read and put into words
KNOWN = "SELECT source_key FROM cases WHERE city_id = %(city)s AND source = %(source)s AND source_key = ANY(%(keys)s)"
_LANGUAGES = {"zh": "zh-CN"}


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: `rows` = `accepted` + `duplicates` + `rejects`; `seconds` of real time."""

    source: str
    rows: int
    accepted: int
    duplicates: int
    rejects: int
    seconds: float


@dataclass
class Count:
    """Rows so far."""

    rows: int = 0
    accepted: int = 0
    duplicates: int = 0


_Progress = Callable[[float, int], None]


@dataclass
class Importing:
    """One file on its way into one city."""

    database: Database
    city_id: str
    actor: Actor
    profile: Profile
    source: str
    rejects: RejectsFile
    count: Count

    async def work_off(self, waiting: Iterator[list[ImportedRow | Reject]], progress: _Progress) -> None:
        """Batch after batch, until none is left."""
        for batch in waiting:
            await self.take(batch)
            progress(batch[-1].share, self.count.rows)

    async def take(self, batch: list[ImportedRow | Reject]) -> None:
        """A batch: what cannot be taken is rejected first, the rest goes in together, or else one by one."""
        self.count.rows += len(batch)
        forms: list[tuple[ImportedRow, IntakeForm]] = []
        for row in batch:
            form = row if isinstance(row, Reject) else form_or_reject(self.profile, self.source, row)
            if isinstance(form, Reject):
                self.rejects.add(form)
            elif isinstance(row, ImportedRow):
                forms.append((row, form))
        try:
            await self.write_again([form for _row, form in forms])
        except (DomainError, psycopg.DataError, psycopg.IntegrityError):
            for row, form in forms:
                await self.take_alone(row, form)

    async def take_alone(self, row: ImportedRow, form: IntakeForm) -> None:
        """A row whose batch failed: taken or rejected by itself."""
        try:
            await self.write_again([form])
        except (DomainError, psycopg.DataError) as error:
            self.rejects.add(reject(row, "not_taken", problem=str(error).splitlines()[0]))

    async def write_again(self, forms: list[IntakeForm]) -> None:
        """Writes; somebody else's lock in the way of a batch is no fault of its rows, so it is tried again."""
        for _ in range(_TRIES - 1):
            try:
                return await self.write(forms)
            except (DeadlockDetected, LockNotAvailable):
                continue
        return await self.write(forms)

    async def write(self, forms: list[IntakeForm]) -> None:
        """One transaction: the forms that are new become cases, sent by the rules or to the dispatch desk."""
        async with self.database.begin(self.city_id, actor=self.actor.ref) as work:
            fresh = await self.not_known(work, forms)
            for opened in await take_in(work, fresh):
                await send_opened(opened, self.actor)
        self.count.accepted += len(fresh)
        self.count.duplicates += len(forms) - len(fresh)

    async def not_known(self, work: UnitOfWork, forms: list[IntakeForm]) -> list[IntakeForm]:
        """The forms whose key is neither in the city nor earlier in the batch."""
        by_key = {form.source_key: form for form in reversed(forms)}
        for key in await work.column(str, KNOWN, source=self.source, keys=list(by_key)):
            del by_key[key]
        return list(reversed(by_key.values()))


async def import_file(
    database: Database,
    city_id: str,
    actor: Actor,
    path: Path,
    mapping_path: Path | None = None,
    *,
    rejects_path: Path,
    progress: _Progress = lambda _share, _rows: None,
) -> ImportReport:
    """Takes a CSV or XLSX file in. `progress` hears the share of the file behind it (0-1) and the rows so far.

    Raises NotPermitted, UnreadableFile, FileTooLarge or BadMapping; a bad row only goes to the rejects file.
    """
    allow(actor, Action.IMPORT)
    began = stopwatch()
    async with database.read(city_id) as work:
        profile = await current_profile(work)
    rows = read_rows(path, mapping_path, timezone=profile.zone.key)
    with RejectsFile(rejects_path, rows.header) as rejects:
        run = Importing(database, city_id, actor, profile, rows.source, rejects, Count())
        try:
            async with TaskGroup() as group:
                waiting = batches(rows)
                for _ in range(_AT_ONCE):
                    group.create_task(run.work_off(waiting, progress))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
    count = run.count
    return ImportReport(rows.source, count.rows, count.accepted, count.duplicates, rejects.count, stopwatch() - began)


def batches(rows: Rows) -> Iterator[list[ImportedRow | Reject]]:
    """The rows in lists of at most BATCH."""
    while batch := list(islice(rows, IMPORT_BATCH)):
        yield batch


def form_or_reject(profile: Profile, source: str, row: ImportedRow) -> IntakeForm | Reject:
    """The row as an intake form the city understands, or why not."""
    form = _form_of(profile, source, row)
    try:
        check_form(profile, form)
        if form.person.phone:
            read_phone(form.person.phone)
    except BadField as bad:
        return reject_field(row, bad)
    except InvalidPhone:
        return reject(row, "bad_phone", field="phone")
    return form


def _form_of(profile: Profile, source: str, row: ImportedRow) -> IntakeForm:
    """A row in the words of intake. A street that is no code of the city is the beginning of the address."""
    told = row.fields
    known = told.street in profile.division_codes
    language = _LANGUAGES.get(told.language, told.language)
    given: dict[str, Any] = {one.name: getattr(told, one.name) for one in fields(CitizenRequest)}
    given |= {
        "nature": told.nature or usual_nature(profile, told),
        "urgency": "" if told.urgency == Urgency.NORMAL else told.urgency,
        "street": told.street if known else "",
        "address": " ".join(part for part in ("" if known else told.street, told.address) if part),
        "language": language,
        "source": source,
        "source_key": row.key,
    }
    return IntakeForm(**given, person=Person(told.name, told.phone, language=language), extra=dict(told.extra))


def usual_nature(profile: Profile, told: ImportedRequest) -> str:
    """What the topic usually is; a request for help where there is none."""
    return profile.topic(told.topic).nature if told.topic and told.topic in profile.topic_codes else Nature.HELP


def reject_field(row: ImportedRow, bad: BadField) -> Reject:
    """A reject from what intake says of a field."""
    facts = bad.facts
    match facts["problem"]:
        case "too_long":
            return reject(row, "too_long", field=facts["field"], found=facts["length"], limit=facts["limit"])
        case "unknown":
            return reject(row, "unknown_code", field=facts["field"], value=facts["value"])
        case _:
            return reject(row, "missing", field=facts["field"])


def reject(row: ImportedRow, code: str, **facts: object) -> Reject:
    """The row left out, with its reason."""
    return Reject(row.number, row.key, code, facts, row.cells, row.share)
