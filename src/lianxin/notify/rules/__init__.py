"""Pure rules of messages: which events cause one, and its text."""
