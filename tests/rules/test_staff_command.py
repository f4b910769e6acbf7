"""`lianxin staff` prints tables and every assumption, or one JSON document, and refuses a table it cannot read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lianxin.cli.main import app


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "day.csv"
    file.write_text("time,calls\n" + "".join(f"09:{minute:02}:00,12\n" for minute in range(0, 60, 5)))
    return file


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["staff", *words])
    return result.exit_code, result.output


def test_a_replay_prints_three_tables_and_its_assumptions(day: Path):
    code, words = run("replay", str(day), "--seats", "8")
    assert code == 0
    for title in ("By redial share", "By rule", "Additions", "Seats that answer 95 %", "Assumptions:", "seed 1"):
        assert title in words


def test_a_plan_as_json_has_each_half_hour(day: Path):
    code, words = run("plan", str(day), "--json", "--share", "0.8")
    assert code == 0
    assert [half["start"] for half in json.loads(words)["halves"]] == [32400, 34200]


def test_a_table_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path):
    bad = tmp_path / "bad.csv"
    bad.write_text("time,calls\nnine,1\n")
    code, words = run("replay", str(bad), "--json")
    assert (code, json.loads(words)["facts"]["line"]) == (1, 2)
