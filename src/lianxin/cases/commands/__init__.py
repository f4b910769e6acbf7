"""What can be done. Importing this package fills the table of commands."""

from lianxin.cases.commands import (
    checking,
    corrections,
    decisions,
    desk,
    emergencies,
    followup,
    intake,
    lead_ruling,
    praise,
    renewal,
    repeat_call,
    rulings,
    supervision,
    unit,
    unit_changes,
    withdrawals,
)

__all__ = [
    "checking",
    "corrections",
    "decisions",
    "desk",
    "emergencies",
    "followup",
    "intake",
    "lead_ruling",
    "praise",
    "renewal",
    "repeat_call",
    "rulings",
    "supervision",
    "unit",
    "unit_changes",
    "withdrawals",
]
