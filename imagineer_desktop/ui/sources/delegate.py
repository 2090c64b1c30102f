"""How one line of the left panel is painted, and how an album's name is edited in place."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QLocale, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.models.source_tree import LineKind
from imagineer_desktop.models.sources import Index, SourcesModel
from imagineer_desktop.ui.own_keys import ENTER, claims
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate, focus_ring

ROW, HEAD, FIRST_HEAD, HEAD_TEXT, HEAD_LIFT = 24, 31, 37, 26, 1
EDGE, ICON, TEXT, STEP = 14, 16, 38, 16
PLATE_EDGE, LEAST_EDGE = 6, 4
TARGET, GAP, NAME_GAP = 14, 6, 8
EDITOR, EDITOR_PADDING = 28, 9
LONGEST_NAME = 255
STEPS = ("body", "body_medium", "small", "tiny_bold")


class NameEditor(QLineEdit):
    """The field in which an album is renamed."""

    def event(self, event: QEvent) -> bool:
        return claims(event, ENTER) or super().event(event)


class SourceDelegate(QStyledItemDelegate):
    """Paints sections, places, groups and albums; `bar` is the width that a scroll bar takes away."""

    renamed = Signal(int, str)

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._locale = QLocale()
        self.bar = 0
        self._dress()
        look.changed.connect(self._dress)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(SourcesModel.KindRole) is LineKind.SECTION:
            return QSize(0, HEAD if index.row() else FIRST_HEAD)
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        kind = index.data(SourcesModel.KindRole)
        if kind is LineKind.SECTION:
            box = option.rect.adjusted(EDGE, option.rect.height() - HEAD_TEXT, -EDGE, -HEAD_LIFT)
            self._write(painter, box, index.data(), "tiny_bold", "text3")
        elif kind is LineKind.HINT:
            self._write(painter, option.rect.adjusted(EDGE, 0, -EDGE, 0), index.data(), "small", "text3")
        else:
            self._paint_row(painter, option, index)

    def paint_ring(self, painter: QPainter, row: QRect) -> None:
        """The ring round the row that has the keyboard, or round the album something is dragged over."""
        painter.save()
        self._ring.paint(painter, self.plate(row))
        painter.restore()

    def plate(self, row: QRect) -> QRect:
        """The rounded ground of a row."""
        return row.adjusted(PLATE_EDGE, 0, -max(PLATE_EDGE - self.bar, 0), 0)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = NameEditor(parent)
        editor.setAccessibleName(self.tr("Album name"))
        editor.setMaxLength(LONGEST_NAME)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        if not isinstance(editor, QLineEdit):
            editor.setGeometry(option.rect)
            return
        row, left = option.rect, _text_left(index) - EDITOR_PADDING
        top = row.top() + (ROW - EDITOR) // 2
        editor.setGeometry(left, top, self.plate(row).right() + 1 - left, EDITOR)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        album = index.data(SourcesModel.AlbumRole)
        if not isinstance(album, AlbumRow) or not isinstance(editor, QLineEdit):
            return
        name = editor.text().strip()
        if name and name != album.name:
            self.renamed.emit(album.id, name)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Say in full what had to be shortened."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        name = index.data()
        needed = self._metrics["body_medium"].horizontalAdvance(name)
        shortened = self._name_box(option.rect, index).width() < needed
        QToolTip.showText(event.globalPos(), plain_tooltip(name) if shortened else "", view)
        return True

    def _dress(self) -> None:
        self._fonts = {step: getattr(self._look.fonts, step) for step in STEPS}
        self._metrics = {step: QFontMetrics(font) for step, font in self._fonts.items()}
        self._selected = Plate(self._look.tokens.row_sel)
        self._hovered = Plate(self._look.tokens.hover)
        self._ring = focus_ring(self._look.tokens.accent)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        empty = index.data(SourcesModel.CountRole) == 0
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            (self._selected if selected else self._hovered).paint(painter, self.plate(row))
            painter.restore()
        opened = bool(option.state & QStyle.StateFlag.State_Open)
        icon_left = _text_left(index) - TEXT + EDGE
        self._paint_icon(painter, row, icon_left, _icon(index, opened), ICON, "text" if selected else "text2")
        if index.data(SourcesModel.TargetRole):
            self._paint_icon(painter, row, self._target_left(row, index), "circle-dot", TARGET, "accent")
        quiet = "text3" if empty and not selected else "text2"
        self._write(painter, self._count_box(row, index), self._count(index), "small", quiet)
        step = "body_medium" if selected else "body"
        self._write(painter, self._name_box(row, index), index.data(), step, "text2" if empty else "text")

    def _paint_icon(self, painter: QPainter, row: QRect, left: int, icon: str, size: int, color: str) -> None:
        picture = self._look.pixmap(icon, size, color, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, row.top() + (ROW - size) // 2, picture)

    def _write(self, painter: QPainter, box: QRect, text: str, step: str, color: str) -> None:
        painter.setFont(self._fonts[step])
        painter.setPen(self._look.tokens.named(color))
        shown = self._metrics[step].elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _count(self, index: Index) -> str:
        count = index.data(SourcesModel.CountRole)
        return self._locale.toString(count) if isinstance(count, int) else ""

    def _count_box(self, row: QRect, index: Index) -> QRect:
        width = self._metrics["small"].horizontalAdvance(self._count(index))
        right = row.right() + 1 - max(EDGE - self.bar, LEAST_EDGE)
        return QRect(right - width, row.top(), width + 1, row.height())

    def _target_left(self, row: QRect, index: Index) -> int:
        return self._count_box(row, index).left() - GAP - TARGET

    def _name_box(self, row: QRect, index: Index) -> QRect:
        target = index.data(SourcesModel.TargetRole)
        right = self._target_left(row, index) if target else self._count_box(row, index).left()
        left = _text_left(index)
        return QRect(left, row.top(), max(right - NAME_GAP - left, 0), row.height())


def _text_left(index: Index) -> int:
    return TEXT + (STEP if index.data(SourcesModel.KindRole) is LineKind.ALBUM else 0)


def _icon(index: Index, opened: bool) -> str:
    if index.data(SourcesModel.KindRole) is LineKind.GROUP:
        return "chevron-down" if opened else "chevron-right"
    return str(index.data(SourcesModel.IconRole))
