"""What can be done. Importing this package fills the table of commands."""

from lianxin.cases.commands import call, court, desk, intake, supervise, unit, verify

__all__ = ["call", "court", "desk", "intake", "supervise", "unit", "verify"]
