"""The row of small pictures below the large one: painted by arithmetic, so that a million cost nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from imagineer_desktop.background.fitting import fitted
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import ImageRow, Pick
from imagineer_desktop.models.image_list import ImageList
from imagineer_desktop.models.image_words import ImageWords
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate
from imagineer_desktop.ui.widgets.stars import StarStrips

HEIGHT = 100
PITCH = 86
END = 8
PLATE = QRect(0, 4, PITCH, 93)
PICTURE = QRect(4, 9, 78, 72)
MARKS_TOP = 83
MARK, STAR_STEP = 11, 12
RADIUS = 4
REJECTED_STRENGTH, MISSING_STRENGTH = 0.38, 0.28
WHEEL_NOTCH = 120


class Filmstrip(QWidget):
    """Every image of a gallery in one line; the current one stays in the middle where the ends allow it."""

    row_chosen = Signal(int)

    def __init__(
        self, look: Look, model: ImageList, thumbnailer: Thumbnailer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._model = model
        self._thumbnailer = thumbnailer
        self._words = ImageWords(self)
        self._current = -1
        self._left = 0
        self._active = False
        self._revealed: frozenset[int] = frozenset()
        self._stars = StarStrips(look, MARK, STAR_STEP)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Filmstrip"))
        self._take_look()
        look.changed.connect(self._take_look)
        thumbnailer.arrived.connect(self._paint_image)
        model.dataChanged.connect(self._paint_rows)

    def set_current(self, row: int) -> None:
        """The row in the middle; -1 for none."""
        self._current = row
        self._center()
        self.update()

    def set_active(self, active: bool) -> None:
        """Whether keys reach the loupe: the ring around the current picture says so."""
        self._active = active
        self.update()

    def set_revealed(self, image_ids: frozenset[int]) -> None:
        """Images that the gallery hides but that are shown on purpose."""
        self._revealed = image_ids
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(8 * PITCH, HEIGHT)

    def row_at(self, place: QPoint) -> int:
        """The row under a place, -1 beside the pictures."""
        row = (place.x() + self._left) // PITCH
        return row if 0 <= row < self._model.rowCount() else -1

    def rect_of(self, row: int) -> QRect:
        """The plate of a row, wherever that is."""
        return PLATE.translated(row * PITCH - self._left, 0)

    def _take_look(self) -> None:
        tokens = self._look.tokens
        self._plate = Plate(tokens.cell_sel, tokens.accent, RADIUS, width=2)
        self._quiet_plate = Plate(tokens.cell_sel, tokens.text2, RADIUS)
        self.update()

    def _center(self) -> None:
        self._move_to(self._current * PITCH + PITCH // 2 - self.width() // 2)

    def _move_to(self, left: int) -> None:
        room = self._model.rowCount() * PITCH - self.width()
        self._left = room // 2 if room <= 0 else min(room + END, max(-END, left))

    def _paint_image(self, image_id: int) -> None:
        for row in self._rows_in(self.rect()):
            if self._model.ids[row] == image_id:
                self.update(self.rect_of(row))

    def _paint_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in self._rows_in(self.rect()):
            if first.row() <= row <= last.row():
                self.update(self.rect_of(row))

    def _rows_in(self, rect: QRect) -> range:
        first = max(0, (rect.left() + self._left) // PITCH)
        last = min(self._model.rowCount() - 1, (rect.right() + self._left) // PITCH)
        return range(first, last + 1)

    def resizeEvent(self, event: QEvent) -> None:
        self._center()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.tokens.bar)
        rows = self._rows_in(event.rect())
        # What is asked for last is loaded first: the current picture, then its neighbors.
        for row in sorted(rows, key=lambda row: -abs(row - self._current)):
            image = self._model.image(row)
            if row == self._current:
                (self._plate if self._active else self._quiet_plate).paint(painter, self.rect_of(row))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            if image is not None:
                self._paint_cell(painter, image, row * PITCH - self._left)

    def _paint_cell(self, painter: QPainter, image: ImageRow, left: int) -> None:
        box = PICTURE.translated(left, 0)
        dpr = self.devicePixelRatioF()
        hidden = self._model.hides(image) and image.id not in self._revealed
        pixmap = self._thumbnailer.picture(image, (box.size().toSizeF() * dpr).toSize(), hidden)
        if pixmap is None:
            pixmap = self._thumbnailer.stand_in(image, hidden)
        target = _place(image, box)
        if pixmap is None:
            painter.fillRect(target, self._look.tokens.placeholder)
        else:
            if image.missing:
                painter.setOpacity(MISSING_STRENGTH)
                pixmap = grey(pixmap)
            elif image.pick is Pick.REJECTED:
                painter.setOpacity(REJECTED_STRENGTH)
            painter.drawPixmap(target, pixmap)
            painter.setOpacity(1)
        if self._thumbnailer.trouble(image.id) and not image.missing:
            sign = self._look.pixmap("circle-alert", 14, "text2", dpr)
            painter.drawPixmap(target.center() - QPoint(7, 7), sign)
        self._paint_marks(painter, image, box.left(), dpr)

    def _paint_marks(self, painter: QPainter, image: ImageRow, left: int, dpr: float) -> None:
        if image.pick is not Pick.UNFLAGGED:
            picked = image.pick is Pick.PICKED
            name, color = ("flag", "pick") if picked else ("x", "reject")
            painter.drawPixmap(left, MARKS_TOP, self._look.pixmap(name, MARK, color, dpr, picked))
            left += STAR_STEP + 2
        painter.drawPixmap(left, MARKS_TOP, self._stars.strip(image.rating, dpr))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._move_to(self._left - round(turned / WHEEL_NOTCH * PITCH))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.row_chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            image = self._model.image(self.row_at(event.pos()))
            hint = "" if image is None else self._words.tooltip(image, self._model.trouble(image.id))
            QToolTip.showText(event.globalPos(), plain_tooltip(hint), self)
            return True
        return super().event(event)


def grey(pixmap: QPixmap) -> QPixmap:
    """The picture without its colors, for images whose file is away."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(pixmap.devicePixelRatio())
    return QPixmap.fromImage(image)


def _place(image: ImageRow, box: QRect) -> QRect:
    """Where a picture lies in the middle of its box; the whole box while its size is not known."""
    if not image.width or not image.height:
        return box
    width, height = fitted(image.width, image.height, box.width(), box.height())
    return QRect(
        box.left() + (box.width() - width) // 2, box.top() + (box.height() - height) // 2, width, height
    )
