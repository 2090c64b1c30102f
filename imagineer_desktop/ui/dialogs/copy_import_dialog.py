"""Import and copy: which images, into which folder, sorted how; with examples of where they would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QWidget

from imagineer_desktop.jobs.copies.path_template import DEFAULT, FIELDS, CopyPlan, PathTemplate, TemplateError
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.copy_examples import CopyExamples
from imagineer_desktop.ui.dialogs.copy_obstacles import obstacle_words, shortage_words, size_words
from imagineer_desktop.ui.dialogs.sheet import FIELD, Line, Sheet
from imagineer_desktop.ui.dialogs.source_folders import SourceFolders
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.error_line import ErrorLine
from imagineer_desktop.ui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from imagineer_desktop.jobs.copies.copy_survey import CopySurvey

WIDTH = 640
REST_MS = 250


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """What the person agreed to."""

    paths: tuple[Path, ...]
    plan: CopyPlan


class CopyImportDialog(Sheet):
    """Asks `looked_for` what the sources hold, shows the answer, and gives out the order agreed to."""

    looked_for = Signal(object, str)
    """(tuple of sources, library folder): how much is there, and what are examples?"""
    agreed = Signal(object)
    """The CopyOrder."""

    def __init__(self, look: Look, folder: str, template: str, parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Import and copy"))
        self._survey: CopySurvey | None = None
        self._asked = False
        self._is_current = False
        self._template: PathTemplate | None = None
        self.sources = SourceFolders(look)
        self._folder = QLineEdit(folder)
        self._choose = Button(look, self.tr("Choose…"))
        self._room_sign = IconLabel(look, "hard-drive")
        self._room = ElidedLabel(look, font="small", color="text2")
        self._trouble = ErrorLine(look)
        self._pattern = QLineEdit(template or DEFAULT)
        self._insert = Button(look, self.tr("Insert field…"))
        self._mistake = ErrorLine(look)
        self._examples = CopyExamples(look)
        self._pause = QTimer(self, singleShot=True, interval=REST_MS)
        self._arrange()
        self.sources.changed.connect(self._look_again)
        self._folder.textChanged.connect(self._look_again)
        self._pattern.textChanged.connect(self._read_template)
        self._pause.timeout.connect(self._ask)
        self._choose.clicked.connect(self._ask_for_folder)
        self._insert.clicked.connect(self._offer_fields)
        self.agree.clicked.connect(self._finish)
        self._read_template()
        self._look_again()

    @property
    def folder(self) -> str:
        return self._folder.text().strip()

    @property
    def template(self) -> str:
        return self._pattern.text()

    def set_sources(self, paths: Sequence[str]) -> None:
        """Begin with these folders."""
        self.sources.set_paths(paths)

    def set_folder(self, folder: str) -> None:
        """Put a folder into the field of the library folder."""
        self._folder.setText(folder)

    def set_survey(self, survey: CopySurvey, complete: bool = True) -> None:
        """What the sources hold, as far as it is known; `complete` when that is all."""
        self._survey = survey
        self._is_current = self._asked
        self._show_room(complete)
        self._show_examples()
        self._name_effect()

    def fit(self) -> None:
        # What changed inside these parts would else be heard of only with the next event.
        for part in (self._trouble, self._mistake, self._examples, self.form):
            part.updateGeometry()
        super().fit()

    def show_error(self, text: str) -> None:
        """The sources or the folder cannot be looked into."""
        self.say_error(text)

    def _arrange(self) -> None:
        for field in (self._folder, self._pattern):
            field.setFixedHeight(FIELD)
        self._folder.setToolTip(self.tr("Your own images lie below this folder"))
        self._pattern.setToolTip(self.tr("How the copies are sorted into folders, and what they are called"))
        self._choose.setAccessibleName(self.tr("Choose the library folder"))
        self._choose.setToolTip(self._choose.accessibleName())
        self._insert.setToolTip(self.tr("Put what an image says of itself into the path"))
        self.add_field(self.tr("Images from"), self.sources)
        self.sources.setToolTip("")
        self.add_field(self.tr("Copy into library folder"), self._folder, self._choose)
        self.fields.addWidget(self._trouble)
        self.fields.addLayout(_beside(self._room_sign, self._room))
        self.fields.addWidget(Line(self._look))
        self.add_field(self.tr("Sorted by"), self._pattern, self._insert)
        self.fields.addWidget(self._mistake)
        self.fields.addWidget(self._examples)
        self.say_consequence(self.tr("Originals are never changed."), "shield-check")

    def _read_template(self) -> None:
        try:
            self._template = PathTemplate(self._pattern.text().strip())
            mistake = ""
        except TemplateError as error:
            self._template = None
            mistake = str(error)
        self._mistake.say(mistake)
        self._show_examples()
        self._name_effect()

    def _show_examples(self) -> None:
        survey = self._survey
        if survey is None:
            self._examples.show_examples((), self._template, 0)
        else:
            self._examples.show_examples(survey.examples, self._template, survey.images)
        self.fit()

    def _show_room(self, complete: bool) -> None:
        survey = self._survey
        if survey is None or not self.sources.paths:
            self._say_room("hard-drive", self._free_words(survey))
        elif complete and not survey.images:
            self._say_room("info", self.tr("There are no images in these folders."))
        else:
            number = QLocale().toString(survey.images)
            images = self.tr("1 image") if survey.images == 1 else self.tr("{0} images").format(number)
            words = self.tr("{0}, {1}") if complete else self.tr("{0} so far, {1}")
            held = words.format(images, size_words(survey.size))
            self._say_room("hard-drive", f"{held} · {self._free_words(survey)}")

    def _free_words(self, survey: CopySurvey | None) -> str:
        if survey is None or survey.free is None:
            return self.tr("The drive of the library folder is not looked at yet.")
        return self.tr("{0} free on the drive of the library folder").format(size_words(survey.free))

    def _say_room(self, icon: str, words: str) -> None:
        self._room_sign.set_icon(icon)
        self._room.setText(words)

    def _name_effect(self) -> None:
        number = self._survey.images if self._survey and self.sources.paths else 0
        many = self.tr("Import and copy {0} images").format(QLocale().toString(number))
        one = self.tr("Import and copy 1 image")
        self.agree.setText(one if number == 1 else many if number else self.tr("Import and copy"))
        self._trouble.say(self._folder_trouble())
        reason = self._reason_to_wait()
        self.agree.setEnabled(not reason)
        self.agree.setToolTip(reason)
        self.agree.setAccessibleDescription(reason)
        self.fit()

    def _folder_trouble(self) -> str:
        """What is wrong with the library folder, as far as it is known; empty where nothing is."""
        if not self.folder:
            return self.tr("Write here which folder the copies go into, or choose it.")
        if not Path(self.folder).is_absolute():
            return self.tr("Write the whole path of the library folder, or choose it.")
        if self._survey is None or not self._is_current:
            return ""
        if self._survey.obstacle is not None:
            return obstacle_words(self._survey.obstacle)
        return shortage_words(self._survey) if self._survey.needed is not None else ""

    def _reason_to_wait(self) -> str:
        """Why the images cannot be copied yet; empty when they can."""
        if not self.sources.paths:
            return self.tr("First choose the images to copy.")
        if self._template is None:
            return self.tr("First mend the template.")
        if trouble := self._folder_trouble():
            return trouble
        if self._survey is None or not self._is_current:
            return self.tr("The folders are looked at first.")
        if self._survey.is_short:
            return self.tr(
                "What lies in the library folder already is looked at first: there is little room."
            )
        return "" if self._survey.images else self.tr("There are no images in these folders.")

    def _look_again(self) -> None:
        self.say_error("")
        self._asked = self._is_current = False
        if self._survey is not None and not self.sources.paths:
            self._survey = None
        self._show_room(False)
        self._show_examples()
        self._name_effect()
        self._pause.start()

    def _ask(self) -> None:
        if self.folder and Path(self.folder).is_absolute():
            self._asked = True
            self.looked_for.emit(self.sources.paths, self.folder)

    def _ask_for_folder(self) -> None:
        chooser = FileDialog(self, self.tr("Library folder"), self.folder)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._folder.setText)
        chooser.open()

    def _offer_fields(self) -> None:
        menu = QMenu(self)
        for field in FIELDS:
            words = (
                "{date:%Y-%m-%d}"
                if field == "date"
                else "{number:04}"
                if field == "number"
                else f"{{{field}}}"
            )
            menu.addAction(words).triggered.connect(lambda _=False, words=words: self._put_in(words))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._insert.mapToGlobal(QPoint(0, self._insert.height())))

    def _put_in(self, field: str) -> None:
        self._pattern.insert(field)
        self._pattern.setFocus()

    def _finish(self) -> None:
        if self._template is not None:
            plan = CopyPlan(Path(self.folder), self._template)
            self.agreed.emit(CopyOrder(tuple(map(Path, self.sources.paths)), plan))
            self.accept()


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(widgets[0], 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(widgets[1], 1)
    return row
