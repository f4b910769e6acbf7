"""Each of the project's own checks catches what it is for, and lets good work pass."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

CHECKS = Path(__file__).parents[2] / "tools/checks.py"
UNDONE = "TO" + "DO"


@pytest.fixture(scope="module")
def checks() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("checks", CHECKS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["checks"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["checks"]


def broken(checks: ModuleType, path: str, text: str) -> list[str]:
    return [problem.rule for problem in checks.problems(iter([checks.Source(path, text)]), {})]


def function_of(lines: int) -> str:
    return "def drawn_out() -> int:\n" + "    x = 1\n" * (lines - 2) + "    return x\n"


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("src/lianxin/cases/long.py", function_of(41), "function-length"),
        ("src/lianxin/cases/long.py", "x = 1\n" * 301, "file-length"),
        ("web/workbench/src/Long.vue", "<p/>\n" * 301, "file-length"),
        ("src/lianxin/utils.py", "", "vague-name"),
        ("web/workbench/src/services/case.ts", "", "vague-name"),
        ("src/lianxin/cases/orders.py", "class OrderManager: ...", "vague-name"),
        ("docs/tour.md", "see https://pypi." + "org/simple", "named-place"),
        ("docs/tour.md", "lies in /ro" + "ot/lianxin", "named-place"),
        ("src/lianxin/app.py", f"x = 1  # {UNDONE}: finish", "unfinished"),
        ("src/lianxin/cases/rules/states.py", "import psycopg", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "from lianxin.people import Actor", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "x = datetime.now(UTC)", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "x = time.monotonic()", "pure-rules"),
        ("migrations/versions/0009_late.py", "from lianxin.schema import metadata", "frozen-migrations"),
        ("src/lianxin/cases/queries.py", 'q = "SELECT number FROM cases WHERE id = %s"', "statement-city"),
        ("src/lianxin/cases/queries.py", 'q = "UPDATE t SET at = now() WHERE city_id = %s"', "statement-volatile"),
    ],
)
def test_a_check_catches_what_it_is_for(checks: ModuleType, path: str, text: str, rule: str) -> None:
    assert broken(checks, path, text) == [rule]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/lianxin/cases/short.py", function_of(40)),
        ("tests/features/test_long.py", function_of(41)),
        (
            "src/lianxin/cases/rules/states.py",
            "import datetime\nfrom lianxin.city.rules.limits import Limit",
        ),
        ("src/lianxin/cases/queries.py", 'q = "SELECT number FROM cases WHERE city_id = %s AND id = %s"'),
        ("src/lianxin/cases/queries.py", '"""Select what the viewer of a case may see."""'),
        ("src/lianxin/cases/queries.py", 'q = f"SELECT {columns} FROM {source} WHERE true"'),
        ("docs/tour.md", "data lies in /var/lib/lianxin, pages in /work/orders"),
    ],
)
def test_good_work_passes(checks: ModuleType, path: str, text: str) -> None:
    assert broken(checks, path, text) == []


def test_an_exception_silences_its_rule_and_no_other(checks: ModuleType) -> None:
    source = checks.Source("src/lianxin/utils.py", "x = 1\n" * 301)
    left = checks.problems(iter([source]), {"file-length": {"src/lianxin/utils.py": "a reason"}})
    assert [problem.rule for problem in left] == ["vague-name"]


def test_an_exception_nobody_needs_is_a_problem(checks: ModuleType) -> None:
    left = checks.problems(iter([]), {"file-length": {"src/lianxin/gone.py": "a reason"}})
    assert [str(problem) for problem in left] == [
        "src/lianxin/gone.py:0: file-length: its exception is not needed any more"
    ]
