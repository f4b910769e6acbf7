"""Checks that the event log and the rows agree. Reads only."""
