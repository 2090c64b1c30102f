"""Imagineer Desktop: the light table for pictures made by AI."""

__version__ = "0.1.0"
