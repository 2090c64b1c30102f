"""The program's own icon, for windows and task bars."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from imagineer_desktop.bundled import bundled


def app_icon() -> QIcon:
    """The icon in all the sizes it was drawn for, 16 to 256 pixels."""
    icon = QIcon()
    for file in sorted(bundled("resources/icons/app").glob("imagineer-*.png")):
        icon.addFile(str(file))
    return icon
