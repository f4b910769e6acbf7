"""Opens cases for the messages of an imported table, one transaction a batch, never two cases for one message.

An interrupted import is repeated from the start: messages that are already cases count as duplicates.
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
from lianxin.cases.imports.raw import FaultFact
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
_AT_ONCE = 2  # while the database writes one batch, the next is read and prepared
KNOWN_KEYS = (
    "SELECT source_key FROM cases WHERE city_id = %(city)s AND source = %(source)s AND source_key = ANY(%(keys)s)"
)
_LANGUAGES = {"zh": "zh-CN"}


@dataclass(frozen=True)
class ImportReport:
    """The result for a file: `rows` = `accepted` + `duplicates` + `rejects`; `seconds` are real time."""

    source: str
    rows: int
    accepted: int
    duplicates: int
    rejects: int
    seconds: float


@dataclass
class Count:
    """The numbers of rows so far."""

    rows: int = 0
    accepted: int = 0
    duplicates: int = 0


_Progress = Callable[[float, int], None]


@dataclass
class Importing:
    """The import of one file into one city."""

    database: Database
    city_id: str
    actor: Actor
    profile: Profile
    source: str
    rejects: RejectsFile
    count: Count

    async def work_off(self, waiting: Iterator[list[ImportedRow | Reject]], progress: _Progress) -> None:
        """Imports one batch after another until none is left."""
        for batch in waiting:
            await self.take(batch)
            await self.database.analyze_new()
            progress(batch[-1].share, self.count.rows)

    async def take(self, batch: list[ImportedRow | Reject]) -> None:
        """Imports a batch: rejects invalid rows, then writes the rest together, or one by one if that fails."""
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
        """Imports or rejects one row whose batch failed."""
        try:
            await self.write_again([form])
        except (DomainError, psycopg.DataError) as error:
            self.rejects.add(reject(row, "not_taken", problem=str(error).splitlines()[0]))

    async def write_again(self, forms: list[IntakeForm]) -> None:
        """Writes with up to _TRIES attempts, because a lock of another transaction is not an error of the rows."""
        for _ in range(_TRIES - 1):
            try:
                return await self.write(forms)
            except (DeadlockDetected, LockNotAvailable):
                continue
        return await self.write(forms)

    async def write(self, forms: list[IntakeForm]) -> None:
        """Opens cases for the new forms in one transaction, and sends them by the rules or to the dispatch desk."""
        async with self.database.begin(self.city_id, actor=self.actor.ref) as work:
            fresh = await self.not_known(work, forms)
            for opened in await take_in(work, fresh):
                await send_opened(opened, self.actor)
        self.count.accepted += len(fresh)
        self.count.duplicates += len(forms) - len(fresh)

    async def not_known(self, work: UnitOfWork, forms: list[IntakeForm]) -> list[IntakeForm]:
        """Returns the forms whose key is neither in the city nor earlier in the batch."""
        by_key = {form.source_key: form for form in reversed(forms)}
        for key in await work.column(str, KNOWN_KEYS, source=self.source, keys=list(by_key)):
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
    """Imports a CSV or XLSX file. `progress` is called with the share of the file read (0-1) and the rows so far.

    Raises NotPermitted, UnreadableFile, ImportFileTooLarge or BadMapping; bad rows are written to the rejects file.
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
    """Yields the rows in lists of at most IMPORT_BATCH."""
    while batch := list(islice(rows, IMPORT_BATCH)):
        yield batch


def form_or_reject(profile: Profile, source: str, row: ImportedRow) -> IntakeForm | Reject:
    """Returns the row as an intake form that is valid in this city, or a reject."""
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
    """Returns the row as an intake form. A street that is not a code of the city becomes the start of the address."""
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
    """Returns the usual nature of the topic, HELP without a topic."""
    return profile.topic(told.topic).nature if told.topic and told.topic in profile.topic_codes else Nature.HELP


def reject_field(row: ImportedRow, bad: BadField) -> Reject:
    """Returns a reject for an error of intake in one field."""
    facts = bad.facts
    match facts["problem"]:
        case "too_long":
            return reject(row, "too_long", field=facts["field"], found=facts["length"], limit=facts["limit"])
        case "unknown":
            return reject(row, "unknown_code", field=facts["field"], value=facts["value"])
        case _:
            return reject(row, "missing", field=facts["field"])


def reject(row: ImportedRow, code: str, **facts: FaultFact) -> Reject:
    """Returns the reject of a row."""
    return Reject(row.number, row.key, code, facts, row.cells, row.share)
