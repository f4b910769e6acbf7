"""The call list in its fair order, and what the agent needs while the citizen is on the line."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, LiteralString

from lianxin.cases.core.callbacks import NoCallback
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.reads.lists import CARD, CITY_DESKS, card_of
from lianxin.cases.rules.callbacks import attempt_policy, in_its_time, is_evening, owes_evening
from lianxin.cases.rules.fair_order import Waiting, fair_order
from lianxin.cases.rules.states import is_redo
from lianxin.cases.rules.words import Urgency
from lianxin.city import Profile, filled, spoken_script
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.language import day_in_words
from lianxin.people import NO_VOICE_CALL, Action, Actor, ContactPreference, allow, contact_preferences, names_of

LOOKED_AT = 2000  # of those waiting, the most pressing, are put in order
SHOWN = 200
USUAL = timedelta(days=2)  # for a citizen whose callback has no clock of its own
BY_VOICE = frozenset({"phone"})

LIST: LiteralString = (
    """
SELECT p.position, w.* FROM (SELECT position FROM cities WHERE city_id = %(city)s) p
LEFT JOIN LATERAL (
  SELECT b.id AS callback_id, b.method, b.language, b.not_before, b.created_at, b.promised_at, b.attempts,
    coalesce((SELECT k.due_at FROM clocks k WHERE k.city_id = c.city_id AND k.case_id IN (c.id, c.merged_into)
              AND k.kind = 'callback' AND k.stopped_at IS NULL ORDER BY k.case_id = c.id DESC LIMIT 1),
             b.created_at + %(usual)s) AS call_due, """
    + CARD
    + """
  FROM cases c JOIN callbacks b ON b.city_id = c.city_id AND b.case_id = c.id AND b.status = 'waiting'
  WHERE c.city_id = %(city)s AND b.not_before <= %(now)s AND """
    + CITY_DESKS["callback"]
    + " AND {sight}"
    + """
  ORDER BY c.urgency = 'critical' DESC, b.promised_at IS NULL, call_due LIMIT %(most)s) w ON true
"""
)
SHEET: LiteralString = """
SELECT b.id, b.round, b.method, b.language, b.attempts, b.not_before, b.promised_at, b.created_at,
  c.urgency, c.nature, c.outcome_unit, c.round, c.title, c.district, c.street, c.opened_at,
  coalesce(c.lead_unit, (SELECT o.lead_unit FROM cases o WHERE o.city_id = c.city_id AND o.id = c.merged_into)),
  c.citizen_id
