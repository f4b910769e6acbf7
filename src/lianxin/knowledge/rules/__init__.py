"""Pure rules about knowledge: placeholders of reply templates."""
