"""Rows out of the bytes of a damaged library: SQLite's file format read by hand, page by page."""
