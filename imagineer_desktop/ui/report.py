"""The one place that shows an error: the world's troubles in words, our own faults with their details."""

from __future__ import annotations

import traceback
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from imagineer_desktop.catalog.errors import CatalogError


class Report(QObject):
    """Shows what went wrong over one window. `shown` carries the sentence, for who wants to count them."""

    shown = Signal(str)

    def __init__(self, window: QWidget, log_file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._log_file = log_file
        self._open_boxes: list[str] = []

    def show(self, error: BaseException) -> None:
        """Say an error. A CatalogError is a sentence already; anything else is a fault of ours."""
        if isinstance(error, CatalogError):
            self._open(str(error), self.tr("This could not be done"), "")
            return
        details = "".join(traceback.format_exception(error))
        sentence = self.tr(
            "The program made a mistake, you did not. Your library is as it was before this step. "
            "Please send the details with a report."
        )
        self._open(sentence, self.tr("A fault in the program"), details + self._keep(details))

    def _open(self, sentence: str, title: str, details: str) -> None:
        if sentence in self._open_boxes:
            # A fault that comes back with every painting would bury the window.
            return
        box = QMessageBox(QMessageBox.Icon.Warning, title, sentence, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Not a standard button: those bring icons of a style of their own.
        close = box.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(close)
        box.setEscapeButton(close)
        box.setDetailedText(details)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._open_boxes.append(sentence)
        box.finished.connect(lambda: self._open_boxes.remove(sentence))
        self.shown.emit(sentence)
        box.open()

    def _keep(self, details: str) -> str:
        """Write the details into the log; why they are not there, if that cannot be done."""
        try:
            self._log_file.parent.mkdir(parents=True, exist_ok=True)
            with self._log_file.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(details)
        except OSError as trouble:
            return self.tr("{0} cannot be written: {1}.").format(self._log_file, trouble.strerror)
        return ""
