"""The layers, the doors and the purity of rules, as .importlinter states them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": ".:src"}, capture_output=True, text=True, check=False, timeout=100
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the program to break."""
    shutil.copy(CHECKOUT / ".importlinter", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "static")
    return shutil.copytree(CHECKOUT / "src/lianxin", tmp_path / "lianxin", ignore=ignored)


def test_every_import_keeps_the_contracts() -> None:
    done = lint(CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "words", "contract"),
    [
        ("kernel/upward.py", "import lianxin.people", "A package imports only what lies below it"),
        ("cases/past_a_door.py", "import lianxin.city.tables", "The city is entered by its door"),
        ("knowledge/past_a_door.py", "import lianxin.cases.core.rows", "Cases are entered by their door"),
        ("cases/core/upward.py", "import lianxin.cases.reads.lists", "Inside cases, calls go down too"),
        ("cases/rules/framed.py", "import psycopg", "Rules know no framework, neither directly nor through others"),
    ],
)
def test_an_import_that_breaks_a_contract_is_caught(package: Path, path: str, words: str, contract: str) -> None:
    (package / path).write_text(words + "\n")
    done = lint(package.parent)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout, done.stdout
    assert f"lianxin.{path.removesuffix('.py').replace('/', '.')}" in done.stdout, done.stdout
