"""The window with its views, as it stands before a library is open."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.models.sources import SourcesModel
from imagineer_desktop.ui.canvas import Canvas
from imagineer_desktop.ui.filter_bar import FilterBar
from imagineer_desktop.ui.main_window import MainWindow
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.sources.panel import SourcesPanel
from imagineer_desktop.ui.status_bar import StatusBar
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.error_line import ErrorLine

MISTAKE_ROOM = (14, 6, 14, 6)
"""Around the line that says what is wrong with a search: left, top, right, bottom."""


class Shell(QObject):
    """What is there from the first moment to the last: views know no library and wait for one."""

    def __init__(self, window: MainWindow, look: Look, settings: Settings, report: Report) -> None:
        super().__init__(window)
        self.window = window
        self.look = look
        self.settings = settings
        self.report = report
        self.sources = SourcesModel(self)
        self.panel = SourcesPanel(look, self.sources)
        self.bar = FilterBar(look)
        self.mistake = ErrorLine(look)
        self.canvas = Canvas(look)
        self.status = StatusBar(look)
        self.browse_page = self._browse_page()
        window.pages.addWidget(self.browse_page)
        window.set_sources(self.panel)
        window.set_status(self.status)
        window.set_panes(self.panes)
        self.panel.hide_requested.connect(window.sources_dock.hide)
        self.status.set_size(settings.cell_size)
        self.status.size_changed.connect(self.keep_size)
        self.bar.inspector_toggled.connect(window.inspector_dock.setVisible)
        window.inspector_dock.visibilityChanged.connect(self._show_inspector_state)

    @property
    def panes(self) -> list[QWidget]:
        """What the window is made of before there is a library, in the order of reading."""
        return [self.panel, self.bar, self.canvas, self.status]

    def _browse_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.mistake.setContentsMargins(*MISTAKE_ROOM)
        layout.addWidget(self.bar)
        layout.addWidget(self.mistake)
        layout.addWidget(self.canvas, 1)
        return page

    def set_usable(self, usable: bool) -> None:
        """Without a library there is nothing to search and nothing to choose."""
        self.panel.setEnabled(usable)
        self.bar.setEnabled(usable)

    def keep_size(self, size: int) -> None:
        """Remember the size of cells for the next start."""
        self.settings.cell_size = size

    def _show_inspector_state(self) -> None:
        self.bar.set_inspector(not self.window.inspector_dock.isHidden())
