"""The few signs a style sheet shows, as files in the theme's colors: a sheet cannot recolor a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir

from imagineer_desktop.ui.theme.icons import Icons
from imagineer_desktop.ui.theme.tokens import Tokens

_SIZE = 14

# The sheet's name of each sign: the icon it is, and the token it is drawn in.
_SIGNS = {
    "check": ("check", "on_accent"),
    "minus": ("minus", "on_accent"),
    "tick": ("check", "text"),
    "chevron-down": ("chevron-down", "text2"),
}


def show_glyphs(folder: Path, theme: str, icons: Icons, tokens: Tokens) -> None:
    """Write the theme's signs below `folder` where they differ, and let "glyphs:check.svg" find them.

    Raises OSError when the folder cannot be written.
    """
    place = folder / theme
    place.mkdir(parents=True, exist_ok=True)
    for name, (icon, color) in _SIGNS.items():
        drawing = icons.svg(icon, _SIZE, tokens.named(color))
        file = place / f"{name}.svg"
        if not file.exists() or file.read_text(encoding="utf-8") != drawing:
            file.write_text(drawing, encoding="utf-8")
    QDir.setSearchPaths("glyphs", [str(place)])
