"""A short question before something that cannot be seen coming."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from imagineer_desktop.ui.dialogs.sheet import Sheet
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

WIDTH = 440


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, what follows from yes, and the button named by its effect ("Delete album")."""

    title: str
    text: str
    consequence: str
    button: str
    danger: bool = False


class Question(Sheet):
    """Asks once; `accepted` means yes. A dangerous yes is not what Enter presses."""

    def __init__(self, look: Look, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(look, asked.title, WIDTH, parent)
        for text, font, color in ((asked.text, "body_medium", "text"), (asked.consequence, "body", "text2")):
            label = PlainLabel(look, text, font, color)
            label.setWordWrap(True)
            self.fields.addWidget(label)
        self.fields.setSpacing(6)
        self.agree.setText(asked.button)
        self.agree.clicked.connect(self.accept)
        self.setAccessibleDescription(f"{asked.text} {asked.consequence}")
        if asked.danger:
            self.agree.setProperty("kind", "danger")
            self.refuse.setDefault(True)
            self.refuse.setFocus()
        else:
            self.agree.setFocus()
