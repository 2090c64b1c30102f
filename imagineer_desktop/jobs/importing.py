"""Import outputs: find pictures, read each of them, take them in by batches."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from imagineer_desktop.catalog.arrivals import (
    PROMPT_MARK,
    Arrival,
    found_again,
    known_paths,
    prompt_mark,
    take_in,
)
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.files import KnownFile
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.finding import Folder, FoundFile, Unreadable, find_pictures
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.jobs.recognizing import (
    altered_files,
    bring_home,
    complete,
    is_first_look,
    is_text,
    take_back,
    take_over,
)
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation import Generation, read_generation
from imagineer_desktop.media.probe import Probe, probe
from imagineer_desktop.media.sidecars import Sidecars, read_sidecars

BATCH = 100
"""Pictures written in one transaction, so that the write lock is held for milliseconds."""

BATCH_SECONDS = 0.5
"""A batch is written after this long even when it is not full: pictures appear as they come."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be taken in, with its reason in words a person understands."""

    path: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What an import has done so far, and in the end.

    `found` counts files; `failed` also lists the folders that could not be looked into. `damaged` are
    images that were imported, for their size and words can be read, and will not show all their pixels.
    Of those `already` in the library `moved` had another path, and `replaced` another content.
    """

    found: int = 0
    imported: int = 0
    already: int = 0
    without_generation: int = 0
    albums_created: int = 0
    failed: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    damaged: list[Failure] = field(default_factory=list)
    moved: int = 0
    replaced: int = 0


def import_paths(library: Library, paths: Sequence[Path]) -> Job[ImportReport]:
    """Take the pictures under `paths` into the library; files are only read, never copied or changed.

    Running it again adds what is new and nothing else. Cancelled, it keeps what was written so far.
    Raises CatalogError when a path does not exist or the library cannot be written.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise CatalogError(f"There is nothing at {_printable(path)}. Nothing was imported.")
    started = time.monotonic()
    report = ImportReport()
    files = yield from _find(library, paths, report)
    report.found = len(files)
    folders = len(report.failed)
    try:
        report.moved += bring_home(library, files)
        for start in range(0, len(files), BATCH):
            for _ in _take_in(library, files[start : start + BATCH], report):
                report.seconds = time.monotonic() - started
                done = report.imported + report.already + len(report.failed) - folders
                yield Progress("Importing", done, report.found, report)
    except CatalogError as error:
        if not report.imported:
            raise
        raise CatalogError(
            f"The import broke off. The {report.imported:,} images it had added are kept. {error}"
        ) from error
    report.seconds = time.monotonic() - started
    return report


def _find(library: Library, paths: Sequence[Path], report: ImportReport) -> Job[list[FoundFile]]:
    files: list[FoundFile] = []
    yield Progress("Looking for images", 0, 0, report)
    for found in find_pictures(paths, apart=library.path):
        if isinstance(found, Unreadable):
            report.failed.append(Failure(_printable(found.path), found.reason))
            continue
        files.append(found)
        if len(files) % 1000 == 0:
            yield Progress("Looking for images", len(files), 0, report)
    return files


def _take_in(library: Library, chunk: list[FoundFile], report: ImportReport) -> Iterator[None]:
    """Read the new ones of some files and write them in batches; a breath after each of them."""
    arrivals: list[Arrival] = []
    written = time.monotonic()
    new, known = _new(library, chunk, report)
    looks: list[tuple[KnownFile, Arrival]] = []
    for altered in altered_files(library, known):
        arrival = _looked_at(altered, report)
        if arrival and is_first_look(altered, arrival):
            looks.append((altered, arrival))
        elif arrival:
            report.replaced += take_over(library, altered, arrival)
        yield
    complete(library, looks)
    for file in new:
        try:
            arrivals.append(_read(file, report))
        except MediaError as error:
            report.failed.append(Failure(str(file.path), str(error)))
        if time.monotonic() - written > BATCH_SECONDS:
            _write(library, arrivals, report)
            arrivals = []
            written = time.monotonic()
        yield
    _write(library, arrivals, report)
    yield


