"""One album out of thousands: chosen from a list, or found by a part of its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.models.source_tree import ONE_KIND
from imagineer_desktop.ui.theme.look import Look

ROWS = 12
"""Albums that are seen at once; the list scrolls for more."""
ROW_HEIGHT = 24
PADDING, GAP = 8, 12
KIND_ROLE = Qt.ItemDataRole.UserRole + 1
_LAST = ("scraped", "batch")
"""Kinds that machines make by the thousand come after those that people make."""


class AlbumChoice(QComboBox):
    """A field to type a part of an album's name into, with the albums below it; the first row is none.

    Albums made by hand come first. What is written and names no album is no choice: see `mistake`.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self.setLineEdit(self._field)
        self._field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(ROWS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self._find_by_name(look)
        self.setItemDelegate(KindRows(look, self))
        for control in (self, self._field):
            control.setAccessibleName(self.tr("Album"))
            control.setToolTip(self.tr("Type a part of an album's name, or choose one from the list"))
        self.addItem(self.tr("No other album"), None)

    def offer(self, albums: Sequence[AlbumRow]) -> None:
        """Add albums, those of machines last."""
        for album in sorted(albums, key=_place):
            self.addItem(album.name, album.id)
            row, kind = self.count() - 1, self._kind(album)
            self.setItemData(row, kind, KIND_ROLE)
            self.setItemData(row, f"{album.name}, {kind}", Qt.ItemDataRole.AccessibleTextRole)

    def choose(self, album_id: int | None) -> None:
        """Choose an album; one that is not offered is kept all the same."""
        if self.findData(album_id) < 0:
            self.addItem(self.tr("The album chosen before"), album_id)
        self.setCurrentIndex(self.findData(album_id))

    @property
    def album_id(self) -> int | None:
        """The chosen album. Nothing written is none; a name written by hand counts as if it was chosen."""
        row = self._row()
        found: int | None = self.itemData(row) if row >= 0 else None
        return found

    @property
    def mistake(self) -> str:
        """What is wrong with what is written; empty if nothing is."""
        if self._row() >= 0 or not self._written:
            return ""
        return self.tr("No album is called “{0}”. Choose one from the list.").format(self._written)

    @property
    def _written(self) -> str:
        return self.currentText().strip()

    def _row(self) -> int:
        """The row that is meant, -1 for none: of several albums of one name the one that was chosen."""
        if self._written == self.itemText(self.currentIndex()).strip():
            return self.currentIndex()
        return self.findText(self._written, Qt.MatchFlag.MatchFixedString) if self._written else -1

    def _kind(self, album: AlbumRow) -> str:
        if album.is_training_source:
            return self.tr("Training")
        kind = _kind_of(album)
        known = {
            "collection": self.tr("Collection"),
            "set": self.tr("Set"),
            "training": self.tr("Training"),
            "batch": self.tr("Batch"),
            "scraped": self.tr("Scraped"),
        }
        return known.get(kind) or kind.replace("-", " ").replace("_", " ").capitalize()

    def _find_by_name(self, look: Look) -> None:
        finder = QCompleter(self.model(), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(ROWS)
        self.setCompleter(finder)
        found = QListView()
        found.setProperty("kind", "popup")
        found.setUniformItemSizes(True)
        finder.setPopup(found)
        # After it: the completer puts a delegate of its own on the list.
        found.setItemDelegate(KindRows(look, found))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # After the click, which would put the cursor into the name: typing begins a new one.
        QTimer.singleShot(0, self, self._field.selectAll)


class KindRows(QStyledItemDelegate):
    """A name, and at the right what kind of album it is."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, states = self._look.tokens, QStyle.StateFlag
        chosen = bool(option.state & states.State_Selected)
        inside = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        kind = str(index.data(KIND_ROLE) or "")
        painter.save()
        painter.fillRect(option.rect, tokens.accent_fill if chosen else tokens.popup)
        painter.setFont(self._look.fonts.small)
        painter.setPen(tokens.on_accent if chosen else tokens.text2)
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, kind)
        room = inside.width() - (painter.fontMetrics().horizontalAdvance(kind) + GAP if kind else 0)
        painter.setFont(self._look.fonts.body)
        painter.setPen(tokens.on_accent if chosen else tokens.text)
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


def _kind_of(album: AlbumRow) -> str:
    kind = (album.album_type or "").strip().casefold()
    return ONE_KIND.get(kind, kind)


def _place(album: AlbumRow) -> tuple[int, str, int]:
    kind = _kind_of(album)
    group = 0 if kind == "collection" else 2 + _LAST.index(kind) if kind in _LAST else 1
    return group, album.name.casefold(), album.id
