"""Pure rules about people: who may do what."""
