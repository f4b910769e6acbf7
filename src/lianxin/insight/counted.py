"""How a figure was counted: its formula, and every case that counted, did not, or stayed outside, page by page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import orjson
from psycopg import sql

from lianxin.cases import BadCursor, answers, headings_of, sight_of
from lianxin.city import Profile, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.counting import Tally, numbers, shown, tallies, told
from lianxin.insight.rules.conditions import Condition, Every, Not
from lianxin.insight.rules.indicator import Indicator, Part
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.statements import WHOSE, amount, column, left_out, scoped, source, within, written
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

PAGE: Final = 50

LISTED: Final[LiteralString] = """
SELECT {base}.id, {at} AS at, {reason} AS reason, {unit} AS unit, {amount} AS amount, {case} AS case_id
FROM {source} WHERE {base}.city_id = %(city)s AND {at} >= %(since)s AND {at} < %(until)s AND {fits}{scoped}{after}
ORDER BY {at} DESC, {base}.id DESC LIMIT %(limit)s
"""


class NoSuchFigure(NotFound):
    """There is no indicator of this code."""

    code = "insight.no_such_figure"


class NoSuchPart(Invalid):
    """A figure has three parts: counted, not_counted, left_out."""

    code = "insight.no_such_part"


async def how_counted(
    work: UnitOfWork, actor: Actor, code: str, wish: Wish, part: str, cursor: str = "", limit: int = PAGE
) -> dict[str, Any]:
    """The formula, the figure and one page of a part, newest first.

    A case the actor may not see is told by its reason alone, so that the list is as long as the figure says. Raises
    NoSuchFigure, NoSuchPart, BadCursor and what `figures` raises.
    """
    row, wanted = INDICATORS.get(code), next((known for known in Part if known == part), None)
    if row is None:
        raise NoSuchFigure(figure=code[:40])
    if wanted is None:
        raise NoSuchPart(part=part[:40])
    profile = await current_profile(work)
    asked = asked_of(actor, profile, wish, work.now)
    found = await tallies(work, asked, [row], profile.indicators)
    lines = [] if row.needs else await listed(work, profile, asked, row, wanted, cursor, limit)
    more, lines = len(lines) > limit, lines[:limit]
    seen = await headings_of(work, sight_of(actor, profile), {line[-1] for line in lines})
    return {
        **told(asked),
        "figure": shown(row, *found[code], profile.indicators),
        "formula": row.formula[0],
        "formula_en": row.formula[1],
        "counts": counts(found[code][0]),
        "part": wanted.value,
        "items": [item(row, wanted, line, seen.get(line[-1])) for line in lines],
        "next_cursor": cursor_of(lines[-1]) if more else None,
    }


def counts(now: Tally) -> dict[str, int]:
    """How many lie in each part."""
    return {"counted": now.counted, "not_counted": now.of - now.counted, "left_out": now.out}


async def listed(
    work: UnitOfWork,
    profile: Profile,
    asked: Asked,
    row: Indicator,
    part: Part,
    cursor: str,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Rows of LISTED: one more than asked for when there are more."""
    params = {**asked.params, **numbers(profile.indicators), "limit": limit + 1}
    if cursor:
        params["after_at"], params["after_id"] = read_cursor(cursor)
    return await work.tuples(statement(row, part, profile, params), **params)


def statement(row: Indicator, part: Part, profile: Profile, params: dict[str, Any]) -> sql.Composed:
    """LISTED for one part of an indicator."""
    at, base = column(row.at), sql.Identifier(row.base)
    after = sql.SQL(" AND ({}, {}.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)").format(at, base)
    return sql.SQL(LISTED).format(
        base=base,
        at=at,
        reason=reason(row),
        unit=column(WHOSE[row.base]),
        amount=amount(row, profile.indicators.weights),
        source=source([row], params),
        case=column("case.id" if row.base == "case" else f"{row.base}.case_id"),
        fits=written(fits(row, part)),
        scoped=scoped(row.base, params),
        after=after if "after_at" in params else sql.SQL(""),
    )


def fits(row: Indicator, part: Part) -> Condition:
    """What lies in a part."""
    match part:
        case Part.COUNTED:
            return Every((within(row), row.counted))
        case Part.NOT_COUNTED:
            return Every((within(row), Not(row.counted)))
        case Part.LEFT_OUT:
            return Every((row.who, left_out(row)))


def reason(row: Indicator) -> sql.Composable:
    """The first reason for which a fact stays outside."""
    if not row.out:
        return sql.SQL("NULL::text")
    cases = [sql.SQL("WHEN {} THEN {}").format(written(out.when), sql.Literal(out.reason)) for out in row.out]
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def item(row: Indicator, part: Part, line: tuple[Any, ...], case: answers.CaseHeading | None) -> dict[str, Any]:
    """One line of the list with the reason in words; without a case that the viewer may not see."""
    fact, at, why, unit, said, _case_id = line
    words = {out.reason: out.words for out in row.out}
    zh, en = {Part.COUNTED: row.why, Part.NOT_COUNTED: row.why_not}.get(part) or words[why]
    number, title, status = (case.number, case.title, case.status) if case else (None, None, None)
    facts = {"number": number, "title": title, "status": status, "unit": unit, "at": at}
    return {"id": fact, **facts, "why": zh, "why_en": en, "amount": said}


def cursor_of(line: tuple[Any, ...]) -> str:
    """Where a page ended: the time and id of its last line."""
    return urlsafe_b64encode(orjson.dumps([line[1], line[0]])).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[str, str]:
    """Time and id; raises BadCursor."""
    try:
        at, last = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromisoformat(at).isoformat(), str(UUID(last))
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor(cursor=cursor[:60]) from error
