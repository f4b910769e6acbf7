"""Pure rules of figures: the facts a log tells, and what each indicator counts of them."""
