"""Figures, as ratios in one run, median of five. `make bench` prints them."""
