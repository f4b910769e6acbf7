"""A citizen's own cases by telephone number: a code sent to the number opens a short session in one browser.

The code is six digits and good only in the browser that asked for it, so somebody who guesses in another browser
cannot use up the owner's tries. No table holds it: it is computed under the city's key from the id of the check.
An unknown number gets the same answers as a known one, so nobody learns whose number the hotline knows.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Final
from uuid import UUID

from lianxin.cases.citizen.opening import WrongCode, budget_of_codes, count_wrong
from lianxin.cases.commands.renewal import renew_link
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import ADDABLE, NoLink, ref_of_citizen
from lianxin.cases.core.form_drafts import drop_draft, keep_draft, read_draft
from lianxin.cases.core.locking import lock_case
from lianxin.cases.events import AccessCodeAsked, AccessCodeEntered
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef, case_ref
from lianxin.kernel.ids import CaseId, CitizenId, new_id
from lianxin.kernel.privacy import Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.people import citizen_with_phone, count_attempts, masked_citizen, phone_code_ceilings, take_back

CODE_LASTS: Final = 10 * 60  # seconds
SESSION_LASTS: Final = 15 * 60  # seconds: short, because other people may use the same browser
_DIGITS: Final = 6
_MOST: Final = 50  # cases listed
_CHECKED: Final = "text_message"  # how a renewal by the citizen was checked

_CASES_BY_PHONE = (
    "SELECT id, number, CASE WHEN confidential THEN '' ELSE title END AS title, status, nature, submitted_at,"
    " link_token FROM cases"
    " WHERE city_id = %(city)s AND citizen_id = %(citizen)s AND status <> 'void'"
    " ORDER BY submitted_at DESC, id DESC LIMIT %(most)s"
)
_OWN_SIMILAR_CASES = (
    "SELECT id, number, CASE WHEN confidential THEN '' ELSE title END AS title, status, nature, submitted_at,"
    " link_token FROM cases"
    " WHERE city_id = %(city)s AND citizen_id = %(citizen)s AND status = ANY(%(open)s)"
    " AND (topic = ANY(%(topics)s) OR street = %(street)s AND street <> '')"
    " ORDER BY submitted_at DESC, id DESC LIMIT %(most)s"
)
_REPEATS: Final = 3  # own cases that the form names


@dataclass(frozen=True)
class OwnCase:
    """A case in the list of its citizen; `title` is empty if it is confidential."""

    id: CaseId
    number: str
    title: str
    status: str
    nature: str
    submitted_at: datetime
    link_token: str


def sms_code(vault: Vault, check_id: str) -> str:
    """Returns the code of a check: six digits."""
    return f"{int(vault.index(f'phone code {check_id}'), 16) % 10**_DIGITS:0{_DIGITS}}"


async def ask_code(work: UnitOfWork, secret: str, phone: str) -> None:
    """Starts a check in the browser with this secret; raises InvalidPhone.

    If the number has cases, the event of the latest one makes the outbox send the code.
    """
    citizen = await citizen_with_phone(work, phone)
    check = new_id()
    entered = {"check": str(check), "citizen": str(citizen or "")}
    await keep_draft(work, _owner(secret), entered, CODE_LASTS)
    latest = (await _cases_of(work, citizen, 1))[:1] if citizen else []
    for case in latest:
        work.record(AccessCodeAsked(check), about=case_ref(case.id), audience=frozenset({"secret"}))


async def enter(database: Database, city_id: str, secret: str, said: str) -> None:
    """Opens the session if the code is right, which ends the code and is recorded.

    Raises TooManyAttempts, WrongCode.
    """
    ceilings = phone_code_ceilings(secret)
    async with database.begin(city_id) as work:
        await count_attempts(work, ceilings, await budget_of_codes(work))
    typed = re.sub(r"\D", "", unicodedata.normalize("NFKC", said))
    async with database.begin(city_id) as work:
        kept = await read_draft(work, _owner(secret))
        right = bool(kept.get("citizen")) and compare_digest(sms_code(work.vault, kept.get("check", "")), typed)
        if right:
            await keep_draft(work, _owner(secret), {"inside": kept["citizen"]}, SESSION_LASTS)
            await take_back(work, ceilings)
            entered = AccessCodeEntered(UUID(kept["check"]), UUID(kept["citizen"]))
            work.record(entered, about=SubjectRef("citizen", kept["citizen"]), audience=frozenset({"secret"}))
    if not right:
        raise WrongCode(slowed=await count_wrong(database, city_id))


async def citizen_inside(work: UnitOfWork, secret: str) -> CitizenId | None:
    """Returns the citizen whose session this browser has; None without one, or if the citizen was erased."""
    inside = (await read_draft(work, _owner(secret))).get("inside")
    known = await masked_citizen(work, CitizenId(UUID(inside))) if inside else None
    return None if known is None or known.erased else known.id


async def own_cases(work: UnitOfWork, secret: str) -> list[OwnCase] | None:
    """Returns the citizen's cases, the latest first; None without a session."""
    citizen = await citizen_inside(work, secret)
    return await _cases_of(work, citizen, _MOST) if citizen else None


async def own_alike(work: UnitOfWork, secret: str, topics: list[str], street: str) -> list[OwnCase]:
    """Returns the citizen's open cases of one of these topics or of the street; empty without a session."""
    citizen = await citizen_inside(work, secret)
    if citizen is None:
        return []
    still = sorted(ADDABLE)
    return await work.rows(
        OwnCase, _OWN_SIMILAR_CASES, citizen=citizen, topics=topics, street=street, open=still, most=_REPEATS
    )


async def renew_own(work: UnitOfWork, secret: str, number: str) -> CaseFile:
    """Gives a new link and code to the citizen of a case in their session, and ends the old ones; raises NoLink."""
    mine = await own_cases(work, secret) or []
    found = next((case for case in mine if case.number == number), None)
    if found is None:
        raise NoLink
    file = await lock_case(work, found.id)
    work.actor = ref_of_citizen(file.case.citizen_id)
    renew_link(file, _CHECKED)
    return file


async def leave(work: UnitOfWork, secret: str) -> None:
    """Ends the session of this browser."""
    await drop_draft(work, _owner(secret))


async def _cases_of(work: UnitOfWork, citizen: CitizenId, most: int) -> list[OwnCase]:
    return await work.rows(OwnCase, _CASES_BY_PHONE, citizen=citizen, most=most)


def _owner(secret: str) -> str:
    """Returns the owner of the session among the drafts."""
    return f"phone {secret}"
