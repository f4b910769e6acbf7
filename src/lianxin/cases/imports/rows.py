"""Reads the rows of an imported table as intake fields, or as rejects with a reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from lianxin.cases.imports.csv_rows import csv_rows
from lianxin.cases.imports.errors import BadMapping, UnreadableFile
from lianxin.cases.imports.mapping_rules import (
    Binding,
    ImportMapping,
    MappingProblems,
    bind,
    parse_mapping,
    read_fields,
    recognised,
    row_key,
)
from lianxin.cases.imports.raw import FaultFact, Limits, RawRow, RowFault
from lianxin.cases.imports.values_rules import ImportedRequest, Refused, plain_text, refusal_in_words
from lianxin.cases.imports.xlsx_rows import xlsx_rows

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One message. `number`: its first line in a CSV file or row of a sheet, the header counted; `key`: unique within
    its source; `share`: of the file read so far, 0-1."""

    number: int
    key: str
    fields: ImportedRequest
    share: float = field(default=0.0, compare=False)
    cells: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reject:
    """One rejected row: `code` is a key of REASONS, `facts` fill its sentence, `cells` are the original ones."""

    number: int
    key: str | None
    code: str
    facts: Mapping[str, FaultFact]
    cells: tuple[str, ...]
    share: float = field(default=0.0, compare=False)

    def sentence(self, locale: str = "zh") -> str:
        """Returns the reason as a sentence."""
        return refusal_in_words(self.code, self.facts, locale)


class Rows(Iterator[ImportedRow | Reject]):
    """An iterator over the rows of an opened file. `source` is the name within which keys are unique."""

    def __init__(self, source: str, header: tuple[str, ...], binding: Binding, raw: Iterator[RawRow]) -> None:
        self.source = source
        self.header = header
        self.columns = {name: tuple(header[one] for one in places) for name, places in binding.columns.items()}
        self._binding = binding
        self._raw = raw

    def __next__(self) -> ImportedRow | Reject:
        raw = next(self._raw)
        cells, fault = fitted(raw, self.header)
        if fault:
            return Reject(raw.number, None, fault.code, fault.facts, raw.cells, raw.share)
        key = None
        try:
            key = row_key(self._binding, cells)
            return ImportedRow(raw.number, key, read_fields(self._binding, cells), raw.share, raw.cells)
        except Refused as refused:
            return Reject(raw.number, key, refused.code, refused.facts, raw.cells, raw.share)


def load_mapping(path: Path) -> ImportMapping:
    """Returns the mapping in a TOML file. Raises UnreadableFile, or BadMapping with file, line, key, expected value."""
    try:
        return parse_mapping(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError:
        raise UnreadableFile(path, "a mapping is UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, str(error.strerror)) from None
    except MappingProblems as found:
        raise BadMapping(found) from None


def read_rows(
    path: Path,
    mapping: ImportMapping | Path | None = None,
    *,
    limits: Limits | None = None,
    timezone: str = "Asia/Shanghai",
) -> Rows:
    """Opens a CSV or XLSX file (detected by content) and checks its header against the mapping.

    Without a mapping, columns with our field names or their usual Chinese names are used. `timezone` applies to times
    without a zone, unless the mapping has its own. Raises UnreadableFile, ImportFileTooLarge or BadMapping; a bad row
    is returned as a Reject.
    """
    given = load_mapping(mapping) if isinstance(mapping, Path) else mapping
    raw = raw_rows(path, given or ImportMapping(path.name), limits or Limits())
    header = header_of(path, raw, limits or Limits())
    used = given or recognised(header, path.name)
    try:
        binding = bind(used, header, ZoneInfo(used.timezone or timezone))
    except MappingProblems as found:
        raise BadMapping(found) from None
    return Rows(used.name or path.stem, header, binding, raw)


def raw_rows(path: Path, mapping: ImportMapping, limits: Limits) -> Iterator[RawRow]:
    """Returns the rows of the file as text; raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            start = file.read(len(ZIP))
    except OSError as error:
        raise UnreadableFile(path, str(error.strerror)) from None
    if start == OLE:
        raise UnreadableFile(path, "an old XLS workbook; save it as XLSX or CSV")
    if start == ZIP:
        return xlsx_rows(path, mapping.sheet, limits)
    return csv_rows(path, mapping.encoding, mapping.delimiter, limits)


def header_of(path: Path, raw: Iterator[RawRow], limits: Limits) -> tuple[str, ...]:
    """Returns the column names in the first row that is not blank; raises UnreadableFile."""
    first = next(raw, None)
    if first is None:
        raise UnreadableFile(path, "it is empty")
    if first.fault:
        raise UnreadableFile(path, f"its header: {refusal_in_words(first.fault.code, first.fault.facts, 'en')}")
    header = [plain_text(cell) for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise UnreadableFile(path, f"two columns are named {', '.join(sorted(twice))}")
    if len(header) > limits.columns:
        raise UnreadableFile(path, f"more than {limits.columns} columns")
    return tuple(header)


def fitted(raw: RawRow, header: Sequence[str]) -> tuple[tuple[str, ...], RowFault | None]:
    """Returns as many cells as the header has (further empty ones are dropped), and the fault of the row, if any."""
    cells = raw.cells
    if not any(map(str.strip, cells[len(header) :])):
        cells = cells[: len(header)]
    if raw.fault:
        return cells, raw.fault
    if len(cells) != len(header):
        return cells, RowFault("wrong_columns", {"found": len(cells), "expected": len(header)})
    column = next((name for name, cell in zip(header, cells, strict=True) if "\0" in cell), None)
    return cells, RowFault("nul_character", {"column": column}) if column is not None else None
