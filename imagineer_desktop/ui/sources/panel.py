"""The left panel: the library's name over its sources."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.models.sources import SourcesModel
from imagineer_desktop.ui.sources.delegate import HEAD_LIFT
from imagineer_desktop.ui.sources.view import SourcesView
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

HEAD = 40
TOOL = 24
PLUS_EDGE = 7
NARROWEST, USUAL = 200, 252


class SourcesPanel(QWidget):
    """The library's name and the tree of its sources; says what is wanted and changes nothing."""

    source_chosen = Signal(object)
    new_album_requested = Signal()
    album_menu_requested = Signal(int, QPoint)
    album_renamed = Signal(int, str)
    delete_requested = Signal(int)
    images_dropped = Signal(int, list, bool)
    hide_requested = Signal()

    def __init__(self, look: Look, model: SourcesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setMinimumWidth(NARROWEST)
        self.setAutoFillBackground(True)
        self.view = SourcesView(look, model)
        self.setFocusProxy(self.view)
        self._name = ElidedLabel(look, font="body_medium", middle=True)
        self._mark = IconLabel(look, "database")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self.view, 1)
        self._add_plus(model)
        self._forward()
        look.changed.connect(self.update)

    def set_library(self, name: str, place: str) -> None:
        """The library's file name, and where it lies."""
        self._name.setText(name)
        self._mark.setToolTip(plain_tooltip(place))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, HEAD - 1, self.width(), 1, self._look.tokens.line)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(HEAD)
        hide = IconButton(self._look, "panel-left", self.tr("Hide sources"))
        hide.setFixedSize(TOOL, TOOL)
        hide.clicked.connect(self.hide_requested)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 9, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._name, 1)
        row.addWidget(hide)
        return head

    def _add_plus(self, model: SourcesModel) -> None:
        """A real button in the head of the albums, so that keyboard and screen reader find it."""
        room = QWidget()
        plus = IconButton(self._look, "plus", self.tr("New album…"))
        plus.setFixedSize(TOOL, TOOL)
        plus.clicked.connect(self.new_album_requested)
        row = QHBoxLayout(room)
        row.setContentsMargins(0, 0, PLUS_EDGE, HEAD_LIFT)
        row.addWidget(plus, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.view.setIndexWidget(model.albums_section, room)
        self.view.bar_changed.connect(self._keep_plus)
        self._plus_row = row

    def _keep_plus(self, bar: int) -> None:
        self._plus_row.setContentsMargins(0, 0, max(PLUS_EDGE - bar, 0), HEAD_LIFT)

    def _forward(self) -> None:
        view = self.view
        view.source_chosen.connect(self.source_chosen)
        view.album_menu_requested.connect(self.album_menu_requested)
        view.album_renamed.connect(self.album_renamed)
        view.delete_requested.connect(self.delete_requested)
        view.images_dropped.connect(self.images_dropped)
