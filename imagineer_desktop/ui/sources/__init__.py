"""The left panel: where in the library the gallery looks."""
