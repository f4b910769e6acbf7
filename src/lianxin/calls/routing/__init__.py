"""The routing that serves: waiting calls and ready seats in PostgreSQL, matched as `calls.rules.routing` says."""
