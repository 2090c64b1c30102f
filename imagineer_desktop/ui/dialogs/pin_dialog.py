"""Which nodes of a ComfyUI workflow are its prompts: chosen once, for all images of the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.ui.dialogs.node_choice import ROLE_WIDTH, NodeChoice
from imagineer_desktop.ui.dialogs.sheet import Line, Sheet
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from imagineer_desktop.jobs.imports.pinning import Workflow

WIDTH = 640
ROW, HIGHEST = 84, 400


class PinDialog(Sheet):
    """Offers the text nodes of a workflow. It stays until the images are read again, then is accepted."""

    nodes_chosen = Signal(object)
    """A dict of node ids by role; empty forgets the pins."""

    def __init__(self, look: Look, workflow: Workflow, parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Choose the prompt"))
        self._pins = dict(workflow.pins)
        self._images: int | None = None
        self._working = False
        self.choice = NodeChoice(look, workflow.nodes, workflow.pins)
        self.choice.setFixedHeight(min(ROW * (len(workflow.nodes) + 1), HIGHEST))
        self.forget = Button(look, self.tr("Forget pin"))
        self.forget.setToolTip(self.tr("Read the prompts from the workflow by itself again"))
        self.forget.setVisible(bool(self._pins))
        self._bar = QProgressBar()
        self._arrange()
        self.choice.changed.connect(self._refresh)
        self.forget.clicked.connect(self._forget)
        self.agree.clicked.connect(self._finish)
        self._refresh()
        self.show_found(0)

    def show_found(self, images: int) -> None:
        """How many images of the workflow were found so far."""
        number = QLocale().toString(images)
        words = self.tr("Counting the images of this workflow: {0} so far.").format(number)
        self.say_consequence(words, "images")

    def show_counted(self, images: int) -> None:
        """How many images the workflow made."""
        self._images = images
        number = QLocale().toString(images)
        one = self.tr("Only this image was made by this workflow. One step to undo.")
        many = self.tr("{0} images were made by this workflow. One step to undo.").format(number)
        self.say_consequence(one if images == 1 else many, "images")
        self._refresh()

    def show_progress(self, progress: Progress) -> None:
        """The images of the workflow are being read again."""
        self._set_working(True)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        done, total = QLocale().toString(progress.done), QLocale().toString(progress.total)
        self.say_consequence(self.tr("{0}: {1} of {2}").format(progress.text, done, total), "info")

    def show_error(self, text: str) -> None:
        """It went wrong: what happened, what is safe, what to do."""
        self._set_working(False)
        self.say_error(text)

    def _arrange(self) -> None:
        head = PlainLabel(self._look, self.tr("Which node is the prompt?"), "title")
        about = PlainLabel(
            self._look,
            self.tr(
                "The choice holds for every image of this workflow, also for those still to come. "
                "Prompts that were changed by hand stay as they are."
            ),
            "body",
            "text2",
        )
        about.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(head)
        words.addWidget(about)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of reading the prompts"))
        self._bar.hide()
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addLayout(words, 1)
        top.addWidget(self.forget)
        self.fields.addLayout(top)
        self.fields.addWidget(Line(self._look))
        self.fields.addLayout(self._columns())
        self.fields.addWidget(self.choice)
        self.fields.addWidget(self._bar)

    def _columns(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        names = (self.tr("Prompt"), self.tr("Negative"), self.tr("Node and its text in this image"))
        for place, name in enumerate(names):
            label = PlainLabel(self._look, name, "tiny_bold", "text3")
            if place < len(names) - 1:
                label.setFixedWidth(ROLE_WIDTH)
            row.addWidget(label)
        return row

    def _refresh(self) -> None:
        number = QLocale().toString(self._images or 0)
        one = self.tr("Pin for 1 image")
        many = self.tr("Pin for {0} images").format(number)
        counted = one if self._images == 1 else many
        self.agree.setText(counted if self._images else self.tr("Pin prompt"))
        self.agree.setEnabled(self.choice.chosen != self._pins and not self._working)

    def _set_working(self, working: bool) -> None:
        if working != self._working:
            self._working = working
            self.choice.setEnabled(not working)
            self.forget.setEnabled(not working)
            self._bar.setVisible(working)
            self._refresh()
            self.fields.activate()
            self.fit()

    def _forget(self) -> None:
        self._set_working(True)
        self.nodes_chosen.emit({})

    def _finish(self) -> None:
        chosen = self.choice.chosen
        self.say_error("")
        self._set_working(True)
        self.nodes_chosen.emit(chosen)
