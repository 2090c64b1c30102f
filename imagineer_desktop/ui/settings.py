"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

RECENT_LIMIT = 10


class Settings:
    """The person's settings file. One that cannot be read is set aside as `.unreadable`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        store = QSettings(str(path), QSettings.Format.IniFormat)
        store.sync()
        if store.status() is not QSettings.Status.NoError and path.is_file():
            path.replace(path.with_name(path.name + ".unreadable"))
            store = QSettings(str(path), QSettings.Format.IniFormat)
        self._store = store

    @property
    def theme(self) -> str:
        """ "dark", "light" or "system"."""
        theme = str(self._store.value("window/theme", "dark"))
        return theme if theme in ("dark", "light", "system") else "dark"

    @theme.setter
    def theme(self, theme: str) -> None:
        self._store.setValue("window/theme", theme)

    @property
    def cell_size(self) -> int:
        """The smallest width of a cell, in pixels."""
        value = self._store.value("window/cell_size", 168)
        return int(value) if isinstance(value, int | str) and str(value).isdigit() else 168

    @cell_size.setter
    def cell_size(self, size: int) -> None:
        self._store.setValue("window/cell_size", size)

    @property
    def blur_nsfw(self) -> bool:
        return str(self._store.value("window/blur_nsfw", "true")) != "false"

    @blur_nsfw.setter
    def blur_nsfw(self, blur: bool) -> None:
        self._store.setValue("window/blur_nsfw", "true" if blur else "false")

    @property
    def recent_libraries(self) -> tuple[Path, ...]:
        """The libraries opened last, the newest first."""
        value = self._store.value("libraries/recent", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(Path(str(name)) for name in names if name)

    def remember_library(self, path: Path) -> None:
        kept = [path, *(known for known in self.recent_libraries if known != path)][:RECENT_LIMIT]
        self._store.setValue("libraries/recent", [str(known) for known in kept])

    def forget_libraries(self) -> None:
        self._store.remove("libraries/recent")

    @property
    def copy_folder(self) -> str:
        """The library folder that images were copied into last; empty if none were."""
        return str(self._store.value("copying/folder", ""))

    @property
    def copy_template(self) -> str:
        """How they were sorted into it; empty if none were."""
        return str(self._store.value("copying/template", ""))

    def remember_copying(self, folder: str, template: str) -> None:
        """Offer this folder and this template the next time."""
        self._store.setValue("copying/folder", folder)
        self._store.setValue("copying/template", template)

    def layout(self, name: str) -> QByteArray | None:
        """A geometry or dock state as Qt wrote it."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else None

    def remember_layout(self, name: str, value: QByteArray) -> None:
        self._store.setValue(f"layout/{name}", value)

    def save(self) -> None:
        self._store.sync()
