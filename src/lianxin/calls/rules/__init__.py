"""Pure rules of calls and seats: their vocabularies."""
