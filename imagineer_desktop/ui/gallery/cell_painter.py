"""Paints a cell exactly as the look has it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPixmap

from imagineer_desktop.background.fitting import fitted
from imagineer_desktop.catalog.rows import ImageRow, Pick
from imagineer_desktop.ui.gallery.cell_layout import BADGE, BADGE_STEP, FLAG_MIDDLE, FRAME, STAR, CellLayout
from imagineer_desktop.ui.gallery.sprites import Sprites
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.stars import StarStrips

REJECTED_STRENGTH, MISSING_STRENGTH = 0.38, 0.28
GREYS_KEPT = 256


@dataclass(slots=True)
class Cell:
    """What is to be seen in a cell."""

    image: ImageRow
    picture: QPixmap | None = None
    hidden: bool = False
    unreadable: bool = False
    selected: bool = False
    current: bool = False
    focused: bool = False
    hovered: bool = False


class CellPainter:
    """Draws cells with a painter whose unit is the device pixel, out of sprites drawn beforehand."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._strips = StarStrips(look)
        self._sprites: dict[float, Sprites] = {}
        self._greys: OrderedDict[int, QPixmap] = OrderedDict()
        look.changed.connect(self._sprites.clear)

    def sprites(self, dpr: float) -> Sprites:
        """The ready parts for a device pixel ratio."""
        known = self._sprites.get(dpr)
        if known is None:
            translate = QCoreApplication.translate
            words = (translate("CellPainter", "NSFW"), translate("CellPainter", "Missing"))
            known = self._sprites[dpr] = Sprites(self._look, self._strips, dpr, words)
        return known

    def paint(self, painter: QPainter, rect: QRect, cell: Cell, layout: CellLayout) -> None:
        """Draw one cell into `rect` (device pixels) on a canvas that is already there."""
        sprites = self.sprites(layout.dpr)
        plate = layout.plate(rect)
        if cell.selected or cell.hovered:
            token = "cell_sel" if cell.selected else "cell_hover"
            painter.drawPixmap(plate.topLeft(), sprites.plate(token, plate.size()))
        place = self._paint_picture(painter, layout.picture_area(rect), cell)
        if cell.selected:
            self._paint_frame(painter, place, layout.pixels(FRAME))
        self._paint_pill(painter, place, cell, sprites)
        if layout.footer:
            self._paint_footer(painter, rect, cell, layout)
        if layout.names:
            self._paint_name(painter, layout.name_area(rect), cell.image.filename, layout.dpr)
        if cell.current:
            ring = sprites.ring("accent" if cell.focused else "text2", plate.size())
            painter.drawPixmap(plate.topLeft(), ring)

    def _paint_picture(self, painter: QPainter, area: QRect, cell: Cell) -> QRect:
        """The picture, or what stands for it; returns where that is."""
        if cell.picture is None:
            place = _centered(area, *_size_of(cell.image, area))
            painter.fillRect(place, self._look.tokens.placeholder)
            return place
        size = picture_size(cell.image, cell.picture.size(), area)
        place = _centered(area, *size)
        picture = self._grey(cell.picture) if cell.image.missing else cell.picture
        strength = _strength(cell.image)
        if strength < 1:
            painter.setOpacity(strength)
        if picture.size() == place.size():
            painter.drawPixmap(place.topLeft(), picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, picture)
        if strength < 1:
            painter.setOpacity(1)
        return place

    def _paint_frame(self, painter: QPainter, place: QRect, thick: int) -> None:
        color = self._look.tokens.frame
        left, top, wide, high = place.x() - thick, place.y() - thick, place.width(), place.height()
        painter.fillRect(left, top, wide + 2 * thick, thick, color)
        painter.fillRect(left, place.y() + high, wide + 2 * thick, thick, color)
        painter.fillRect(left, place.y(), thick, high, color)
        painter.fillRect(place.x() + wide, place.y(), thick, high, color)

    def _paint_pill(self, painter: QPainter, place: QRect, cell: Cell, sprites: Sprites) -> None:
        if cell.image.missing:
            pill, small = sprites.missing_pill, sprites.small_missing_pill
        elif cell.hidden:
            pill, small = sprites.nsfw_pill, sprites.small_nsfw_pill
        elif cell.unreadable and cell.picture is None:
            pill = small = sprites.alert
        else:
            return
        shown = pill if pill.width() <= place.width() and pill.height() <= place.height() else small
        painter.drawPixmap(_centered(place, shown.width(), shown.height()).topLeft(), shown)

    def _paint_footer(self, painter: QPainter, rect: QRect, cell: Cell, layout: CellLayout) -> None:
        sprites, image = self.sprites(layout.dpr), cell.image
        area, top = layout.picture_area(rect), layout.marks_top(rect)
        if image.pick is not Pick.UNFLAGGED:
            flag = sprites.picked if image.pick is Pick.PICKED else sprites.rejected
            middle = QPoint(area.x(), top) + QPoint(1, 1) * layout.pixels(FLAG_MIDDLE)
            painter.drawPixmap(middle - flag.rect().center(), flag)
        stars = sprites.outlined_stars if cell.hovered else sprites.stars
        left = layout.stars_left(rect, image.pick is not Pick.UNFLAGGED)
        painter.drawPixmap(left, top, stars[image.rating])
        if not layout.badges:
            return
        right = area.x() + area.width() - layout.pixels(BADGE)
        badges = ((image.has_caption, sprites.caption), (image.in_training_source, sprites.training))
        for shown, badge in badges:
            if shown:
                painter.drawPixmap(right, top - layout.pixels((BADGE - STAR) / 2), badge)
                right -= layout.pixels(BADGE_STEP)

    def _paint_name(self, painter: QPainter, area: QRectF, name: str, dpr: float) -> None:
        font = self._look.fonts.small
        shown = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
        painter.save()
        painter.scale(dpr, dpr)
        painter.setFont(font)
        painter.setPen(self._look.tokens.text2)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _grey(self, picture: QPixmap) -> QPixmap:
        key = picture.cacheKey()
        known = self._greys.get(key)
        if known is None:
            grey = picture.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            known = QPixmap.fromImage(grey.convertToFormat(QImage.Format.Format_RGB32))
            if len(self._greys) >= GREYS_KEPT:
                self._greys.popitem(last=False)
            self._greys[key] = known
        return known


def picture_size(image: ImageRow, picture: QSize, area: QRect) -> tuple[int, int]:
    """How large a picture is drawn: its own size where it was made for this area, else scaled to fit in."""
    width, height = _size_of(image, area) if image.width and image.height else (0, 0)
    made_for_it = abs(picture.width() - width) <= 1 and abs(picture.height() - height) <= 1
    same_aspect = abs(width * picture.height() - height * picture.width()) <= max(width, height, 1) * 2
    if made_for_it and picture.width() <= area.width() and picture.height() <= area.height():
        return picture.width(), picture.height()
    if width and same_aspect:
        return width, height
    return fitted(picture.width(), picture.height(), area.width(), area.height())


def _size_of(image: ImageRow, area: QRect) -> tuple[int, int]:
    if not image.width or not image.height:
        return area.width(), area.height()
    return fitted(image.width, image.height, area.width(), area.height())


def _centered(area: QRect, width: int, height: int) -> QRect:
    return QRect(
        area.x() + (area.width() - width) // 2, area.y() + (area.height() - height) // 2, width, height
    )


def _strength(image: ImageRow) -> float:
    if image.missing:
        return MISSING_STRENGTH
    return REJECTED_STRENGTH if image.pick is Pick.REJECTED else 1.0
