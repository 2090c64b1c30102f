"""What the floor says when a file cannot be read."""


class MediaError(Exception):
    """A file that cannot be read as a picture; its text is the reason, in words for a person."""
