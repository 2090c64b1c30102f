"""Undo and redo, and the one way of doing an edit from the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from imagineer_desktop.catalog.edits.edit import Edit, in_the_past
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.history import History
from imagineer_desktop.ui.action import make_action, plain_menu_text
from imagineer_desktop.ui.report import Report


class Steps(QObject):
    """Does edits, says what went wrong, and takes back. Owns the Undo and Redo actions."""

    told = Signal(str)
    """A step whose result may be out of sight was done; its name."""
    changed = Signal()
    """Another step is the one that Undo takes back."""

    def __init__(self, history: History, report: Report, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._report = report
        self.undo = make_action(self, self.tr("Undo"), self._undo, "Ctrl+Z")
        self.redo = make_action(self, self.tr("Redo"), self._redo, ("Ctrl+Shift+Z", "Ctrl+Y"))
        history.subscribe(self._name)
        self._name()

    def do(self, edit: Edit, tell: bool = False) -> bool:
        """Do an edit; True when something was changed. `tell` says the result in a toast."""
        try:
            done = self._history.do(edit)
        except CatalogError as error:
            self._report.show(error)
            return False
        if done and tell:
            self.told.emit(in_the_past(self._history.undo_text or edit.text))
        return done

    def _undo(self) -> None:
        try:
            self._history.undo()
        except CatalogError as error:
            self._report.show(error)

    def _redo(self) -> None:
        try:
            self._history.redo()
        except CatalogError as error:
            self._report.show(error)

    def _name(self) -> None:
        self._say(self.undo, self.tr("Undo"), self._history.undo_text)
        self._say(self.redo, self.tr("Redo"), self._history.redo_text)
        self.changed.emit()

    def _say(self, action: QAction, verb: str, step: str | None) -> None:
        action.setEnabled(step is not None)
        action.setIconText(verb)
        action.setText(plain_menu_text(f"{verb}: {step}" if step else verb))
