"""The shapes of API answers, one module a subject."""
