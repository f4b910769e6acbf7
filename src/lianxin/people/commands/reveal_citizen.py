"""Shows a citizen's data, which is always recorded and limited, and erases it, which cannot be undone."""

from enum import StrEnum

from lianxin.kernel.errors import Conflict, Invalid, NotFound, TooMany
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import CaseId, CitizenId, TextId
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork
from lianxin.people.commands.attempts import TooManyAttempts, count_attempts, counted_towards
from lianxin.people.events import CitizenErased, CitizenRevealed, LooksAlarmed
from lianxin.people.rows import RevealedCitizen, SealedCitizen
from lianxin.people.rules.looks import LEAST_WORDS, LookBasis, look_ceilings
from lianxin.people.rules.permissions import Action, Actor, Subject, allow

_WHO_HEARS = frozenset({"secret"})
_WHO_IS_ALARMED = frozenset({"oversight"})


class RevealReason(StrEnum):
    """The reason for seeing the data. `other` always needs a written reason."""

    CONTACT = "contact"
    CALLBACK = "callback"
    CORRECTION = "correction"
    EMERGENCY = "emergency"
    SUPERVISION = "supervision"
    OTHER = "other"


class ReasonMissing(Invalid):
    """A look outside the viewer's own work, and the reason `other`, need a written reason of `least` letters."""

    code = "people.reason_missing"

    def __init__(self) -> None:
        super().__init__(field="note", least=LEAST_WORDS)


class TooManyLooks(TooMany):
    """The person has opened more citizens' data in this hour than the city permits; `retry_after` in seconds."""

    code = "people.too_many_looks"


class CitizenIsErased(Conflict):
    """The citizen's data was erased and can no longer be read."""

    code = "people.citizen_erased"


async def reveal_citizen(
    work: UnitOfWork,
    actor: Actor,
    citizen_id: CitizenId,
    *,
    case_id: CaseId,
    subject: Subject,
    reason: RevealReason,
    limit: int,
    basis: LookBasis | None = None,
    note: TextId | None = None,
) -> RevealedCitizen:
    """Returns a citizen's data for one case and records the access; alarms once an hour at the person's limit.

    `subject` is that of the case, `basis` the work to which the look belongs, `note` the id of the written reason,
    `limit` the looks of a person in an hour. Raises NotPermitted, ReasonMissing, NotFound, CitizenIsErased,
    TooManyLooks.
    """
    allow(actor, Action.SEE_CITIZEN, subject)
    if note is None and (basis is None or reason is RevealReason.OTHER):
        raise ReasonMissing
    found = await work.row(
        SealedCitizen, "SELECT sealed, key FROM citizens WHERE city_id = %(city)s AND id = %(id)s", id=citizen_id
    )
    if found is None:
        raise NotFound(citizen=str(citizen_id))
    if found.key is None:
        raise CitizenIsErased
    await _count_look(work, actor, limit, basis)
    data = work.vault.open(Sealed(found.sealed, found.key))
    about = SubjectRef("citizen", str(citizen_id), case_id)
    seen = CitizenRevealed(citizen_id, actor.ref, reason, sorted(data), note, basis)
    work.record(seen, about=about, audience=_WHO_HEARS)
    return RevealedCitizen(citizen_id, *(data.get(part, "") for part in ("name", "phone", "email", "id_number")))


async def _count_look(work: UnitOfWork, actor: Actor, limit: int, basis: LookBasis | None) -> None:
    """Counts a look of a person; records an alarm when the limit is reached; raises TooManyLooks."""
    ceilings = look_ceilings(actor.ref, limit, basis)
    try:
        await count_attempts(work, ceilings)
    except TooManyAttempts as error:
        raise TooManyLooks(limit=limit, **error.facts) from error
    if await counted_towards(work, ceilings[0]) == limit:
        work.record(LooksAlarmed(actor.ref, limit), about=SubjectRef("staff", actor.ref), audience=_WHO_IS_ALARMED)


async def erase_citizen(work: UnitOfWork, actor: Actor, citizen_id: CitizenId) -> None:
    """Destroys a citizen's key and phone index; the row stays, because cases refer to it. Raises NotFound."""
    allow(actor, Action.ADMINISTER)
    erased = await work.run(
        "UPDATE citizens SET key = NULL, phone_index = NULL WHERE city_id = %(city)s AND id = %(id)s"
        " AND key IS NOT NULL",
        id=citizen_id,
    )
    if erased:
        work.record(
            CitizenErased(citizen_id), about=SubjectRef("citizen", str(citizen_id)), audience=frozenset({"desk"})
        )
    elif not await work.value("SELECT true FROM citizens WHERE city_id = %(city)s AND id = %(id)s", id=citizen_id):
        raise NotFound(citizen=str(citizen_id))
