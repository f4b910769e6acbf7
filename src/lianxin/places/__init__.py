"""Places of a city: completion of what is typed, names learned from addresses."""

from lianxin.places.gazetteer import FoundPlace, KnownPlace, LearnedAddress, complete_place, learn_addresses
from lianxin.places.rules.place_names import place_names

__all__ = ["FoundPlace", "KnownPlace", "LearnedAddress", "complete_place", "learn_addresses", "place_names"]
