"""Pure rules of calls and seats."""
