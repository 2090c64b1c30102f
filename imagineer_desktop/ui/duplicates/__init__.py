"""Pairs of images that look alike, side by side, until each is judged."""
