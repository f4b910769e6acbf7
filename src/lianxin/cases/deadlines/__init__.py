"""What the passing of time does to cases: due clocks fire, provisional due times are recalculated."""
