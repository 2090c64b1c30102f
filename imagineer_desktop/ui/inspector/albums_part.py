"""The albums that hold what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.plate import Plate, focus_ring

HEIGHT = 24
ICON = 16
TEXT_LEFT = 24
GAP = 8


class AlbumLine(QAbstractButton):
    """One album with how many of the selected images it holds; a click goes there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.album: AlbumRow | None = None
        self._share = ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_album(self, album: AlbumRow, share: str) -> None:
        """An album, and "4 of 7" or nothing."""
        if (album, share) == (self.album, self._share):
            return
        self.album, self._share = album, share
        words = self.tr("Open album {name}").format(name=album.name)
        self.setAccessibleName(f"{words}, {share}" if share else words)
        self.setToolTip(plain_tooltip(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.album is None:
            return
        painter = QPainter(self)
        if self.underMouse():
            self._plate.paint(painter, self.rect())
        icon = "graduation-cap" if self.album.is_training_source else "folder"
        sign = self._look.pixmap(icon, ICON, "text2", self.devicePixelRatioF())
        painter.drawPixmap(QPointF(0, (HEIGHT - ICON) / 2), sign)
        painter.setFont(self._look.fonts.small)
        painter.setPen(self._look.tokens.text2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(middle | Qt.AlignmentFlag.AlignRight), self._share)
        taken = painter.fontMetrics().horizontalAdvance(self._share)
        painter.setFont(self._look.fonts.body)
        painter.setPen(self._look.tokens.text)
        words = self.rect().adjusted(TEXT_LEFT, 0, -taken - GAP, 0)
        name = painter.fontMetrics().elidedText(self.album.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), name)
        if self.hasFocus():
            self._ring.paint(painter, self.rect())

    def _restyle(self) -> None:
        self._plate = Plate(self._look.tokens.hover, radius=3)
        self._ring = focus_ring(self._look.tokens.accent)
        self.update()


class AlbumsPart(QWidget):
    """A line an album; lines are kept, so that another image changes words and nothing jumps."""

    album_clicked = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: list[AlbumLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_albums(self, albums: Sequence[tuple[AlbumRow, int]], of: int) -> None:
        """Each album with the number of the `of` selected images it holds; a single image needs no number."""
        while len(self._lines) < len(albums):
            line = AlbumLine(self._look, self)
            line.clicked.connect(self._open)
            self._layout.addWidget(line)
            self._lines.append(line)
        for line, (album, held) in zip(self._lines, albums, strict=False):
            line.show_album(album, "" if of == 1 else self._share(held, of))
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(albums))

    def _share(self, held: int, of: int) -> str:
        locale = self.locale()
        return self.tr("{on} of {of}").format(on=locale.toString(held), of=locale.toString(of))

    def _open(self) -> None:
        line = self.sender()
        if isinstance(line, AlbumLine) and line.album is not None:
            self.album_clicked.emit(line.album.id)
