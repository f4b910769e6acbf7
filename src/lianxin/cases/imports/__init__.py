"""Imports tables of messages from other systems: CSV of any length, XLSX within bounds, columns by a mapping."""

from lianxin.cases.imports.errors import BadMapping, ImportFileTooLarge, UnreadableFile
from lianxin.cases.imports.mapping_rules import ImportMapping
from lianxin.cases.imports.raw import Limits
from lianxin.cases.imports.rejects import RejectsFile
from lianxin.cases.imports.rows import ImportedRow, Reject, Rows, load_mapping, read_rows
from lianxin.cases.imports.values_rules import ImportedRequest
from lianxin.cases.imports.write import ImportReport, import_file

__all__ = [
    "BadMapping",
    "ImportFileTooLarge",
    "ImportMapping",
    "ImportReport",
    "ImportedRequest",
    "ImportedRow",
    "Limits",
    "Reject",
    "RejectsFile",
    "Rows",
    "UnreadableFile",
    "import_file",
    "load_mapping",
    "read_rows",
]
