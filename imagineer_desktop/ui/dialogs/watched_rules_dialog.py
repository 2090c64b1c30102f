"""The rules of a watched folder: which of its new images come in, and what is put on them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.catalog.watched import PLAIN_RULES, FolderRules
from imagineer_desktop.ui.dialogs.album_choice import AlbumChoice
from imagineer_desktop.ui.dialogs.pattern_flaws import flaw_of
from imagineer_desktop.ui.dialogs.sheet import FIELD, TO_FIELD, Sheet, hint
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

WIDTH = 520
PATTERNS_HEIGHT = 72


class WatchedRulesDialog(Sheet):
    """Asks for the rules of `paths`, to be watched from now on, or changes those of a watched folder."""

    accepted_rules = Signal(object)
    """The FolderRules; whoever takes them closes the dialog, or says what is wrong with them."""

    def __init__(
        self,
        look: Look,
        paths: Sequence[str],
        albums: Sequence[AlbumRow],
        rules: FolderRules | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", WIDTH, parent)
        self._place = ElidedLabel(look, font="small", color="text2", middle=True)
        self._recursive = QCheckBox(self.tr("Folders in it too"))
        self._ignored = QPlainTextEdit()
        self._album_per_folder = QCheckBox(self.tr("An album for each folder of images"))
        self._album = AlbumChoice(look)
        self._tags = QLineEdit()
        self._arrange()
        self._album.offer(albums)
        self._show(rules or PLAIN_RULES)
        self._name_things(paths, new=rules is None)
        self.agree.clicked.connect(self._finish)
        changes = (self._recursive.toggled, self._ignored.textChanged, self._tags.textEdited)
        for changed in (*changes, self._album.currentTextChanged):
            changed.connect(self._forgive)

    def rules(self) -> FolderRules:
        """The rules as they stand in the fields."""
        return FolderRules(
            recursive=self._recursive.isChecked(),
            ignored=_written(self._ignored.toPlainText().splitlines()),
            album_per_folder=self._album_per_folder.isChecked(),
            album_id=self._album.album_id,
            tags=_written(self._tags.text().split(",")),
        )

    def _arrange(self) -> None:
        self._ignored.setFixedHeight(PATTERNS_HEIGHT)
        self._ignored.setTabChangesFocus(True)
        self._tags.setPlaceholderText(self.tr("raw, portrait"))
        for field in (self._album, self._tags):
            field.setFixedHeight(FIELD)
        self.fields.addWidget(self._place)
        self._add_choice(self._recursive, self.tr("Also those that are made later. Hidden ones never."))
        self._add_explained(
            self.tr("Ignore"),
            self._ignored,
            self.tr(
                "A name of files or folders on each line, * is anything: *_mask.png ignores "
                "every mask, grids the whole folder, drafts/*.jpg the JPEGs in drafts."
            ),
        )
        self._add_choice(
            self._album_per_folder, self.tr("Named like the folder. Without it new images stay unfiled.")
        )
        self.add_field(self.tr("Also put new images into"), self._album)
        self._add_explained(
            self.tr("Give new images these tags"), self._tags, self.tr("With commas between them.")
        )

    def _add_choice(self, choice: QCheckBox, explained: str) -> None:
        choice.setAccessibleDescription(explained)
        choice.setToolTip(explained)
        column = QVBoxLayout()
        column.setSpacing(TO_FIELD - 2)
        column.addWidget(choice)
        column.addWidget(hint(self._look, explained, under_choice=True))
        self.fields.addLayout(column)

    def _add_explained(self, name: str, field: QWidget, explained: str) -> None:
        """A field with a line under it that says what to write."""
        label = PlainLabel(self._look, name, "small", "text2")
        label.setBuddy(field)
        field.setAccessibleName(name)
        field.setAccessibleDescription(explained)
        field.setToolTip(explained)
        column = QVBoxLayout()
        column.setSpacing(TO_FIELD)
        for part in (label, field, hint(self._look, explained)):
            column.addWidget(part)
        self.fields.addLayout(column)

    def _show(self, rules: FolderRules) -> None:
        self._recursive.setChecked(rules.recursive)
        self._ignored.setPlainText("\n".join(rules.ignored))
        self._album_per_folder.setChecked(rules.album_per_folder)
        self._album.choose(rules.album_id)
        self._tags.setText(", ".join(rules.tags))

    def _name_things(self, paths: Sequence[str], new: bool) -> None:
        self._place.setText(paths[0] if len(paths) == 1 else self.tr("{0} folders").format(len(paths)))
        several = self.tr("Watch {0} folders").format(len(paths))
        watch = self.tr("Watch folder") if len(paths) == 1 else several
        self.setWindowTitle(watch if new else self.tr("Rules of a watched folder"))
        self.agree.setText(watch if new else self.tr("Save rules"))
        if new:
            self.say_consequence(self.tr("What is in it now is imported first."), "download")
        else:
            self.say_consequence(self.tr("For new images. One step to undo."), "undo-2")

    def _finish(self) -> None:
        flaws = [flaw for pattern in self.rules().ignored if (flaw := flaw_of(pattern))]
        for field, mistake in (
            (self._ignored, flaws[0] if flaws else ""),
            (self._album, self._album.mistake),
        ):
            if mistake:
                self.say_error(mistake)
                field.setFocus()
                return
        self.accepted_rules.emit(self.rules())

    def _forgive(self) -> None:
        self.say_error("")


def _written(texts: Sequence[str]) -> tuple[str, ...]:
    """Without air around them, without empty ones, none twice."""
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
