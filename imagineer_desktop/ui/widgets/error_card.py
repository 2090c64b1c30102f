"""What went wrong, in the place where it happened, and what can be done."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plate import Plate


class ErrorCard(QWidget):
    """A framed sentence with its reason and its ways out. "Copy details" puts the rest on the clipboard."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._details = ""
        self._head = PlainLabel(look, "", "body_bold", "text", self)
        self._body = PlainLabel(look, "", "small", "text2", self)
        self._copy = LinkButton(self.tr("Copy details"), self)
        self._copy.clicked.connect(self._copy_details)
        self._buttons = QHBoxLayout()
        self._lay_out()
        look.changed.connect(self._restyle)
        self._restyle()

    def say(self, head: str, body: str, details: str = "") -> None:
        """What happened; what is safe and what to do; and what a developer wants to know."""
        self._head.setText(head)
        self._body.setText(body)
        self._details = details
        self._copy.set_words(self.tr("Copy details"))
        self._copy.setVisible(bool(details))
        self.setAccessibleName(self.tr("Error: {head}. {body}").format(head=head.rstrip("."), body=body))

    def add_button(self, text: str, primary: bool = False) -> QPushButton:
        """A way out, to the right of those there are."""
        button = Button(self._look, text, kind="primary" if primary else "", parent=self)
        self._buttons.insertWidget(self._buttons.count() - 2, button)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        self._plate.paint(QPainter(self), self.rect())

    def _lay_out(self) -> None:
        for label in (self._head, self._body):
            label.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconLabel(self._look, "circle-alert", color="error", parent=self))
        top.addWidget(self._head, 1)
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._body)
        column.addLayout(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy.set_words(self.tr("Copied"))

    def _restyle(self) -> None:
        self._plate = Plate(self._look.tokens.bar, self._look.tokens.border, radius=6)
        self.update()
