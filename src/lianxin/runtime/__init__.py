"""The composition root: opens a city, serves it, runs loops and child servers. Imports every package."""
