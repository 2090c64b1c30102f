"""One way to make an action: text, keys, a tooltip that names both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip

Keys = str | QKeySequence.StandardKey


def make_action(
    owner: QObject,
    text: str,
    triggered: Callable[[], object],
    keys: Keys | Sequence[Keys] = (),
    checkable: bool = False,
    of_the_canvas: bool = False,
) -> QAction:
    """An action of `owner`, for menus and shortcuts. `text` is shown as it stands and may end in "…".

    `triggered` takes no argument; for a checkable action it asks `isChecked` itself. The keys of an
    action `of_the_canvas` (Del, Space) work only while the grid or the loupe has the focus, so that
    they keep their meaning in trees and text fields.
    """
    action = QAction(plain_menu_text(text), owner)
    action.setCheckable(checkable)
    sequences = [
        QKeySequence(key) for key in ([keys] if isinstance(keys, str | QKeySequence.StandardKey) else keys)
    ]
    action.setShortcuts(sequences)
    if of_the_canvas:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setToolTip(plain_tooltip(_tooltip(text, sequences)))
    action.triggered.connect(lambda _checked=False: triggered())
    return action


def _tooltip(text: str, sequences: Sequence[QKeySequence]) -> str:
    name = text.removesuffix("…")
    if not sequences or sequences[0].isEmpty():
        return name
    return f"{name} ({sequences[0].toString(QKeySequence.SequenceFormat.NativeText)})"


def plain_menu_text(text: str) -> str:
    """Words from the library as the text of a menu entry: an ampersand there is an ampersand."""
    return text.replace("&", "&&")
