"""A layout that sets widgets in rows, like words."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Widgets side by side, `across` pixels apart; what does not fit starts a new row `down` pixels below."""

    def __init__(self, parent: QWidget | None = None, across: int = 6, down: int = 5) -> None:
        super().__init__(parent)
        self._across = across
        self._down = down
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take every widget out and delete it."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        rows = self._placed(QRect(0, 0, inner, 0))
        bottom = max((rect.bottom() + 1 for _item, rect in rows), default=0)
        return bottom + margins.top() + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inner = rect.marginsRemoved(self.contentsMargins())
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        for item, place in self._placed(inner):
            item.setGeometry(QStyle.visualRect(direction, inner, place))

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = QSize()
        for item in self._items:
            widest = widest.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return widest.grownBy(margins)

    def _placed(self, room: QRect) -> list[tuple[QLayoutItem, QRect]]:
        """Every shown item with its place in `room`, whose height does not matter."""
        places: list[tuple[QLayoutItem, QRect]] = []
        corner, row_height = QPoint(room.topLeft()), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(room.width(), item.minimumSize().width()), 1 << 20))
            if row_height and corner.x() + size.width() > room.right() + 1:
                corner = QPoint(room.left(), corner.y() + row_height + self._down)
                row_height = 0
            places.append((item, QRect(corner, size)))
            corner.setX(corner.x() + size.width() + self._across)
            row_height = max(row_height, size.height())
        return places
