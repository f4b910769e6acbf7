"""The condition on which a summary is public, for the statements that read it."""

from typing import Final, LiteralString

IS_PUBLIC: Final[LiteralString] = (
    "s.kind = 'publication' AND s.status = 'approved' AND c.status IN ('closed', 'archived')"
    " AND NOT c.confidential AND c.nature <> 'tip_off'"
)
"""`s` is the record of the publication and `c` its case: not re-opened, withdrawn or made confidential later."""
