"""The inspector shows what is chosen, asked for in the background."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_details, image_rows
from imagineer_desktop.catalog.rows import ImageDetails, ImageRow, SelectionSummary
from imagineer_desktop.catalog.summaries import summary
from imagineer_desktop.models.chosen import Chosen
from imagineer_desktop.ui.inspector.inspector import Inspector

REST = 40
"""Milliseconds a selection has to rest before the library is asked about it."""
EXAMPLES = 8
"""Images in the strip over a selection of several."""


@dataclass(frozen=True, slots=True)
class _Several:
    summary: SelectionSummary
    examples: tuple[ImageRow, ...]


class Inspecting(QObject):
    """Keeps the inspector at what is chosen; asks only while it is visible."""

    def __init__(
        self, library: Library, questions: Questions, chosen: Chosen, inspector: Inspector, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._questions = questions
        self._chosen = chosen
        self._inspector = inspector
        self._shown: tuple[int, ...] = ()
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self.ask)
        chosen.changed.connect(self._rest.start)

    @property
    def shown(self) -> tuple[int, ...]:
        """The ids of what the inspector shows now."""
        return self._shown

    def take(self, changes: Changes) -> None:
        """A write may have changed what is shown."""
        if changes.albums or changes.labels or not changes.images.isdisjoint(self._shown):
            self._rest.start()

    def ask(self) -> None:
        """Show what is chosen now."""
        ids = self._chosen.ids
        if not ids:
            self._questions.forget("inspector")
            self._show(None, ())
            return
        self._questions.ask("inspector", lambda: self._find(ids), lambda answer: self._show(answer, ids))

    def _find(self, ids: tuple[int, ...]) -> ImageDetails | _Several | CatalogError | None:
        try:
            with self._library.reading() as session:
                if len(ids) == 1:
                    return image_details(session, ids[0])
                return _Several(summary(session, ids), tuple(image_rows(session, ids[:EXAMPLES])))
        except CatalogError as trouble:
            return trouble

    def _show(self, answer: ImageDetails | _Several | CatalogError | None, ids: tuple[int, ...]) -> None:
        self._shown = ids
        match answer:
            case ImageDetails():
                self._inspector.show_image(answer)
            case _Several():
                self._inspector.show_selection(answer.summary, answer.examples)
            case _:
                self._inspector.show_nothing()
