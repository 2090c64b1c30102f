"""A backup in place of the library."""
