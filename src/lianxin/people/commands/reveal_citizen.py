"""Shows a citizen's data, which is always recorded, and erases it, which cannot be undone."""

from enum import StrEnum

from lianxin.kernel.errors import Conflict, Invalid, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import CaseId, CitizenId, TextId
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork
from lianxin.people.events import CitizenErased, CitizenRevealed
from lianxin.people.rows import RevealedCitizen, SealedCitizen
from lianxin.people.rules.permissions import Action, Actor, Subject, allow

_WHO_HEARS = frozenset({"secret"})


class RevealReason(StrEnum):
    """The reason for seeing the data. `other` needs a written reason."""

    CONTACT = "contact"
    CALLBACK = "callback"
    CORRECTION = "correction"
    EMERGENCY = "emergency"
    SUPERVISION = "supervision"
    OTHER = "other"


class ReasonMissing(Invalid):
    """The reason `other` needs a written reason."""

    code = "people.reason_missing"


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
    note: TextId | None = None,
) -> RevealedCitizen:
    """Returns a citizen's data for one case and records the access.

    `subject` is that of the case; `note` is the id of the written reason. Raises NotPermitted, ReasonMissing, NotFound,
    CitizenIsErased.
    """
    allow(actor, Action.SEE_CITIZEN, subject)
    if reason is RevealReason.OTHER and note is None:
        raise ReasonMissing(field="note")
    found = await work.row(
        SealedCitizen, "SELECT sealed, key FROM citizens WHERE city_id = %(city)s AND id = %(id)s", id=citizen_id
    )
    if found is None:
        raise NotFound(citizen=str(citizen_id))
    if found.key is None:
        raise CitizenIsErased
    vault = work.vault
    data = vault.open(Sealed(found.sealed, found.key))
    about = SubjectRef("citizen", str(citizen_id), case_id)
    work.record(CitizenRevealed(citizen_id, actor.ref, reason, sorted(data), note), about=about, audience=_WHO_HEARS)
    return RevealedCitizen(citizen_id, *(data.get(part, "") for part in ("name", "phone", "email", "id_number")))


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
