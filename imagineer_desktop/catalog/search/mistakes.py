"""What is said when a search cannot be understood: a sentence with the place."""

from __future__ import annotations

from imagineer_desktop.catalog.errors import CatalogError

LONGEST_QUOTE = 40
"""Characters of the search that a sentence repeats at most."""


class FilterMistake(CatalogError):  # noqa: N818 - what the user sees is a mistake in a filter
    """A search that cannot be understood. `column` counts characters from 1; `sentence` ends with it."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(f"{what}, at character {column:,}.")
        self.column = column


def quoted(text: str) -> str:
    """A piece of the search as a sentence shows it: in quotes, on one line, cut when it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + '…'}”"
