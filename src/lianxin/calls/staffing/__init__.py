"""Staffing from files: reads days and histories of calls. The rules are in `calls.rules.staffing`."""
