"""The right panel: everything known of what is selected, and the means to change it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageDetails, ImageRow, SelectionSummary
from imagineer_desktop.ui.inspector.generation_tab import GenerationTab
from imagineer_desktop.ui.inspector.head import Head
from imagineer_desktop.ui.inspector.info_tab import InfoTab
from imagineer_desktop.ui.inspector.labels_tab import LabelsTab
from imagineer_desktop.ui.inspector.line import Line
from imagineer_desktop.ui.inspector.marks import STARS_MARGIN, Marks
from imagineer_desktop.ui.inspector.page import Page
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

LEAST_WIDTH, USUAL_WIDTH = 288, 312
TABS_HEIGHT = 40
INFO, LABELS, GENERATION = range(3)


class Inspector(QWidget):
    """Three tabs about one image or several. It is given values and asks for changes by signals."""

    rating_chosen = Signal(int)
    pick_chosen = Signal(object)
    """A Pick."""
    nsfw_chosen = Signal(bool)
    public_chosen = Signal(bool)
    caption_saved = Signal(int, object, str)
    """The image id it was typed for, the id of the caption it replaces or None, and the text (or none)."""
    label_added = Signal(str, str)
    """Text and type ("tag", "caption", "category"), for what is selected."""
    label_edited = Signal(object, str)
    """The ids of labels with one text, as a tuple, and their new text."""
    labels_removed = Signal(object)
    """Label ids, as a tuple."""
    labels_kept = Signal(object)
    """Ids of a model's labels that the person agrees with, as a tuple."""
    prompt_saved = Signal(int, str, str)
    """The image id, the field ("prompt", "negative_prompt") and the text."""
    album_clicked = Signal(int)
    filter_requested = Signal(str, str)
    """A field of the filter language ("model", "lora", "seed") and the value."""
    show_in_folder_requested = Signal(str)
    copied = Signal(str)
    """Text for the clipboard."""
    left = Signal()
    """Esc in the label field, or a caption done: the keyboard goes back to the grid."""

    def __init__(self, look: Look, thumbnailer: Thumbnailer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.tabs = QTabBar()
        self.head = Head(look, thumbnailer)
        self.marks = Marks(look)
        self.info = InfoTab(look)
        self.labels = LabelsTab(look)
        self.generation = GenerationTab(look)
        self._top = QWidget()
        self._line = Line(look)
        self._stack = QStackedWidget()
        self._nothing = PlainLabel(
            look, self.tr("Select an image to see what is known of it."), color="text2"
        )
        self._lay_out()
        self._connect()
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(self.tr("Inspector"))
        self.show_nothing()
        self.show_tab(LABELS)

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self.flush()
        self._show_parts(False)

    def show_image(self, details: ImageDetails) -> None:
        """One image. The same image again (after an edit) changes only what changed."""
        self.head.show_image(details.row)
        self.marks.show_image(details.row)
        self.info.show_image(details)
        self.labels.show_image(details)
        self.generation.show_image(details)
        self._show_parts(True)

    def show_selection(self, summary: SelectionSummary, examples: Sequence[ImageRow] = ()) -> None:
        """Several images; `examples` are the first of them, for the strip of thumbnails."""
        self.head.show_selection(len(summary.image_ids), examples)
        self.marks.show_selection(summary)
        self.info.show_selection(summary)
        self.labels.show_selection(summary)
        self.generation.show_selection()
        self._show_parts(True)

    def set_vocabulary(self, words: Sequence[str]) -> None:
        """The library's labels, the most used first, for the label field to complete."""
        self.labels.field.set_vocabulary(words)

    def set_blurred(self, blurred: bool) -> None:
        """Whether thumbnails of NSFW images are blurred."""
        self.head.strip.set_blurred(blurred)

    def focus_label_field(self) -> None:
        """Go to the field that adds labels."""
        self.show_tab(LABELS)
        self.labels.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.labels.field.selectAll()

    def show_tab(self, tab: int) -> None:
        """INFO, LABELS or GENERATION."""
        self.tabs.setCurrentIndex(tab)

    def flush(self) -> None:
        """Ask for captions and prompts that are being typed to be kept, as before the window closes."""
        self.labels.caption.box.save()
        self.generation.flush()

    def sizeHint(self) -> QSize:
        return QSize(USUAL_WIDTH, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.panel)

    def _show_parts(self, something: bool) -> None:
        self._top.setVisible(something)
        self._stack.setVisible(something)
        self._nothing.setVisible(not something)

    def _show_page(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self.marks.setVisible(tab != GENERATION)
        self._line.setVisible(tab != GENERATION)

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Inspector tabs"))
        for name, about in (
            (self.tr("Info"), self.tr("The file and its place")),
            (self.tr("Labels"), self.tr("Captions, labels and albums")),
            (self.tr("Generation"), self.tr("How it was made")),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(name), about)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(8, TABS_HEIGHT - 1 - self.tabs.sizeHint().height(), 8, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        top = QVBoxLayout(self._top)
        top.setContentsMargins(14 - STARS_MARGIN, 12, 14, 8)
        top.setSpacing(8)
        self.head.setContentsMargins(STARS_MARGIN, 0, 0, 0)
        top.addWidget(self.head)
        top.addWidget(self.marks)
        top.addSpacing(4)
        self._line.setContentsMargins(STARS_MARGIN, 0, 0, 0)
        top.addWidget(self._line)
        for page in (self.info, self.labels, self.generation):
            self._stack.addWidget(Page(page))
        self._nothing.setContentsMargins(14, 14, 14, 14)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tabs)
        layout.addWidget(Line(self._look))
        layout.addWidget(self._top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._nothing, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_page)
        self.marks.rating_chosen.connect(self.rating_chosen)
        self.marks.pick_chosen.connect(self.pick_chosen)
        self.marks.nsfw_chosen.connect(self.nsfw_chosen)
        self.marks.public_chosen.connect(self.public_chosen)
        self.labels.caption_saved.connect(self.caption_saved)
        self.labels.label_added.connect(self.label_added)
        self.labels.label_edited.connect(self.label_edited)
        self.labels.labels_removed.connect(self.labels_removed)
        self.labels.labels_kept.connect(self.labels_kept)
        self.labels.album_clicked.connect(self.album_clicked)
        self.labels.left.connect(self.left)
        self.generation.prompt_saved.connect(self.prompt_saved)
        self.info.show_in_folder_requested.connect(self.show_in_folder_requested)
        for part in (self.head, self.info, self.generation):
            part.copied.connect(self.copied)
        for tab in (self.info, self.generation):
            tab.filter_requested.connect(self.filter_requested)
