"""A citizen's call from the browser: a short-lived token, then a line like that of a telephone."""
