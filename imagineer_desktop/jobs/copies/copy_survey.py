"""What is seen of a copying import before it begins: what there is, where it would go, what hinders it."""

from __future__ import annotations

import os
import shutil
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from imagineer_desktop.catalog.batches import batch_name
from imagineer_desktop.jobs.copies.path_template import Facts
from imagineer_desktop.jobs.imports.finding import find_folders
from imagineer_desktop.jobs.imports.found import FolderOfFiles, FoundFile
from imagineer_desktop.jobs.imports.import_report import printable
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.formats import PICTURE_SUFFIXES
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Reader

EXAMPLES = 3

RESERVE = 64 * 1024 * 1024
"""Bytes that stay free on the drive of the library folder."""

_ENDINGS = {"JPEG": ".jpg", "TIFF": ".tif"}


@dataclass(frozen=True, slots=True)
class Example:
    """A picture of the source, with what a path may say of it."""

    path: str
    facts: Facts


class Hindrance(Enum):
    """Why nothing can be copied into a folder."""

    NO_DRIVE = auto()
    IS_FILE = auto()
    NOT_WRITABLE = auto()
    INSIDE_SOURCE = auto()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A hindrance and the file or folder that it lies in."""

    kind: Hindrance
    path: str


@dataclass(frozen=True, slots=True)
class CopySurvey:
    """What the sources hold, in images and bytes; `free` bytes of the drive that they would go to.

    `free` is None where no drive is there. `needed` bytes are those of the images that do not seem to lie
    in the folder already; None while that is not known, and where there is room for all of them.
    """

    images: int = 0
    size: int = 0
    free: int | None = None
    examples: tuple[Example, ...] = ()
    obstacle: Obstacle | None = None
    needed: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the drive has too little room for what is needed, as far as that is known."""
        needed = self.size if self.needed is None else self.needed
        return self.free is not None and needed > self.usable

    @property
    def usable(self) -> int:
        """Bytes of the drive that copies may take."""
        return max((self.free or 0) - RESERVE, 0)


def survey_copying(library: Path, paths: Sequence[Path], folder: Path) -> Job[CopySurvey]:
    """Look at the folder, then through the sources; nothing is copied.

    Every progress has the survey so far; examples are of different folders.
    """
    survey = CopySurvey(free=_free(folder), obstacle=obstacle_of(paths, folder))
    spare: list[tuple[int, FoundFile]] = []
    sizes = array("q")
    reader = Reader()
    try:
        yield Progress("Looking for images", detail=survey)
        for found in find_folders([path for path in paths if os.path.lexists(path)], library):
            if not isinstance(found, FolderOfFiles):
                continue
            files = list(enumerate(found, survey.images + 1))
            if files and len(survey.examples) < EXAMPLES:
                survey = _with_example(reader, survey, *files[0])
                spare += files[1 : EXAMPLES + 1]
            new = array("q", (_size(file) for _, file in files))
            sizes += new
            survey = replace(survey, images=survey.images + len(files), size=survey.size + sum(new))
            yield Progress("Looking for images", survey.images, detail=survey)
        for number, file in spare:
            if len(survey.examples) == EXAMPLES:
                break
            survey = _with_example(reader, survey, number, file)
            yield Progress("Looking for images", survey.images, detail=survey)
    finally:
        reader.close()
    if survey.is_short:
        held = yield from _sizes_below(folder, library, survey)
        survey = replace(survey, needed=sum(size for size in sizes if size not in held))
    return survey


def obstacle_of(sources: Sequence[Path], folder: Path) -> Obstacle | None:
    """What hinders copying from the sources into a folder that may have to be made first.

    A folder inside a source would be its own source the next time.
    """
    place = next((place for place in (folder, *folder.parents) if os.path.lexists(place)), None)
    if place is None or not os.path.exists(place):  # noqa: PTH110 - Path.exists raises where it may not look
        return Obstacle(Hindrance.NO_DRIVE, str(place or folder))
    if not os.path.isdir(place):  # noqa: PTH112 - as above
        return Obstacle(Hindrance.IS_FILE, str(place))
    if source := _source_around(sources, place):
        return Obstacle(Hindrance.INSIDE_SOURCE, str(source))
    if not _can_write(place):
        return Obstacle(Hindrance.NOT_WRITABLE, str(place))
    return None


def facts_of(file: FoundFile, look: Look, number: int) -> Facts:
    """What a path may say of a picture that was looked at; `number` is its place in the import."""
    said = look.generation or Generation()
    name, suffix = os.path.splitext(file.name)  # noqa: PTH122 - a name may hold bytes that are no text
    if suffix.lower() not in PICTURE_SUFFIXES:
        name, suffix = file.name, _ENDINGS.get(look.format, f".{look.format.lower()}")
    return Facts(
        name=name,
        suffix=suffix,
        moment=said.generated_at or look.modified_at,
        batch=batch_name(str(file.folder.path)),
        model=said.model,
        generator=said.generator,
        seed=said.seed,
        number=number,
    )


def _with_example(reader: Reader, survey: CopySurvey, number: int, file: FoundFile) -> CopySurvey:
    try:
        facts = facts_of(file, reader.look(file.path, file.beside), number)
    except MediaError:
        return survey  # the import will say why
    return replace(survey, examples=(*survey.examples, Example(printable(file.path), facts)))


def _size(file: FoundFile) -> int:
    with suppress(OSError, ValueError):
        return file.path.stat().st_size
    return 0


def _source_around(sources: Sequence[Path], place: Path) -> Path | None:
    """The source that a folder is, or lies in, whatever links or names lead there."""
    real = Path(os.path.realpath(place))
    for source in sources:
        with suppress(OSError):
            if any(source.samefile(above) for above in (real, *real.parents)):
                return source
    return None


def _can_write(folder: Path) -> bool:
    """By trying it with a file that has no name, or keeps it for a moment: rights alone do not tell."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _sizes_below(folder: Path, library: Path, survey: CopySurvey) -> Job[set[int]]:
    """Of the pictures in a folder, which may be those that are to be copied."""
    sizes: set[int] = set()
    for found in find_folders([folder], library):
        if isinstance(found, FolderOfFiles):
            sizes.update(map(_size, found))
            yield Progress("Looking for space", survey.images, detail=survey)
    return sizes


def _free(folder: Path) -> int | None:
    """Of the drive that the folder lies on, or would lie on."""
    for place in (folder, *folder.parents):
        with suppress(OSError, ValueError):
            return shutil.disk_usage(place).free
    return None
