"""Reads the rows of a spreadsheet one by one, within limits of bytes, unpacked bytes, parts, columns and rows."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, Protocol, cast
from xml.etree.ElementTree import ParseError

from lianxin.cases.imports.errors import ImportFileTooLarge, UnreadableFile
from lianxin.cases.imports.raw import Limits, RawRow, RowFault

_CONTENT: Final = re.compile(r"xl/(?:worksheets/|sharedStrings\.xml|media/)")
# Exceptions that openpyxl raises or lets through if a part is missing or damaged.
DAMAGED: Final = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    OSError,
)


class Sheet(Protocol):
    """The used part of openpyxl's read-only sheet, which has no types."""

    @property
    def max_row(self) -> int | None: ...
    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, min_row: int, max_col: int, values_only: bool) -> Iterator[tuple[object, ...]]: ...


class Book(Protocol):
    """The used part of openpyxl's workbook."""

    sheetnames: list[str]
    worksheets: list[Sheet]

    def __getitem__(self, name: str) -> Sheet: ...


def xlsx_rows(path: Path, sheet: str | None, limits: Limits) -> Iterator[RawRow]:
    """Yields every row of the sheet that is not blank as text, the header first; the first sheet if none is named.

    Raises UnreadableFile, ImportFileTooLarge.
    """
    import openpyxl  # imported here because it takes 0.2 s
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (*DAMAGED, InvalidFileException)
    _check_size(path, limits)
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles that it does not know
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except damaged as error:
        raise UnreadableFile(path, f"not a readable XLSX workbook ({error})") from None
    try:
        yield from sheet_rows(path, cast("Book", book), sheet, limits)
    except damaged as error:
        raise UnreadableFile(path, f"the workbook is damaged ({error})") from None
    finally:
        book.close()


def _check_size(path: Path, limits: Limits) -> None:
    """Raises ImportFileTooLarge or UnreadableFile before unpacking. zipfile unpacks no more than a part declares."""
    if path.stat().st_size > limits.xlsx_bytes:
        raise ImportFileTooLarge(path, "bytes", limits.xlsx_bytes)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFile(path, f"not a readable XLSX workbook ({error})") from None
    if len(parts) > limits.xlsx_parts:
        raise ImportFileTooLarge(path, "parts", limits.xlsx_parts)
    if sum(part.file_size for part in parts) > limits.xlsx_unpacked_bytes:
        raise ImportFileTooLarge(path, "unpacked bytes", limits.xlsx_unpacked_bytes)
    if any(part.file_size > limits.xlsx_other_part_bytes for part in parts if not _CONTENT.match(part.filename)):
        raise ImportFileTooLarge(path, "unpacked bytes beside its cells", limits.xlsx_other_part_bytes)


def sheet_rows(path: Path, book: Book, sheet: str | None, limits: Limits) -> Iterator[RawRow]:
    """Yields the rows of one sheet. `share` is based on the declared number of rows; columns are counted instead,
    because the declared dimensions may be wrong."""
    if sheet is not None and sheet not in book.sheetnames:
        raise UnreadableFile(path, f"no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet else book.worksheets[0]
    expected = max(page.max_row or 0, 1)
    page.reset_dimensions()
    first, width = header_place(page, limits)
    for number, cells in text_rows(page, first, width):
        if number > limits.xlsx_rows:
            raise ImportFileTooLarge(path, "rows", limits.xlsx_rows)
        if any(cells):
            long = max(map(len, cells)) > limits.field_characters
            fault = RowFault("field_too_long", {"limit": limits.field_characters}) if long else None
            yield RawRow(number, cells, min(number / expected, 1.0), fault)


def header_place(page: Sheet, limits: Limits) -> tuple[int, int]:
    """Returns the row number of the first row that is not blank, and the number of columns it fills."""
    for number, cells in text_rows(page, 1, limits.columns + 1):
        if any(cells):
            return number, 1 + max(index for index, cell in enumerate(cells, 1) if cell)
        if number >= limits.xlsx_rows:
            break
    return 1, 1


def text_rows(page: Sheet, first: int, width: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yields (row number, cells) from row `first` on, `width` cells each."""
    rows = page.iter_rows(min_row=first, max_col=width, values_only=True)
    for number, values in enumerate(rows, first):
        yield number, tuple(map(_cell_text, values))


def _cell_text(value: object) -> str:
    """Returns a cell as the text that a CSV file would contain."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()
