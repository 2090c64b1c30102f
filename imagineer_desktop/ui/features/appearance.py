"""Colors and panels of the window; there before any library is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.main_window import MainWindow
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.status_bar import StatusBar
from imagineer_desktop.ui.theme.look import Look

SIZE_STEP = 24
"""Pixels by which the keys change the size of cells."""


class Appearance(QObject):
    """Theme, panels, size of thumbnails, full screen."""

    def __init__(self, window: MainWindow, look: Look, settings: Settings, status: StatusBar) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._settings = settings
        self._status = status
        self.sources = self._panel_action(self.tr("Sources"), window.sources_dock.toggleViewAction(), "F9")
        self.inspector = self._panel_action(
            self.tr("Inspector"), window.inspector_dock.toggleViewAction(), "I"
        )
        self.next_pane = make_action(self, self.tr("Next panel"), lambda: window.walk(True), "F6")
        self.previous_pane = make_action(
            self, self.tr("Previous panel"), lambda: window.walk(False), "Shift+F6"
        )
        self.larger = make_action(
            self, self.tr("Larger thumbnails"), lambda: self._resize(1), ("Ctrl++", "Ctrl+=")
        )
        self.smaller = make_action(self, self.tr("Smaller thumbnails"), lambda: self._resize(-1), "Ctrl+-")
        self.full_screen = make_action(
            self, self.tr("Full screen"), self._toggle_full_screen, "F11", checkable=True
        )
        self.theme_menu = QMenu(self.tr("Theme"), window)
        self._themes = QActionGroup(self)
        for choice, name in (
            ("dark", self.tr("Dark")),
            ("light", self.tr("Light")),
            ("system", self.tr("As the system")),
        ):
            self._add_theme(choice, name)

    def _panel_action(self, name: str, action: QAction, key: str) -> QAction:
        action.setText(name)
        action.setShortcut(key)
        action.setToolTip(f"{name} ({key})")
        return action

    def _add_theme(self, choice: str, name: str) -> None:
        action = make_action(self, name, lambda: self._choose_theme(choice), checkable=True)
        action.setChecked(choice == self._settings.theme)
        self._themes.addAction(action)
        self.theme_menu.addAction(action)

    def _choose_theme(self, choice: str) -> None:
        self._settings.theme = choice
        self._look.set_theme(choice)

    def _resize(self, steps: int) -> None:
        size = self._status.size_of_pictures + steps * SIZE_STEP
        self._status.set_size(size)
        self._status.size_changed.emit(self._status.size_of_pictures)

    def _toggle_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
