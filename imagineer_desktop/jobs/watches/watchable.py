"""Which folders may be watched: they are there, can be read, and no other one brings in the same images."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.watched import WatchedRow, images_in, watched_folders
from imagineer_desktop.jobs.backups.backups import backup_folder
from imagineer_desktop.jobs.progress import Job, Progress


def watchable(
    library: Library, paths: Sequence[Path], own_places: Iterable[Path] = ()
) -> Job[tuple[str, ...]]:
    """The paths of folders as they would be stored. `own_places` are the program's besides the backups.

    Raises CatalogError for the first one that cannot be watched, with what to do.
    """
    with library.reading() as session:
        watched = watched_folders(session)
    own = [backup_folder(library.path), *own_places]
    found: list[str] = []
    for number, path in enumerate(paths):
        yield Progress("Looking at the folder", number, len(paths))
        folder = _spelled(path)
        _check_readable(folder)
        for place in own:
            if _is_in(folder, str(place)):
                raise CatalogError(
                    f"{folder} is the program's own: backups and thumbnails lie there. "
                    "Nothing was changed. Choose a folder of images."
                )
        planned = [WatchedRow(0, one) for one in found]
        _check_apart(folder, [*watched, *planned], recursive=True)
        found.append(folder)
    return tuple(found)


def check_recursive(folder: WatchedRow, watched: Sequence[WatchedRow]) -> Job[None]:
    """Whether a watched folder can be watched with all folders in it: CatalogError where one of them is."""
    yield Progress("Looking at the folder")
    _check_apart(folder.path, [one for one in watched if one.id != folder.id], recursive=True)


def count_images(library: Library, folders: Sequence[WatchedRow]) -> Job[dict[int, int]]:
    """The number of images in each watched folder and below it, by the folder's id."""
    numbers: dict[int, int] = {}
    for folder in folders:
        yield Progress("Counting images", len(numbers), len(folders))
        with library.reading() as session:
            numbers[folder.id] = images_in(session, folder.path)
    return numbers


def _spelled(path: Path) -> str:
    folder = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow the links
    try:
        folder.encode()
    except UnicodeEncodeError:
        printable = os.fsencode(folder).decode("utf-8", "backslashreplace")
        raise CatalogError(
            f"The name of {printable} is not valid text (UTF-8). Nothing was changed. "
            "Rename the folder to watch it."
        ) from None
    return folder


def _check_readable(folder: str) -> None:
    try:
        with os.scandir(folder):
            pass
    except NotADirectoryError:
        raise CatalogError(f"{folder} is a file. Nothing was changed. Choose its folder.") from None
    except FileNotFoundError:
        raise CatalogError(f"There is no folder {folder}. Nothing was changed.") from None
    except OSError as error:
        raise CatalogError(
            f"{folder} cannot be opened ({error.strerror}). Nothing was changed. "
            "See to it that you may read it, then try again."
        ) from error


def _check_apart(folder: str, watched: Iterable[WatchedRow], recursive: bool) -> None:
    """Two folders that overlap would both bring in the same images, each by its own rules."""
    for other in watched:
        if _place(folder) == _place(other.path):
            raise CatalogError(f"{folder} is watched already. Nothing was changed.")
        if other.rules.recursive and _is_in(folder, other.path):
            raise CatalogError(
                f"{folder} lies in {other.path}, which is watched with all its folders: its new images "
                "come in already. Nothing was changed."
            )
        if recursive and _is_in(other.path, folder):
            raise CatalogError(
                f"{other.path} lies in {folder} and is watched by itself. Nothing was changed. "
                "Remove it from the list, then watch the larger folder."
            )


def _is_in(path: str, folder: str) -> bool:
    place, outer = _place(path), _place(folder)
    return place == outer or place.startswith(outer.rstrip(os.sep) + os.sep)


def _place(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))
