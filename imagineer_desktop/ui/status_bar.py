"""The bar below the gallery: what is selected and filtered by, what runs, how large images are shown."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from imagineer_desktop.ui.bar import Bar, Rule
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.task_chip import TaskChip

HEIGHT = 30
EDGE = 14
RULE = 12
SMALLEST, LARGEST, USUAL = 96, 384, 168
"""Sides of a picture in the grid, in logical pixels."""
STEP = 8
SLIDER_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Task:
    """One running work as the bar shows it: its words whole ("Importing 12,480 of 38,112 · 40 s left")."""

    key: Hashable
    text: str
    done: int = 0
    total: int = 0
    icon: str = "activity"
    stoppable: bool = True


class StatusBar(Bar):
    """Numbers, the filter in words, running tasks and the size slider."""

    clear_requested = Signal()
    size_changed = Signal(int)
    task_clicked = Signal(object)
    task_cancelled = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, HEIGHT, Qt.Edge.TopEdge, parent)
        self._locale = QLocale()
        self._shown: Task | None = None
        self._numbers = PlainLabel(look, font="small_medium")
        self._filter = FilterWords(look)
        self._chip = TaskChip(look)
        self._slider = self._make_slider()
        self._filter.cleared.connect(self.clear_requested)
        self._chip.clicked.connect(self._open_task)
        self._chip.stop_asked.connect(self._stop_task)
        self._slider.valueChanged.connect(self.size_changed)
        self._arrange()
        self.set_numbers(0, 0)
        self.set_filter_text("")

    def set_numbers(self, selected: int, total: int) -> None:
        """How many of the images that are shown are selected."""
        chosen, shown = self._locale.toString(selected), self._locale.toString(total)
        if not total:
            self._numbers.setText(self.tr("No images"))
        elif not selected:
            self._numbers.setText(self.tr("None selected of {0}").format(shown))
        else:
            self._numbers.setText(self.tr("{0} selected of {1}").format(chosen, shown))

    def set_filter_text(self, text: str) -> None:
        """The filter in words; empty when nothing is filtered."""
        self._filter.show_words(text)

    def set_tasks(self, tasks: Sequence[Task]) -> None:
        """What runs now: one task is shown whole, several as their number."""
        self._shown = tasks[0] if len(tasks) == 1 else None
        if self._shown:
            task = self._shown
            self._chip.show_task(task.icon, task.text, task.done, task.total, task.stoppable)
        elif tasks:
            self._chip.show_count(len(tasks))
        else:
            self._chip.show_nothing()

    def set_size(self, size: int) -> None:
        """Show the size of pictures that is already in use."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(size)

    @property
    def size_of_pictures(self) -> int:
        """The chosen side of a picture in logical pixels."""
        return self._slider.value()

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(SMALLEST, LARGEST)
        slider.setSingleStep(STEP)
        slider.setPageStep(4 * STEP)
        slider.setValue(USUAL)
        slider.setFixedWidth(SLIDER_WIDTH)
        slider.setAccessibleName(self.tr("Size of thumbnails"))
        slider.setToolTip(self.tr("Size of thumbnails"))
        return slider

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 1, EDGE, 0)
        row.setSpacing(8)
        row.addWidget(self._numbers)
        row.addWidget(self._filter, 1)
        row.addWidget(self._chip)
        row.addSpacing(8)
        row.addWidget(IconLabel(self._look, "grid-3x3", 14))
        row.addWidget(self._slider)
        row.addWidget(IconLabel(self._look, "square", 14))

    def _open_task(self) -> None:
        self.task_clicked.emit(self._shown.key if self._shown else None)

    def _stop_task(self) -> None:
        if self._shown:
            self.task_cancelled.emit(self._shown.key)


class FilterWords(QWidget):
    """The filter in words and the way out of it; keeps its room while there is none."""

    cleared = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel(look, font="small", color="text2")
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._clear = LinkButton(self.tr("Clear"))
        self._clear.setAccessibleName(self.tr("Clear the filter"))
        self._clear.setToolTip(self.tr("Show all images of this source again"))
        self._clear.clicked.connect(self.cleared)
        self._parts = (Rule(look, RULE), IconLabel(look, "list-filter"), self._text, self._clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        for part in self._parts:
            row.addWidget(part)
        row.addStretch(1)

    def show_words(self, text: str) -> None:
        """Say what is filtered by, or nothing at all."""
        self._text.setText(text)
        for part in self._parts:
            part.setVisible(bool(text))
