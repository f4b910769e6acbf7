"""Checks the table of committees."""

import re
from collections.abc import Collection
from typing import Final

from lianxin.city.rules.sources import Problem

COLUMNS: Final = ["code", "name"]
_CODE: Final = re.compile(r"\d{12}")


def check_committees(file: str, rows: list[list[str]], numbers: list[int], divisions: Collection[str]) -> list[Problem]:
    """Checks for two columns and unique codes of twelve digits, the first nine those of a street of the city."""
    if rows[:1] != [COLUMNS]:
        return [Problem(file, 1, f"columns must be {','.join(COLUMNS)}")]
    seen: set[str] = set()
    found: list[Problem] = []
    for number, row in zip(numbers[1:], rows[1:], strict=True):
        words = complaint(row, seen, divisions)
        if words:
            found.append(Problem(file, number, words))
        code, *_ = row
        seen.add(code)
    return found


def complaint(row: list[str], seen: Collection[str], divisions: Collection[str]) -> str:
    """The problem of a row; empty if there is none."""
    if len(row) != len(COLUMNS) or not all(row):
        return "needs a code and a name"
    code, _name = row
    if not _CODE.fullmatch(code):
        return f"code {code!r} is not twelve digits"
    if code[:9] not in divisions:
        return f"{code[:9]} is not a street of divisions.csv"
    return f"code {code} is already listed" if code in seen else ""
