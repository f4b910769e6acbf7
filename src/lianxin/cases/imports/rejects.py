"""The file of rejected rows, to be corrected in Excel and imported again with the same mapping."""

import csv
import os
import re
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from lianxin.cases.imports.rows import Reject

OWN_COLUMNS: Final = ("reject_row", "reject_key", "reject_code", "reject_reason")
# A citizen's text must not run as a formula in the office's spreadsheet; plain numbers are harmless.
FORMULA: Final = re.compile(r"(?![+-]?[\d .-]+$)[=+@\t\r-]")


class RejectsFile:
    """Writes rejected rows to a temporary file, renamed to `path` when complete; without rejects there is no file.

    Columns: row, key, code, reason, then the original cells. UTF-8 with BOM, so that Excel detects the encoding.
    """

    def __init__(self, path: Path, header: Sequence[str], locale: str = "zh") -> None:
        self.count = 0
        self._path = path
        self._locale = locale
        self._width = len(header)
        self._kept = [index for index, name in enumerate(header) if name not in OWN_COLUMNS]
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file = self._draft.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([*OWN_COLUMNS, *(header[index] for index in self._kept)])

    def add(self, reject: Reject) -> None:
        """Writes one rejected row."""
        whole = len(reject.cells) == self._width
        cells = [reject.cells[index] for index in self._kept] if whole else reject.cells
        row = [reject.key or "", reject.code, reject.sentence(self._locale), *cells]
        self._writer.writerow([reject.number, *map(harmless, row)])
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
        if kind is None and self.count:
            self._draft.replace(self._path)
            return
        self._draft.unlink()
        if kind is None:
            self._path.unlink(missing_ok=True)


def harmless(cell: str) -> str:
    """Returns the cell, with an apostrophe in front if a spreadsheet would run it as a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell
