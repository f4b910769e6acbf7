"""How a figure was counted: its formula, and pages of the cases that are counted, not counted or left out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, LiteralString
from uuid import UUID

import orjson
from psycopg import sql

from lianxin.cases import BadCursor, answers, headings_of, sight_of
from lianxin.city import Profile, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.counting import Figure, Period, Tally, figure_of, numbers, period, tallies
from lianxin.insight.rules.conditions import Condition, Every, Not
from lianxin.insight.rules.indicator import FactRole, Indicator, Pair
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.statements import WHOSE, amount, column, left_out, scoped, source, within, written
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

_PAGE: Final = 50

LISTED_FACTS: Final[LiteralString] = """
SELECT {base}.id, {at} AS at, {reason} AS reason, {unit} AS unit, {amount} AS amount, {case} AS case_id
FROM {source} WHERE {base}.city_id = %(city)s AND {at} >= %(since)s AND {at} < %(until)s AND {fits}{scoped}{after}
ORDER BY {at} DESC, {base}.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class _Line:
    """A row of LISTED_FACTS."""

    id: UUID
    at: datetime
    reason: str | None
    unit: str | None
    amount: float | None
    case_id: UUID


@dataclass(frozen=True)
class Counted:
    """A case, order, limit or callback of a figure. Number, title and state are null if the viewer may not see it."""

    id: UUID
    number: str | None
    title: str | None
    status: str | None
    unit: str | None
    at: datetime
    why: str
    why_en: str
    amount: float | None


@dataclass(frozen=True)
class PartCounts:
    """The number of facts in each part."""

    counted: int
    not_counted: int
    left_out: int


@dataclass(frozen=True)
class HowCounted(Period):
    """A figure, its formula, and one page of one of its parts."""

    figure: Figure
    formula: str
    formula_en: str
    counts: PartCounts
    part: Literal["counted", "not_counted", "left_out"]
    items: list[Counted]
    next_cursor: str | None


class NoSuchFigure(NotFound):
    """There is no indicator with this code."""

    code = "insight.no_such_figure"


class NoSuchPart(Invalid):
    """A figure has three parts: counted, not_counted, left_out."""

    code = "insight.no_such_part"


async def how_counted(
    work: UnitOfWork, actor: Actor, code: str, wish: Wish, part: str, cursor: str = "", limit: int = _PAGE
) -> HowCounted:
    """Returns the formula, the figure and one page of a part, newest first.

    Of a case the actor may not see only the reason is listed, so that the list is as long as the figure says.
    Raises NoSuchFigure, NoSuchPart, BadCursor and what `figures` raises.
    """
    row, wanted = INDICATORS.get(code), next((known for known in FactRole if known == part), None)
    if row is None:
        raise NoSuchFigure(figure=code[:40])
    if wanted is None:
        raise NoSuchPart(part=part[:40])
    profile = await current_profile(work)
    asked = asked_of(actor, profile, wish, work.now)
    found = await tallies(work, asked, [row], profile.indicators)
    lines = [] if row.needs else await _listed(work, profile, asked, row, wanted, cursor, limit)
    more, lines = len(lines) > limit, lines[:limit]
    seen = await headings_of(work, sight_of(actor, profile), {line.case_id for line in lines})
    now, before = found[code]
    formula, formula_en = row.formula
    return HowCounted(
        **vars(period(asked)),
        figure=figure_of(row, now, before, profile.indicators),
        formula=formula,
        formula_en=formula_en,
        counts=counts(now),
        part=wanted.value,
        items=[item(row, wanted, line, seen.get(line.case_id)) for line in lines],
        next_cursor=_cursor_of(lines[-1]) if more else None,
    )


def counts(now: Tally) -> PartCounts:
    """Returns the number of facts in each part."""
    return PartCounts(now.counted, now.of - now.counted, now.out)


async def _listed(
    work: UnitOfWork,
    profile: Profile,
    asked: Asked,
    row: Indicator,
    part: FactRole,
    cursor: str,
    limit: int,
) -> list[_Line]:
    """Returns rows of LISTED_FACTS: `limit` + 1 if there is another page."""
    after_at, after_id = _read_cursor(cursor) if cursor else (None, None)
    params = {**vars(asked), **numbers(profile.indicators), "limit": limit + 1}
    listing = statement(row, part, profile, asked, onward=bool(cursor))
    return await work.rows(_Line, listing, **params, after_at=after_at, after_id=after_id)


def statement(row: Indicator, part: FactRole, profile: Profile, asked: Asked, *, onward: bool) -> sql.Composed:
    """Returns LISTED_FACTS for one part of an indicator; `onward` continues after the last row of a page."""
    at, base = column(row.at), sql.Identifier(row.base)
    after = sql.SQL(" AND ({}, {}.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)").format(at, base)
    return sql.SQL(LISTED_FACTS).format(
        base=base,
        at=at,
        reason=_reason(row),
        unit=column(WHOSE[row.base]),
        amount=amount(row, profile.indicators.weights),
        source=source([row], asked),
        case=column("case.id" if row.base == "case" else f"{row.base}.case_id"),
        fits=written(_fits(row, part)),
        scoped=scoped(row.base, asked),
        after=after if onward else sql.SQL(""),
    )


def _fits(row: Indicator, part: FactRole) -> Condition:
    """Returns the condition for a fact to be in a part."""
    match part:
        case FactRole.COUNTED:
            return Every((within(row), row.counted))
        case FactRole.NOT_COUNTED:
            return Every((within(row), Not(row.counted)))
        case FactRole.LEFT_OUT:
            return Every((row.who, left_out(row)))


def _reason(row: Indicator) -> sql.Composable:
    """Returns an expression for the first reason why a fact is left out."""
    if not row.out:
        return sql.SQL("NULL::text")
    cases = [sql.SQL("WHEN {} THEN {}").format(written(out.when), sql.Literal(out.reason)) for out in row.out]
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def item(row: Indicator, part: FactRole, line: _Line, case: answers.CaseHeading | None) -> Counted:
    """Returns one line of the list with its reason in words; `case` is None if the viewer may not see it."""
    why, why_en = _words_of(row, part, line.reason)
    return Counted(
        id=line.id,
        number=case.number if case else None,
        title=case.title if case else None,
        status=case.status if case else None,
        unit=line.unit,
        at=line.at,
        why=why,
        why_en=why_en,
        amount=line.amount,
    )


def _words_of(row: Indicator, part: FactRole, reason: str | None) -> Pair:
    """Returns in words why a fact is in a part."""
    match part:
        case FactRole.COUNTED:
            return row.why
        case FactRole.NOT_COUNTED:
            return row.why_not
        case FactRole.LEFT_OUT:
            return next(out.words for out in row.out if out.reason == reason)


def _cursor_of(line: _Line) -> str:
    """Returns the cursor after a line: its time and id."""
    return urlsafe_b64encode(orjson.dumps([line.at, line.id])).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, str]:
    """Returns the time and id in a cursor; raises BadCursor."""
    try:
        at, last = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromisoformat(at).isoformat(), str(UUID(last))
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor(cursor=cursor[:60]) from error
