"""Keys that a widget keeps for itself although the window has a shortcut on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def claims(event: QEvent, keys: frozenset[Qt.Key]) -> bool:
    """Whether `event` asks if one of these keys is wanted; it is then answered with yes."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() not in keys:
        return False
    event.accept()
    return True
