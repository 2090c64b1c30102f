"""Some images of the sources, and where a template would put them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.ui.dialogs.sheet import hint
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.section_head import SectionHead

if TYPE_CHECKING:
    from imagineer_desktop.jobs.copies.copy_survey import Example
    from imagineer_desktop.jobs.copies.path_template import PathTemplate

MOST = 3


class CopyExamples(QWidget):
    """A few names with their paths, dim while the template has a mistake, and a word about equal names."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._template: PathTemplate | None = None
        self._none = hint(look, self.tr("Choose a folder above to see where its images would go."))
        self._rows = [_Row(look) for _ in range(MOST)]
        self._equal_names = PlainLabel(look, font="small", color="text2")
        self._warning = QWidget()
        line = QHBoxLayout(self._warning)
        line.setContentsMargins(0, 2, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconLabel(look, "triangle-alert", color="warn"))
        line.addWidget(self._equal_names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionHead(look, self.tr("Examples from these images")))
        column.addWidget(self._none)
        for row in self._rows:
            column.addWidget(row)
        column.addWidget(self._warning)

    def show_examples(self, examples: Sequence[Example], template: PathTemplate | None, images: int) -> None:
        """Of so many images; without a template, as it has a mistake, the last good one keeps its paths."""
        self._template = template or self._template
        facts = [example.facts for example in examples]
        places = self._template.places(facts) if self._template else []
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(examples))
            row.setEnabled(template is not None)
            if number < len(examples):
                row.show_path(examples[number].path, str(places[number]) if places else "")
        self._none.setVisible(not examples)
        are_equal = template is not None and places != [template.place(one) for one in facts]
        may_be_equal = template is not None and images > 1 and not template.tells_apart
        self._warn(are_equal, may_be_equal and bool(examples))

    def _warn(self, are_equal: bool, may_be_equal: bool) -> None:
        sure = self.tr("Several images get this name and are numbered.")
        words = sure if are_equal else self.tr("Images that get the same name are numbered.")
        self._equal_names.setText(words)
        self._warning.setVisible(are_equal or may_be_equal)


class _Row(QWidget):
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

    def show_path(self, name: str, path: str) -> None:
        self._name.setText(name)
        self._path.setText(path)
