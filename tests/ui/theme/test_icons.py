"""Icons: every name the code uses has a drawing, in the color and the thickness that were asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from imagineer_desktop.bundled import bundled
from imagineer_desktop.ui.theme.app_icon import app_icon
from imagineer_desktop.ui.theme.icons import Icons

RED = QColor("#ff0000")
USES = re.compile(
    r"""(?:\.(?:icon|pixmap|svg|set_icon|show_task|_paint_icon)\(|IconButton\(\s*[\w.]+,|IconLabel\(\s*[\w.]+,"""
    r"""|EmptyState\(\s*[\w.]+,|icon(?:_name)?\s*=|\bicon:\s*str\s*=)\s*"([a-z][a-z0-9-]*)\""""
)


@pytest.fixture
def icons(qapp: QApplication) -> Icons:
    return Icons(bundled("resources/icons"))


def used_names(code: Path) -> dict[str, str]:
    """The icon names that stand in calls and defaults below `code`, each with a file that has it."""
    return {
        name: file.name
        for file in code.rglob("*.py")
        for name in USES.findall(file.read_text(encoding="utf-8"))
    }


def test_every_icon_the_code_names_is_there(checkout: Path) -> None:
    names = used_names(checkout / "imagineer_desktop")
    assert {"x", "check", "circle-alert"} <= set(names)
    folder = bundled("resources/icons")
    assert {name: file for name, file in names.items() if not (folder / f"{name}.svg").exists()} == {}


def test_every_drawing_follows_the_plan_of_the_set() -> None:
    for file in bundled("resources/icons").glob("*.svg"):
        drawing = file.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in drawing, file.name
        assert 'stroke-width="2"' in drawing, file.name
        assert 'stroke="currentColor"' in drawing, file.name


def test_the_licenses_travel_with_the_files() -> None:
    assert "ISC License" in (bundled("resources/icons") / "LICENSE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (bundled("resources/fonts") / "LICENSE").read_text(encoding="utf-8")


def test_a_drawing_is_recolored_and_nothing_else_is_painted(icons: Icons) -> None:
    image = icons.pixmap("square", 24, RED, 1.0).toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() > 200
    }
    assert seen == {"#ff0000"}
    assert image.pixelColor(12, 12).alpha() == 0
    assert image.pixelColor(0, 0).alpha() == 0


def test_a_filled_icon_has_its_middle_painted(icons: Icons) -> None:
    assert icons.pixmap("star", 16, RED, 1.0).toImage().pixelColor(8, 8).alpha() == 0
    assert icons.pixmap("star", 16, RED, 1.0, filled=True).toImage().pixelColor(8, 8).name() == "#ff0000"


@pytest.mark.parametrize(
    ("size", "width"), [(40, "0.9"), (24, "1.5"), (20, "1.8"), (16, "2.25"), (12, "2.6")]
)
def test_lines_are_as_thick_at_every_size(icons: Icons, size: int, width: str) -> None:
    assert f'stroke-width="{width}"' in icons.svg("square", size, RED)


@pytest.mark.parametrize("dpr", [1.0, 1.25, 2.0])
def test_pixels_follow_the_screen(icons: Icons, dpr: float) -> None:
    pixmap = icons.pixmap("flag", 16, RED, dpr)
    assert pixmap.width() == round(16 * dpr)
    assert pixmap.devicePixelRatio() == dpr


def test_asking_again_gives_the_same_picture(icons: Icons) -> None:
    first: QPixmap = icons.pixmap("flag", 16, RED, 1.0)
    assert icons.pixmap("flag", 16, RED, 1.0).cacheKey() == first.cacheKey()
    assert icons.pixmap("flag", 16, RED, 1.0, filled=True).cacheKey() != first.cacheKey()


def test_an_unknown_name_is_an_error(icons: Icons) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", 16, RED, 1.0)


def test_the_program_has_an_icon_in_all_sizes(qapp: QApplication) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert sizes == {16, 24, 32, 48, 64, 128, 256}
