"""Generates parts of the documentation from data in the code: state tables and diagrams, commands, formulas of figures.

`python tools/diagrams.py` writes between the pages' markers; `--check` changes nothing and fails if they are stale.
"""

import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from lianxin.cases import CASE_MOVES, COMMANDS, OPEN_CASE, ORDER_MOVES, CaseStatus, Command
from lianxin.cases.commands.registry import MoveField
from lianxin.cases.rules.waits_for import WAITS_FOR
from lianxin.insight import INDICATORS

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = DOCS / "features/cases.md"
FIGURES: Final = DOCS / "features/insight.md"
GLOSSARY: Final = DOCS / "glossary.md"
TERM: Final = re.compile(r"^\| `(\w+)` \| ([^|]+?) \|", re.MULTILINE)
MARKER: Final = r"(<!-- (?P<name>[a-z ]+): written by tools/diagrams\.py -->\n)"
BLOCK: Final = re.compile(MARKER + r".*?(?=<!-- end -->)", re.DOTALL)
DRAWN_AT_MOST: Final = 3  # a move allowed in more states is listed below the diagram; its arrows would cover the rest
MODULES: Final = {
    "desk": "Operators and the dispatch desk",
    "screening": "Screening of written cases",
    "withdrawals": "Withdrawals",
    "emergencies": "Emergency services",
    "corrections": "Corrections",
    "praise": "Praise",
    "renewal": "A new link and code",
    "ringing": "Duty telephones",
    "repeat_call": "Calls about an existing case",
    "unit": "Units",
    "decisions": "The return desk, the supervisors, the hotline office",
    "lead_ruling": "Rulings called by a lead unit",
    "rulings": "Responsibility reviews, opinions, precedents",
    "checking": "Checkers and the second person",
    "followup": "Callback agents, review officers",
    "supervision": "Supervision, merging, splitting",
    "unit_changes": "Units that were retired",
}

Moves = Mapping[str, Mapping[str, str]]
S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


def plain(table: Mapping[S, Mapping[M, S]]) -> Moves:
    """Returns a state table with strings for states and moves."""
    return {state.value: {m.value: to.value for m, to in moves.items()} for state, moves in table.items()}


def terms() -> dict[str, str]:
    """Returns state → Chinese term, read from the glossary."""
    text = GLOSSARY.read_text(encoding="utf-8")
    return dict(reversed(TERM.findall(text[text.index("## States of a case") :])))


def diagram(table: Moves) -> str:
    """Returns a mermaid diagram; moves between the same two states share one arrow."""
    places: dict[str, list[str]] = defaultdict(list)
    for state, moves in table.items():
        for move in moves:
            places[move].append(state)
    often = {move for move, states in places.items() if len(states) > DRAWN_AT_MOST}
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for state, moves in table.items():
        for move, to in moves.items():
            if move not in often:
                arrows[state, to].append(move)
    seen = dict.fromkeys(state for arrow in arrows for state in arrow)
    named = terms()
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {next(iter(table))}"]
    lines += [f'  state "{state} {named[state]}" as {state}' for state in table if state in seen]
    lines += [f"  {a} --> {b}: {', '.join(moves)}" for (a, b), moves in arrows.items()]
    lines += [f"  {state} --> [*]" for state, moves in table.items() if state in seen and not moves]
    said = [[f"`{move}`", listed(places[move])] for move in places if move in often]
    undrawn = ["Not drawn, because many states allow them:", "", markdown(["move", "from"], said)]
    return "\n".join([*lines, "```", "", *undrawn])


def state_rows(table: Moves, waits_for: Mapping[str, str | None] | None = None) -> str:
    """Returns a row for each state: Chinese term, the role that must act (with `waits_for`), moves."""
    named = terms()
    heads = ["state", "中文", *(["waits for"] if waits_for else []), "moves"]
    rows = [
        [
            f"`{state}`",
            named[state],
            *([waits_for[state] or "–"] if waits_for else []),
            ", ".join(f"{move} → {to}" for move, to in moves.items()) or "–",
        ]
        for state, moves in table.items()
    ]
    return markdown(heads, rows)


