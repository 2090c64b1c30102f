"""A library of the web application was opened: what is in it, and how to go on with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.sheet import FIELD, TO_FIELD, Line, Sheet, hint
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

WIDTH = 560
REST_MS = 250


@dataclass(frozen=True, slots=True)
class OldLibrary:
    """What the old file holds, where its copy would go, and where its images seem to lie, "" if nowhere."""

    path: str
    images: int
    albums: int
    labels: int
    copy_to: str
    outputs_root: str = ""
    made_by_web: bool = True


@dataclass(frozen=True, slots=True)
class UpgradeDraft:
    """Go on in a copy at `to_copy`, or in place when it is None; "" as `outputs_root` leaves the paths."""

    to_copy: str | None
    outputs_root: str = ""


class UpgradeDialog(Sheet):
    """Asks how to go on with an old library, then shows the upgrade until it is closed from outside."""

    accepted_draft = Signal(object)
    outputs_root_changed = Signal(str)
    stop_requested = Signal()

    def __init__(self, look: Look, old: OldLibrary, parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Upgrade library"))
        self._old = old
        self._running = False
        self._copy = QRadioButton(self.tr("Make a new library from a copy"))
        self._in_place = QRadioButton(self.tr("Upgrade this file in place, after a verified backup"))
        self._copy_to = QLineEdit(old.copy_to)
        self._choose_copy = Button(look, self.tr("Choose…"))
        self._root = QLineEdit(old.outputs_root)
        self._choose_root = Button(look, self.tr("Choose…"))
        self._found_icon = IconLabel(look, "info")
        self._found = PlainLabel(look, font="small", color="text2")
        self._found.setWordWrap(True)
        self._step = PlainLabel(look, font="body_medium")
        self._bar = QProgressBar()
        self._work = self._make_work()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._arrange()
        self._connect()
        (self._copy if old.made_by_web else self._in_place).setChecked(True)
        self.set_found(None)

    def draft(self) -> UpgradeDraft:
        """What is chosen in the fields."""
        copy = self._copy_to.text().strip() if self._copy.isChecked() else None
        return UpgradeDraft(copy, self._root.text().strip())

    def set_found(self, found: int | None) -> None:
        """How many of its images lie below the folder in the field; None while nobody has looked."""
        whole, number = (QLocale().toString(count) for count in (self._old.images, found or 0))
        if found is None:
            self._found_icon.set_icon("info")
            self._found.setText(
                self.tr("Left empty, images that are not at their old place show as missing.")
            )
        else:
            fine = found >= self._old.images
            self._found_icon.set_icon("circle-check" if fine else "triangle-alert", "ok" if fine else "warn")
            self._found.setText(self.tr("{0} of {1} images are found there.").format(number, whole))
        self._found.setAccessibleName(self._found.text())

    def show_progress(self, progress: Progress) -> None:
        """The upgrade runs: the step in words and how far it is."""
        self._set_running(True)
        self._step.setText(progress.text)
        self._bar.setRange(0, max(progress.total, 1))
        self._bar.setValue(progress.done if progress.total else 0)

    def show_error(self, text: str) -> None:
        """It went wrong: what happened, what is safe, what to do. The fields come back."""
        self._set_running(False)
        self.say_error(text)
        self.agree.setFocus()

    def reject(self) -> None:
        """Cancel asks a running upgrade to stop; the dialog stays until that is done."""
        if self._running:
            self.refuse.setEnabled(False)
            self.stop_requested.emit()
        else:
            super().reject()

    def _arrange(self) -> None:
        for field in (self._copy_to, self._root):
            field.setFixedHeight(FIELD)
        self._copy_to.setAccessibleName(self.tr("File of the new library"))
        self._choose_copy.setAccessibleName(self.tr("Choose the file of the new library"))
        self._choose_root.setAccessibleName(self.tr("Choose the folder with its images"))
        for control in (self._copy_to, self._choose_copy, self._choose_root):
            control.setToolTip(control.accessibleName())
        self.fields.addLayout(self._story())
        self.fields.addWidget(Line(self._look))
        self.fields.addLayout(self._choices())
        self.fields.addWidget(Line(self._look))
        self.add_field(self.tr("Folder with its images"), self._root, self._choose_root)
        found = QHBoxLayout()
        found.setSpacing(8)
        found.addWidget(self._found_icon)
        found.addWidget(self._found, 1)
        self.fields.addLayout(found)
        self.body.insertWidget(1, self._work)

    def _story(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(TO_FIELD)
        words = self.tr("This library was made by an older version of this program.")
        if self._old.made_by_web:
            words = self.tr("This library was made by the web application Imagineer.")
        column.addWidget(PlainLabel(self._look, words, "body_medium"))
        path = ElidedLabel(self._look, font="small", color="text2", middle=True)
        path.setText(self._old.path)
        column.addWidget(path)
        numbers = (QLocale().toString(n) for n in (self._old.images, self._old.albums, self._old.labels))
        held = self.tr("Images: {0} · Albums: {1} · Labels: {2}. All of it comes along.").format(*numbers)
        column.addWidget(PlainLabel(self._look, held, "small", "text2"))
        return column

    def _choices(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._copy)
        explained = self.tr("The old file stays as it is, and the web application can go on with it.")
        self._copy.setToolTip(explained)
        column.addWidget(hint(self._look, explained, under_choice=True))
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 6)
        row.setSpacing(8)
        row.addWidget(self._copy_to, 1)
        row.addWidget(self._choose_copy)
        column.addLayout(row)
        column.addWidget(self._in_place)
        explained = self.tr("The web application cannot use it any more, unless the backup is restored.")
        self._in_place.setToolTip(explained)
        column.addWidget(hint(self._look, explained, under_choice=True))
        return column

    def _make_work(self) -> QWidget:
        work = QWidget()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the upgrade"))
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._step)
        column.addWidget(self._bar)
        column.addWidget(hint(self._look, self.tr("Nothing is lost when this stops half way.")))
        work.hide()
        return work

    def _connect(self) -> None:
        self._copy.toggled.connect(self._name_effect)
        self._choose_copy.clicked.connect(self._ask_for_copy)
        self._choose_root.clicked.connect(self._ask_for_root)
        self._root.textChanged.connect(self._look_again)
        self._rest.timeout.connect(self._say_root)
        self._copy_to.textEdited.connect(self._forgive)
        self.agree.clicked.connect(self._finish)

    def _name_effect(self, to_copy: bool) -> None:
        for widget in (self._copy_to, self._choose_copy):
            widget.setEnabled(to_copy)
        self.agree.setText(self.tr("Make library") if to_copy else self.tr("Upgrade library"))
        kept, backed = self.tr("The original is not touched."), self.tr("A verified backup is made first.")
        self.say_consequence(kept if to_copy else backed, "shield-check")
        self._forgive()

    def _look_again(self) -> None:
        self.set_found(None)
        self._rest.start()

    def _say_root(self) -> None:
        self.outputs_root_changed.emit(self._root.text().strip())

    def _ask_for_copy(self) -> None:
        chooser = FileDialog(self, self.tr("New library"), self._copy_to.text())
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._copy_to.setText)
        chooser.open()

    def _ask_for_root(self) -> None:
        chooser = FileDialog(self, self.tr("Folder with its images"), self._root.text())
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._root.setText)
        chooser.open()

    def _forgive(self) -> None:
        self.say_error("")

    def _set_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self.say_error("")
            self.form.setVisible(not running)
            self._work.setVisible(running)
            self.agree.setVisible(not running)
            self.refuse.setEnabled(True)
            self.refuse.setText(self.tr("Stop") if running else self.tr("Cancel"))
            self.fit()

    def _finish(self) -> None:
        draft = self.draft()
        if draft.to_copy == "":
            self.say_error(self.tr("The new library needs a file. Choose where it goes."))
            self._copy_to.setFocus()
        elif draft.to_copy == self._old.path:
            self.say_error(self.tr("The copy cannot take the place of the old file. Choose another name."))
            self._copy_to.setFocus()
        else:
            self.accepted_draft.emit(draft)
