"""Commands about people: staff accounts, signing in, citizens."""
