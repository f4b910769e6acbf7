"""What a citizen sees of a case and does with it. Staff commands live in `commands`."""
