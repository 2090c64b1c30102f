"""What is seen of a copying import before it begins: how much there is, and where some of it would go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from imagineer_desktop.catalog.batches import batch_name
from imagineer_desktop.jobs.finding import find_folders
from imagineer_desktop.jobs.found import FolderOfFiles, FoundFile
from imagineer_desktop.jobs.import_report import printable
from imagineer_desktop.jobs.path_template import Facts
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.formats import PICTURE_SUFFIXES
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Reader

EXAMPLES = 3

_ENDINGS = {"JPEG": ".jpg", "TIFF": ".tif"}


@dataclass(frozen=True, slots=True)
class Example:
    """A picture of the source, with what a path may say of it."""

    path: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class CopySurvey:
    """What the sources hold, in images and bytes; `free` bytes of the drive that they would go to.

    `free` is None where no drive is there.
    """

    images: int = 0
    size: int = 0
    free: int | None = None
    examples: tuple[Example, ...] = ()


def survey_copying(library: Path, paths: Sequence[Path], folder: Path) -> Job[CopySurvey]:
    """Look through the sources. Every progress has the survey so far; examples are of different folders."""
    survey = CopySurvey(free=_free(folder))
    spare: list[tuple[int, FoundFile]] = []
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
            size = sum(_size(file) for _, file in files)
            survey = replace(survey, images=survey.images + len(files), size=survey.size + size)
            yield Progress("Looking for images", survey.images, detail=survey)
        for number, file in spare:
            if len(survey.examples) == EXAMPLES:
                break
            survey = _with_example(reader, survey, number, file)
            yield Progress("Looking for images", survey.images, detail=survey)
    finally:
        reader.close()
    return survey


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


def _free(folder: Path) -> int | None:
    """Of the drive that the folder lies on, or would lie on."""
    for place in (folder, *folder.parents):
        with suppress(OSError, ValueError):
            return shutil.disk_usage(place).free
    return None
