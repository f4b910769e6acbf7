"""Pure decisions about a city: its calendar, its limits, its deadlines. Standard library only; time is passed in."""
