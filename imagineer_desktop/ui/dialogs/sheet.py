"""What dialogs are made of: ground, labels over fields, an error above the footer, one primary button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from imagineer_desktop.ui.theme.fonts import REFERENCE_BASE
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.error_line import ErrorLine
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel

PADDING = 20
TO_FIELD, BETWEEN_FIELDS = 4, 12
FIELD = 28
WIDEST = 984
"""So that every dialog fits over the smallest window."""

FOOTER_ABOVE = 12
TAB_FOCUS = Qt.FocusPolicy.TabFocus


class Ground(QDialog):
    """An empty dialog, `width` pixels wide at the ordinary size of text, that is as high as what it holds."""

    def __init__(self, look: Look, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(title)
        self.setFixedWidth(min(round(width * look.fonts.base / REFERENCE_BASE), WIDEST))
        look.changed.connect(self.update)

    def fit(self) -> None:
        """Take the height that is needed now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width())
            self.setFixedHeight(needed if needed > 0 else layout.totalSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.dialog)


class Sheet(Ground):
    """A dialog with fields in one column; `agree` is its one primary button, which does nothing by itself."""

    def __init__(self, look: Look, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(look, title, width, parent)
        self.form = QWidget()
        self.fields = QVBoxLayout(self.form)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(BETWEEN_FIELDS)
        self.error = ErrorLine(look)
        self._consequence = PlainLabel(look, font="small", color="text2")
        self._consequence.setWordWrap(True)
        self._sign = IconLabel(look, "info")
        self._sign.hide()
        self.refuse = Button(look, self.tr("Cancel"))
        self.refuse.clicked.connect(self.reject)
        self.agree = Button(look, "", kind="primary")
        self.agree.setDefault(True)
        self.refuse.setAutoDefault(False)
        self._footer = self._make_footer()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(PADDING, PADDING - 4, PADDING, PADDING)
        self.body.setSpacing(BETWEEN_FIELDS)
        self.body.addWidget(self.form)
        self.body.addWidget(self.error)
        column.addLayout(self.body, 1)
        column.addWidget(self._footer)

    def add_field(self, label: str, field: QWidget, *beside: QWidget) -> PlainLabel:
        """Put a field under its label, with buttons `beside` it; gives the label back."""
        title = PlainLabel(self._look, label, "small", "text2")
        title.setBuddy(field)
        field.setAccessibleName(label)
        field.setToolTip(field.toolTip() or label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        for widget in beside:
            row.addWidget(widget)
        column = QVBoxLayout()
        column.setSpacing(TO_FIELD)
        column.addWidget(title)
        column.addLayout(row)
        self.fields.addLayout(column)
        return title

    def say_consequence(self, text: str, icon: str) -> None:
        """Say in the footer what follows from the primary button."""
        self._sign.set_icon(icon)
        self._sign.show()
        self._consequence.setText(text)

    def say_error(self, text: str) -> None:
        """Say above the footer what is wrong; empty takes it away."""
        self.error.say(text)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard goes through the fields from the top, then to the footer, and begins at the first."""
        super().showEvent(event)
        fields = self._fields_from_the_top()
        for before, after in pairwise([*fields, self.refuse, self.agree]):
            QWidget.setTabOrder(before, after)
        if fields and self.focusWidget() in (None, self.refuse):
            fields[0].setFocus()

    def _fields_from_the_top(self) -> list[QWidget]:
        inside = self.form.findChildren(QWidget)
        fields = [one for one in inside if one.focusPolicy() & TAB_FOCUS and one.window() is self]
        for button in fields:
            if isinstance(button, QPushButton):
                # Enter means the primary button, also while a button beside a field has the keyboard.
                button.setAutoDefault(False)
        return sorted(fields, key=lambda field: _place(field, self))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, self._footer.y(), self.width(), 1, self._look.tokens.line)

    def _make_footer(self) -> QWidget:
        footer = QWidget()
        row = QHBoxLayout(footer)
        row.setContentsMargins(PADDING, FOOTER_ABOVE + 1, PADDING, FOOTER_ABOVE)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._consequence, 1)
        row.addWidget(self.refuse)
        row.addWidget(self.agree)
        return footer


def _place(widget: QWidget, ground: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(ground, QPoint(0, 0))
    return corner.y() + widget.height() // 2, corner.x()


class Line(QWidget):
    """One pixel between two groups."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(1)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.tokens.line)


def hint(look: Look, text: str, under_choice: bool = False) -> PlainLabel:
    """A second line that says what a field does; `under_choice` sets it under the words of a check box."""
    label = PlainLabel(look, text, "small", "text3")
    label.setWordWrap(True)
    label.setContentsMargins(24 if under_choice else 0, 0, 0, 0)
    return label
