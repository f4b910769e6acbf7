"""Opens a case by its number and code.

Wrong codes are counted by guesser and number, and for the whole city; right ones never count. Codes of eight
characters are checked whatever was counted, so their owner always gets in: nobody finds one by guessing. Older codes
of six digits are answered within the ceilings only. Together with the last four digits of the citizen's phone they
have a ceiling of their own, which only somebody who knows the phone can reach.
"""

from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

import structlog

from lianxin.cases.commands.intake import fingerprint
from lianxin.cases.rules.follow_code import is_guessable, read_code
from lianxin.cases.rules.number import read_number
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Unauthenticated
from lianxin.kernel.work import UnitOfWork
from lianxin.people import (
    Ceiling,
    TooManyAttempts,
    code_ceilings,
    count_attempts,
    count_towards,
    counted_towards,
    known_phone_ceilings,
    network_of,
    phone_ends_with,
    take_back,
    wrong_codes_of_city,
)

log = structlog.get_logger("lianxin.cases")


class WrongCode(Unauthenticated):
    """No case has this number with this code. `slowed`: the city's budget is used up, so the answer should wait."""

    code = "cases.wrong_code"


@dataclass(frozen=True)
class Guesser:
    """Who enters a code: the client's address, and the last four digits of the citizen's phone if they were asked."""

    address: str = ""
    phone_end: str = ""


@dataclass(frozen=True)
class _CodeRow:
    """The hash of a case's code, the token of its link, and its citizen."""

    code_hash: str | None
    link_token: str
    citizen_id: UUID | None


async def link_of_code(database: Database, city_id: str, number: str, said: str, guesser: Guesser = Guesser()) -> str:
    """Returns the link token of the case with this number and code; raises BadNumber, WrongCode or TooManyAttempts.

    Counts the attempt in a transaction of its own, which an error does not roll back, and before it is answered, so
    that parallel guesses are counted too.
    """
    number, code = read_number(number), read_code(said)
    if code is None:
        raise WrongCode
    asked = await _ask(database, city_id, number, code, guesser)
    refused = await _refused(database, city_id, asked)
    if refused and is_guessable(code):
        raise refused
    if asked.right:
        async with database.begin(city_id) as work:
            await take_back(work, () if refused else asked.ceilings)
        return asked.token
    slowed = await count_wrong(database, city_id)
    raise refused or WrongCode(slowed=slowed)


@dataclass(frozen=True)
class _Asked:
    """An attempt: whether it is right, its ceilings, and whether it is refused once the city's budget is used up."""

    right: bool
    token: str
    in_budget: bool
    ceilings: tuple[Ceiling, ...]


async def _ask(database: Database, city_id: str, number: str, code: str, guesser: Guesser) -> _Asked:
    """Reads the case and compares. An older code with a wrong end of the phone is wrong."""
    statement = "SELECT code_hash, link_token, citizen_id FROM cases WHERE city_id = %(city)s AND number = %(number)s"
    end = guesser.phone_end if is_guessable(code) else ""
    async with database.read(city_id) as work:
        found = await work.row(_CodeRow, statement, number=number)
        own = fingerprint(work.vault, number, code)
        known = bool(end and found and found.citizen_id and await phone_ends_with(work, found.citizen_id, end))
    kept, token = (found.code_hash or "", found.link_token) if found else ("", "")
    ceilings = known_phone_ceilings(number) if known else code_ceilings(number, network_of(guesser.address))
    right = compare_digest(kept, own) and (known or not end)
    return _Asked(right, token, is_guessable(code) and not known, ceilings)


async def _refused(database: Database, city_id: str, asked: _Asked) -> TooManyAttempts | None:
    """Counts an attempt; returns the refusal if a ceiling is reached or the city's budget is used up."""
    try:
        async with database.begin(city_id) as work:
            await count_attempts(work, asked.ceilings, await budget_of_codes(work) if asked.in_budget else None)
    except TooManyAttempts as error:
        return error
    return None


async def count_wrong(database: Database, city_id: str) -> bool:
    """Counts a wrong code for the city; returns whether the budget is used up, and warns once when it is."""
    async with database.begin(city_id) as work:
        budget = await budget_of_codes(work)
        wrong = await count_towards(work, budget)
    if wrong == budget.most:
        log.warning("codes are guessed", wrong=wrong, seconds=budget.seconds)
    return wrong >= budget.most


async def budget_of_codes(work: UnitOfWork) -> Ceiling:
    """Returns the city's budget of wrong codes."""
    return wrong_codes_of_city((await current_profile(work)).budgets.wrong_codes)


async def wrong_codes_now(work: UnitOfWork) -> tuple[int, int]:
    """Returns how many wrong codes the city had in the present hour, and its budget."""
    budget = await budget_of_codes(work)
    return await counted_towards(work, budget), budget.most
