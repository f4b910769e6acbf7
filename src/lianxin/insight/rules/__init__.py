"""Pure rules of figures: the facts folded from the log, and what each indicator counts."""
