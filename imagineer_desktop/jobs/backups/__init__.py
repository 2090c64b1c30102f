"""Backups: made, verified, listed, thinned."""
