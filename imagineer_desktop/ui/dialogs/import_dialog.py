"""An import while it runs and when it is done: how far, what became of each file, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.outcome import Outcome
from imagineer_desktop.ui.dialogs.sheet import PADDING, Ground, Line
from imagineer_desktop.ui.pace import duration, pace
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.error_line import ErrorLine
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    # Only its shape is needed here: importing the job would load the whole catalog before the window shows.
    from imagineer_desktop.jobs.importing import ImportReport

WIDTH = 640
LIST_HEIGHT = 132


class ImportDialog(Ground):
    """Shown with `show()`, since the window stays usable. Closing it does not stop the import."""

    stop_requested = Signal()

    def __init__(self, look: Look, title: str, place: str, parent: QWidget | None = None) -> None:
        super().__init__(look, title, WIDTH, parent)
        self._locale = QLocale()
        self._listed = (0, 0)
        self._place = ElidedLabel(look, font="small", color="text2", middle=True)
        self._place.setText(place)
        self._number = PlainLabel(look, font="head")
        self._pace = PlainLabel(look, font="body", color="text2")
        self._bar = QProgressBar()
        self._added = Outcome(look, "circle-check", "ok", self.tr("Added"))
        self._already = Outcome(look, "copy", "text2", self.tr("Already in the library"))
        self._bare = Outcome(look, "triangle-alert", "warn", self.tr("Imported, no generation data found"))
        self._failed = Outcome(look, "circle-alert", "error", self.tr("Could not be read"), self.tr("Show"))
        self._damaged = Outcome(
            look, "file-warning", "warn", self.tr("Imported, but damaged"), self.tr("Show")
        )
        self._damaged_row = _below_a_line(look, self._damaged)
        self._failures = QPlainTextEdit()
        self._albums = PlainLabel(look)
        self._promise = PlainLabel(look, font="small", color="text3")
        self._error = ErrorLine(look)
        self._stop = Button(look, self.tr("Stop import"), kind="danger")
        self._kept = PlainLabel(look, font="small", color="text2")
        self._leave = Button(look, self.tr("Continue in background"), kind="primary")
        self._arrange()
        self._stop.clicked.connect(self._ask_to_stop)
        self._leave.clicked.connect(self.accept)
        for outcome in (self._failed, self._damaged):
            outcome.link.clicked.connect(self._show_failures)

    def show_progress(self, progress: Progress, rate: float | None, seconds_left: float | None) -> None:
        """How far it is; `progress.detail` is the ImportReport so far, `rate` is in images a second."""
        report: ImportReport = progress.detail  # type: ignore[assignment]
        done, total = self._locale.toString(progress.done), self._locale.toString(progress.total)
        if progress.total:
            self._number.setText(self.tr("{0} of {1}").format(done, total))
        else:
            self._number.setText(self.tr("Looking for images, {0} so far").format(done))
        self._bar.setRange(0, max(progress.total, 1))
        self._bar.setValue(progress.done if progress.total else 0)
        self._pace.setText(pace(rate, seconds_left))
        kept = self._locale.toString(report.imported)
        self._kept.setText(self.tr("keeps the {0} already added").format(kept) if report.imported else "")
        self._count(report)

    def show_finished(self, report: ImportReport) -> None:
        """It is done."""
        self._end(report, self._added_words(report.imported))

    def show_stopped(self, report: ImportReport) -> None:
        """It was stopped; what was added stays."""
        self._end(report, self.tr("Stopped. {0}").format(self._added_words(report.imported)))

    def show_failed(self, report: ImportReport | None, reason: str) -> None:
        """It broke off for a reason; what was added before stays."""
        if report:
            self._count(report)
        self._error.say(reason)
        self._close_down(self.tr("The import broke off."))

    def _count(self, report: ImportReport) -> None:
        self._added.set_number(report.imported)
        self._already.set_number(report.already)
        self._bare.set_number(report.without_generation)
        self._failed.set_number(len(report.failed))
        self._damaged.set_number(len(report.damaged))
        if report.damaged and self._damaged_row.isHidden():
            self._damaged_row.show()
            self.fit()
        self._list(report)
        if report.albums_created > 1:
            number = self._locale.toString(report.albums_created)
            self._albums.setText(self.tr("New images go to {0} albums, one for each folder.").format(number))
        elif report.albums_created:
            self._albums.setText(self.tr("New images go to 1 album, named after their folder."))
        else:
            self._albums.setText(self.tr("A folder of images becomes an album; single images stay unfiled."))

    def _list(self, report: ImportReport) -> None:
        """Add what is new to the list of files with their reasons."""
        failed, damaged = self._listed
        for failure in [*report.failed[failed:], *report.damaged[damaged:]]:
            self._failures.appendPlainText(f"{failure.path}\n    {failure.reason}")
        self._listed = (len(report.failed), len(report.damaged))

    def _end(self, report: ImportReport, words: str) -> None:
        self._count(report)
        self._bar.setRange(0, 1)
        self._bar.setValue(1)
        self._close_down(words)
        self._pace.setText(self.tr("in {0}").format(duration(max(report.seconds, 1))))

    def _close_down(self, words: str) -> None:
        self._number.setText(words)
        self._pace.setText("")
        self._stop.hide()
        self._kept.setText("")
        self._leave.setText(self.tr("Done"))
        self._leave.setFocus()
        self.fit()

    def _added_words(self, images: int) -> str:
        number = self._locale.toString(images)
        return self.tr("1 image added") if images == 1 else self.tr("{0} images added").format(number)

    def _ask_to_stop(self) -> None:
        self._stop.setEnabled(False)
        self._pace.setText(self.tr("Stopping"))
        self.stop_requested.emit()

    def _show_failures(self) -> None:
        opened = self._failures.isHidden()
        self._failures.moveCursor(QTextCursor.MoveOperation.Start)
        self._failures.setVisible(opened)
        for outcome in (self._failed, self._damaged):
            outcome.link.set_words(self.tr("Hide") if opened else self.tr("Show"))
        self.fit()

    def _arrange(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the import"))
        self._failures.setReadOnly(True)
        self._failures.setFixedHeight(LIST_HEIGHT)
        self._failures.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._failures.setAccessibleName(self.tr("Files that could not be read, with their reasons"))
        self._failures.setToolTip(self._failures.accessibleName())
        self._failures.hide()
        self._promise.setText(self.tr("Files stay where they are. Originals are never changed."))
        self._leave.setDefault(True)
        self._stop.setAutoDefault(False)
        self._stop.setToolTip(self.tr("Stop here; what is already added stays"))
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING - 4, PADDING, PADDING - 2)
        column.setSpacing(0)
        column.addWidget(self._place)
        column.addSpacing(16)
        column.addLayout(_row(self._number, None, self._pace))
        column.addSpacing(6)
        column.addWidget(self._bar)
        column.addSpacing(16)
        self._add_outcomes(column)
        column.addSpacing(10)
        column.addWidget(Line(self._look))
        column.addSpacing(14)
        column.addLayout(_row(IconLabel(self._look, "folder"), self._albums, None))
        column.addSpacing(4)
        column.addWidget(self._promise)
        column.addSpacing(16)
        column.addWidget(self._error)
        column.addSpacing(20)
        column.addLayout(_row(self._stop, self._kept, None, self._leave))

    def _add_outcomes(self, column: QVBoxLayout) -> None:
        outcomes = (self._added, self._already, self._bare, self._failed)
        for outcome in outcomes:
            column.addWidget(outcome)
            if outcome is not outcomes[-1]:
                column.addWidget(Line(self._look))
        self._damaged_row.hide()
        column.addWidget(self._damaged_row)
        column.addSpacing(4)
        column.addWidget(self._failures)


def _below_a_line(look: Look, outcome: Outcome) -> QWidget:
    """An outcome with the line above it, to be shown and hidden together."""
    room = QWidget()
    column = QVBoxLayout(room)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Line(look))
    column.addWidget(outcome)
    return room


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is the place that stretches."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
