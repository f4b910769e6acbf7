"""Pure decisions about knowledge."""
