"""The filter language: what is typed, what it means in the library, and what it is called in words."""
