"""The cheat sheet of keys, and who made this."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from imagineer_desktop import __version__
from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.dialogs.keys_dialog import KeysDialog, Section
from imagineer_desktop.ui.theme.look import Look


class Help(QObject):
    """Reads the keys off the menus, so that the sheet can't say anything else than what works."""

    def __init__(self, window: QWidget, look: Look, menus: Sequence[QMenu]) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._menus = menus
        self.keys = make_action(self, self.tr("Keyboard shortcuts"), self.show_keys, ("?", "F1"))
        self.about = make_action(self, self.tr("About Imagineer Desktop"), self.show_about)

    def show_keys(self) -> None:
        sections = [section for menu in self._menus for section in _sections(menu) if section[1]]
        KeysDialog(self._look, sections, self._window).open()

    def show_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("About Imagineer Desktop"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Imagineer Desktop {0}").format(__version__))
        box.setInformativeText(
            self.tr(
                "The light table for pictures made by AI. Nothing leaves this machine unless you ask.\n\n"
                "MIT license. Icons: Lucide (ISC). Typeface: Inter (OFL)."
            )
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _sections(menu: QMenu) -> list[Section]:
    """A menu's own keys, then those of the menus below it."""
    rows: list[tuple[str, str]] = []
    below: list[Section] = []
    for action in menu.actions():
        deeper = action.menu()
        if isinstance(deeper, QMenu):
            below += _sections(deeper)
        elif keys := _keys(action):
            rows.append((action.iconText().removesuffix("…"), keys))
    return [(menu.title().replace("&", ""), rows), *below]


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(key.toString(native) for key in action.shortcuts() if not key.isEmpty())
