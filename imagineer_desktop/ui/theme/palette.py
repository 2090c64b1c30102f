"""A theme's colors in the roles Qt's own widgets paint with."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from imagineer_desktop.ui.theme.tokens import Tokens

_Role = QPalette.ColorRole

_ROLES = {
    _Role.Window: "panel",
    _Role.WindowText: "text",
    _Role.Text: "text",
    _Role.ButtonText: "text",
    _Role.BrightText: "on_accent",
    _Role.Base: "field",
    _Role.AlternateBase: "panel",
    _Role.Button: "raised",
    _Role.PlaceholderText: "text3",
    _Role.Highlight: "accent_fill",
    _Role.HighlightedText: "on_accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Accent: "accent",
    _Role.ToolTipBase: "popup",
    _Role.ToolTipText: "text",
    _Role.Light: "raised",
    _Role.Midlight: "line",
    _Role.Mid: "border",
    _Role.Dark: "edge",
    _Role.Shadow: "edge",
}

_OFF_ROLES = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.PlaceholderText, _Role.Link)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette of a theme; what is disabled is written in `off` on a ground that does not change."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(QPalette.ColorGroup.All, role, tokens.named(name))
    for role in _OFF_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, tokens.off)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, tokens.line)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.HighlightedText, tokens.off)
    return palette
