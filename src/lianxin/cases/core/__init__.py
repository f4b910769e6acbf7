"""The case while a command holds it: rows, locking, clocks, orders, events, numbers."""
