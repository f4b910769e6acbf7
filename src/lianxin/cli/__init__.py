"""The command line. Exit codes: 0 success, 1 refused or failed, 2 wrong usage, 3 a check found errors."""

from lianxin.cli.main import main

__all__ = ["main"]
