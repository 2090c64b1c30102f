"""The colors keep what the look promises: enough contrast everywhere, and grey that is grey."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QColor

from imagineer_desktop.bundled import bundled
from imagineer_desktop.ui.theme.tokens import TOKEN_NAMES, Tokens, read_tokens

THEMES = read_tokens(bundled("resources/look/tokens.json"))
GROUNDS = ("canvas", "panel", "bar", "dialog", "field", "raised", "popup", "hover")
COLORED = {
    *("accent", "accent_fill", "accent_hover", "accent_soft", "pick", "ok", "reject", "nsfw", "machine"),
    *("warn", "warn_soft", "error", "error_soft", "ok_soft"),
}

TEXT_ON = {
    "text": (
        *GROUNDS,
        "press",
        "row_sel",
        "cell_hover",
        "cell_sel",
        "accent_soft",
        "warn_soft",
        "error_soft",
    ),
    "text2": (*GROUNDS, "row_sel", "cell_sel"),
    "text3": ("canvas", "panel", "bar", "dialog", "field", "popup"),
    "accent": ("canvas", "panel", "bar", "dialog", "popup"),
    "pick": ("canvas", "panel"),
    "ok": ("canvas", "panel", "popup"),
    "reject": ("panel", "bar"),
    "nsfw": ("canvas", "panel"),
    "machine": ("panel",),
    "warn": ("canvas", "panel", "warn_soft"),
    "error": ("panel", "dialog", "raised", "error_soft"),
    "on_accent": ("accent_fill", "accent_hover"),
}
SHAPES_ON = {
    "border_strong": ("canvas", "panel", "bar", "dialog", "field"),
    "accent": (*GROUNDS, "cell_hover", "cell_sel", "row_sel", "press", "warn_soft"),
    "frame": ("canvas", "cell_sel"),
    "star": ("canvas", "panel", "cell_hover", "cell_sel"),
    "reject": ("canvas", "cell_hover"),
    "text": ("panel", "dialog"),
    "text3": ("cell_hover",),
}


def luminance(color: QColor) -> float:
    """The relative luminance of WCAG 2.2, 0 to 1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Every (theme, color, ground) of a table."""
    return [
        (theme, name, ground) for theme in THEMES for name, grounds in table.items() for ground in grounds
    ]


@pytest.mark.parametrize(("theme", "name", "ground"), pairs(TEXT_ON))
def test_text_can_be_read(theme: str, name: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens.named(name), tokens.named(ground)) >= 4.5


@pytest.mark.parametrize(("theme", "name", "ground"), pairs(SHAPES_ON))
def test_controls_and_rings_can_be_seen(theme: str, name: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens.named(name), tokens.named(ground)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [name for name in TOKEN_NAMES if name not in COLORED])
def test_every_grey_is_neutral(theme: str, name: str) -> None:
    color = THEMES[theme].named(name)
    assert color.red() == color.green() == color.blue()


def test_the_file_holds_both_themes_and_nothing_unknown() -> None:
    stored = json.loads(bundled("resources/look/tokens.json").read_text(encoding="utf-8"))
    assert set(stored) == {"dark", "light"}
    for colors in stored.values():
        assert set(colors) == set(TOKEN_NAMES)


def test_a_name_that_is_no_color_is_refused() -> None:
    tokens: Tokens = THEMES["dark"]
    with pytest.raises(KeyError):
        tokens.named("hex_values")
