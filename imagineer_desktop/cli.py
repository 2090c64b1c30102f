"""The terminal's verbs: the same jobs and the same sentences as the window's, for cron and scripts."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from imagineer_desktop import places
from imagineer_desktop.arguments import Choices
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.queries import albums, image_details, image_id_at, revision, table_counts
from imagineer_desktop.catalog.rows import ImageDetails
from imagineer_desktop.jobs.importing import ImportReport, import_paths
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.jobs.upgrading import upgrade_in_place, upgrade_to_copy

Answer = dict[str, object]
Result = TypeVar("Result")

_FLAGS = ("is_nsfw", "is_public", "is_training_source")


def run(choices: Choices) -> int:
    """Run one command; 0 when it did what was asked, 1 when it says why not."""
    try:
        answer = _COMMANDS[choices.command or ""](choices)
    except CatalogError as error:
        return _refuse(str(error), choices)
    except OSError as error:
        return _refuse(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", choices)
    except Exception as error:  # noqa: BLE001 - the last word of a process: a fault of ours, said and kept
        return _refuse(_own_fault(error), choices)
    if choices.as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)
    return 0


def _refuse(sentence: str, choices: Choices) -> int:
    print(f"imagineer-desktop: {sentence}", file=sys.stderr)
    if choices.as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    return 1


def _own_fault(error: Exception) -> str:
    log = places.log_file()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(traceback.format_exception(error))
    return f"This is a fault of the program, not yours ({type(error).__name__}). The details are in {log}."


def _database(choices: Choices) -> Path:
    return choices.database or places.default_database(os.environ, Path.cwd())


@contextmanager
def _library(choices: Choices) -> Iterator[Library]:
    library = open_library(_database(choices))
    try:
        yield library
    finally:
        library.close()


def _import(choices: Choices) -> Answer:
    with _library(choices) as library:
        report: ImportReport = _driven(import_paths(library, choices.paths))
    return {
        "found": report.found,
        "imported": report.imported,
        "already": report.already,
        "failed": [asdict(failure) for failure in report.failed],
        "albums_created": report.albums_created,
        "seconds": round(report.seconds, 3),
    }


def _info(choices: Choices) -> Answer:
    with _library(choices) as library, library.reading() as session:
        numbers: dict[str, object] = {"revision": revision(session), **table_counts(session)}
    return {"database": str(library.path), **numbers}


def _show(choices: Choices) -> Answer:
    with _library(choices) as library, library.reading() as session:
        path = os.path.abspath(choices.image)  # noqa: PTH100 - as imported: links are kept
        image_id = image_id_at(session, path)
        if image_id is None:
            image_id = image_id_at(session, choices.image)
        if image_id is None and choices.image.isdigit():
            image_id = int(choices.image)
        details = image_details(session, image_id) if image_id is not None else None
    if details is None:
        raise CatalogError(f"The library has no image {choices.image}.")
    return _described(details)


def _described(details: ImageDetails) -> Answer:
    shown: Answer = dict(details.columns)
    for flag in _FLAGS:
        if shown.get(flag) is not None:
            shown[flag] = bool(shown[flag])
    shown["seed"] = details.seed
    shown["albums"] = [album.name for album in details.albums]
    shown["labels"] = [
        {
            "label_text": label.label_text,
            "label_type": label.label_type,
            "source_model": label.source_model,
            "confidence": label.confidence,
        }
        for label in details.labels
    ]
    return shown


def _albums(choices: Choices) -> Answer:
    with _library(choices) as library, library.reading() as session:
        found = albums(session)
    columns = ("id", "name", "album_type", "is_training_source", "is_public", "images")
    return {"albums": [{column: getattr(album, column) for column in columns} for album in found]}


def _upgrade(choices: Choices) -> Answer:
    database = _database(choices)
    job = (
        upgrade_in_place(database, choices.outputs_root)
        if choices.to_copy is None
        else upgrade_to_copy(database, choices.to_copy, choices.outputs_root)
    )
    report = _driven(job)
    return {
        "from": report.from_revision,
        "to": report.to_revision,
        "backup": str(report.backup) if report.backup else None,
        "database": str(report.database),
        "remapped": report.remapped,
        "missing": report.missing,
        "notes": list(report.notes),
    }


_COMMANDS: dict[str, Callable[[Choices], Answer]] = {
    "import": _import,
    "info": _info,
    "show": _show,
    "albums": _albums,
    "upgrade": _upgrade,
}


def _driven(job: Job[Result]) -> Result:
    """Run a job to its end; somebody who watches sees its progress on one line of stderr."""
    watched = sys.stderr.isatty()
    last = ""
    while True:
        try:
            progress = next(job)
        except StopIteration as end:
            if last:
                print("\r" + " " * len(last), end="\r", file=sys.stderr)
            return end.value  # type: ignore[no-any-return]
        line = f"{progress.text} {progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")
        if watched and line != last:
            print("\r" + line.ljust(len(last)), end="", file=sys.stderr, flush=True)
            last = line


def _print(answer: Answer) -> None:
    """The same facts for a person: a line each, lists below their name."""
    width = max((len(name) for name in answer), default=0)
    for name, value in answer.items():
        if isinstance(value, list):
            print(f"{name.ljust(width)}  {len(value)}")
            for item in value:
                print("  " + _in_a_line(item))
        else:
            print(f"{name.ljust(width)}  {'' if value is None else value}")


def _in_a_line(item: object) -> str:
    if isinstance(item, dict):
        return "  ".join(f"{name} {value}" for name, value in item.items() if value not in (None, ""))
    return str(item)
