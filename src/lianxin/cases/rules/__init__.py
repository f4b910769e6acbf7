"""The pure rules of the life cycle: standard library only, time is passed in."""
