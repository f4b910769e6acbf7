"""What callers hear: announcements spoken from the texts of the profile, a city's own recordings, music."""
