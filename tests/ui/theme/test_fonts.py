"""The typeface: found, in steps that keep their ratio, with figures that stand in columns."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from imagineer_desktop.ui.theme.fonts import SMALLEST_TEXT, Fonts, fonts_at, system_base
from imagineer_desktop.ui.theme.look import Look

STEPS = [field.name for field in fields(Fonts) if field.name not in ("base", "mono")]


@pytest.mark.parametrize("step", STEPS)
def test_figures_are_tabular(look: Look, step: str) -> None:
    font: QFont = getattr(look.fonts, step)
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")
    if step == "body":
        assert metrics.horizontalAdvance("1111") == pytest.approx(33.6, abs=0.3)


def test_without_the_feature_they_would_not_be(look: Look) -> None:
    font = QFont(look.fonts.body)
    font.unsetFeature(QFont.Tag("tnum"))
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("1111") < metrics.horizontalAdvance("0000") - 5


@pytest.mark.parametrize(("step", "weight"), [("body", 400), ("body_medium", 500), ("head", 600)])
def test_each_weight_is_a_face_of_its_own(look: Look, step: str, weight: int) -> None:
    info = QFontInfo(getattr(look.fonts, step))
    assert info.family() == "Inter"
    assert info.weight() == weight


def test_steps_at_the_reference_and_their_ratio_above_it(look: Look) -> None:
    at_13, at_18 = fonts_at(13, 1.0), fonts_at(18, 1.0)
    sizes = [
        (getattr(at_13, step).pixelSize(), getattr(at_18, step).pixelSize())
        for step in ("tiny", "small", "head")
    ]
    assert sizes == [(11, 15), (12, 17), (20, 28)]


def test_no_text_is_smaller_than_eleven_pixels(look: Look) -> None:
    assert all(getattr(fonts_at(12, 1.0), step).pixelSize() >= SMALLEST_TEXT for step in STEPS)


def test_hinting_follows_the_screen(look: Look) -> None:
    assert fonts_at(13, 1.0).body.hintingPreference() == QFont.HintingPreference.PreferVerticalHinting
    assert fonts_at(13, 2.0).body.hintingPreference() == QFont.HintingPreference.PreferNoHinting


def test_the_base_stays_in_its_bounds(look: Look) -> None:
    assert 12 <= system_base() <= 18


def test_file_names_keep_their_narrow_hyphens(look: Look) -> None:
    font = QFont(look.fonts.body)
    tabular = QFontMetricsF(font).horizontalAdvance("sdxl-turbo")
    font.unsetFeature(QFont.Tag("tnum"))
    assert tabular == QFontMetricsF(font).horizontalAdvance("sdxl-turbo")