def command_rows() -> str:
    """Returns a table for each module of commands: effect, states, permission, key, fields."""
    groups: dict[str, list[Command]] = defaultdict(list)
    for command in COMMANDS.values():
        groups[command.run.__module__.rpartition(".")[2]].append(command)
    parts: list[str] = []
    for module, title in MODULES.items():
        rows = [
            [
                f"`{command.name}`",
                said_of(command),
                f"{command.about}: {states_of(command)}",
                f"`{command.action}`",
                f"`{command.key}`" if command.key else "",
                "<br/>".join(map(field_of, command.fields)) or "–",
            ]
            for command in groups.pop(module)
        ]
        heads = ["command", "effect", "on, in state", "permission", "key", "fields"]
        source = f"[`commands/{module}.py`](../../src/lianxin/cases/commands/{module}.py)"
        parts.append(f"### {title}\n\n{source}\n\n{markdown(heads, rows)}")
    if groups:
        raise SystemExit(f"tools/diagrams.py: no title for the commands of {listed(groups)}")
    return "\n\n".join(parts)


def said_of(command: Command) -> str:
    """Returns the first paragraph of a command's docstring."""
    return " ".join((inspect.getdoc(command.run) or "").partition("\n\n")[0].split())


def states_of(command: Command) -> str:
    """Returns the states in which a command is allowed; if there are many, the exceptions."""
    if len(command.states) <= DRAWN_AT_MOST + 1:
        return listed(sorted(command.states))
    name, many = ("any open", OPEN_CASE) if command.states <= OPEN_CASE else ("any", frozenset(CaseStatus))
    but = sorted(many - command.states)
    return f"{name} but {listed(but)}" if but else name


def field_of(field: MoveField) -> str:
    """Returns one field: name, `?` if optional, kind or options."""
    kind = listed(field.options) if field.options else field.kind
    return f"`{field.name}`{'' if field.required else '?'} {kind}"


def listed(words: Collection[str]) -> str:
    return ", ".join(words)


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    """Returns a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


BLOCKS: Final[Mapping[str, Callable[[], str]]] = {
    "case diagram": lambda: diagram(plain(CASE_MOVES)),
    "case states": lambda: state_rows(plain(CASE_MOVES), WAITS_FOR),
    "order diagram": lambda: diagram(plain(ORDER_MOVES)),
    "order states": lambda: state_rows(plain(ORDER_MOVES)),
    "commands": command_rows,
}


def formula_rows() -> str:
    """Returns a row for each indicator: formula in both languages, unit, preferred direction, facts left out."""
    rows = [
        [
            f"`{row.code}` v{row.version}",
            row.names[0],
            f"{row.formula[0]}<br/>{row.formula[1]}",
            row.unit,
            row.better,
            "<br/>".join(f"{out.words[0]} ({out.words[1].lower()})" for out in row.out) or "–",
        ]
        for row in INDICATORS.values()
    ]
    return markdown(["code, version", "中文", "formula", "unit", "better", "left out, and listed"], rows)


FORMULAS: Final[Mapping[str, Callable[[], str]]] = {"formulas": formula_rows}


def written(page: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> str:
    """Returns the page with every block regenerated; exits if the page's markers differ from `blocks`."""
    found = {match["name"] for match in BLOCK.finditer(page)}
    if found != set(blocks):
        raise SystemExit(f"the page's markers are not the blocks of this program: {sorted(found ^ set(blocks))}")
    return BLOCK.sub(lambda match: f"{match[1]}{blocks[match['name']]()}\n", page)


def main(*asked: str) -> int:
    stale = 0
    for page, blocks in ((PAGE, BLOCKS), (FIGURES, FORMULAS)):
        before = page.read_text(encoding="utf-8")
        after = written(before, blocks)
        if "--check" in asked:
            print(f"{page.name} is {'as the code says' if after == before else 'stale: run python tools/diagrams.py'}")
            stale += after != before
        else:
            page.write_text(after, encoding="utf-8")
    return int(stale > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
