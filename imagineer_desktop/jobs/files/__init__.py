"""Where the library's files are: gone, back, moved."""
