"""The counted outcomes of an import, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.ui.dialogs.outcome import Outcome
from imagineer_desktop.ui.dialogs.sheet import Line
from imagineer_desktop.ui.theme.look import Look

if TYPE_CHECKING:
    from imagineer_desktop.jobs.import_report import ImportReport


class ImportOutcomes(QWidget):
    """Four outcomes that are always there, and others as soon as there are some."""

    opened = Signal(bool)
    """The list of files that made trouble is to be shown or hidden."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._open = False
        show = self.tr("Show")
        self._copied = self._outcome("hard-drive", "text2", self.tr("Copied into the library folder"))
        self._added = self._outcome("circle-check", "ok", self.tr("Added"))
        self._already = self._outcome("copy", "text2", self.tr("Already in the library"))
        self._moved = self._outcome("folder-symlink", "text2", self.tr("Moved files recognized"))
        self._replaced = self._outcome("refresh-cw", "text2", self.tr("Replaced by other images"))
        self._bare = self._outcome("triangle-alert", "warn", self.tr("Imported, no generation data found"))
        self._failed = self._outcome("circle-alert", "error", self.tr("Could not be read"), show)
        self._damaged = self._outcome("file-warning", "warn", self.tr("Imported, but damaged"), show)
        self._seldom = (self._copied, self._moved, self._replaced, self._damaged)
        self._rows: dict[Outcome, QWidget] = {}
        self._arrange()
        for outcome in (self._failed, self._damaged):
            outcome.link.clicked.connect(self._toggle)

    def count(self, report: ImportReport) -> bool:
        """Show the numbers of a report; True when there are more rows than before."""
        numbers = {
            self._copied: getattr(report, "copied", 0),
            self._added: report.imported,
            self._already: report.already,
            self._moved: report.moved,
            self._replaced: report.replaced,
            self._bare: report.without_generation,
            self._failed: len(report.failed),
            self._damaged: len(report.damaged),
        }
        grown = False
        for outcome, number in numbers.items():
            outcome.set_number(number)
            if number and self._rows[outcome].isHidden():
                self._rows[outcome].show()
                grown = True
        return grown

    def _outcome(self, icon: str, color: str, text: str, show: str = "") -> Outcome:
        return Outcome(self._look, icon, color, text, show)

    def _toggle(self) -> None:
        self._open = not self._open
        for outcome in (self._failed, self._damaged):
            outcome.link.set_words(self.tr("Hide") if self._open else self.tr("Show"))
        self.opened.emit(self._open)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first = self._added
        for outcome in (
            self._added,
            self._copied,
            self._already,
            self._moved,
            self._replaced,
            self._bare,
            self._failed,
            self._damaged,
        ):
            row = QWidget()
            inside = QVBoxLayout(row)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(0)
            if outcome is not first:
                inside.addWidget(Line(self._look))
            inside.addWidget(outcome)
            row.setHidden(outcome in self._seldom)
            self._rows[outcome] = row
            column.addWidget(row)
