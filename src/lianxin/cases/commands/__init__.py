"""What can be done. Importing this package fills the table of commands."""

from lianxin.cases.commands import court, desk, intake, supervise, unit, verify

__all__ = ["court", "desk", "intake", "supervise", "unit", "verify"]
