"""A theme in the application: palette, sheet, font, icons and what the style draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QFile, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QStyle, QStyleOption
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.theme.look import Look


def test_a_theme_reaches_palette_font_and_sheet(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(look.changed):
        look.set_theme("light")
    assert look.theme == "light"
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == "#efefef"
    assert "#6ea8fe" not in qapp.styleSheet()
    assert "%(" not in qapp.styleSheet()
    assert qapp.font().family() == "Inter"


def test_the_palette_has_an_off_color_for_what_is_disabled(look: Look, qapp: QApplication) -> None:
    palette = qapp.palette()
    text, disabled = QPalette.ColorRole.WindowText, QPalette.ColorGroup.Disabled
    assert palette.color(disabled, text) == look.tokens.off
    assert palette.color(QPalette.ColorGroup.Active, text) == look.tokens.text
    assert palette.color(QPalette.ColorRole.Accent) == look.tokens.accent


def test_system_follows_the_system(look: Look, qapp: QApplication) -> None:
    look.set_theme("system")
    shown_by_system = qapp.styleHints().colorScheme()
    assert look.theme == ("light" if shown_by_system == Qt.ColorScheme.Light else "dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert look.theme == "light"
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look.theme == "dark"


def test_a_chosen_theme_does_not_follow_the_system(look: Look, qapp: QApplication) -> None:
    look.set_theme("dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert look.theme == "dark"


def test_an_unknown_theme_is_refused_and_nothing_changes(look: Look) -> None:
    with pytest.raises(ValueError, match="mauve"):
        look.set_theme("mauve")
    assert look.theme == "dark"


def test_the_sheets_signs_are_files_in_the_themes_colors(look: Look) -> None:
    def sign() -> str:
        file = QFile("glyphs:chevron-down.svg")
        return Path(file.fileName()).read_text(encoding="utf-8") if file.exists() else ""

    assert "#ababab" in sign()
    look.set_theme("light")
    assert "#505050" in sign()


def test_a_lost_sign_is_written_again(look: Look) -> None:
    file = Path(QFile("glyphs:check.svg").fileName())
    file.unlink()
    look.set_theme("dark")
    assert file.exists()


def shown_color(icon: QIcon, mode: QIcon.Mode, state: QIcon.State = QIcon.State.Off) -> str:
    """The color of the icon's lines."""
    image = icon.pixmap(QSize(16, 16), 1.0, mode, state).toImage()
    pixels = (image.pixelColor(x, y) for x in range(16) for y in range(16))
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def test_icons_are_greyed_when_disabled_and_lively_when_checked(look: Look) -> None:
    icon = look.icon("square")
    assert shown_color(icon, QIcon.Mode.Normal) == look.tokens.text2.name()
    assert shown_color(icon, QIcon.Mode.Normal, QIcon.State.On) == look.tokens.text.name()
    assert shown_color(icon, QIcon.Mode.Active) == look.tokens.text.name()
    assert shown_color(icon, QIcon.Mode.Selected) == look.tokens.text.name()
    assert shown_color(icon, QIcon.Mode.Disabled) == look.tokens.off.name()


def test_an_icon_of_meaning_keeps_its_color(look: Look) -> None:
    icon = look.icon("square", color="machine")
    assert shown_color(icon, QIcon.Mode.Selected) == look.tokens.machine.name()


def test_icons_change_with_the_theme(look: Look) -> None:
    dark = look.pixmap("flag", 16, "pick", 1.0, filled=True).toImage()
    look.set_theme("light")
    assert look.pixmap("flag", 16, "pick", 1.0, filled=True).toImage() != dark


def test_nothing_moves_and_separators_are_one_pixel_to_the_eye(look: Look, qapp: QApplication) -> None:
    style = qapp.style()
    assert style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
    assert style.pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent) == 5
    image = QImage(5, 40, QImage.Format.Format_RGB32)
    image.fill(look.tokens.panel)
    option = QStyleOption()
    option.rect = QRect(0, 0, 5, 40)
    painter = QPainter(image)
    style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorDockWidgetResizeHandle, option, painter)
    painter.end()
    row = [image.pixelColor(x, 20).name() for x in range(5)]
    assert row == ["#262626", "#262626", "#151515", "#262626", "#262626"]


def test_controls_are_28_pixels_high_and_do_not_jump_with_focus(look: Look, qtbot: QtBot) -> None:
    for kind in ("", "primary", "danger", "quiet"):
        button = QPushButton("Export 38 images")
        qtbot.addWidget(button)
        button.setProperty("kind", kind)
        field = QLineEdit()
        qtbot.addWidget(field)
        for widget in (button, field):
            widget.show()
            qtbot.waitExposed(widget)
            before = widget.sizeHint()
            widget.activateWindow()
            widget.setFocus()
            qtbot.waitUntil(widget.hasFocus)
            assert before.height() == 28
            assert widget.sizeHint() == before


def test_a_primary_button_is_written_in_medium(look: Look, qtbot: QtBot) -> None:
    button = QPushButton("Export 38 images")
    qtbot.addWidget(button)
    button.setProperty("kind", "primary")
    button.show()
    assert button.font().weight() == 500
    assert button.font().family() == "Inter"
