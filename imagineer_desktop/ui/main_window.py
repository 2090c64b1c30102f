"""The window: it arranges what it is given and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.models.mime import IMAGE_IDS_MIME
from imagineer_desktop.ui.panes import next_pane, next_stop
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.banner import Banner
from imagineer_desktop.ui.widgets.toast import Toast

USUAL = QSize(1600, 1000)
SMALLEST = QSize(1024, 700)
PANEL_WIDTHS = [246, 306]
"""Left and right, each without the line beside it."""
INSPECTOR_FROM = 1200
"""Windows narrower than this begin with a closed inspector."""


class MainWindow(QMainWindow):
    """Left panel, centre, inspector, status bar; the menus; what may be dropped anywhere."""

    files_dropped = Signal(list)
    """Paths of files and folders dropped from outside."""
    closing = Signal()
    seen = Signal()
    """It was painted for the first time."""

    def __init__(self, look: Look, settings: Settings) -> None:
        super().__init__()
        self._look = look
        self._settings = settings
        self._menus: dict[str, QMenu] = {}
        self._may_close: Callable[[], bool] | None = None
        self._panes: tuple[QWidget, ...] = ()
        self._unseen = True
        self.setAnimated(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self.pages = QStackedWidget()
        self.banner = Banner(look)
        self.toast = Toast(look, self.pages)
        self._drop_ring = DropRing(look, self)
        self.setCentralWidget(self._centre())
        self.sources_dock = self._dock("sources", self.tr("Sources"), Qt.DockWidgetArea.LeftDockWidgetArea)
        self.inspector_dock = self._dock(
            "inspector", self.tr("Inspector"), Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.set_title("")

    def set_title(self, library: str) -> None:
        name = self.tr("Imagineer Desktop")
        self.setWindowTitle(f"{library} – {name}" if library else name)

    def set_sources(self, panel: QWidget) -> None:
        self.sources_dock.setWidget(panel)

    def set_inspector(self, inspector: QWidget) -> None:
        self.inspector_dock.setWidget(inspector)

    def set_status(self, bar: QWidget) -> None:
        """A bar along the whole lower edge. (A QStatusBar would keep three pixels for itself.)"""
        edge = QToolBar(self.tr("Status"), self)
        edge.setObjectName("status")
        edge.setMovable(False)
        edge.toggleViewAction().setVisible(False)
        bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edge.addWidget(bar)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, edge)

    def set_panes(self, panes: Sequence[QWidget]) -> None:
        """The parts that F6 walks, in the order of Tab; those out of sight are passed over."""
        self._panes = tuple(panes)

    def walk(self, forward: bool) -> None:
        """Go to the next pane, or to the one before."""
        place = next_pane(self._panes, self.focusWidget(), forward)
        if place is not None:
            place.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def menu(self, name: str) -> QMenu:
        """The menu of that name in the menu bar, made at the first call: the order of calls is theirs."""
        if name not in self._menus:
            self._menus[name] = self.menuBar().addMenu(name)
        return self._menus[name]

    def add_canvas_action(self, action: QAction) -> None:
        """Let the keys of an action work while something in the centre has the focus."""
        self.pages.addAction(action)

    def restore_layout(self, size: tuple[int, int] | None) -> None:
        """Size and panels as they were left; a size given by the person wins."""
        self.resize(USUAL)
        geometry, state = self._settings.layout("geometry"), self._settings.layout("panels")
        if geometry is not None and size is None:
            self.restoreGeometry(geometry)
        if size is not None:
            self.resize(*size)
        if state is None or not self.restoreState(state):
            self.resizeDocks(
                [self.sources_dock, self.inspector_dock], PANEL_WIDTHS, Qt.Orientation.Horizontal
            )
            self.inspector_dock.setVisible(self.width() >= INSPECTOR_FROM)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes pane by pane. (Qt's own order is that of making, and much is made later than its pane.)"""
        place = next_stop(self._panes, self.focusWidget(), forward)
        if place is None:
            return super().focusNextPrevChild(forward)
        reasons = Qt.FocusReason
        place.setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unseen:
            self._unseen = False
            # After this painting, which is on the screen when its last widget is done.
            QTimer.singleShot(0, self, self.seen.emit)

    def set_doorkeeper(self, may_close: Callable[[], bool] | None) -> None:
        """Who is asked whether the window may close, and says later what it does if not."""
        self._may_close = may_close

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close is not None and not self._may_close():
            event.ignore()
            return
        self._settings.remember_layout("geometry", self.saveGeometry())
        self._settings.remember_layout("panels", self.saveState())
        self.closing.emit()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not event.mimeData().hasFormat(IMAGE_IDS_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._drop_ring.cover(self.rect())

    def dragLeaveEvent(self, event: QEvent) -> None:
        self._drop_ring.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_ring.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _centre(self) -> QWidget:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        return centre

    def _dock(self, name: str, title: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget(dock))
        self.addDockWidget(area, dock)
        return dock


class DropRing(QWidget):
    """The accent ring around the window while files from outside hover over it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, rect: QRect) -> None:
        self.setGeometry(rect)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._look.tokens.accent, 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
