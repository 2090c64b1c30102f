"""The program's typeface in the few sizes and weights it uses, with tabular figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

REFERENCE_BASE = 13
SMALLEST_BASE, LARGEST_BASE = 12, 18
SMALLEST_TEXT = 11

_FACES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")


@dataclass(frozen=True)
class Fonts:
    """Ready fonts, named by step. `base` is the height of body text in logical pixels."""

    base: int
    body: QFont
    body_medium: QFont
    body_bold: QFont
    small: QFont
    small_medium: QFont
    tiny: QFont
    tiny_bold: QFont
    title: QFont
    head: QFont
    mono: QFont


def load_faces(folder: Path) -> None:
    """Make the bundled faces known to Qt. Raises FileNotFoundError when one cannot be loaded."""
    for name in _FACES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise FileNotFoundError(
                f"Imagineer Desktop is not installed completely: {name} cannot be loaded."
            )


def system_base() -> int:
    """The system's font height in logical pixels, kept between 12 and 18."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return min(max(QFontInfo(system).pixelSize(), SMALLEST_BASE), LARGEST_BASE)


def fonts_at(base: int, dpr: float) -> Fonts:
    """All steps for a body height of `base` pixels, on screens of `dpr` device pixels per pixel."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    hinting = (
        QFont.HintingPreference.PreferVerticalHinting if dpr <= 1 else QFont.HintingPreference.PreferNoHinting
    )

    def step(size: int, weight: QFont.Weight, families: tuple[str, ...] = ("Inter", system)) -> QFont:
        font = QFont(families)
        font.setPixelSize(max(round(size * base / REFERENCE_BASE), SMALLEST_TEXT))
        font.setWeight(weight)
        font.setHintingPreference(hinting)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    regular, medium, bold = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold
    return Fonts(
        base=base,
        body=step(13, regular),
        body_medium=step(13, medium),
        body_bold=step(13, bold),
        small=step(12, regular),
        small_medium=step(12, medium),
        tiny=step(11, regular),
        tiny_bold=step(11, bold),
        title=step(15, bold),
        head=step(20, bold),
        mono=step(12, regular, (fixed,)),
    )
