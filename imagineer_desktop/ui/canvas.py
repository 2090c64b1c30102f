"""The middle of the window: the grid, or the words that say why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from imagineer_desktop.catalog.rows import ImageFilter, SourceKind
from imagineer_desktop.ui.gallery.grid import GalleryGrid
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.empty_state import EmptyState


class Canvas(QStackedWidget):
    """Shows the grid while it has images, else one of three empty states."""

    import_requested = Signal()
    new_requested = Signal()
    open_requested = Signal()
    clear_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing_yet = QWidget()
        self._grid: GalleryGrid | None = None
        self._empty_library = EmptyState(look, "images")
        self._empty_library.say(
            self.tr("This library is empty."),
            self.tr(
                "Import a folder of outputs, or open the library you already have. "
                "Your files stay where they are."
            ),
            self.tr("Or drop folders and images anywhere in this window."),
        )
        importing = self._empty_library.add_button(self.tr("Import folder…"), "folder-plus", primary=True)
        importing.clicked.connect(self.import_requested)
        opening = self._empty_library.add_button(self.tr("Open existing library…"), "database")
        opening.clicked.connect(self.open_requested)
        self._no_library = EmptyState(look, "database")
        self._no_library.say(
            self.tr("No library is open."),
            self.tr("Open the library you have, or make a new one. What you have stays as it is."),
        )
        other = self._no_library.add_button(self.tr("Open library…"), "database", primary=True)
        other.clicked.connect(self.open_requested)
        self._no_library.add_button(self.tr("New library…"), "plus").clicked.connect(self.new_requested)
        self._no_match = EmptyState(look, "search")
        self._no_match.say(
            self.tr("Nothing matches."),
            self.tr("No image here is what this search means."),
        )
        self._no_match.add_button(self.tr("Clear search")).clicked.connect(self.clear_requested)
        self._empty_source = EmptyState(look, "folder")
        pages = (self._nothing_yet, self._no_library, self._empty_library, self._no_match, self._empty_source)
        for page in pages:
            self.addWidget(page)

    def take_grid(self, grid: GalleryGrid) -> None:
        """Show the grid of the library that was opened."""
        self._grid = grid
        self.addWidget(grid)
        self.setCurrentWidget(grid)

    def drop_grid(self) -> None:
        """Its library is being closed."""
        self.setCurrentWidget(self._nothing_yet)
        if self._grid is not None:
            self.removeWidget(self._grid)
            self._grid = None

    def show_no_library(self) -> None:
        """None could be opened."""
        self.setCurrentWidget(self._no_library)

    def show_answer(self, question: ImageFilter, images: int, in_library: int) -> None:
        """Show the answer to a question: `images` of it, out of `in_library` in the whole library."""
        if self._grid is None:
            self.setCurrentWidget(self._nothing_yet)
        elif images:
            self.setCurrentWidget(self._grid)
        elif question.words.strip():
            self.setCurrentWidget(self._no_match)
        elif question.source.kind is SourceKind.ALL and not in_library:
            self.setCurrentWidget(self._empty_library)
        else:
            self._explain(question.source.kind)
            self.setCurrentWidget(self._empty_source)

    def _explain(self, kind: SourceKind) -> None:
        icon, head, body = {
            SourceKind.ALL: ("images", self.tr("No images."), self.tr("All images are in the trash.")),
            SourceKind.UNFILED: (
                "inbox",
                self.tr("Nothing is unfiled."),
                self.tr("Every image is in at least one album."),
            ),
            SourceKind.TRAINING: (
                "graduation-cap",
                self.tr("No training sources yet."),
                self.tr("Mark an album as a training source and its images appear here."),
            ),
            SourceKind.REJECTED: (
                "circle-x",
                self.tr("Nothing is rejected."),
                self.tr("Press X on images you do not want to keep."),
            ),
            SourceKind.MISSING: (
                "unplug",
                self.tr("Nothing is missing."),
                self.tr("Every file is where the library has it."),
            ),
            SourceKind.TRASH: (
                "trash-2",
                self.tr("The trash is empty."),
                self.tr("Images you delete wait here; their files are not touched."),
            ),
            SourceKind.ALBUM: (
                "folder",
                self.tr("This album is empty."),
                self.tr("Drop images on it, or select some and choose Album > Add to album."),
            ),
        }[kind]
        self._empty_source.set_icon(icon)
        self._empty_source.say(head, body)
