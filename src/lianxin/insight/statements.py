"""Translates indicators to SQL that evaluates their conditions (`rules/conditions.py`) over all facts of a period."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, LiteralString

from psycopg import sql

from lianxin.insight.asking import Asked
from lianxin.insight.rules.conditions import Condition, Every, Given, Is, MoreThan, Not, Some, Soon
from lianxin.insight.rules.indicator import PREVIOUS, Base, Indicator, read_by

FROM_FACTS: Final[Mapping[Base, LiteralString]] = {
    Base.CASES: 'case_facts "case"',
    Base.ORDERS: 'order_facts "order"',
    Base.CALLBACKS: 'callback_facts "callback"',
    Base.CLOCKS: 'clock_facts "clock" JOIN order_facts "order" ON "order".city_id = "clock".city_id'
    ' AND "order".id = "clock".order_id',
}
WITH_CASE: Final = ' JOIN case_facts "case" ON "case".city_id = {base}.city_id AND "case".id = {base}.case_id'
WHOSE: Final[Mapping[Base, str]] = {
    Base.CASES: "case.unit",
    Base.ORDERS: "order.unit",
    Base.CALLBACKS: "callback.unit",
    Base.CLOCKS: "clock.unit",
}
"""The column with the unit of a fact."""
CELLS: Final = ("counted", "of", "out", "amount")
"""The columns counted for each indicator."""
OPENED_BEFORE: Final = sql.SQL(
    '(SELECT max(p.opened_at) FROM case_facts p WHERE p.city_id = "case".city_id'
    ' AND p.citizen_id = "case".citizen_id AND p.topic = "case".topic AND p.opened_at < "case".opened_at)'
)


def column(name: str) -> sql.Composable:
    """Returns a column by its full name."""
    return OPENED_BEFORE if name == PREVIOUS else sql.Identifier(*name.split("."))


def written(condition: Condition) -> sql.Composable:
    """Translates a condition to SQL that is true or false, never null. Numbers of the profile become parameters."""
    match condition:
        case Given(name):
            return sql.SQL("{} IS NOT NULL").format(column(name))
        case Is(name, values):
            return surely(sql.SQL("{} = ANY({})").format(column(name), sql.Literal(list(values))))
        case MoreThan(name, number):
            return surely(sql.SQL("{} > {}").format(column(name), sql.Literal(number)))
        case Soon(earlier, later, days):
            said = sql.SQL("{} - {} <= make_interval(days => {})")
            return surely(said.format(column(later), column(earlier), sql.Placeholder(days)))
        case Not(part):
            return sql.SQL("NOT ({})").format(written(part))
        case Every(parts):
            return _joined(" AND ", parts, "true")
        case Some(parts):
            return _joined(" OR ", parts, "false")


def surely(said: sql.Composable) -> sql.Composable:
    """Returns an expression that is false instead of null."""
    return sql.SQL("coalesce({}, false)").format(said)


def _joined(word: LiteralString, parts: Sequence[Condition], none: LiteralString) -> sql.Composable:
    """Joins conditions with AND or OR, in brackets; `none` is the expression for no parts."""
    if not parts:
        return sql.SQL(none)
    return sql.SQL("({})").format(sql.SQL(word).join(map(written, parts)))


def left_out(indicator: Indicator) -> Condition:
    """Returns the condition for a fact to be left out, for any reason."""
    return Some(tuple(out.when for out in indicator.out))


def within(indicator: Indicator) -> Condition:
    """Returns the condition for a fact to be in the denominator."""
    return Every((indicator.who, Not(left_out(indicator))))


def amount(indicator: Indicator, weights: Mapping[str, float]) -> sql.Composable:
    """Returns what one fact adds to a figure that is not a count: its weight, its days or a number; else null."""
    if indicator.weights:
        cases = [
            sql.SQL("WHEN {} THEN {}").format(sql.Literal(word), sql.Literal(float(weight)))
            for word, weight in weights.items()
        ]
        return sql.SQL("(CASE {} {} ELSE 0 END)::float8").format(column(indicator.weights), sql.SQL(" ").join(cases))
    if indicator.spread and not indicator.spread.since:
        return sql.SQL("{}::float8").format(column(indicator.spread.of))
    if indicator.spread:
        ends = column(indicator.spread.of), column(indicator.spread.since)
        return sql.SQL("(extract(epoch FROM {} - {}) / 86400)::float8").format(*ends)
    return sql.SQL("NULL::float8")


def _summed(indicator: Indicator, weights: Mapping[str, float]) -> sql.Composable:
    """Aggregates the amounts of a period: their percentile, or their sum."""
    if indicator.spread:
        said = sql.SQL("percentile_cont({}) WITHIN GROUP (ORDER BY {})")
        return said.format(sql.Literal(indicator.spread.share), amount(indicator, weights))
    return sql.SQL("sum({})").format(amount(indicator, weights))


def scoped(base: Base, asked: Asked) -> sql.Composable:
    """Returns the conditions for the requested units, topic and district; empty for those not requested."""
    parts: list[sql.Composable] = []
    if asked.units is not None:
        parts.append(sql.SQL(" AND {} = ANY(%(units)s)").format(column(WHOSE[base])))
    if asked.topic:
        parts.append(sql.SQL(' AND ("case".topic = %(topic)s OR starts_with("case".topic, %(topic)s || \'.\'))'))
    if asked.district:
        parts.append(sql.SQL(' AND "case".district = %(district)s'))
    return sql.Composed(parts)


def source(rows: Sequence[Indicator], asked: Asked) -> sql.Composable:
    """Returns the FROM clause of indicators; it joins the case only if a condition or the scope needs it."""
    first, *_ = rows
    base = first.base
    of_case = any(name.startswith("case.") for row in rows for name in read_by(row))
    if base is Base.CASES or not (of_case or asked.topic or asked.district):
        return sql.SQL(FROM_FACTS[base])
    return sql.SQL(FROM_FACTS[base]) + sql.SQL(WITH_CASE).format(base=sql.Identifier(base))


def tally(rows: Sequence[Indicator], weights: Mapping[str, float], asked: Asked) -> sql.Composed:
    """Returns one statement for indicators of the same facts and time: a row for each indicator and period.

    Columns: present (true for the requested period, false for the preceding one), code, counted, of, out, amount.
    """
    first, *_ = rows
    at = column(first.at)
    names = [sql.SQL(", ").join(sql.Identifier(f"{name}_{nth}") for name in CELLS) for nth in range(len(rows))]
    lines = [sql.SQL("({}, {})").format(sql.Literal(row.code), cells) for row, cells in zip(rows, names, strict=True)]
    return sql.SQL(
        "SELECT t.present, v.* FROM (SELECT {at} >= %(since)s, {cells} FROM {source} WHERE {base}.city_id = %(city)s"
        " AND {at} >= %(before)s AND {at} < %(until)s AND {meant}{scoped} GROUP BY 1) t(present, {names})"
        ' CROSS JOIN LATERAL (VALUES {lines}) v(code, counted, "of", "out", amount)'
    ).format(
        at=at,
        cells=sql.SQL(", ").join(counts_of(row, weights) for row in rows),
        source=source(rows, asked),
        meant=written(Some(tuple(row.who for row in rows))),
        base=sql.Identifier(first.base),
        scoped=scoped(first.base, asked),
        names=sql.SQL(", ").join(names),
        lines=sql.SQL(", ").join(lines),
    )


def counts_of(row: Indicator, weights: Mapping[str, float]) -> sql.Composable:
    """Returns the columns CELLS of one indicator."""
    fits = written(within(row))
    return sql.SQL(
        "count(*) FILTER (WHERE {counted}), count(*) FILTER (WHERE {fits}), count(*) FILTER (WHERE {out}),"
        " {amount} FILTER (WHERE {fits})"
    ).format(
        counted=written(Every((within(row), row.counted))),
        fits=fits,
        out=written(Every((row.who, left_out(row)))),
        amount=_summed(row, weights),
    )


def grouped(rows: Iterable[Indicator]) -> list[list[Indicator]]:
    """Groups indicators that one statement can count: those of the same facts and time."""
    found: dict[tuple[Base, str], list[Indicator]] = {}
    for row in rows:
        found.setdefault((row.base, row.at), []).append(row)
    return list(found.values())
