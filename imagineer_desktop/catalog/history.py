"""Do, undo, redo: the steps of one library, each one transaction."""

from __future__ import annotations

from collections.abc import Callable

from imagineer_desktop.catalog.edits.edit import Edit
from imagineer_desktop.catalog.errors import GoneError
from imagineer_desktop.catalog.library import Library


class History:
    """The named steps that can be taken back and done again.

    An edit that fails changes nothing and leaves no step. When part of what a step changed is gone,
    the rest of it is taken back; when all of it is, that is said and the step is dropped. After any
    other trouble the step stays, for it may succeed later.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._undo: list[Edit] = []
        self._redo: list[Edit] = []
        self._listeners: list[Callable[[], None]] = []

    @property
    def undo_text(self) -> str | None:
        """The name of the step that `undo` takes back; None when there is none."""
        return self._undo[-1].text if self._undo else None

    @property
    def redo_text(self) -> str | None:
        return self._redo[-1].text if self._redo else None

    def do(self, edit: Edit) -> bool:
        """Do an edit as one step; False when there was nothing to do. Raises CatalogError."""
        inverse = self._apply(edit)
        if inverse is None:
            return False
        self._undo.append(inverse)
        self._redo.clear()
        self._tell()
        return True

    def undo(self) -> str | None:
        """Take the newest step back and return its name."""
        return self._step(self._undo, self._redo)

    def redo(self) -> str | None:
        """Do the step taken back last once more and return its name."""
        return self._step(self._redo, self._undo)

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the names of the next steps may have changed."""
        self._listeners.append(listener)

    def _step(self, taken: list[Edit], given: list[Edit]) -> str | None:
        if not taken:
            return None
        edit = taken[-1]
        try:
            inverse = self._apply(edit)
        except GoneError:
            taken.pop()
            self._tell()
            raise
        taken.pop()
        if inverse is not None:
            given.append(inverse)
        self._tell()
        return edit.text

    def _apply(self, edit: Edit) -> Edit | None:
        with self._library.writing(edit.touches()) as session:
            return edit.apply(session)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
