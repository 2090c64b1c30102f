"""A folder that lies somewhere else now: which one, where it is, and how much of it is found there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from imagineer_desktop.catalog.files import KnownFolder
from imagineer_desktop.jobs.files.folder_moves import FolderMove
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.sheet import FIELD, Sheet, hint
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

WIDTH = 560
REST_MS = 250


class RelocateDialog(Sheet):
    """Asks `looked_for` what would be found, shows the answer, and gives out the plan that was agreed to."""

    looked_for = Signal(str, str)
    """(old folder, new folder): what of the old one lies in the new one?"""
    accepted_plan = Signal(object)
    """The FolderMove."""

    def __init__(
        self, look: Look, folders: Sequence[KnownFolder], chosen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Relocate folder"))
        self._plan: FolderMove | None = None
        self._old = QComboBox()
        self._new = QLineEdit()
        self._choose = Button(look, self.tr("Choose…"))
        self._found_sign = IconLabel(look, "info")
        self._found = PlainLabel(look, font="small", color="text2")
        self._found.setWordWrap(True)
        self._pause = QTimer(self, singleShot=True, interval=REST_MS)
        self._fill(folders, chosen)
        self._arrange()
        self._old.currentIndexChanged.connect(self._look_again)
        self._new.textChanged.connect(self._look_again)
        self._pause.timeout.connect(self._ask)
        self._choose.clicked.connect(self._ask_for_folder)
        self.agree.clicked.connect(self._finish)
        self.set_plan(None)

    @property
    def old(self) -> str:
        return str(self._old.currentData() or "")

    @property
    def new(self) -> str:
        return self._new.text().strip()

    def set_new(self, folder: str) -> None:
        """Put a folder into the second field."""
        self._new.setText(folder)

    def set_plan(self, plan: FolderMove | None) -> None:
        """What would be found in the new folder; None while nobody has looked."""
        self._plan = plan if plan is not None and plan.moving else None
        if plan is None:
            self._say("info", "text2", self.tr("Choose where the folder is now."))
        elif not plan.moving and plan.staying:
            self._say(
                "triangle-alert",
                "warn",
                self.tr(
                    "Nothing would move: the files are in the old folder, or other images have the paths."
                ),
            )
        else:
            number, whole = (QLocale().toString(one) for one in (plan.found, plan.moving))
            words = self.tr("{0} of {1} images are found there.").format(number, whole)
            if plan.found and [Path(plan.old), Path(plan.new)] != [Path(self.old), Path(self.new)]:
                words = self.tr("{0} of {1} images are found, those of {2} in {3}.").format(
                    number, whole, plan.old, plan.new
                )
            if plan.staying:
                staying = QLocale().toString(len(plan.staying))
                words += " " + self.tr("{0} stay where they are.").format(staying)
            fine = plan.found == plan.moving
            self._say("circle-check" if fine else "triangle-alert", "ok" if fine else "warn", words)
        self._name_effect()

    def show_error(self, text: str) -> None:
        """The new folder cannot be looked into."""
        self.set_plan(None)
        self.say_error(text)

    def _fill(self, folders: Sequence[KnownFolder], chosen: str) -> None:
        for folder in folders:
            self._old.addItem(self._words(folder), folder.path)
        paths = [folder.path for folder in folders]
        self._old.setCurrentIndex(paths.index(chosen) if chosen in paths else 0 if paths else -1)

    def _words(self, folder: KnownFolder) -> str:
        number = QLocale().toString(folder.images)
        images = self.tr("1 image") if folder.images == 1 else self.tr("{0} images").format(number)
        if folder.missing == folder.images:
            images = self.tr("{0}, all missing").format(images)
        elif folder.missing:
            images = self.tr("{0}, {1} missing").format(images, QLocale().toString(folder.missing))
        return f"{folder.path}  ·  {images}"

    def _arrange(self) -> None:
        for field in (self._old, self._new):
            field.setFixedHeight(FIELD)
        self._old.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._old.setMinimumContentsLength(20)
        self._old.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._old.setToolTip(self.tr("A folder with images of the library"))
        self._new.setToolTip(self.tr("The same folder, where it is now"))
        self._choose.setAccessibleName(self.tr("Choose where the folder is now"))
        self._choose.setToolTip(self._choose.accessibleName())
        self._choose.setAutoDefault(False)
        self.add_field(self.tr("Folder in the library"), self._old)
        self.add_field(self.tr("Where it is now"), self._new, self._choose)
        found = QHBoxLayout()
        found.setSpacing(8)
        found.addWidget(self._found_sign)
        found.addWidget(self._found, 1)
        self.fields.addLayout(found)
        self.fields.addWidget(
            hint(
                self._look,
                self.tr("Everything below the folder goes along, with its labels, stars and albums."),
            )
        )
        self.say_consequence(self.tr("One step to undo. No file is touched."), "undo-2")

    def _say(self, icon: str, color: str, words: str) -> None:
        self._found_sign.set_icon(icon, color)
        self._found.setText(words)
        self._found.setAccessibleName(words)
        self.fit()

    def _name_effect(self) -> None:
        number = self._plan.moving if self._plan else 0
        words = QLocale().toString(number)
        many = self.tr("Relocate {0} images").format(words) if number else self.tr("Relocate folder")
        self.agree.setText(self.tr("Relocate 1 image") if number == 1 else many)
        # Where nothing is found the folder is the wrong one, or its drive is away: then wait for it.
        self.agree.setEnabled(number > 0 and self._plan is not None and self._plan.found > 0)

    def _look_again(self) -> None:
        self.say_error("")
        self.set_plan(None)
        self._pause.start()

    def _ask(self) -> None:
        if self.old and self.new:
            self._say("info", "text2", self.tr("Looking"))
            self.looked_for.emit(self.old, self.new)

    def _ask_for_folder(self) -> None:
        chooser = FileDialog(self, self.tr("Where the folder is now"), self.new)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._new.setText)
        chooser.open()

    def _finish(self) -> None:
        if self._plan is not None:
            self.accepted_plan.emit(self._plan)
            self.accept()
