"""What the agent needs during a callback: the method, earlier attempts, and the script."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.callbacks import NoCallback, closed_until
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.core.words_mask import WordsMasks, words_masks
from lianxin.cases.rules.callbacks import attempt_policy, in_its_time, owes_evening
from lianxin.cases.rules.states import is_redo
from lianxin.cases.rules.words import Nature
from lianxin.city import Profile, fill_script, spoken_script
from lianxin.kernel.work import UnitOfWork
from lianxin.language import day_in_words
from lianxin.people import NO_VOICE_CALL, Action, Actor, ContactPreference, allow, contact_preferences, names_of

BY_VOICE = frozenset({"phone"})
CALLBACK_SHEET: LiteralString = """
SELECT b.id AS callback_id, b.case_id, b.round, b.method, b.language, b.not_before, b.promised_at,
  c.urgency, c.nature, c.outcome_unit, c.round AS case_round, c.title, c.district, c.street, c.opened_at,
  coalesce(c.lead_unit, (SELECT o.lead_unit FROM cases o WHERE o.city_id = c.city_id AND o.id = c.merged_into)) AS unit,
  c.citizen_id, c.confidential
FROM callbacks b JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id
WHERE b.city_id = %(city)s AND c.number = %(number)s AND b.status = 'waiting' ORDER BY b.created_at DESC LIMIT 1
"""
ATTEMPTS_MADE: LiteralString = """
SELECT (a.made->>'at')::timestamptz AS at, a.made->>'by' AS by, a.made->>'result' AS result,
  (a.made->>'counts')::boolean AS counts
FROM callbacks b, jsonb_array_elements(b.attempts->'made') WITH ORDINALITY AS a (made, nth)
WHERE b.city_id = %(city)s AND b.id = %(callback_id)s ORDER BY a.nth
"""


@dataclass(frozen=True)
class _SheetRow:
    """A row of CALLBACK_SHEET."""

    callback_id: UUID
    case_id: UUID
    round: int
    method: str
    language: str
    not_before: datetime
    promised_at: datetime | None
    urgency: str
    nature: str
    outcome_unit: str | None
    case_round: int
    title: str
    district: str
    street: str
    opened_at: datetime
    unit: str | None
    citizen_id: UUID | None
    confidential: bool


@dataclass(frozen=True)
class CallAttempt:
    """One attempt. `counts`: it was made at a time that the policy accepts."""

    at: datetime
    by: str
    result: str
    counts: bool


@dataclass(frozen=True)
class CallScript:
    """The sentences to say, who is speaking first; `{name}` is a placeholder until the agent reveals the name."""

    identity: str
    greeting: str
    report: str
    ask_outcome: str
    ask_satisfaction: str
    thanks: str


@dataclass(frozen=True)
class CallbackSheet:
    """The method, earlier attempts and those `left` of `wanted`. `by_voice` false: do not call by telephone.

    `confirm_first`: the matter may be told only after the citizen has confirmed who they are, because the case is
    confidential or a tip-off. `counts_now`: an attempt made now counts. `closed_until`: the citizen may be called from
    then on; null: now.
    """

    callback_id: UUID
    round: int
    method: str
    by_voice: bool
    confirm_first: bool
    preference: str
    language: str
    spoken: bool
    not_before: datetime
    promised_at: datetime | None
    attempts: list[CallAttempt]
    wanted: int
    left: int
    evening_owed: bool
    different_days: bool
    counts_now: bool
    closed_until: datetime | None
    evening_from: str
    evening_until: str
    script_language: str
    script: CallScript


async def callback_sheet(
    work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, speaks: Collection[str], number: str
) -> CallbackSheet:
    """Returns the sheet of a case's waiting callback; raises NoCase, NoCallback, NotPermitted."""
    allow(actor, Action.CALL_BACK)
    await check_seen(work, sight, number)
    row = await work.row(_SheetRow, CALLBACK_SHEET, number=number)
    if row is None:
        raise NoCallback(number=number)
    preference = await _preference_of(work, row.citizen_id)
    made = await work.rows(CallAttempt, ATTEMPTS_MADE, callback_id=row.callback_id)
    policy = attempt_policy(profile.callback, row.urgency)
    counted = sum(one.counts for one in made)
    names = await names_of(work, {one.by for one in made})
    script_language, script = script_of(profile, row, work.now, await words_masks(work, [row.case_id]))
    local = work.now.astimezone(profile.zone)
    closed = closed_until(profile, row.urgency, row.method, row.promised_at, work.now)
    return CallbackSheet(
        callback_id=row.callback_id,
        round=row.round,
        method=row.method,
        by_voice=row.method in BY_VOICE and preference not in NO_VOICE_CALL,
        confirm_first=row.confidential or row.nature == Nature.TIP_OFF,
        preference=preference,
        language=row.language,
        spoken=row.language in speaks,
        not_before=row.not_before,
        promised_at=row.promised_at,
        attempts=[CallAttempt(one.at, names.get(one.by, ""), one.result, one.counts) for one in made],
        wanted=policy.attempts,
        left=policy.attempts - counted,
        evening_owed=owes_evening(policy, counted),
        different_days=policy.different_days,
        counts_now=not closed and work.now >= row.not_before and in_its_time(policy, local, counted),
        closed_until=closed,
        evening_from=policy.evening[0].isoformat("minutes"),
        evening_until=policy.evening[1].isoformat("minutes"),
        script_language=script_language,
        script=script,
    )


async def _preference_of(work: UnitOfWork, citizen_id: UUID | None) -> str:
    """Returns how the citizen wants to be contacted."""
    wished = await contact_preferences(work, [citizen_id] if citizen_id else [])
    return next(iter(wished.values()), ContactPreference.ANY)


def script_of(profile: Profile, row: _SheetRow, now: datetime, masks: WordsMasks) -> tuple[str, CallScript]:
    """Returns the script's language (the citizen's or the city's first) and the script; `{name}` is not filled in."""
    redo = is_redo(row.case_round)
    wanted = (row.language, *profile.locales)
    language, parts = spoken_script(profile.callback.scripts, wanted, row.nature, row.outcome_unit, redo=redo)
    chinese = language.startswith("zh")
    known = {
        "city": profile.name if chinese else profile.name_en,
        "matter": f"“{masks.of(row.case_id)(row.title)}”",
        "place": _place_of(profile, row.street or row.district, chinese=chinese),
        "unit": profile.unit_name(row.unit) if row.unit else "",
        "day": day_of(row.opened_at.astimezone(profile.zone), now.astimezone(profile.zone), chinese=chinese),
    }
    known["unit"] = known["unit"] or ("我们" if chinese else "we")
    return language, CallScript(**{part: fill_script(text, known) for part, text in parts.items()})


def _place_of(profile: Profile, division: str, *, chinese: bool) -> str:
    """Returns the name of a street or district, empty if the city does not have it."""
    if division not in profile.division_codes:
        return ""
    found = profile.division(division)
    return found.name if chinese else found.name_en


def day_of(then: datetime, now: datetime, *, chinese: bool) -> str:
    """Returns a day as it is spoken: 11月23日, 23 November."""
    if chinese:
        return day_in_words(then, "zh", year=then.year != now.year)
    return day_in_words(then, "en")
