"""Every command against real PostgreSQL in random order, legal and illegal, while time passes and deadlines fire.

After each step the log is held against the page of states and against the tables.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    NOISE,
    OFFICE,
    OPERATOR,
    PAPER,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SUPERVISOR,
    Town,
    a_person,
    a_town,
    handler,
)
from builders.state_page import ENDED, OPEN_ON_PAGE, ORDER_PAGE, PAGE
from lianxin.cases import COMMANDS, CaseFile, attach, carry_out, lock_order, verify_city
from lianxin.cases.commands.registry import open_commands
from lianxin.cases.core.rows import Order
from lianxin.kernel.database import Database
from lianxin.kernel.errors import DomainError
from lianxin.people import SYSTEM, Actor

UNITS = [
    "pudong",
    "pudong-weifang",
    "pudong-chengguan",
    "pudong-chengguan-weifang",
    "sh-fangguan",
    "huangpu",
    "atlantis",
]
ACTORS = [
    OPERATOR, DISPATCHER, RETURN_OFFICER, CHECKER, CALLBACK_AGENT, REVIEW_OFFICER, SUPERVISOR, OFFICE,
    *(handler(unit) for unit in UNITS[:4]),
]  # fmt: skip
HOURS = st.sampled_from([0.1, 0.6, 3, 9, 30, 80, 400])


PROSE = st.just("已到现场查看，情况属实，正在办理。")
SAID = {
    "unit": st.sampled_from(UNITS),
    "unit_below": st.sampled_from(UNITS),
    "units": st.lists(st.sampled_from(UNITS), max_size=2, unique=True),
    "count": st.integers(0, 8),
    "flag": st.booleans(),
    "topic": st.sampled_from(["", NOISE]),
    "division": st.sampled_from(["", "310115"]),
}


def words_for(command: str, file: CaseFile, others: list[str], draw: Any) -> object:
    """Something said for every field of a command's form, by the field's kind."""
    said: dict[str, Any] = {}
    for f in fields(COMMANDS[command].asks):
        if f.metadata["kind"] == "facts":  # ids of records and files, for which no words stand
            continue
        by_case = {
            "choice": st.sampled_from(f.metadata["options"] or [""]),
            "case": st.sampled_from(others),
            "moment": st.integers(-5, 300).map(lambda hours: file.now + timedelta(hours=hours)),
        }
        said[f.name] = "" if f.name == "nature" else draw((by_case | SAID).get(f.metadata["kind"], PROSE))
    return COMMANDS[command].asks(**said)


class Life(RuleBasedStateMachine):
    """Three cases of one town."""

    def __init__(self, dsn: str, folder: Path) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(dsn, size=2)
        self.database.shared.files = folder
        self.town: Town = self.run(self.begin())
        self.files: list[CaseFile] = []
        self.seen = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def begin(self) -> Town:
        await self.database.__aenter__()
        return await a_town(self.database)

    def teardown(self) -> None:
        self.run(self.database.__aexit__())
        self.runner.close()

    @initialize(
        urgency=st.sampled_from(["critical", "normal"]),
        complained=st.sampled_from([(), ("huangpu",)]),
        nature=st.sampled_from(["help", "praise"]),
    )
    def three_people_call(self, urgency: str, complained: tuple[str, ...], nature: str) -> None:
        self.files = [
            self.run(self.town.a_case(unit="", urgency=urgency, person=a_person(1))),
            self.run(self.town.a_case(unit="", topic="", complained=complained, person=a_person(2))),
            self.run(self.town.a_case(unit=None, nature=nature, person=a_person(1))),
        ]

    @rule(
        data=st.data(),
        pick=st.integers(0, 2),
        legal=st.sampled_from([True, True, True, False]),
        everybody=st.booleans(),
    )
    def somebody_acts(self, data: st.DataObject, pick: int, legal: bool, everybody: bool) -> None:
        file = self.run(self.town.look(self.files[pick]))
        to_all = {(command.name, order and order.id) for command, order in open_commands(file, SYSTEM)}
        name = data.draw(st.sampled_from((sorted({n for n, _ in to_all}) if legal else None) or sorted(COMMANDS)))
        orders: list[Order | None] = [None] if COMMANDS[name].about == "case" else list(file.orders)
        fitting = [order for order in orders if not legal or (name, order and order.id) in to_all]
        if not fitting:
            return
        order = data.draw(st.sampled_from(fitting))
        actor = SYSTEM if everybody else data.draw(st.sampled_from(ACTORS))
        ask = words_for(name, file, [other.case.number for other in self.files], data.draw)
        before = self.run(self.town.dump(file))
        act = self.carry_out(actor, name, (order or file.case).id, ask, evidence=data.draw(st.booleans()))
        try:
            self.run(act)
        except DomainError:
            assert self.run(self.town.dump(file)) == before, "a refusal changes nothing"
        else:
            assert (name, order and order.id) in to_all, f"{name} was carried out although it was not open"

    async def carry_out(self, actor: Actor, name: str, target: Any, ask: object, *, evidence: bool) -> None:
        async with self.town.begin(actor.ref) as work:
            if COMMANDS[name].brings and evidence:
                attach((await lock_order(work, target))[0], PAPER, target)
            await carry_out(work, actor, name, target, ask)

    @rule(hours=HOURS)
    def time_passes(self, hours: float) -> None:
        self.run(self.town.later(hours=hours))

    @invariant()
    def every_move_was_one_of_the_page(self) -> None:
        moves = self.run(
            self.town.tuples(
                "SELECT position, kind, data->>'before', data->>'move', data->>'after' FROM events"
                " WHERE city_id = %(city)s AND position > %(seen)s AND kind IN ('case.moved', 'order.moved')"
                " ORDER BY position",
                seen=self.seen,
            )
        )
        for position, kind, before, move, after in moves:
            page = PAGE if kind == "case.moved" else ORDER_PAGE
            assert page[before].get(move) == after
            self.seen = position

    @invariant()
    def the_log_replays_to_the_tables_and_nothing_open_lacks_a_due_time(self) -> None:
        assert self.run(verify_city(self.database, self.town.id)).findings == []

    @invariant()
    def cases_and_orders_agree(self) -> None:
        for opened in self.files:
            file = self.run(self.town.look(opened))
            case, state = file.case, file.case.status
            leads = [order for order in file.orders if order.role == "lead" and order.status not in ENDED]
            assert len(leads) <= 1
            if state in {"handling", "suspended", "checking"}:
                assert len(leads) == 1
            if state not in OPEN_ON_PAGE:
                assert all(order.status in ENDED for order in file.orders)
            if state in OPEN_ON_PAGE - {"draft"}:
                assert case.next_due_at is not None
            for order in file.orders:
                line = {order.unit, *file.above(order.unit)}
                assert order.status in ENDED or line.isdisjoint(case.complained)
                if order.parent_id is not None and order.status not in ENDED:
                    assert file.order(order.parent_id).status not in ENDED

    @invariant()
    def no_deadline_fired_twice(self) -> None:
        fired = self.run(
            self.town.tuples("SELECT data->>'clock_id' FROM events WHERE city_id = %(city)s AND kind = 'clock.fired'")
        )
        assert len(set(fired)) == len(fired)


@pytest.mark.once
def test_any_order_of_commands_keeps_the_tables_the_log_and_the_clocks_in_agreement(dsn: str, tmp_path: Path):
    run_state_machine_as_test(
        lambda: Life(dsn, tmp_path),
        settings=settings(
            max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
