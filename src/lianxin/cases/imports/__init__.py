"""Reading foreign tables of messages: CSV of any length, XLSX within bounds, columns by a mapping."""

from lianxin.cases.imports.errors import BadMapping, FileTooLarge, UnreadableFile
from lianxin.cases.imports.raw import Limits
from lianxin.cases.imports.rejects import RejectsFile
from lianxin.cases.imports.rows import Reject, Row, Rows, load_mapping, read_rows
from lianxin.cases.imports.write import ImportReport, import_file
from lianxin.cases.rules.import_mapping import ImportMapping
from lianxin.cases.rules.import_values import IntakeFields

__all__ = [
    "BadMapping",
    "FileTooLarge",
    "ImportMapping",
    "ImportReport",
    "IntakeFields",
    "Limits",
    "Reject",
    "RejectsFile",
    "Row",
    "Rows",
    "UnreadableFile",
    "import_file",
    "load_mapping",
    "read_rows",
]
