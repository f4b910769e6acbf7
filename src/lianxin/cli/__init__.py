"""The command line. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 looked and found something wrong."""

from lianxin.cli.main import main

__all__ = ["main"]
