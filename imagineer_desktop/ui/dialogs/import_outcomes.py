"""The counted outcomes of an import, one below the other, with the files that made trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.ui.dialogs.failure_list import FailureList
from imagineer_desktop.ui.dialogs.outcome import Outcome
from imagineer_desktop.ui.dialogs.sheet import Line
from imagineer_desktop.ui.theme.look import Look

if TYPE_CHECKING:
    from imagineer_desktop.jobs.imports.import_report import ImportReport


class ImportOutcomes(QWidget):
    """Four outcomes that are always there, and others as soon as there are some.

    Two of them open a list of their files, each below its own line; one list is open at a time.
    """

    resized = Signal()
    """A list was shown or hidden."""
    copied = Signal(str)
    """Text for the clipboard."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
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
        self._lists = {
            self._failed: FailureList(look, self.tr("Files that could not be read, with their reasons")),
            self._damaged: FailureList(look, self.tr("Damaged images, with their reasons")),
        }
        self._rows: dict[Outcome, QWidget] = {}
        self._arrange()
        self._failed.link.clicked.connect(lambda: self._toggle(self._failed))
        self._damaged.link.clicked.connect(lambda: self._toggle(self._damaged))
        for listed in self._lists.values():
            listed.copied.connect(self.copied)

    def count(self, report: ImportReport) -> bool:
        """Show the numbers of a report; True when there are more rows than before."""
        numbers = {
            self._copied: getattr(report, "copied", 0),
            self._added: report.imported,
            self._already: max(report.already - report.moved - report.replaced, 0),
            self._moved: report.moved,
            self._replaced: report.replaced,
            self._bare: report.without_generation,
            self._failed: len(report.failed),
            self._damaged: len(report.damaged),
        }
        self._lists[self._failed].take(report.failed)
        self._lists[self._damaged].take(report.damaged)
        grown = False
        for outcome, number in numbers.items():
            outcome.set_number(number)
            if number and self._rows[outcome].isHidden():
                self._rows[outcome].show()
                grown = True
        return grown

    def _outcome(self, icon: str, color: str, text: str, show: str = "") -> Outcome:
        return Outcome(self._look, icon, color, text, show)

    def _toggle(self, chosen: Outcome) -> None:
        """Open the list of an outcome in place of the other one, or close it."""
        for outcome, listed in self._lists.items():
            opens = outcome is chosen and listed.isHidden()
            outcome.link.set_words(self.tr("Hide") if opens else self.tr("Show"))
            if opens:
                listed.show_from_the_top()
            else:
                listed.hide()
            self._rows[outcome].updateGeometry()  # at once: the dialog takes the height that is needed now
        self.updateGeometry()
        self.resized.emit()

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
            if (listed := self._lists.get(outcome)) is not None:
                listed.hide()
                inside.addWidget(listed)
            row.setHidden(outcome in self._seldom)
            self._rows[outcome] = row
            column.addWidget(row)
