"""Writes the third-party notices: the wheel's dependencies, and the packages in the built pages.

`THIRD_PARTY_NOTICES` lists the Python packages, each of which includes its licence text. The pages are one bundle of
many packages, so `web/workbench/public/third-party.txt` repeats every text; the build copies it to the pages.
Run it after a lock file has changed, with both environments installed. `--check` compares names and versions only.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT: Final = Path(__file__).parents[1]
PAGES: Final = CHECKOUT / "web/workbench"
PYTHON_NOTICES: Final = CHECKOUT / "THIRD_PARTY_NOTICES"
PAGES_NOTICES: Final = PAGES / "public/third-party.txt"
TEXTS: Final = re.compile(r"(licen[cs]e|copying|notice)([.-].*)?", re.IGNORECASE)
LINE: Final = re.compile(r"^(@?[\w./-]+) (\d\S*) \((.+)\)$", re.MULTILINE)
PYTHON_HEAD: Final = """\
Python packages that Lianxin needs to run, with their licences. Written by tools/notices.py; do not edit.
Every package carries its licence text in its own .dist-info folder. NOTICE says what some of them bundle.
"""
PAGES_HEAD: Final = """\
Packages that the pages of Lianxin's workbench are built from, with their licences. Written by tools/notices.py.
"""


@dataclass(frozen=True, order=True, slots=True)
class Package:
    """A third-party package; `texts` are the contents of its licence and notice files."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.licence})"


def python_packages() -> list[Package]:
    """Returns the installed packages that the wheel requires on this machine, directly or indirectly."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    todo = [Requirement(one) for one in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    found: set[Package] = set()
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        installed = distribution(name)
        found.add(Package(name, installed.version, licence_of(installed)))
        todo += required_by(installed, wanted.extras)
    return sorted(found)


def required_by(installed: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """Yields the requirements of a package with these extras on this machine."""
    for line in installed.requires or []:
        needed = Requirement(line)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield needed


def licence_of(installed: Distribution) -> str:
    """Returns the licence named in the package's metadata, preferably as an SPDX expression."""
    said = installed.metadata
    for field in ("License-Expression", "License"):
        if field in said and said[field] and "\n" not in said[field]:
            return said[field]
    named = [
        line.rpartition("::")[2].strip() for line in said.get_all("Classifier") or [] if line.startswith("License")
    ]
    return " and ".join(named) or "see its files"


def page_packages(*, texts: bool) -> list[Package]:
    """Returns the packages in the pages' lock file without development tools; `texts` requires node_modules."""
    lock: dict[str, dict[str, Any]] = json.loads((PAGES / "package-lock.json").read_text())["packages"]
    found: set[Package] = set()
    for path, one in lock.items():
        if path and not one.get("dev") and not one.get("devOptional"):
            name = path.rpartition("node_modules/")[2]
            said = texts_in(PAGES / path) if texts else ()
            found.add(Package(name, one["version"], one.get("license", "see its files"), said))
    return sorted(found)


def texts_in(folder: Path) -> tuple[str, ...]:
    """Returns the contents of the licence and notice files of an installed package."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and TEXTS.fullmatch(path.name))
    return tuple(path.read_text().strip() for path in files)


def python_notices() -> str:
    """Returns the text of THIRD_PARTY_NOTICES."""
    return PYTHON_HEAD + "\n" + "".join(f"{one}\n" for one in python_packages())


def page_notices() -> str:
    """Returns the text of third-party.txt: each licence text once, under all packages that have it."""
    groups: dict[tuple[str, ...], list[Package]] = {}
    for one in page_packages(texts=True):
        groups.setdefault(one.texts, []).append(one)
    parts = ["\n".join([*map(str, group), "", *texts]) for texts, group in groups.items()]
    return PAGES_HEAD + "".join(f"\n{'-' * 80}\n{part.rstrip()}\n" for part in parts)


def stale() -> list[str]:
    """Returns the differences between the notices and the lock files."""
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (CHECKOUT / "requirements.lock").read_text(), re.MULTILINE))
    listed = {name: version for name, version, _ in LINE.findall(PYTHON_NOTICES.read_text())}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    direct = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    problems = [f"{PYTHON_NOTICES.name} lacks {name}" for name in sorted(direct - listed.keys())]
    problems += [
        f"{PYTHON_NOTICES.name} has {name} {version}, locked is {locked.get(name)}"
        for name, version in listed.items()
        if locked.get(name) != version
    ]
    pages = {str(one) for one in page_packages(texts=False)}
    written = {f"{name} {version} ({licence})" for name, version, licence in LINE.findall(PAGES_NOTICES.read_text())}
    return problems + [f"{PAGES_NOTICES.name}: {one}" for one in sorted(pages - written)]


def main() -> int:
    """Writes both files, or with `--check` prints what is out of date; returns the exit code."""
    if "--check" in sys.argv[1:]:
        problems = stale()
        print("\n".join(problems) or "the notices are current")
        return bool(problems)
    PYTHON_NOTICES.write_text(python_notices())
    PAGES_NOTICES.write_text(page_notices())
    return 0


if __name__ == "__main__":
    sys.exit(main())
