"""The field that adds a label to what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QToolButton, QWidget

from imagineer_desktop.models.labels import CAPTION, CATEGORY, NEW_TYPES, TAG
from imagineer_desktop.ui.theme.look import Look

ICONS = {TAG: "tag", CAPTION: "text-align-start", CATEGORY: "folder"}
ICON = 16
BUTTON = 24
LEFT_MARGIN = 22
SUGGESTIONS = 10


class LabelField(QLineEdit):
    """Enter adds what is typed; the icon at its left chooses between tag, caption and category.

    What is half typed stays when other images are selected.
    """

    added = Signal(str, str)
    """A label's text and type."""
    escaped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._images = 1
        self._type = TAG
        self._words = QStringListModel(self)
        self._type_button = QToolButton(self)
        self._type_menu = QMenu(self)
        self._add_types()
        self._add_completer()
        self.setTextMargins(LEFT_MARGIN, 0, 0, 0)
        self.returnPressed.connect(self._enter)
        look.changed.connect(self._restyle)
        self.set_images(1)
        self._restyle()

    @property
    def label_type(self) -> str:
        """The type that the next label gets."""
        return self._type

    def set_images(self, number: int) -> None:
        """How many images a label will be added to."""
        self._images = number
        self.setEnabled(number > 0)
        self._say()

    def set_vocabulary(self, words: Sequence[str]) -> None:
        """What the library's labels are, the most used first: offered while typing."""
        if self._words.stringList() != list(words):
            self._words.setStringList(list(words))

    def set_label_type(self, label_type: str) -> None:
        """What the next label will be: "tag", "caption" or "category"."""
        self._type = label_type
        for action in self._types.actions():
            action.setChecked(action.data() == label_type)
        # Sentences are not completed from words.
        self.setCompleter(None if label_type == CAPTION else self._completer)  # type: ignore[arg-type]
        self._say()
        self._restyle()

    def _add_types(self) -> None:
        names = {TAG: self.tr("Tag"), CAPTION: self.tr("Caption"), CATEGORY: self.tr("Category")}
        self._types = QActionGroup(self)
        for label_type in NEW_TYPES:
            action = QAction(names[label_type], self._types)
            action.setData(label_type)
            action.setCheckable(True)
            action.setChecked(label_type == self._type)
            self._type_menu.addAction(action)
        self._types.triggered.connect(self._choose_type)
        button = self._type_button
        # Not setMenu(): Qt would paint an arrow over the icon.
        button.clicked.connect(self._open_types)
        button.setIconSize(QSize(ICON, ICON))
        button.setFixedSize(BUTTON, BUTTON)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _add_completer(self) -> None:
        self._completer = QCompleter(self._words, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(SUGGESTIONS)
        self._completer.activated.connect(self._add_soon)
        self.setCompleter(self._completer)

    def _open_types(self) -> None:
        self._type_menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose_type(self, action: QAction) -> None:
        self.set_label_type(action.data())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        suggestions = self._completer.popup()
        if suggestions is not None and suggestions.isVisible():
            self._add_soon()
        else:
            self._add()

    def _add_soon(self) -> None:
        """Enter on a suggestion comes twice: as Enter, and as a choice that is written into the field."""
        QTimer.singleShot(0, self, self._add)

    def _add(self) -> None:
        text = self.text().strip()
        if text:
            self.clear()
            self.added.emit(text, self._type)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._type_button.move(4, (self.height() - BUTTON) // 2)

    def _say(self) -> None:
        words = self._words_for_one() if self._images < 2 else self._words_for_many()
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setToolTip(self.tr("Enter adds, Esc goes back to the grid (T)"))
        kinds = {TAG: self.tr("a tag"), CAPTION: self.tr("a caption"), CATEGORY: self.tr("a category")}
        what = self.tr("Adds {kind}; choose what is added").format(kind=kinds[self._type])
        self._type_button.setAccessibleName(what)
        self._type_button.setToolTip(what)

    def _words_for_one(self) -> str:
        return {
            TAG: self.tr("Add label"),
            CAPTION: self.tr("Add caption"),
            CATEGORY: self.tr("Add category"),
        }[self._type]

    def _words_for_many(self) -> str:
        words = {
            TAG: self.tr("Add label to {count} images"),
            CAPTION: self.tr("Add caption to {count} images"),
            CATEGORY: self.tr("Add category to {count} images"),
        }[self._type]
        return words.format(count=self.locale().toString(self._images))

    def _restyle(self) -> None:
        self._type_button.setIcon(self._look.icon(ICONS[self._type], ICON))