FROM callbacks b JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id
WHERE b.city_id = %(city)s AND c.number = %(number)s AND b.status = 'waiting' ORDER BY b.created_at DESC LIMIT 1
"""
SHEET_NAMES = (
    "id", "round", "method", "language", "attempts", "not_before", "promised_at", "created_at",
    "urgency", "nature", "outcome", "case_round", "title", "district", "street", "opened_at", "unit", "citizen_id",
)  # fmt: skip


async def callback_list(
    work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, speaks: Collection[str], start: int = 0
) -> dict[str, Any]:
    """Whom to call, next first, each with why it is their turn; SHOWN of them from the place `start` on."""
    allow(actor, Action.CALL_BACK)
    statement: LiteralString = LIST.replace("{sight}", sight.where)
    rows = await work.tuples(statement, **sight.params, usual=USUAL, most=LOOKED_AT)
    local = work.now.astimezone(profile.zone)
    found = {row[1]: row for row in rows if row[1] is not None}
    waiting = [waiting_of(profile, row) for row in found.values()]
    ordered = fair_order(waiting, work.now, evening=is_evening(profile.callback, local), speaks=speaks)
    return {
        "items": [called(found[one.id], turn, speaks) for one, turn in ordered[start : start + SHOWN]],
        "next_cursor": str(start + SHOWN) if len(ordered) > start + SHOWN else None,
        "position": rows[0][0] if rows else 0,
    }


def waiting_of(profile: Profile, row: tuple[Any, ...]) -> Waiting:
    """One row of LIST as the rule reads it."""
    card = card_of(row[9:])
    critical = card["urgency"] == Urgency.CRITICAL
    evening = owes_evening(attempt_policy(profile.callback, card["urgency"]), counted_of(row[7]))
    return Waiting(row[1], critical, row[8], row[5], row[4], row[6], evening, row[3])


def counted_of(attempts: dict[str, Any]) -> int:
    """How many of the attempts made count."""
    return sum(bool(one["counts"]) for one in attempts["made"])


def called(row: tuple[Any, ...], turn: str, speaks: Collection[str]) -> dict[str, Any]:
    """A card of the call list."""
    call = {
        "turn": turn,
        "method": row[2],
        "language": row[3],
        "spoken": row[3] in speaks,
        "due_at": row[8],
        "promised_at": row[6],
        "made": len(row[7]["made"]),
    }
    return {**card_of(row[9:]), "call": call}


async def callback_sheet(
    work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, speaks: Collection[str], number: str
) -> dict[str, Any]:
    """How to ask the citizen of a case, what was tried, what is owed, what to say; raises NoCase, NoCallback."""
    allow(actor, Action.CALL_BACK)
    await check_seen(work, sight, number)
    rows = await work.tuples(SHEET, number=number)
    if not rows:
        raise NoCallback(number=number)
    facts: dict[str, Any] = dict(zip(SHEET_NAMES, rows[0], strict=True))
    wished = await contact_preferences(work, [facts["citizen_id"]] if facts["citizen_id"] else [])
    preference = wished.get(facts["citizen_id"], ContactPreference.ANY)
    made: list[dict[str, Any]] = facts["attempts"]["made"]
    policy = attempt_policy(profile.callback, facts["urgency"])
    counted = counted_of(facts["attempts"])
    names = await names_of(work, {one["by"] for one in made})
    spoken, script = script_of(profile, facts, work.now)
    local = work.now.astimezone(profile.zone)
    return {
        "callback_id": facts["id"],
        "round": facts["round"],
        "method": facts["method"],
        "by_voice": facts["method"] in BY_VOICE and preference not in NO_VOICE_CALL,
        "preference": preference,
        "language": facts["language"],
        "spoken": facts["language"] in speaks,
        "not_before": facts["not_before"],
        "promised_at": facts["promised_at"],
        "attempts": [{**one, "by": names.get(one["by"], "")} for one in made],
        "wanted": policy.attempts,
        "left": policy.attempts - counted,
        "evening_owed": owes_evening(policy, counted),
        "different_days": policy.different_days,
        "counts_now": work.now >= facts["not_before"] and in_its_time(policy, local, counted),
        "evening_from": policy.evening[0].isoformat("minutes"),
        "evening_until": policy.evening[1].isoformat("minutes"),
        "script_language": spoken,
        "script": script,
    }


def script_of(profile: Profile, facts: dict[str, Any], now: datetime) -> tuple[str, dict[str, str]]:
    """The script in the citizen's language, or in the city's first; the citizen's name stays open."""
    redo = is_redo(facts["case_round"])
    wanted = (facts["language"], *profile.locales)
    language, parts = spoken_script(profile.callback.scripts, wanted, facts["nature"], facts["outcome"], redo=redo)
    chinese = language.startswith("zh")
    known = {
        "city": profile.name if chinese else profile.name_en,
        "matter": f"“{mask_text(facts['title'])}”",
        "place": place_of(profile, facts["street"] or facts["district"], chinese=chinese),
        "unit": profile.unit_name(facts["unit"]) if facts["unit"] else "",
        "day": day_of(facts["opened_at"].astimezone(profile.zone), now.astimezone(profile.zone), chinese=chinese),
    }
    known["unit"] = known["unit"] or ("我们" if chinese else "we")
    return language, {part: filled(text, known) for part, text in parts.items()}


def place_of(profile: Profile, division: str, *, chinese: bool) -> str:
    """What a street or district is called."""
    if division not in profile.division_codes:
        return ""
    found = profile.division(division)
    return found.name if chinese else found.name_en


def day_of(then: datetime, now: datetime, *, chinese: bool) -> str:
    """A day as it is said aloud: 11月23日, 23 November."""
    if chinese:
        return day_in_words(then, "zh", year=then.year != now.year)
    return day_in_words(then, "en")
