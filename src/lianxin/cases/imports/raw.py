"""Raw rows and limits, shared by the CSV and the XLSX reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of reading. A CSV file may have any length; a spreadsheet is limited because it is unpacked."""

    record_bytes: int = _MIB
    field_characters: int = 100_000
    columns: int = 500
    xlsx_bytes: int = 50 * _MIB
    xlsx_unpacked_bytes: int = 256 * _MIB
    xlsx_other_part_bytes: int = 16 * _MIB
    xlsx_parts: int = 2_000
    xlsx_rows: int = 200_000


FaultFact = str | int | None
"""A value in the sentence of a fault."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be read: a code of REASONS and the facts of its sentence."""

    code: str
    facts: Mapping[str, FaultFact] = field(default_factory=dict[str, FaultFact])


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as text. `number`: its first line in a CSV file, its row in a sheet; `share`: of the file read, 0-1."""

    number: int
    cells: tuple[str, ...]
    share: float
    fault: RowFault | None = None
