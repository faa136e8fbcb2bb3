"""Rows of `results/` and what can be computed from them."""
