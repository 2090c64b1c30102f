"""What an edit is: it does itself and returns the edit that takes it back."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.changes import Changes


class Edit(Protocol):
    """A frozen value that can be written down, done, and taken back.

    Undo and redo are one act in two directions: `apply` returns the inverse, whose `apply` returns
    this edit again with the very values it left behind (ids, order and timestamps included).
    """

    @property
    def text(self) -> str:
        """What the menu calls it after "Undo": "Add label 'red hair' to 412 images"."""

    def touches(self) -> Changes:
        """What is to be refreshed after it."""

    def apply(self, session: Session) -> Edit | None:
        """Do it and return its inverse, or None when there was nothing to do.

        Raises CatalogError when what it edits is gone; the caller's transaction then rolls back.
        """


def images_in_words(number: int) -> str:
    """The counted noun of the program: "1 image", "4,031 images"."""
    return "1 image" if number == 1 else f"{number:,} images"


_PAST = {
    "Add": "Added",
    "Change": "Changed",
    "Clear": "Cleared",
    "Create": "Created",
    "Delete": "Deleted",
    "Forget": "Forgot",
    "Give": "Gave",
    "Keep": "Kept",
    "Make": "Made",
    "Mark": "Marked",
    "Move": "Moved",
    "Pause": "Paused",
    "Pick": "Picked",
    "Pin": "Pinned",
    "Reject": "Rejected",
    "Relink": "Relinked",
    "Relocate": "Relocated",
    "Remove": "Removed",
    "Rename": "Renamed",
    "Reorder": "Reordered",
    "Restore": "Restored",
    "Resume": "Resumed",
    "Unflag": "Unflagged",
}


def in_the_past(text: str) -> str:
    """The text of an edit that is done: "Added label 'red hair' to 412 images"."""
    verb, space, rest = text.partition(" ")
    return _PAST[verb] + space + rest
