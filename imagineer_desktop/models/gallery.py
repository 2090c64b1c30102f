"""The images that answer a question, as Qt asks for them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPixmap

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog import queries
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageFilter, ImageRow
from imagineer_desktop.models.difference import Difference, difference
from imagineer_desktop.models.dragged_images import DraggedImages
from imagineer_desktop.models.image_list import NO_PARENT, ImageList, Index
from imagineer_desktop.models.image_words import ImageWords
from imagineer_desktop.models.row_pages import RowPages

DEFAULT_BOX = QSize(152, 152)


@dataclass(frozen=True, slots=True)
class _Answer:
    """New ids, and where they differ from the `old` ones that stood when the question was asked."""

    question: ImageFilter
    old: array[int]
    ids: array[int]
    difference: Difference


class GalleryModel(ImageList):
    """The answer to an ImageFilter: its ids in an array, its rows in pages, pictures from the thumbnailer.

    A new answer inserts or removes rows where it can; where it can't, it resets, and the grid puts
    selection and place back by ids.
    """

    answered = Signal()
    """A new answer stands, or the old one was found to be right."""
    refused = Signal(str)
    """The question can't be answered, in words; the last answer stays."""
    _unreadable = Signal(str)

    def __init__(
        self,
        library: Library,
        questions: Questions,
        thumbnailer: Thumbnailer,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._questions = questions
        self._thumbnailer = thumbnailer
        self._words = ImageWords(self)
        self._pages = RowPages(self._read)
        self._ids = array("q")
        self._asked = ImageFilter()
        self._question = ImageFilter()
        self._asked_anew = False
        self._waiting = False
        self._outdated = False
        self._box = DEFAULT_BOX
        self._blurred = True
        thumbnailer.arrived.connect(self._show_arrival)
        # Queued: rows are read while cells are painted, which is no moment for a banner.
        self._unreadable.connect(self.refused, Qt.ConnectionType.QueuedConnection)

    @property
    def question(self) -> ImageFilter:
        """The question last asked (after a refusal, the one whose answer stands)."""
        return self._asked

    @property
    def ids(self) -> array[int]:
        return self._ids

    @property
    def asked_anew(self) -> bool:
        return self._asked_anew

    @property
    def blurred(self) -> bool:
        """Whether NSFW images are shown blurred."""
        return self._blurred

    def ask(self, question: ImageFilter) -> None:
        """Answer `question`, in the background; `answered` or `refused` tells when."""
        self._asked = question
        self._waiting = True
        self._outdated = False
        self._questions.ask(f"gallery {id(self)}", self._finder(question), self._receive)

    def take(self, changes: Changes) -> None:
        """Show what a write changed: its images anew, and the answer again if it may be another."""
        if not changes.membership:
            self._repaint(self._pages.forget(changes.images))
            return
        # Whoever says that much without naming images may have changed any of them.
        self._pages.turn_to(self._ids)
        self._repaint_all()
        if self._waiting:
            # Asking anew each time would never be answered while an import writes.
            self._outdated = True
        else:
            self.ask(self._asked)

    def image(self, row: int) -> ImageRow | None:
        return self._pages.row(row)

    def row_of(self, image_id: int) -> int:
        position = self._pages.position(image_id)
        return super().row_of(image_id) if position is None else position

    def hides(self, row: ImageRow) -> bool:
        return self._blurred and row.is_nsfw

    def trouble(self, image_id: int) -> str | None:
        return self._thumbnailer.trouble(image_id)

    def set_thumbnail_box(self, box: QSize) -> None:
        """The box, in device pixels, that pictures are to fit into from now on."""
        if box != self._box:
            self._box = box
            self._repaint_all()

    def set_blurred(self, blurred: bool) -> None:
        """Show NSFW images only blurred, or openly."""
        if blurred != self._blurred:
            self._blurred = blurred
            self._repaint_all()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        try:
            image = self.image(index.row()) if index.isValid() else None
            return self._answer(image, role) if image else None
        except Exception:  # noqa: BLE001 - Qt asks while it paints: reported, never raised
            sys.excepthook(*sys.exc_info())
            return None

    def mimeTypes(self) -> list[str]:
        return self.dragged(array("q")).formats()

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        return self.dragged(array("q", sorted({self._ids[index.row()] for index in indexes})))

    def dragged(self, ids: array[int]) -> QMimeData:
        """Ids of all, files only of those that are there and are not shown blurred."""
        return DraggedImages(ids, lambda: self._files(ids))

    def _answer(self, image: ImageRow, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return image.filename
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(image)
            case Qt.ItemDataRole.ToolTipRole:
                return self._words.tooltip(image, self.trouble(image.id))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._words.spoken(image)
            case self.RowRole:
                return image
            case self.IdRole:
                return image.id
        return None

    def _picture(self, image: ImageRow) -> QPixmap | None:
        hidden = self.hides(image)
        picture = self._thumbnailer.picture(image, self._box, hidden)
        return self._thumbnailer.stand_in(image, hidden) if picture is None else picture

    def _finder(self, question: ImageFilter) -> Callable[[], _Answer | CatalogError]:
        library, old = self._library, self._ids

        def find() -> _Answer | CatalogError:
            try:
                with library.reading() as session:
                    ids = queries.image_ids(session, question)
            except CatalogError as trouble:
                return trouble
            return _Answer(question, old, ids, difference(old, ids))

        return find

    def _receive(self, answer: _Answer | CatalogError) -> None:
        self._waiting = False
        if isinstance(answer, CatalogError):
            self._asked = self._question
            self.refused.emit(str(answer))
        else:
            self._asked_anew = answer.question != self._question
            self._question = answer.question
            self._replace(answer.ids, answer.difference)
            self.answered.emit()
        if self._outdated and not self._waiting:
            self.ask(self._asked)

    def _replace(self, ids: array[int], change: Difference) -> None:
        if not change:
            return
        last_gone, last_came = change.first + change.gone - 1, change.first + change.came - 1
        if change.gone and change.came:
            self.beginResetModel()
            self._turn_to(ids)
            self.endResetModel()
        elif change.came:
            self.beginInsertRows(NO_PARENT, change.first, last_came)
            self._turn_to(ids)
            self.endInsertRows()
        else:
            self.beginRemoveRows(NO_PARENT, change.first, last_gone)
            self._turn_to(ids)
            self.endRemoveRows()

    def _turn_to(self, ids: array[int]) -> None:
        self._ids = ids
        self._pages.turn_to(ids)

    def _read(self, ids: Sequence[int]) -> list[ImageRow]:
        try:
            with self._library.reading() as session:
                return queries.image_rows(session, ids)
        except CatalogError as trouble:
            self._unreadable.emit(str(trouble))
            return []

    def _files(self, ids: array[int]) -> Iterator[str]:
        with self._library.reading() as session:
            rows = queries.image_rows(session, ids)
        return (row.file_path for row in rows if not row.missing and not self.hides(row))

    def _show_arrival(self, image_id: int) -> None:
        position = self._pages.position(image_id)
        if position is not None:
            self._repaint([position])

    def _repaint(self, positions: list[int]) -> None:
        """Tell that these rows, in order, look different; neighbors are told together."""
        start = 0
        for place, position in enumerate(positions):
            if place + 1 == len(positions) or positions[place + 1] != position + 1:
                self.dataChanged.emit(self.index(positions[start]), self.index(position))
                start = place + 1

    def _repaint_all(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
