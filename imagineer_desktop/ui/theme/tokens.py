"""The named colors of a theme, read from `resources/look/tokens.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtGui import QColor


@dataclass(frozen=True, eq=False)
class Tokens:
    """The colors of one theme, named by what they are for. Not to be changed: every painter shares them."""

    canvas: QColor
    panel: QColor
    bar: QColor
    field: QColor
    raised: QColor
    hover: QColor
    press: QColor
    cell_hover: QColor
    cell_sel: QColor
    row_sel: QColor
    popup: QColor
    dialog: QColor
    edge: QColor
    line: QColor
    border: QColor
    border_strong: QColor
    text: QColor
    text2: QColor
    text3: QColor
    off: QColor
    frame: QColor
    accent: QColor
    accent_fill: QColor
    accent_hover: QColor
    on_accent: QColor
    accent_soft: QColor
    pick: QColor
    reject: QColor
    nsfw: QColor
    machine: QColor
    warn: QColor
    error: QColor
    ok: QColor
    warn_soft: QColor
    error_soft: QColor
    ok_soft: QColor
    placeholder: QColor
    scrim: QColor
    star: QColor

    def named(self, name: str) -> QColor:
        """The color called `name`. Raises KeyError for a name no theme has."""
        if name not in TOKEN_NAMES:
            raise KeyError(name)
        color: QColor = getattr(self, name)
        return color

    def hex_values(self) -> dict[str, str]:
        """Every token as "#rrggbb", for the sheet."""
        return {name: self.named(name).name() for name in TOKEN_NAMES}


TOKEN_NAMES = tuple(field.name for field in fields(Tokens))


def read_tokens(file: Path) -> dict[str, Tokens]:
    """The themes of `file` by name ("dark", "light"). Raises TypeError when a token is missing or unknown."""
    themes: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return {
        theme: Tokens(**{name: QColor(value) for name, value in colors.items()})
        for theme, colors in themes.items()
    }
