"""Seats as an administrator sets them up: where they are, by which telephone they talk, their skills."""
