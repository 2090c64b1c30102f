"""Where the library, the settings and the cache of a person lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("imagineer-desktop", appauthor=False)

DATABASE_VARIABLE = "IMAGINEER_DATABASE"


def default_database(environment: Mapping[str, str], working_folder: Path) -> Path:
    """The library to open when none is named.

    In this order: the variable IMAGINEER_DATABASE; `instance/imagineer.db` where the working folder has
    an `instance` folder, as the web application keeps it; the person's own data folder.
    """
    named = environment.get(DATABASE_VARIABLE)
    if named:
        return Path(named).expanduser()
    instance = working_folder / "instance"
    if instance.is_dir():
        return instance / "imagineer.db"
    return data_folder() / "imagineer.db"


def data_folder() -> Path:
    """Where libraries lie that were put nowhere else."""
    return Path(_DIRS.user_data_dir)


def thumbnail_file() -> Path:
    """The thumbnails of all libraries, in one file that may be deleted at any time."""
    return Path(_DIRS.user_cache_dir) / "thumbnails.sqlite"


def glyphs_folder() -> Path:
    """Small drawings that the style sheet needs as files."""
    return Path(_DIRS.user_cache_dir) / "glyphs"


def settings_file() -> Path:
    """Window layout, recent libraries, theme."""
    return Path(_DIRS.user_config_dir) / "settings.ini"


def log_file() -> Path:
    """Details of faults of our own, to send with a report."""
    return Path(_DIRS.user_log_dir) / "imagineer-desktop.log"
