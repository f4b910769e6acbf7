"""Pure rules of the life cycle."""
