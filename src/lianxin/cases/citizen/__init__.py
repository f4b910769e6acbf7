"""What a citizen sees of a case and does with it. Commands of staff are in `commands`."""
