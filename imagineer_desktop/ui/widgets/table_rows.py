"""How the rows of a table are drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

ROW_HEIGHT = 32
INDENT = 5
"""What the words of a header are further in than those of a cell."""

Index = QModelIndex | QPersistentModelIndex


class TableRows(QStyledItemDelegate):
    """Rows of the height that tables have here, words under those of the header, whole in the tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        inside = QStyleOptionViewItem(option)
        inside.rect = option.rect.adjusted(INDENT, 0, -INDENT, 0)
        super().paint(painter, inside, index)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tooltip(str(index.data())), view)
        return True
