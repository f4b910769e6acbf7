"""Use cases of people: staff, signing in, citizens."""
