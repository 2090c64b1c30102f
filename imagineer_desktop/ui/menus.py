"""The menu bar: what each feature can do, in the order of the person's day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

Entry = QAction | QMenu | None
"""An action, a menu below, or a line between groups."""


def fill(menu: QMenu, entries: Sequence[Entry]) -> None:
    """Put entries into a menu in place of what it held."""
    # Not clear(): PySide lets go of the wrappers of all actions then, also of those that live on.
    for action in menu.actions():
        menu.removeAction(action)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
    menu.setToolTipsVisible(True)
