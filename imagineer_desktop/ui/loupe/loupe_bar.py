"""The bar above the large picture: step, what it is, where in the list, how large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.ui.inspector.line import Line
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEIGHT = 40
ZOOMS = (0.5, 1.0, 2.0)
ZOOM_WIDTH = 84


class LoupeBar(QWidget):
    """Previous, next, the file name, its pixels, its place, and the zoom."""

    previous_asked = Signal()
    next_asked = Signal()
    fit_asked = Signal()
    zoom_asked = Signal(float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._previous = IconButton(look, "chevron-left", self.tr("Previous image"), self.tr("Left"))
        self._next = IconButton(look, "chevron-right", self.tr("Next image"), self.tr("Right"))
        self._name = ElidedLabel(look, "title", middle=True)
        self._pixels = PlainLabel(look, "", "body", "text2")
        self._place = PlainLabel(look, "", "body", "text2")
        self._zoom = QComboBox()
        self._views = QHBoxLayout()
        self._lay_out()
        self._fill_zoom()
        self._previous.clicked.connect(self.previous_asked)
        self._next.clicked.connect(self.next_asked)
        self._zoom.activated.connect(self._choose_zoom)
        look.changed.connect(self.update)

    def set_view_actions(self, actions: Sequence[QAction]) -> None:
        """The buttons at the right end (grid, loupe, compare, inspector), owned by their features."""
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text().replace("&", ""))
            self._views.addWidget(button)
        self._line.setVisible(bool(actions))

    def show_image(self, image: ImageRow | None, row: int, count: int) -> None:
        """The image at `row` (from 0) of `count`."""
        self._name.setText("" if image is None else image.filename)
        known = image is not None and image.width and image.height
        self._pixels.setText(f"{image.width} × {image.height}" if image is not None and known else "")
        where = self.tr("{place} of {count}").format(
            place=self.locale().toString(row + 1), count=self.locale().toString(count)
        )
        self._place.setText(where if image is not None else "")
        self._previous.setEnabled(row > 0)
        self._next.setEnabled(row + 1 < count)

    def show_zoom(self, zoom: float, fitted: bool) -> None:
        """What the zoom box says: "Fit", a usual zoom, or "82 %"."""
        index = 0 if fitted else self._zoom.findData(zoom)
        self._zoom.setCurrentIndex(index)
        if index < 0:
            self._zoom.setPlaceholderText(percent(zoom))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.tokens.bar)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.tokens.edge)

    def _lay_out(self) -> None:
        self._line = Line(self._look, upright=True)
        self._line.hide()
        self._views.setSpacing(4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 1)
        layout.setSpacing(8)
        layout.addWidget(self._previous)
        layout.addWidget(self._next)
        layout.addSpacing(4)
        layout.addWidget(self._name)
        layout.addWidget(self._pixels)
        layout.addStretch(1)
        layout.addWidget(self._place)
        layout.addSpacing(4)
        layout.addWidget(self._zoom)
        layout.addWidget(self._line)
        layout.addLayout(self._views)
        self.setFixedHeight(HEIGHT)

    def _fill_zoom(self) -> None:
        self._zoom.addItem(self.tr("Fit"), None)
        for zoom in ZOOMS:
            self._zoom.addItem(percent(zoom), zoom)
        self._zoom.setFixedWidth(ZOOM_WIDTH)
        for control in (self._previous, self._next, self._zoom):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._zoom.setAccessibleName(self.tr("Zoom"))
        self._zoom.setToolTip(self.tr("Zoom (Z: 100 %, +, −, Ctrl+0: fit)"))

    def _choose_zoom(self, index: int) -> None:
        zoom = self._zoom.itemData(index)
        if zoom is None:
            self.fit_asked.emit()
        else:
            self.zoom_asked.emit(zoom)


def percent(zoom: float) -> str:
    """0.824 -> "82 %"."""
    return f"{round(zoom * 100)} %"
