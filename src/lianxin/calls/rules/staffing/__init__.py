"""Pure rules of staffing: Erlang-A, days of callers, their simulation by the routing rule, forecasts, plans."""