def _new(
    library: Library, chunk: list[FoundFile], report: ImportReport
) -> tuple[list[FoundFile], Iterable[str]]:
    """The files that the library knows neither as they are spelled nor by their place; the paths it knows."""
    paths: dict[str, FoundFile] = {}
    for file in chunk:
        path = str(file.path)
        if is_text(path):
            paths[path] = file
        else:
            reason = "The name is not valid text (UTF-8). Rename the file to import it."
            report.failed.append(Failure(_printable(file.path), reason))
    places = {path: str(file.place) for path, file in paths.items()}
    with library.reading() as session:
        known = known_paths(session, {*paths, *filter(is_text, places.values())})
    back = [path for path, missing in known.items() if missing]
    if back:
        with library.writing(EVERYTHING) as session:
            found_again(session, back)
    new = [file for path, file in paths.items() if path not in known and places[path] not in known]
    report.already += len(paths) - len(new)
    return new, known


def _looked_at(known: KnownFile, report: ImportReport) -> Arrival | None:
    """What a file of the library is now; None if it cannot be read."""
    path = Path(known.path)
    counted = report.without_generation
    try:
        return _read(FoundFile(Folder(path.parent, path.parent), path.name), report)
    except MediaError as error:
        report.damaged.append(Failure(known.path, str(error)))
        return None
    finally:
        report.without_generation = counted  # it is no new image


def _write(library: Library, arrivals: list[Arrival], report: ImportReport) -> None:
    if not arrivals:
        return
    new = take_back(library, arrivals)
    report.moved += len(arrivals) - len(new)
    with library.writing(EVERYTHING) as session:
        taken = take_in(session, new)
    report.imported += taken.images
    report.already += len(arrivals) - taken.images
    report.albums_created += taken.albums


def _read(file: FoundFile, report: ImportReport) -> Arrival:
    picture = probe(file.path)
    sidecars = read_sidecars(file.path)
    generation = sidecars.generation or read_generation(picture.embedded)
    if generation is None:
        report.without_generation += 1
    if picture.trouble:
        report.damaged.append(Failure(str(file.path), picture.trouble))
    return _arrival(file, picture, sidecars, generation or Generation())


def _arrival(file: FoundFile, picture: Probe, sidecars: Sidecars, generation: Generation) -> Arrival:
    return Arrival(
        file_path=str(file.path),
        width=picture.width,
        height=picture.height,
        file_size=picture.file_size,
        content_hash=picture.content_hash,
        file_mtime_ns=picture.mtime_ns,
        generated_at=generation.generated_at or picture.modified_at,
        batch_folder=file.batch_folder,
        caption=sidecars.caption,
        prompt=generation.prompt,
        negative_prompt=generation.negative_prompt,
        seed=generation.seed,
        steps=generation.steps,
        guidance_scale=generation.guidance_scale,
        generator=generation.generator,
        model=generation.model,
        sampler=generation.sampler,
        scheduler=generation.scheduler,
        lora_config=sidecars.lora_config or _loras(generation),
        generation_data=_raw(picture, sidecars, generation),
    )


def _loras(generation: Generation) -> str | None:
    """LoRAs as the web application stores them: a JSON list of objects with name, weight and path."""
    uses = [
        {key: value for key, value in asdict(use).items() if value is not None} for use in generation.loras
    ]
    return json.dumps(uses, ensure_ascii=False) if uses else None


def _raw(picture: Probe, sidecars: Sidecars, generation: Generation) -> str | None:
    notes = [*generation.notes, *sidecars.notes, *([picture.trouble] if picture.trouble else [])]
    kept: dict[str, object] = {"format": picture.format}
    if picture.frames > 1:
        kept["frames"] = picture.frames
    if generation.version:
        kept["version"] = generation.version
    if generation.model_hash:
        kept["model_hash"] = generation.model_hash
    if mark := prompt_mark(generation.prompt, generation.negative_prompt):
        kept[PROMPT_MARK] = mark
    if generation.raw:
        kept["raw"] = generation.raw
    if notes:
        kept["notes"] = notes
    return json.dumps(kept, ensure_ascii=False)


def _printable(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
