"""Checks commit subjects: `area: verb object`, at most 72 characters.

`python tools/check_commits.py` checks the commits after BASE; with a file it checks the message in that file (hook).
It does not judge whether the first word is a verb.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).parents[1]
BASE: Final = "0efe11a4f8fc6c6cada85625b1a28547fbffa8e8"  # the last commit with a subject of the older form
LONGEST_SUBJECT: Final = 72
_SHAPE: Final = re.compile(r"[a-z][\w./-]*(, [a-z][\w./-]*)*: [a-z`].*[^.\s]")
_GIT_MADE: Final = re.compile(r"(Merge|Revert|fixup!|squash!|amend!) ")


def subject_fault(subject: str) -> str | None:
    """Returns the fault of a subject, or None. Subjects that git itself writes are accepted."""
    if _GIT_MADE.match(subject):
        return None
    if len(subject) > LONGEST_SUBJECT:
        return f"{len(subject)} characters, at most {LONGEST_SUBJECT}"
    return None if _SHAPE.fullmatch(subject) else "not of the form `area: verb object`"


def commits_since(base: str, checkout: Path) -> list[tuple[str, str]]:
    """Returns short id and subject of each commit after `base`.

    For a shallow clone that does not reach `base` it returns all commits; for a full clone without `base` (a
    rewritten history) none.
    """
    known = _git(checkout, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
    if not known and _git(checkout, "rev-parse", "--is-shallow-repository") != "true":
        return []
    listed = _git(checkout, "log", "--no-merges", "--format=%h%x09%s", *([f"{base}..HEAD"] if known else []))
    return [(commit, subject) for commit, _, subject in (line.partition("\t") for line in listed.splitlines())]


def _git(checkout: Path, *arguments: str) -> str:
    """Returns the output of git, stripped; empty if it fails."""
    return subprocess.run(
        ["git", *arguments], cwd=checkout, capture_output=True, text=True, check=False
    ).stdout.strip()  # fmt: skip


def commit_faults(checkout: Path, base: str = BASE) -> list[tuple[str, str, str]]:
    """Returns short id, subject and fault of each commit after `base` with a wrong subject."""
    return [(commit, text, fault) for commit, text in commits_since(base, checkout) if (fault := subject_fault(text))]


def main(message: str | None = None) -> int:
    if message:
        subject = next((line for line in Path(message).read_text(encoding="utf-8").splitlines() if line[:1] != "#"), "")
        found = [("this commit", subject, fault)] if (fault := subject_fault(subject)) else []
    else:
        found = commit_faults(CHECKOUT)
    for commit, subject, fault in found:
        print(f"{commit}: commit-subject: {fault}: {subject}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
