"""An import while it runs and when it is done: how far, what became of each file, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.import_outcomes import ImportOutcomes
from imagineer_desktop.ui.dialogs.import_phase import ImportPhase, is_waiting, phase_of
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
    from imagineer_desktop.jobs.imports.import_report import ImportReport

WIDTH = 640


class ImportDialog(Ground):
    """Shown with `show()`, since the window stays usable. Closing it does not stop the import."""

    stop_requested = Signal()
    again_requested = Signal()
    """The files that could not be read are to be tried once more."""
    copied = Signal(str)
    """Text for the clipboard."""

    def __init__(self, look: Look, title: str, place: str, parent: QWidget | None = None) -> None:
        super().__init__(look, title, WIDTH, parent)
        self._locale = QLocale()
        self._at = ImportPhase.QUEUED
        self._place = ElidedLabel(look, font="small", color="text2", middle=True)
        self._place.setText(place)
        self._number = PlainLabel(look, font="head")
        self._pace = PlainLabel(look, font="body", color="text2")
        self._bar = QProgressBar()
        self._phase = PlainLabel(look, font="small", color="text2")
        self._outcomes = ImportOutcomes(look)
        self._albums = PlainLabel(look)
        self._promise = ElidedLabel(look, font="small", color="text3", middle=True)
        self._others = PlainLabel(look, font="small", color="text2")
        self._error = ErrorLine(look)
        self._stop = Button(look, self.tr("Stop import"), kind="danger")
        self._kept = PlainLabel(look, font="small", color="text2")
        self._again = Button(look, "", "rotate-cw")
        self._leave = Button(look, self.tr("Continue in background"), kind="primary")
        self._arrange()
        self._stop.clicked.connect(self._ask_to_stop)
        self._again.clicked.connect(self.again_requested)
        self._leave.clicked.connect(self.accept)
        self._outcomes.copied.connect(self.copied)
        self._outcomes.resized.connect(self.fit)

    def set_promise(self, text: str) -> None:
        """What happens to the files themselves."""
        self._promise.setText(text)

    def show_waiting(self) -> None:
        """Other work is done first."""
        self._number.setText(self.tr("Waiting"))
        self._phase.setText(self.tr("It begins by itself when the work before it is done."))

    def show_others(self, waiting: int) -> None:
        """How many imports wait for the end of this one."""
        number = self._locale.toString(waiting)
        one = self.tr("1 more import waits for this one.")
        self._others.setText(
            one if waiting == 1 else self.tr("{0} more imports wait for this one.").format(number)
        )
        if self._others.isHidden() != (waiting == 0):
            self._others.setVisible(waiting > 0)
            self.fit()

    def show_progress(self, progress: Progress, rate: float | None, seconds_left: float | None) -> None:
        """How far it is; `progress.detail` is the ImportReport so far, `rate` is in images a second."""
        report: ImportReport = progress.detail  # type: ignore[assignment]
        waits = is_waiting(progress)
        self._at = phase_of(progress, self._at)
        if progress.total or not waits:
            self._show_number(progress)
        self._phase.setText(progress.text if waits else self._phase_words(progress))
        self._pace.setText("" if waits else pace(rate, seconds_left))
        self._name_stopping(report)
        self._count(report)

    def show_finished(self, report: ImportReport) -> None:
        """It is done."""
        self._bar.setRange(0, 1)
        self._bar.setValue(1)
        self._end(report, self._added_words(report.imported))
        if report.left:
            number = self._locale.toString(report.left)
            many = self.tr("{0} images get their thumbnails and checksums later, in the background.")
            one = self.tr("1 image gets its thumbnail and checksum later, in the background.")
            self._say_below(one if report.left == 1 else many.format(number))

    def show_stopped(self, report: ImportReport) -> None:
        """It was stopped; what was added stays."""
        added = self._added_words(report.imported)
        if self._at is ImportPhase.READING:
            self._end(report, self.tr("Reading stopped. {0}").format(added))
            self._say_below(
                self.tr("Everything is listed. Reading goes on by itself the next time you open the library.")
            )
        else:
            self._end(report, self.tr("Stopped. {0}").format(added))
            self._say_below(self.tr("The rest comes in when you import the same folder again."))

    def show_failed(self, report: ImportReport | None, reason: str) -> None:
        """It broke off for a reason; what was added before stays."""
        if report:
            self._count(report)
            self._show_albums_made(report.albums_created)
        self._error.say(reason)
        self._close_down(self.tr("The import broke off."))

    def _show_number(self, progress: Progress) -> None:
        done, total = self._locale.toString(progress.done), self._locale.toString(progress.total)
        if not progress.total:
            self._number.setText(self.tr("Looking for images, {0} so far").format(done))
        elif self._at is ImportPhase.READING:
            self._number.setText(self.tr("Reading {0} of {1}").format(done, total))
        else:
            self._number.setText(self.tr("{0} of {1}").format(done, total))
        self._bar.setRange(0, max(progress.total, 1))
        self._bar.setValue(progress.done if progress.total else 0)

    def _phase_words(self, progress: Progress) -> str:
        if self._at is ImportPhase.READING:
            return self.tr(
                "Everything is listed: you can go on working. Thumbnails and checksums are made now."
            )
        return self.tr("What is listed can be searched at once.") if progress.total else ""

    def _name_stopping(self, report: ImportReport) -> None:
        """Say what a stop would mean now."""
        if self._at is ImportPhase.READING:
            self._stop.setText(self.tr("Stop reading"))
            self._stop.setToolTip(self.tr("Everything is added; the reading can be put off"))
            self._kept.setText(self.tr("keeps all; goes on when you open the library again"))
            return
        kept = self._locale.toString(report.imported)
        self._kept.setText(self.tr("keeps the {0} already added").format(kept) if report.imported else "")

    def _say_below(self, words: str) -> None:
        self._phase.setText(words)
        self._phase.show()
        self.fit()

    def _count(self, report: ImportReport) -> None:
        if self._outcomes.count(report):
            self.fit()
        self._show_albums(report.albums_created)

    def _show_albums(self, created: int) -> None:
        number = self._locale.toString(created)
        if created > 1:
            self._albums.setText(self.tr("New images go to {0} albums, one for each folder.").format(number))
        elif created:
            self._albums.setText(self.tr("New images go to 1 album, named after their folder."))
        else:
            self._albums.setText(self.tr("A folder of images becomes an album; single images stay unfiled."))

    def _show_albums_made(self, created: int) -> None:
        number = self._locale.toString(created)
        if created > 1:
            self._albums.setText(self.tr("{0} albums were made, one for each new folder.").format(number))
        elif created:
            self._albums.setText(self.tr("1 album was made, named after its folder."))
        else:
            self._albums.setText(self.tr("No new album was made."))

    def _end(self, report: ImportReport, words: str) -> None:
        self._count(report)
        self._show_albums_made(report.albums_created)
        number = len(report.worth_another_try)
        many = self.tr("Try {0} files again").format(self._locale.toString(number))
        self._again.setText(self.tr("Try 1 file again") if number == 1 else many)
        self._again.setVisible(number > 0)
        self._close_down(words)
        self._pace.setText(self.tr("in {0}").format(duration(max(report.seconds, 1))))

    def _close_down(self, words: str) -> None:
        self._number.setText(words)
        self._pace.setText("")
        self._phase.hide()
        self._others.hide()
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

    def _arrange(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the import"))
        for hidden in (self._others, self._again):
            hidden.hide()
        self._promise.setText(self.tr("Files stay where they are. Originals are never changed."))
        self._show_albums(0)
        self._leave.setDefault(True)
        self._stop.setAutoDefault(False)
        self._again.setAutoDefault(False)
        self._stop.setToolTip(self.tr("Stop here; what is already added stays"))
        self._again.setToolTip(self.tr("Read the files again that could not be read, or are damaged"))
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING - 4, PADDING, PADDING - 2)
        column.setSpacing(0)
        column.addWidget(self._place)
        column.addSpacing(16)
        column.addLayout(_row(self._number, None, self._pace))
        column.addSpacing(8)
        column.addWidget(self._bar)
        column.addSpacing(6)
        column.addWidget(self._phase)
        column.addSpacing(10)
        column.addWidget(self._outcomes)
        column.addSpacing(16)
        column.addWidget(Line(self._look))
        column.addSpacing(12)
        column.addLayout(_row(IconLabel(self._look, "folder"), self._albums, None))
        column.addSpacing(4)
        column.addWidget(self._promise)
        column.addSpacing(4)
        column.addWidget(self._others)
        column.addSpacing(12)
        column.addWidget(self._error)
        column.addSpacing(16)
        column.addLayout(_row(self._stop, self._kept, None, self._again, self._leave))


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
