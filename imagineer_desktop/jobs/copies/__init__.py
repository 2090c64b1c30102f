"""Images copied into the library's folder."""
