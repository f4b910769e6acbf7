"""Pure rules of messages: when one is written, and how it reads."""
