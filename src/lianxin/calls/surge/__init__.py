"""Surge mode: begun and ended by a person or by thresholds of the profile; what it changes; who is called in."""
