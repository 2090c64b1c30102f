"""The details of an album: asked when it is made, and to be changed later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import AlbumDraft, AlbumRow
from imagineer_desktop.ui.dialogs.sheet import FIELD, TO_FIELD, Sheet, hint
from imagineer_desktop.ui.theme.look import Look

WIDTH = 480
LONGEST_NAME = 255
DESCRIPTION_HEIGHT = 72

COLLECTIONS = (None, "", "manual", "collection")
"""Kinds that old libraries write differently and people do not tell apart; each is kept as it is."""

Kind = TypeVar("Kind", str, str | None)


class AlbumDialog(Sheet):
    """Makes a new album, to put `images` images into, or changes `album`."""

    accepted_draft = Signal(object)

    def __init__(
        self, look: Look, album: AlbumRow | None = None, images: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", WIDTH, parent)
        self._album = album
        self._name = QLineEdit(maxLength=LONGEST_NAME)
        self._kind = QComboBox()
        self._description = QPlainTextEdit()
        self._training = QCheckBox(self.tr("Training source"))
        self._public = QCheckBox(self.tr("Public"))
        self._order = QComboBox()
        self._arrange()
        self._show(album or AlbumRow(0, ""))
        self._name_things(images)
        self._name.textEdited.connect(self._forgive)
        self.agree.clicked.connect(self._finish)
        self._name.setFocus()
        self._name.selectAll()

    def draft(self) -> AlbumDraft:
        """The album as it stands in the fields."""
        return AlbumDraft(
            name=self._name.text().strip(),
            album_type=self._kind.currentData(),
            description=self._description.toPlainText().strip() or None,
            is_public=self._public.isChecked(),
            is_training_source=self._training.isChecked(),
            image_order=self._order.currentData(),
        )

    def _arrange(self) -> None:
        self._description.setFixedHeight(DESCRIPTION_HEIGHT)
        self._description.setTabChangesFocus(True)
        for field in (self._name, self._kind, self._order):
            field.setFixedHeight(FIELD)
        self.add_field(self.tr("Name"), self._name)
        self.add_field(self.tr("Kind"), self._kind)
        self.add_field(self.tr("Description"), self._description)
        self.add_field(self.tr("Order of its images"), self._order)
        self._add_choice(
            self._training, self.tr("Stands under Training; its images are what a training set is made from.")
        )
        self._add_choice(self._public, self.tr("The web application shows it to visitors."))

    def _add_choice(self, choice: QCheckBox, explained: str) -> None:
        choice.setAccessibleDescription(explained)
        choice.setToolTip(explained)
        column = QVBoxLayout()
        column.setSpacing(TO_FIELD - 2)
        column.addWidget(choice)
        column.addWidget(hint(self._look, explained, under_choice=True))
        self.fields.addLayout(column)

    def _show(self, album: AlbumRow) -> None:
        self._name.setText(album.name)
        self._description.setPlainText(album.description or "")
        self._training.setChecked(album.is_training_source)
        self._public.setChecked(album.is_public)
        kind = album.album_type
        kinds = {
            kind if kind in COLLECTIONS else "manual": self.tr("Collection"),
            "set": self.tr("Set"),
            "batch": self.tr("Batch"),
            "scraped": self.tr("Scraped"),
        }
        self._fill(self._kind, kinds, kind)
        orders = {"manual": self.tr("By hand"), "name": self.tr("By name"), "date": self.tr("By date")}
        self._fill(self._order, orders, album.image_order)

    def _fill(self, box: QComboBox, choices: Mapping[Kind, str], chosen: Kind) -> None:
        """Offer the choices everybody knows, and the one an old library may hold besides."""
        offered = dict(choices)
        offered.setdefault(chosen, str(chosen).replace("-", " ").replace("_", " ").capitalize())
        for value, text in offered.items():
            box.addItem(text, value)
        box.setCurrentIndex(list(offered).index(chosen))

    def _name_things(self, images: int) -> None:
        self.setWindowTitle(self.tr("Album details") if self._album else self.tr("New album"))
        self.agree.setText(self.tr("Save album") if self._album else self.tr("Create album"))
        if self._album:
            self.say_consequence(self.tr("One step to undo."), "undo-2")
        elif images:
            number = QLocale().toString(images)
            one = self.tr("1 image goes into it.")
            many = self.tr("{0} images go into it.").format(number)
            self.say_consequence(one if images == 1 else many, "images")
        else:
            self.say_consequence(self.tr("It starts empty."), "folder")

    def _forgive(self) -> None:
        self.say_error("")

    def _finish(self) -> None:
        draft = self.draft()
        if not draft.name:
            self.say_error(self.tr("An album needs a name. Type one to go on."))
            self._name.setFocus()
            return
        self.accepted_draft.emit(draft)
        self.accept()
