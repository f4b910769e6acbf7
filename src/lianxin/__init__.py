"""Lianxin (连心): the whole system behind a city's 12345."""

__version__ = "0.1.0"
