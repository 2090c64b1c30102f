"""Import and copy: which images, into which folder, sorted how; with examples of where they would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from imagineer_desktop.jobs.path_template import DEFAULT, FIELDS, CopyPlan, PathTemplate, TemplateError
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.sheet import FIELD, Line, Sheet, hint
from imagineer_desktop.ui.dialogs.source_folders import SourceFolders
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.error_line import ErrorLine
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.section_head import SectionHead

if TYPE_CHECKING:
    from imagineer_desktop.jobs.copy_survey import CopySurvey

WIDTH = 640
REST_MS = 250
EXAMPLES = 3


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
        self._template: PathTemplate | None = None
        self.sources = SourceFolders(look)
        self._folder = QLineEdit(folder)
        self._choose = Button(look, self.tr("Choose…"))
        self._room_sign = IconLabel(look, "hard-drive")
        self._room = PlainLabel(look, font="small", color="text2")
        self._room.setWordWrap(True)
        self._pattern = QLineEdit(template or DEFAULT)
        self._insert = Button(look, self.tr("Insert field…"))
        self._mistake = ErrorLine(look)
        self._examples = [_Example(look) for _ in range(EXAMPLES)]
        self._none = hint(look, self.tr("Choose a folder above to see where its images would go."))
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
        self._show_room(complete)
        self._show_examples()
        self._name_effect()

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
        self.fields.addLayout(_beside(self._room_sign, self._room))
        self.fields.addWidget(Line(self._look))
        self.add_field(self.tr("Sorted by"), self._pattern, self._insert)
        self.fields.addWidget(self._mistake)
        self.fields.addWidget(self._make_preview())
        self.say_consequence(self.tr("Originals are never changed."), "shield-check")

    def _make_preview(self) -> QWidget:
        preview = QWidget()
        column = QVBoxLayout(preview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionHead(self._look, self.tr("Examples from these images")))
        column.addWidget(self._none)
        for example in self._examples:
            column.addWidget(example)
        return preview

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
        examples = self._survey.examples if self._survey else ()
        for place, row in enumerate(self._examples):
            row.setVisible(place < len(examples))
            if place < len(examples):
                one = examples[place]
                # With a mistake the last good path stays in sight.
                path = str(self._template.place(one.facts)) if self._template else None
                row.show_path(one.path, path)
        self._none.setVisible(not examples)
        self.fit()

    def _show_room(self, complete: bool) -> None:
        survey = self._survey
        if survey is None or not self.sources.paths:
            self._say_room("hard-drive", "text2", self._free_words(survey))
        elif complete and not survey.images:
            self._say_room("info", "text2", self.tr("There are no images in these folders."))
        else:
            tight = survey.free is not None and survey.size > survey.free
            words = f"{self._size_words(survey, complete)} · {self._free_words(survey)}"
            if tight:
                words += " · " + self.tr("what is there already needs none")
            self._say_room("triangle-alert" if tight else "hard-drive", "warn" if tight else "text2", words)

    def _size_words(self, survey: CopySurvey, complete: bool) -> str:
        number = QLocale().toString(survey.images)
        images = self.tr("1 image") if survey.images == 1 else self.tr("{0} images").format(number)
        words = self.tr("{0}, {1}") if complete else self.tr("{0} so far, {1}")
        return words.format(images, _in_words(survey.size))

    def _free_words(self, survey: CopySurvey | None) -> str:
        if survey is None or survey.free is None:
            return self.tr("The drive of the library folder is not looked at yet.")
        return self.tr("{0} free on the drive of the library folder").format(_in_words(survey.free))

    def _say_room(self, icon: str, color: str, words: str) -> None:
        self._room_sign.set_icon(icon, color)
        self._room.setText(words)
        self._room.setAccessibleName(words)

    def _name_effect(self) -> None:
        number = self._survey.images if self._survey and self.sources.paths else 0
        many = self.tr("Import and copy {0} images").format(QLocale().toString(number))
        one = self.tr("Import and copy 1 image")
        self.agree.setText(one if number == 1 else many if number else self.tr("Import and copy"))
        ready = bool(self.sources.paths and self.folder and Path(self.folder).is_absolute())
        self.agree.setEnabled(ready and self._template is not None and number > 0)

    def _look_again(self) -> None:
        self.say_error("")
        if self._survey is not None and not self.sources.paths:
            self._survey = None
        self._show_room(False)
        self._show_examples()
        self._name_effect()
        self._pause.start()

    def _ask(self) -> None:
        if self.folder and not Path(self.folder).is_absolute():
            self.say_error(self.tr("Write the whole path of the library folder, or choose it."))
        elif self.folder:
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


class _Example(QWidget):
    """One image: what it is called, and below that where it would go."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._name = ElidedLabel(look, font="small", color="text2", middle=True)
        self._path = ElidedLabel(look, middle=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(IconLabel(look, "file-image"), 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(IconLabel(look, "arrow-right"), 1, 0)
        grid.addWidget(self._path, 1, 1)

    def show_path(self, name: str, path: str | None) -> None:
        """None keeps the path that is shown, for there is no better one."""
        self._name.setText(name)
        if path is not None:
            self._path.setText(path)


def _in_words(size: int) -> str:
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(widgets[0], 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(widgets[1], 1)
    return row
