"""Captions: one to write in place, what models said beside it, or how many differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.models.labels import LabelShown, LabelsShown
from imagineer_desktop.ui.inspector.writing import WritingBox
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plate import Plate
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock

OTHER_HIGHEST = 96


class Spread(QWidget):
    """Several captions in two lines: how many differ, and the first."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = PlainLabel(look, "", "body")
        self._count.setWordWrap(True)
        self._first = ElidedLabel(look, "small", "text2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(2)
        layout.addWidget(self._count)
        layout.addWidget(self._first)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_captions(self, labels: LabelsShown) -> None:
        """Of several images."""
        locale, different = self.locale(), len(labels.caption_texts)
        without = locale.toString(labels.without_caption)
        if different == 0:
            words = self.tr("No captions")
        elif different == 1:
            words = (
                self.tr("The same caption") if labels.without_caption else self.tr("The same caption on all")
            )
        else:
            words = self.tr("{count} different captions").format(count=locale.toString(different))
        if different and labels.without_caption:
            words = self.tr("{captions}, {count} without").format(captions=words, count=without)
        self._count.setText(words)
        self._first.setText(f"“{labels.caption_texts[0]}”" if different else "")
        self._first.setVisible(different > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._plate.paint(QPainter(self), self.rect())

    def _restyle(self) -> None:
        self._plate = Plate(self._look.tokens.field, self._look.tokens.border, radius=5)
        self.update()


class OtherCaption(QWidget):
    """A caption beside the one that is written by hand: by a model, or one more by hand."""

    used = Signal(str)
    removed = Signal(object)

    def __init__(self, look: Look, caption: LabelShown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = caption
        machine = (caption.source_model if caption.by_machine else None) or self.tr("by hand")
        known = caption.confidence is not None
        source = ElidedLabel(look, "small", "text2", middle=True)
        source.setText(f"{machine} · {caption.confidence:.2f}" if known else machine)
        use = LinkButton(self.tr("Use"))
        use.setToolTip(self.tr("Write this as the image’s caption"))
        remove = LinkButton(self.tr("Remove"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(IconLabel(look, *(("bot", 16, "machine") if caption.by_machine else ("pencil", 16))))
        head.addWidget(source, 1)
        head.addWidget(use)
        head.addWidget(remove)
        block = PromptBlock(look, self.tr("Caption by {source}").format(source=machine), OTHER_HIGHEST)
        block.set_text(caption.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(block)
        use.clicked.connect(self._use)
        remove.clicked.connect(self._remove)

    def _use(self) -> None:
        self.used.emit(self.caption.text)

    def _remove(self) -> None:
        self.removed.emit(self.caption.label_ids)


class CaptionPart(QWidget):
    """The caption of one image in a box to write in; of several, their spread."""

    saved = Signal(int, object, str)
    """An image id, the id of the caption it replaces or None, and the text; empty takes the caption away."""
    removed = Signal(object)
    """The ids of captions to take away, as a tuple."""
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._image_id = -1
        self._own: LabelShown | None = None
        self._others: list[OtherCaption] = []
        self.box = WritingBox(look, self.tr("Caption"))
        self.box.setPlaceholderText(self.tr("Describe the image in a sentence"))
        self._spread = Spread(look)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.box)
        self._layout.addWidget(self._spread)
        self.box.saved.connect(self._save)
        self.box.left.connect(self.left)

    def show_image(self, image_id: int, labels: LabelsShown) -> None:
        """The captions of one image. In the box is the first by hand: a model's words are not typed over."""
        by_hand = [caption for caption in labels.captions if not caption.by_machine]
        self.box.show_text(image_id, by_hand[0].text if by_hand else "")
        self._own = by_hand[0] if by_hand else None
        self._image_id = image_id
        self._show_others([caption for caption in labels.captions if caption is not self._own])
        self.box.show()
        self._spread.hide()

    def show_selection(self, labels: LabelsShown) -> None:
        """The captions of several images."""
        self.box.show_text(None, "")
        self._show_others([])
        self._spread.show_captions(labels)
        self.box.hide()
        self._spread.show()

    def _show_others(self, captions: Sequence[LabelShown]) -> None:
        if captions == [other.caption for other in self._others]:
            return
        for other in self._others:
            other.hide()
            other.deleteLater()
        self._others = [OtherCaption(self._look, caption) for caption in captions]
        for other in self._others:
            other.used.connect(self._use)
            other.removed.connect(self.removed)
            self._layout.addWidget(other)

    def _use(self, text: str) -> None:
        self._save(self._image_id, text)

    def _save(self, image_id: object, text: str) -> None:
        self.saved.emit(image_id, None if self._own is None else self._own.label_ids[0], text)
