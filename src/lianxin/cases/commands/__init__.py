"""What can be done. Importing this package fills the table of commands."""

from lianxin.cases.commands import (
    corrections,
    decisions,
    desk,
    followup,
    intake,
    praise,
    repeat_call,
    rulings,
    supervision,
    unit,
)

__all__ = [
    "corrections",
    "decisions",
    "desk",
    "followup",
    "intake",
    "praise",
    "repeat_call",
    "rulings",
    "supervision",
    "unit",
]
