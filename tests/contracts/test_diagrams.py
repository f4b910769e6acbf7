"""What the documentation says of states, commands and formulas is what the code says."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from lianxin.cases import CASE_MOVES, COMMANDS, ORDER_MOVES

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs/features/cases.md"


@pytest.fixture(scope="module")
def diagrams() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("diagrams", CHECKOUT / "tools/diagrams.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["diagrams"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["diagrams"]


def test_the_page_is_as_the_code_says(diagrams: ModuleType) -> None:
    assert diagrams.main("--check") == 0, "run: python tools/diagrams.py"


@pytest.mark.parametrize(
    ("before", "after"),
    [("draft --> void: void", "draft --> closed: void"), ("| `send_case` |", "| `send_off` |"), ("待派单", "待派")],
)
def test_a_stale_page_fails_and_writing_it_again_mends_it(
    diagrams: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    page = tmp_path / "cases.md"
    text = diagrams.written(PAGE.read_text())
    assert before in text
    page.write_text(text.replace(before, after))
    monkeypatch.setattr(diagrams, "PAGE", page)
    assert diagrams.main("--check") == 1
    diagrams.main()
    assert page.read_text() == text


def test_a_page_without_one_of_the_markers_is_refused(diagrams: ModuleType) -> None:
    with pytest.raises(SystemExit, match="order diagram"):
        diagrams.written(PAGE.read_text().replace("order diagram:", "order drawing:"))


@pytest.mark.parametrize("table", [CASE_MOVES, ORDER_MOVES])
def test_every_move_is_drawn_or_said(diagrams: ModuleType, table: dict) -> None:
    drawing = diagrams.diagram(diagrams.plain(table))
    arrows, said = drawing.split("Not drawn")
    for state, moves in table.items():
        for move, to in moves.items():
            drawn = any(
                line.strip().startswith(f"{state} --> {to}: ") and move in line.split(": ")[1].split(", ")
                for line in arrows.splitlines()
            )
            said_of = next((row for row in said.splitlines() if row.startswith(f"| `{move}` |")), "")
            assert drawn or state in said_of.split(" | ")[1].removesuffix(" |").split(", "), (state, move)


def test_a_formula_that_is_told_otherwise_is_stale(
    diagrams: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "insight.md"
    page.write_text(diagrams.FIGURES.read_text().replace("÷", "times"))
    monkeypatch.setattr(diagrams, "FIGURES", page)
    assert diagrams.main("--check") == 1


def test_every_command_has_one_row(diagrams: ModuleType) -> None:
    rows = [line.split("`")[1] for line in diagrams.command_rows().splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(COMMANDS)
