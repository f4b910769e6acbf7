"""Counts attempts against ceilings. Times are those of the wall clock, because a demo city's clock may run fast.

An attempt is counted before it is checked, so parallel guessing gains nothing, and taken back when it was right, so
that only failures count.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.kernel.errors import TooMany
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.people.events import BudgetUsedUp
from lianxin.people.rules.guessing import HOUR, Ceiling

_COUNT_FAILURE = """
INSERT INTO sign_in_failures AS f (city_id, login_hash, since, failures) VALUES (%(city)s, %(key)s, %(real)s, 1)
ON CONFLICT (city_id, login_hash) DO UPDATE SET
  since = CASE WHEN f.since <= %(real)s - make_interval(secs => %(window)s) THEN %(real)s ELSE f.since END,
  failures = CASE WHEN f.since <= %(real)s - make_interval(secs => %(window)s) THEN 1 ELSE f.failures + 1 END
RETURNING failures, ceil(extract(epoch FROM since - %(real)s) + %(window)s)::int AS retry_after
"""
_FAILURES_COUNTED = (
    "SELECT failures FROM sign_in_failures WHERE city_id = %(city)s AND login_hash = %(key)s"
    " AND since > %(real)s - make_interval(secs => %(window)s)"
)
_TAKE_BACK = (
    "UPDATE sign_in_failures SET failures = greatest(failures - 1, 0) WHERE city_id = %(city)s AND login_hash = %(key)s"
)
_FORGIVE_FAILURES = "UPDATE sign_in_failures SET failures = 0 WHERE city_id = %(city)s AND login_hash = %(key)s"
_DELETE_OLD_FAILURES = """
DELETE FROM sign_in_failures WHERE city_id = %(city)s AND login_hash IN (
  SELECT login_hash FROM sign_in_failures WHERE city_id = %(city)s
    AND since <= %(real)s - make_interval(secs => %(longest)s) FOR UPDATE SKIP LOCKED)
"""


class TooManyAttempts(TooMany):
    """A ceiling is reached; `retry_after` is the wait in seconds."""

    code = "people.too_many_attempts"


@dataclass(frozen=True)
class _Counted:
    """A counter after an attempt; `retry_after` in seconds."""

    failures: int
    retry_after: int


async def count_attempts(work: UnitOfWork, ceilings: Sequence[Ceiling], budget: Ceiling | None = None) -> None:
    """Counts an attempt under every key; raises TooManyAttempts if a ceiling is exceeded or the budget is used up.

    The error must end the transaction: a refused attempt counts nowhere, so whoever is refused at one ceiling
    cannot fill up the others.
    """
    over: list[int] = []
    for ceiling in _in_order(ceilings):
        counted = await _count(work, ceiling)
        if counted.failures > ceiling.most:
            over.append(counted.retry_after)
    if budget and await counted_towards(work, budget) >= budget.most:
        over.append(budget.seconds)
    if over:
        raise TooManyAttempts(retry_after=max(over))


async def take_back(work: UnitOfWork, ceilings: Sequence[Ceiling]) -> None:
    """Takes back a counted attempt that was right: the first key, which is the person's own, starts again at 0.

    Deletes counters that are no longer needed, too.
    """
    for ceiling in _in_order(ceilings):
        await work.run(_FORGIVE_FAILURES if ceiling == ceilings[0] else _TAKE_BACK, key=_hashed(ceiling.key))
    await work.run(_DELETE_OLD_FAILURES, longest=HOUR)


async def count_towards(work: UnitOfWork, budget: Ceiling) -> int:
    """Counts towards a city's budget that refuses nothing; returns the new count. Each is returned once a window.

    Records BudgetUsedUp once, at the budget, for whoever leads the floor.
    """
    counted = (await _count(work, budget)).failures
    if counted == budget.most:
        about = SubjectRef("city", work.city_id)
        work.record(BudgetUsedUp(budget.key, budget.most), about=about, audience=frozenset({"oversight"}))
    return counted


async def counted_towards(work: UnitOfWork, budget: Ceiling) -> int:
    """Returns the count of a budget in its present window."""
    return await work.value(_FAILURES_COUNTED, key=_hashed(budget.key), window=budget.seconds) or 0


async def _count(work: UnitOfWork, ceiling: Ceiling) -> _Counted:
    [counted] = await work.rows(_Counted, _COUNT_FAILURE, key=_hashed(ceiling.key), window=ceiling.seconds)
    return counted


def _in_order(ceilings: Sequence[Ceiling]) -> list[Ceiling]:
    """Returns the ceilings in the one order in which rows are locked, so that attempts never deadlock."""
    return sorted(ceilings, key=lambda ceiling: _hashed(ceiling.key))


def _hashed(key: str) -> bytes:
    """Returns the SHA-256 of a key: people type passwords into the wrong field."""
    return hashlib.sha256(key.encode()).digest()
