"""The layers, the doors and the purity of rules, as .importlinter states them."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)


def test_every_import_keeps_the_contracts() -> None:
    done = lint(CHECKOUT)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_an_import_past_a_door_is_caught(tmp_path: Path) -> None:
    package = tmp_path / "lianxin"
    for folder in ("city/rules", "people", "cases", "kernel"):
        (package / folder).mkdir(parents=True)
    for folder in (package, *(path for path in package.rglob("*") if path.is_dir())):
        (folder / "__init__.py").touch()
    for name in ("app", "cli", "schema", "migrate", "cases/rules", "people/rules"):
        (package / f"{name}.py").touch()
    (package / "people/past_the_door.py").write_text("import lianxin.city.rules\n")
    (tmp_path / ".importlinter").write_text((CHECKOUT / ".importlinter").read_text())
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "lianxin.people.past_the_door" in done.stdout, done.stdout
