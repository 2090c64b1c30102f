"""The part below the pictures: what differs, what is the same, and what the kept image is given."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from imagineer_desktop.ui.duplicates.difference_rows import HEIGHT, DifferenceRows
from imagineer_desktop.ui.duplicates.parameters import Parameter
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

HEAD = 36
LINK_FROM = 480


class Differences(QWidget):
    """Only what differs; the rest is behind a link."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._parameters: tuple[Parameter, ...] = ()
        self._everything = False
        self._count = PlainLabel(look, "", "small_medium")
        self._same = LinkButton(self.tr("What is the same"))
        self.take_over = QCheckBox(self.tr("Keep the albums and labels of both"))
        self.take_over.setChecked(True)
        self.take_over.setToolTip(
            self.tr("The kept image gets the albums and labels of the one that goes to the trash")
        )
        self.rows = DifferenceRows(look)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self.rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(10)
        head.addWidget(self._count)
        head.addWidget(self._same)
        head.addStretch(1)
        head.addWidget(self.take_over)
        strip = QWidget()
        strip.setFixedHeight(HEAD)
        strip.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._scroll)
        self._same.clicked.connect(self._turn)
        look.changed.connect(self.update)

    def show_parameters(self, parameters: Sequence[Parameter], something_to_take: bool) -> None:
        """Another pair. The offer is there when one of the two has an album or a label to give."""
        self._parameters = tuple(parameters)
        self.take_over.setVisible(something_to_take)
        self._fill()

    def set_lines(self, lines: int) -> None:
        """The height of the part: the same for every pair, so that the pictures stand still."""
        self._scroll.setFixedHeight(HEIGHT * lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.rows.set_middle(self.width() // 2)
        self._show_link()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.tokens.panel)
        painter.fillRect(QRect(0, 0, self.width(), 1), self._look.tokens.edge)

    def _show_link(self) -> None:
        """The rest is not offered where there is no room for the words."""
        same = any(not one.differs for one in self._parameters)
        self._same.setVisible(same and self.width() >= LINK_FROM)

    def _turn(self) -> None:
        self._everything = not self._everything
        self._fill()

    def _fill(self) -> None:
        # What both have and have otherwise tells more than what only one of them has.
        differing = sorted((one for one in self._parameters if one.differs), key=lambda one: one.one_sided)
        same = [one for one in self._parameters if not one.differs]
        number = len(differing)
        self._count.setText(
            self.tr("1 difference") if number == 1 else self.tr("{0} differences").format(number)
        )
        if self._everything:
            words = self.tr("Only what differs")
        elif len(same) == 1:
            words = self.tr("1 parameter is the same")
        else:
            words = self.tr("{0} parameters are the same").format(len(same))
        self._same.set_words(words)
        self._show_link()
        self.rows.show_parameters(differing + same if self._everything else differing)
