"""Folders whose new images come in by themselves."""
