"""Benchmarks: ratios measured within one run, the median of five rounds. `make bench` prints them."""
