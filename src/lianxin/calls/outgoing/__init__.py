"""Calls that this program places: ring-backs, calls from a seat or a unit, duty telephones, staff called in."""
