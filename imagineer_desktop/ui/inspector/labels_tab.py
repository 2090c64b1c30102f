"""The tab of words: captions, labels by hand and by models, and the albums."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import AlbumRow, ImageDetails, SelectionSummary
from imagineer_desktop.models.labels import LabelsShown, MachineLabels, labels_of_image, labels_of_selection
from imagineer_desktop.ui.inspector.albums_part import AlbumsPart
from imagineer_desktop.ui.inspector.caption_part import CaptionPart
from imagineer_desktop.ui.inspector.label_chips import LabelChips
from imagineer_desktop.ui.inspector.label_field import LabelField
from imagineer_desktop.ui.inspector.line import Line
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.section_head import SectionHead


class MachinePart(QWidget):
    """What one model said, with a link to agree with all of it."""

    removed = Signal(object)
    kept = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ElidedLabel(look, "small", "text2", middle=True)
        self._keep = LinkButton(self.tr("Keep all"))
        self.chips = LabelChips(look)
        self._labels = MachineLabels("", ())
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(IconLabel(look, "bot", color="machine"))
        head.addWidget(self._model, 1)
        head.addWidget(self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.chips)
        self._keep.clicked.connect(self._keep_all)
        self.chips.removed.connect(self.removed)
        self.chips.kept.connect(self.kept)

    def show_labels(self, labels: MachineLabels) -> None:
        """The labels of one model."""
        self._labels = labels
        self._model.setText(labels.source_model)
        self._keep.setAccessibleName(self.tr("Keep all labels by {model}").format(model=labels.source_model))
        self.chips.show_labels(labels.labels)

    def _keep_all(self) -> None:
        self.kept.emit(self._labels.label_ids)


class LabelsTab(QWidget):
    """Words about what is selected, to write, add, keep and take away."""

    caption_saved = Signal(int, object, str)
    label_added = Signal(str, str)
    label_edited = Signal(object, str)
    labels_removed = Signal(object)
    labels_kept = Signal(object)
    album_clicked = Signal(int)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.caption = CaptionPart(look)
        self.field = LabelField(look)
        self.chips = LabelChips(look)
        self._machines: list[MachinePart] = []
        self._machine_column = QVBoxLayout()
        self._albums_line = Line(look)
        self._albums_head = SectionHead(look, self.tr("In albums"))
        self.albums = AlbumsPart(look)
        self._lay_out()
        self.caption.saved.connect(self.caption_saved)
        self.caption.removed.connect(self.labels_removed)
        self.caption.left.connect(self.left)
        self.field.added.connect(self.label_added)
        self.field.escaped.connect(self.left)
        self.chips.removed.connect(self.labels_removed)
        self.chips.edited.connect(self.label_edited)
        self.albums.album_clicked.connect(self.album_clicked)

    def show_image(self, details: ImageDetails) -> None:
        """The words of one image."""
        labels = labels_of_image(details)
        self.caption.show_image(details.row.id, labels)
        self._show_labels(labels)
        self._show_albums([(album, 1) for album in details.albums], 1)

    def show_selection(self, summary: SelectionSummary) -> None:
        """The words of several images, with how many have each."""
        labels = labels_of_selection(summary)
        self.caption.show_selection(labels)
        self._show_labels(labels)
        self._show_albums(summary.albums, len(summary.image_ids))

    def _show_labels(self, labels: LabelsShown) -> None:
        self.field.set_images(labels.images)
        self.chips.show_labels(labels.by_hand)
        while len(self._machines) < len(labels.by_machine):
            part = MachinePart(self._look, self)
            part.removed.connect(self.labels_removed)
            part.kept.connect(self.labels_kept)
            self._machine_column.addWidget(part)
            self._machines.append(part)
        for part, shown in zip(self._machines, labels.by_machine, strict=False):
            part.show_labels(shown)
        for place, part in enumerate(self._machines):
            part.setVisible(place < len(labels.by_machine))

    def _show_albums(self, albums: Sequence[tuple[AlbumRow, int]], of: int) -> None:
        self.albums.show_albums(albums, of)
        for part in (self._albums_line, self._albums_head, self.albums):
            part.setVisible(bool(albums))

    def _lay_out(self) -> None:
        labels_head = SectionHead(self._look, self.tr("Labels"))
        labels_head.add_at_end(PlainLabel(self._look, "T", "small", "text3"))
        self._machine_column.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 14)
        layout.setSpacing(0)
        layout.addWidget(SectionHead(self._look, self.tr("Caption")))
        layout.addWidget(self.caption)
        layout.addSpacing(12)
        layout.addWidget(Line(self._look))
        layout.addSpacing(8)
        layout.addWidget(labels_head)
        layout.addSpacing(2)
        layout.addWidget(self.field)
        layout.addSpacing(8)
        layout.addWidget(self.chips)
        layout.addSpacing(8)
        layout.addLayout(self._machine_column)
        layout.addSpacing(12)
        layout.addWidget(self._albums_line)
        layout.addSpacing(8)
        layout.addWidget(self._albums_head)
        layout.addWidget(self.albums)
        layout.addStretch(1)
