"""How the program looks now: one theme's colors, fonts and icons, and their way into the application."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from imagineer_desktop.bundled import bundled
from imagineer_desktop.ui.theme.fonts import Fonts, fonts_at, load_faces, system_base
from imagineer_desktop.ui.theme.glyphs import show_glyphs
from imagineer_desktop.ui.theme.icons import Icons
from imagineer_desktop.ui.theme.palette import palette_of
from imagineer_desktop.ui.theme.proxy_style import PlainStyle
from imagineer_desktop.ui.theme.tokens import Tokens, read_tokens

THEMES = ("dark", "light", "system")

_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}

# Icons in these quiet colors become `text` under the pointer, in a selected row and when checked.
_QUIET = ("text2", "text3")


class Look(QObject):
    """The theme of one application, handed to every widget that paints.

    `changed` is sent after colors, fonts or icons changed and already stand in the application.
    `glyphs_folder` is a cache: files in it may be deleted while the program does not run.
    `base` is the height of body text; left out, it follows the system's font.
    `motion` is false for people who want nothing to move.
    """

    changed = Signal()

    def __init__(self, app: QApplication, glyphs_folder: Path, base: int | None = None) -> None:
        super().__init__()
        self._app = app
        self._glyphs_folder = glyphs_folder
        self._themes = read_tokens(bundled("resources/look/tokens.json"))
        self._sheet = bundled("resources/look/imagineer.qss").read_text(encoding="utf-8")
        load_faces(bundled("resources/fonts"))
        self._base = system_base() if base is None else base
        self._drawings = Icons(bundled("resources/icons"))
        self._icons: dict[tuple[str, int, str, bool], QIcon] = {}
        self.motion = True
        self._choice = self.theme = "dark"
        self.tokens: Tokens = self._themes[self.theme]
        self.fonts: Fonts = fonts_at(self._base, app.devicePixelRatio())
        self._style = PlainStyle(self.tokens.edge)
        app.setStyle(self._style)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        app.screenAdded.connect(self._suit_screens)
        app.primaryScreenChanged.connect(self._suit_screens)

    @property
    def ratios(self) -> list[float]:
        """The device pixel ratios that pictures for widgets are made in: 1 and those of the screens."""
        return sorted({1.0, *(screen.devicePixelRatio() for screen in self._app.screens())})

    def set_theme(self, choice: str) -> None:
        """Show "dark", "light", or what the "system" shows, now and when that changes.

        Raises ValueError for another word.
        """
        if choice not in THEMES:
            raise ValueError(f"There is no theme called {choice!r}.")
        self._choice = choice
        hints = self._app.styleHints()
        hints.setColorScheme(_SCHEMES.get(choice, Qt.ColorScheme.Unknown))
        self._apply(_theme_of(hints.colorScheme()) if choice == "system" else choice)

    def icon(self, name: str, size: int = 16, color: str = "text2", filled: bool = False) -> QIcon:
        """The icon `name` for buttons and rows; greyed when disabled. Ask again after `changed`."""
        key = (name, size, color, filled)
        known = self._icons.get(key)
        if known is None:
            lively = "text" if color in _QUIET else color
            known = self._icons[key] = self._made_icon(name, size, color, lively, filled)
        return known

    def pixmap(self, name: str, size: int, color: str, dpr: float, filled: bool = False) -> QPixmap:
        """The icon `name` for a painter, `size` logical pixels square in the token `color`."""
        return self._drawings.pixmap(name, size, self.tokens.named(color), dpr, filled)

    def _made_icon(self, name: str, size: int, color: str, lively: str, filled: bool) -> QIcon:
        icon = QIcon()
        for dpr in self.ratios:
            for mode, shown in (
                (QIcon.Mode.Normal, color),
                (QIcon.Mode.Disabled, "off"),
                (QIcon.Mode.Active, lively),
                (QIcon.Mode.Selected, lively),
            ):
                icon.addPixmap(self.pixmap(name, size, shown, dpr, filled), mode, QIcon.State.Off)
                checked = lively if mode == QIcon.Mode.Normal else shown
                icon.addPixmap(self.pixmap(name, size, checked, dpr, filled), mode, QIcon.State.On)
        return icon

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._choice == "system" and _theme_of(scheme) != self.theme:
            self._apply(_theme_of(scheme))

    def _suit_screens(self) -> None:
        """Hinting and the sharpness of icons depend on the screens there are."""
        self._apply(self.theme)

    def _apply(self, theme: str) -> None:
        """Style, palette, font, sheet: Qt takes them in this order only."""
        self.theme = theme
        self.tokens = self._themes[self.theme]
        self.fonts = fonts_at(self._base, self._app.devicePixelRatio())
        self._icons.clear()
        self._drawings.forget()
        show_glyphs(self._glyphs_folder, self.theme, self._drawings, self.tokens)
        self._style.set_edge(self.tokens.edge)
        self._app.setPalette(palette_of(self.tokens))
        self._app.setFont(self.fonts.body)
        self._app.setStyleSheet(self._sheet % self.tokens.hex_values())
        self.changed.emit()


def _theme_of(scheme: Qt.ColorScheme) -> str:
    """Dark, unless the system says light."""
    return "light" if scheme == Qt.ColorScheme.Light else "dark"
