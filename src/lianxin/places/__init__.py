"""Places of a city: completes typed place names, and learns names from the addresses of cases."""

from lianxin.places.gazetteer import FoundPlace, KnownPlace, LearnedAddress, complete_place, learn_addresses
from lianxin.places.rules.place_names import place_names

__all__ = ["FoundPlace", "KnownPlace", "LearnedAddress", "complete_place", "learn_addresses", "place_names"]
