"""Effects of time on cases: due clocks fire, provisional due times are recalculated."""
