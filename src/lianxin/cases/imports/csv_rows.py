"""Reads the rows of a CSV file of any length in constant memory. A damaged row does not stop it."""

import csv
import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from lianxin.cases.imports.checks_rules import DELIMITERS
from lianxin.cases.imports.encoding import BOM, WIDE_BOMS, LineDecoder
from lianxin.cases.imports.errors import UnreadableFile
from lianxin.cases.imports.raw import Limits, RawRow, RowFault

SHOWN_OF_A_LONG_LINE: Final = 200
READ_BYTES: Final = 64 * 1024
NOT_UNDERSTOOD: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Line:
    """One physical line; `end` is the byte offset after it."""

    number: int
    text: str
    end: int
    decoded: bool = True
    too_long: bool = False


class Overrun(Exception):
    """A record is longer than its limit."""


def csv_rows(path: Path, encoding: str | None, delimiter: str | None, limits: Limits) -> Iterator[RawRow]:
    """Yields every row that is not blank, the header first; a damaged row has a `fault` and raises nothing.

    Raises UnreadableFile for UTF-16 text.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(WIDE_BOMS):
            raise UnreadableFile(path, "UTF-16 text; save it as UTF-8")
        marked = start.startswith(BOM)
        file.seek(len(BOM) if marked else 0)
        decoder = LineDecoder(file.fileno(), "utf-8" if marked else encoding)
        lines = physical_lines(file, decoder, limits.record_bytes)
        yield from _Records(lines, delimiter, os.fstat(file.fileno()).st_size, decoder, limits).rows()


def physical_lines(file: BinaryIO, decoder: LineDecoder, limit: int) -> Iterator[_Line]:
    """Yields lines with their line ends; a line longer than `limit` bytes is truncated."""
    number, offset = 0, file.tell()
    while data := file.readline(limit):
        number += 1
        end = offset + len(data)
        too_long = len(data) == limit and not data.endswith(b"\n")
        if too_long:
            end = skip_line(file, end)
            data = data[: SHOWN_OF_A_LONG_LINE * 4]
        text, decoded = decoder.decode(data, offset)
        yield _Line(number, text[:SHOWN_OF_A_LONG_LINE] if too_long else text, end, decoded, too_long)
        offset = end


def skip_line(file: BinaryIO, offset: int) -> int:
    """Returns the offset after the line that contains `offset`."""
    while data := file.readline(READ_BYTES):
        offset += len(data)
        if data.endswith(b"\n"):
            break
    return offset


def delimiter_of(header: str) -> str:
    """Returns the most frequent delimiter in the header, a comma if there is none."""
    return max(DELIMITERS, key=header.count)


class _Records:
    """Joins lines to records. If a record cannot be read, only its first line is skipped: an unclosed quotation mark
    would otherwise hide all rows below it."""

    def __init__(
        self, lines: Iterator[_Line], delimiter: str | None, size: int, decoder: LineDecoder, limits: Limits
    ) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._size = max(size, 1)
        self._decoder = decoder
        self._limits = limits
        self._again: deque[_Line] = deque()
        self._taken: list[_Line] = []

    def rows(self) -> Iterator[RawRow]:
        """Yields every row that is not blank."""
        while self._peek():
            reader = csv.reader(self._feed(), delimiter=self._delimiter or ",", strict=True)
            while True:
                self._taken = []
                try:
                    cells = next(reader, None)
                except (csv.Error, Overrun) as error:
                    yield self._left_out(error)
                    break
                if cells is None:
                    return
                if any(map(str.strip, cells)):
                    yield self._row(cells)

    def _peek(self) -> bool:
        """Whether another line exists; the first line decides the delimiter."""
        if not self._again and (line := next(self._lines, None)):
            self._again.append(line)
        if self._again and self._delimiter is None:
            self._delimiter = delimiter_of(self._again[0].text)
        return bool(self._again)

    def _feed(self) -> Iterator[str]:
        """Yields lines to the CSV reader, and keeps those of the current record; raises Overrun."""
        while line := self._again.popleft() if self._again else next(self._lines, None):
            self._taken.append(line)
            if line.too_long or line.end - self._taken[0].end > self._limits.record_bytes:
                raise Overrun
            yield line.text

    def _row(self, cells: list[str]) -> RawRow:
        broken = next((line for line in self._taken if not line.decoded), None)
        fault = None
        if broken:
            fault = RowFault("undecodable", {"line": broken.number, "encoding": self._decoder.encoding})
        elif len(max(cells, key=len)) > self._limits.field_characters:
            fault = RowFault("field_too_long", {"limit": self._limits.field_characters})
        return self._raw(tuple(cells), fault)

    def _left_out(self, error: Exception) -> RawRow:
        first, *rest = self._taken
        self._again.extendleft(reversed(rest))
        self._taken = [first]
        return self._raw((first.text.rstrip("\r\n"),), self._fault(error, first, alone=not rest))

    def _fault(self, error: Exception, first: _Line, *, alone: bool) -> RowFault:
        if first.too_long:
            return RowFault("line_too_long", {"limit": self._limits.record_bytes})
        if isinstance(error, Overrun) or "unexpected end" in str(error):
            return RowFault("unclosed_quote")
        if "field larger" in str(error):
            return (
                RowFault("field_too_long", {"limit": csv.field_size_limit()}) if alone else RowFault("unclosed_quote")
            )
        return RowFault("bad_quoting")

    def _raw(self, cells: tuple[str, ...], fault: RowFault | None) -> RawRow:
        share = min(self._taken[-1].end / self._size, 1.0)
        return RawRow(self._taken[0].number, tuple(map(readable, cells)) if fault else cells, share, fault)


def readable(text: str) -> str:
    """Returns text that can be encoded: undecodable bytes become U+FFFD."""
    return NOT_UNDERSTOOD.sub("\ufffd", text)
