"""What is said to the user when the catalog can't do what was asked; any other exception is our bug."""


class CatalogError(Exception):
    """A sentence for the user: what happened, what is safe and what to do. Nothing was changed."""


class BusyError(CatalogError):
    """Another program has the library to itself just now: what was asked can be tried again."""


class FullError(CatalogError):
    """The disk has no room for what was asked."""


class GoneError(CatalogError):
    """What an edit was about to change does not exist any more: the step can never be done."""
