"""The bar over the gallery: what to look for, in which order, and how to see it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from imagineer_desktop.catalog.rows import ImageFilter, SortKey, SourceKind
from imagineer_desktop.ui.bar import Bar, Rule
from imagineer_desktop.ui.own_keys import ENTER, claims
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.icon_button import IconButton

HEIGHT = 40
FIELD = 28
TOOL = 24
RULE = 16
SORT_WIDTH = 132
SORT_PADDING = 42
REST_MS = 150
"""How long the typing has to rest before the words are asked for."""

OWN_KEYS = ENTER | {Qt.Key.Key_Escape}

GRID, LOUPE = "grid", "loupe"


class SearchField(QLineEdit):
    """Words to look for; they are said once the typing rests, or at once with Enter."""

    words_changed = Signal(str)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._said = ""
        self.setPlaceholderText(self.tr("Search prompts, names and labels"))
        self.setAccessibleName(self.tr("Search"))
        self.setToolTip(self.tr("Words that must all match (Ctrl+F)"))
        self.setFixedHeight(FIELD)
        self._glass = QAction(self.tr("Search"), self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.triggered.connect(self._wipe)
        self._name_buttons()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._say)
        self.textChanged.connect(self._wait)
        self.returnPressed.connect(self._say)
        look.changed.connect(self._dress)
        self._dress()

    def set_words(self, words: str) -> None:
        """Show words that are already asked for; what is being typed just now stands."""
        if self._rest.isActive() or words == self._said == self.text():
            return
        with QSignalBlocker(self):
            self.setText(words)
        self.setCursorPosition(0)
        self._said = words
        self._show_clear()

    def event(self, event: QEvent) -> bool:
        return claims(event, OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self._wipe()
        else:
            self.left.emit()

    def _wipe(self) -> None:
        self.clear()
        self._say()

    def _wait(self) -> None:
        self._show_clear()
        self._rest.start()

    def _say(self) -> None:
        self._rest.stop()
        if self.text() != self._said:
            self._said = self.text()
            self.words_changed.emit(self._said)

    def _show_clear(self) -> None:
        shown = self._clear in self.actions()
        if self.text() and not shown:
            self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
            self._name_buttons()
        elif shown and not self.text():
            self.removeAction(self._clear)

    def _name_buttons(self) -> None:
        """Qt shows the actions as buttons of its own, which have a tooltip and no name."""
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(button.defaultAction().text())

    def _dress(self) -> None:
        self._glass.setIcon(self._look.icon("search"))
        self._clear.setIcon(self._look.icon("x"))


class FilterBar(Bar):
    """Search field, order, view and inspector switch of one question."""

    words_changed = Signal(str)
    order_changed = Signal(object, bool)
    view_chosen = Signal(str)
    inspector_toggled = Signal(bool)
    search_left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, HEIGHT, Qt.Edge.BottomEdge, parent)
        self._question = ImageFilter()
        self.search = SearchField(look)
        self.setFocusProxy(self.search)
        self._order = QComboBox()
        self._direction = IconButton(look, "arrow-down-wide-narrow", "")
        self._views = {
            GRID: IconButton(look, "layout-grid", self.tr("Grid"), "G"),
            LOUPE: IconButton(look, "maximize", self.tr("Loupe"), "E"),
        }
        self._inspector = IconButton(look, "panel-right", self.tr("Inspector"), "I")
        self._arrange()
        self._connect()
        self.set_question(ImageFilter())

    def set_question(self, question: ImageFilter) -> None:
        """Show the words and the order that are asked for, without saying them again."""
        self.search.set_words(question.words)
        self._question = question
        self._show_order()

    def set_view(self, view: str) -> None:
        """Mark the view that is open: "grid" or "loupe"."""
        self._views[view].setChecked(True)

    def set_inspector(self, opened: bool) -> None:
        """Mark whether the inspector is open."""
        with QSignalBlocker(self._inspector):
            self._inspector.setChecked(opened)

    def focus_search(self) -> None:
        """Go to the search field, with its words marked."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _arrange(self) -> None:
        self._order.setFixedHeight(FIELD)
        self._order.setAccessibleName(self.tr("Order"))
        self._order.setToolTip(self.tr("What the images are ordered by"))
        for button in (self._direction, self._inspector, *self._views.values()):
            button.setFixedSize(TOOL, TOOL)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 10, 1)
        row.setSpacing(0)
        row.addWidget(self.search, 1)
        row.addSpacing(12)
        row.addWidget(self._order)
        row.addSpacing(5)
        row.addWidget(self._direction)
        row.addSpacing(5)
        row.addWidget(Rule(self._look, RULE))
        row.addSpacing(5)
        for button in self._views.values():
            button.setCheckable(True)
            row.addWidget(button)
            row.addSpacing(4)
        row.addSpacing(2)
        self._inspector.setCheckable(True)
        row.addWidget(self._inspector)

    def _connect(self) -> None:
        self.search.words_changed.connect(self.words_changed)
        self.search.left.connect(self.search_left)
        self._order.activated.connect(self._choose_order)
        self._direction.clicked.connect(self._turn_round)
        self._switch = QButtonGroup(self)
        for button in self._views.values():
            self._switch.addButton(button)
        self._views[GRID].setChecked(True)
        self._switch.buttonClicked.connect(self._choose_view)
        self._inspector.toggled.connect(self.inspector_toggled)

    def _orders(self) -> dict[SortKey, tuple[str, str]]:
        """What each order is called, falling and rising."""
        return {
            SortKey.DATE: (self.tr("Newest first"), self.tr("Oldest first")),
            SortKey.NAME: (self.tr("Name Z to A"), self.tr("Name A to Z")),
            SortKey.RATING: (self.tr("Highest rated first"), self.tr("Lowest rated first")),
            SortKey.FILE_SIZE: (self.tr("Largest first"), self.tr("Smallest first")),
            SortKey.ALBUM: (self.tr("Album order, reversed"), self.tr("Album order")),
        }

    def _show_order(self) -> None:
        asked, orders = self._question, self._orders()
        if asked.source.kind is not SourceKind.ALBUM and asked.sort is not SortKey.ALBUM:
            del orders[SortKey.ALBUM]
        self._order.clear()
        for key, (falling, rising) in orders.items():
            falls = asked.descending if key is asked.sort else _falls_usually(key)
            self._order.addItem(falling if falls else rising, key)
        self._order.setCurrentIndex(list(orders).index(asked.sort))
        self._fit_order()
        self._direction.set_icon("arrow-down-wide-narrow" if asked.descending else "arrow-up-narrow-wide")
        falling, rising = orders[asked.sort]
        self._direction.set_name(self.tr("Turn round: {0}").format(rising if asked.descending else falling))

    def _fit_order(self) -> None:
        metrics = self._order.fontMetrics()
        texts = [self._order.itemText(number) for number in range(self._order.count())]
        widest = max(metrics.horizontalAdvance(text) for text in texts) + SORT_PADDING
        shown = metrics.horizontalAdvance(self._order.currentText()) + SORT_PADDING
        self._order.setFixedWidth(max(SORT_WIDTH, shown))
        self._order.view().setMinimumWidth(max(SORT_WIDTH, widest))

    def _choose_order(self, number: int) -> None:
        key = self._order.itemData(number)
        if key is not self._question.sort:
            self._set_order(key, _falls_usually(key))

    def _turn_round(self) -> None:
        self._set_order(self._question.sort, not self._question.descending)

    def _set_order(self, key: SortKey, descending: bool) -> None:
        self._question = replace(self._question, sort=key, descending=descending)
        self._show_order()
        self.order_changed.emit(key, descending)

    def _choose_view(self) -> None:
        chosen = self._switch.checkedButton()
        self.view_chosen.emit(next(view for view, button in self._views.items() if button is chosen))


def _falls_usually(key: SortKey) -> bool:
    """Names and albums are read from their beginning, everything else from its best."""
    return key not in (SortKey.NAME, SortKey.ALBUM)
