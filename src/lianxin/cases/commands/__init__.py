"""What can be done. Importing this package fills the table of commands."""

from lianxin.cases.commands import decisions, desk, followup, intake, repeat_call, supervision, unit

__all__ = ["decisions", "desk", "followup", "intake", "repeat_call", "supervision", "unit"]
