"""The list of pairs at the left: two small pictures and what they are to each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow
from imagineer_desktop.models.duplicate_pairs import PairsModel
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plate import Plate, focus_ring

WIDE, NARROW = 232, 116
ROW = 56
PICTURE = 40
LEFT, GAP = 14, 4
WORDS_LEFT = LEFT + 2 * PICTURE + GAP + 12
BOX = 96
"""Device pixels that a small picture is asked for in: one size for all screens up to 240 %."""

Index = QModelIndex | QPersistentModelIndex


class PairList(QListView):
    """Pairs to be judged. The arrow keys walk; digits and letters are left to the page."""

    def __init__(
        self, look: Look, model: PairsModel, thumbnailer: Thumbnailer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._delegate = PairDelegate(look, thumbnailer, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFixedWidth(WIDE)
        self.setAccessibleName(self.tr("Pairs of duplicates"))
        thumbnailer.arrived.connect(self.viewport().update)
        look.changed.connect(self.viewport().update)

    def set_blurred(self, blurred: bool) -> None:
        """Whether NSFW pictures are hidden."""
        self._delegate.blurred = blurred
        self.viewport().update()

    def set_narrow(self, narrow: bool) -> None:
        """Only pictures, no words."""
        self.setFixedWidth(NARROW if narrow else WIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class PairDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, look: Look, thumbnailer: Thumbnailer, parent: QObject) -> None:
        super().__init__(parent)
        self.blurred = True
        self._look = look
        self._thumbnailer = thumbnailer
        look.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(NARROW, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        place, state = option.rect, option.state
        plate = place.adjusted(6, 1, -6, -1)
        if state & QStyle.StateFlag.State_Selected:
            self._chosen.paint(painter, plate)
        elif state & QStyle.StateFlag.State_MouseOver:
            self._under_pointer.paint(painter, plate)
        if state & QStyle.StateFlag.State_HasFocus:
            self._ring.paint(painter, plate)
        images = index.data(PairsModel.RowsRole)
        for side, image in enumerate(images):
            left = place.left() + LEFT + side * (PICTURE + GAP)
            self._paint_picture(
                painter, image, QRect(left, place.top() + (ROW - PICTURE) // 2, PICTURE, PICTURE)
            )
        if place.width() > NARROW:
            self._paint_words(painter, place, index)
        painter.restore()

    def helpEvent(self, event: QEvent, view: object, option: QStyleOptionViewItem, index: Index) -> bool:
        return False

    def _paint_picture(self, painter: QPainter, image: ImageRow | None, box: QRect) -> None:
        if image is None:
            painter.fillRect(box, self._look.tokens.placeholder)
            return
        hidden = self.blurred and image.is_nsfw
        picture = self._thumbnailer.picture(image, QSize(BOX, BOX), hidden)
        if picture is None or picture.isNull():
            painter.fillRect(box, self._look.tokens.placeholder)
            return
        size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)

    def _paint_words(self, painter: QPainter, place: QRect, index: Index) -> None:
        pair, images = index.data(PairsModel.PairRole), index.data(PairsModel.RowsRole)
        tokens, fonts = self._look.tokens, self._look.fonts
        left, width = place.left() + WORDS_LEFT, place.width() - WORDS_LEFT - LEFT
        name = next((image.filename for image in images if image is not None), "")
        kind = self.tr("Identical files") if pair.exact else self.tr("Look alike")
        lines = ((name, fonts.body, tokens.text, 9), (kind, fonts.small, tokens.text2, 29))
        for text, font, color, top in lines:
            painter.setFont(font)
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            line = QRect(left, place.top() + top, width, 18)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _restyle(self) -> None:
        tokens = self._look.tokens
        self._chosen = Plate(tokens.row_sel)
        self._under_pointer = Plate(tokens.hover)
        self._ring = focus_ring(tokens.accent)
