"""Figures of calls: visits of calls to queues and spans of seats, folded from the event log and counted by SQL."""
