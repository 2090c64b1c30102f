"""Damaged libraries: what can be saved of them."""
