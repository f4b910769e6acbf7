"""The case as commands work on it: rows, locking, clocks, orders, events, numbers."""
