"""One missing image whose file a person has found, and what else lies beside it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.files import KnownFile, file_of, files_at
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.files.relinking import Move, RelinkPlan, Sureness, find_moved, moved_folders
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.files import opened


def locate(library: Library, image_id: int, path: Path) -> Job[RelinkPlan]:
    """The plan to give an image the file at `path`, and the other missing files that lie below its folder.

    Raises CatalogError when it is another picture's file, has another content, or cannot be read.
    """
    new = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow the links
    with library.reading() as session:
        file = file_of(session, image_id)
        other = files_at(session, [new]).get(new)
    yield Progress("Looking at the file")
    if file is None:
        raise CatalogError("This image is gone. Nothing was changed.")
    if other is not None and other.image_id != image_id:
        raise CatalogError(f"{path.name} is in the library already, as another image. Nothing was changed.")
    sureness = _compared(file, Path(new))
    plan = yield from find_moved(library, [Path(new).parent])
    own = Move(image_id, file.path, new, sureness)
    others = [move for move in plan.moves if move.image_id != image_id and move.new_path != new]
    moves = (own, *others)
    folders = moved_folders((move.old_path, move.new_path) for move in moves)
    return replace(plan, moves=moves, missing=max(plan.missing, len(moves)), folders=folders)


def _compared(file: KnownFile, path: Path) -> Sureness:
    try:
        with opened(path) as (stream, _):
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    except MediaError as error:
        raise CatalogError(f"{path.name} cannot be read. {error} Nothing was changed.") from error
    if file.content_hash is None:
        return Sureness.CHOSEN
    if file.content_hash != content:
        name = os.path.basename(file.path)  # noqa: PTH119 - a path of an old library need not be one here
        raise CatalogError(
            f"{path.name} is not the file that the library knew as {name}: its content is another. "
            "Nothing was changed. To have it in the library, import it."
        )
    return Sureness.SAME_CONTENT
