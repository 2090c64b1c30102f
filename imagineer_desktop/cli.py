"""The terminal's verbs: the same jobs and the same sentences as the window's, for cron and scripts."""

from __future__ import annotations

import io
import json
import math
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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
from imagineer_desktop.jobs.progress import Job, Progress

Answer = dict[str, object]
Result = TypeVar("Result")

_FLAGS = ("is_nsfw", "is_public", "is_training_source")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Stands for a byte of a file name that is no text, which no library holds."""

_ID_DIGITS = 18
"""Longer numbers are no ids: a library would have to be filled for ages."""


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
    return _say(_in_json(answer) if choices.as_json else _in_words(answer))


def _refuse(sentence: str, choices: Choices) -> int:
    print(f"imagineer-desktop: {_visible(sentence)}", file=sys.stderr)
    if choices.as_json:
        _say(_in_json({"error": sentence}))
    return 1


def _say(text: str) -> int:
    """Write to stdout; a reader that has gone (`| head`) has read what it wanted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except OSError as error:
        # What is left in the buffer would be written at the end of the process, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"imagineer-desktop: The answer cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
    return 0


def _own_fault(error: Exception) -> str:
    log, details = places.log_file(), "".join(traceback.format_exception(error))
    fault = f"This is a fault of the program, not yours ({type(error).__name__})."
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError as trouble:
        print(details, end="", file=sys.stderr)
        return f"{fault} The details stand above; {log} cannot be written: {trouble.strerror}."
    return f"{fault} The details are in {log}."


def _database(choices: Choices) -> Path:
    return _absolute(choices.database or places.default_database(os.environ, Path.cwd()))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are kept, `..` is not


@contextmanager
def _library(choices: Choices) -> Iterator[Library]:
    library = open_library(_database(choices))
    try:
        yield library
    finally:
        library.close()


def _import(choices: Choices) -> Answer:
    # Here and not above, as in `_upgrade`: the other commands are quicker without the decoders.
    from imagineer_desktop.jobs.importing import import_paths

    with _library(choices) as library:
        report = _driven(import_paths(library, choices.paths))
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
        details = None
        if choices.image.isdecimal() and len(choices.image) <= _ID_DIGITS:
            details = image_details(session, int(choices.image))
        for path in _spellings(choices.image):
            image_id = image_id_at(session, path) if details is None else None
            details = details if image_id is None else image_details(session, image_id)
    if details is None:
        asked = os.fsencode(choices.image).decode("utf-8", "backslashreplace")
        raise CatalogError(f"The library has no image {asked}.")
    return _described(details)


def _spellings(image: str) -> list[str]:
    """The paths under which an image may be stored: as it is found from here, links followed, as written."""
    paths = (os.path.abspath(image), os.path.realpath(image), image)  # noqa: PTH100 - links are kept
    return [path for path in dict.fromkeys(paths) if not _SURROGATE.search(path)]


def _described(details: ImageDetails) -> Answer:
    shown: Answer = {column: _plain(value) for column, value in details.columns.items()}
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
    from imagineer_desktop.jobs.upgrading import upgrade_in_place, upgrade_to_copy

    database, root = _database(choices), choices.outputs_root
    report = _driven(
        upgrade_in_place(database, root)
        if choices.to_copy is None
        else upgrade_to_copy(database, _absolute(choices.to_copy), root)
    )
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
    with closing(job):
        while True:
            try:
                progress = next(job)
            except StopIteration as end:
                if last:
                    print("\r" + " " * len(last), end="\r", file=sys.stderr)
                return end.value  # type: ignore[no-any-return]
            line = _in_one_line(progress)
            if watched and line != last:
                print("\r" + line.ljust(len(last)), end="", file=sys.stderr, flush=True)
                last = line


def _in_one_line(progress: Progress) -> str:
    of = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.text} {progress.done:,}{of}"


def _in_json(answer: Answer) -> str:
    """One JSON object, in ASCII: it fits every encoding that a script may read it in."""
    return json.dumps(answer, allow_nan=False)


def _plain(value: object) -> object:
    """A value of an old library as JSON can say it, which knows no bytes and no infinity."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _in_words(answer: Answer) -> str:
    """The same facts for a person: a line each, lists below their name."""
    width = max((len(name) for name in answer), default=0)
    lines = []
    for name, value in answer.items():
        if isinstance(value, list):
            lines.append(f"{name.ljust(width)}  {len(value)}")
            lines += ["  " + _visible(_in_a_line(item)) for item in value]
        else:
            lines.append(f"{name.ljust(width)}  {'' if value is None else _visible(str(value))}".rstrip())
    return "\n".join(lines)


def _in_a_line(item: object) -> str:
    if isinstance(item, dict):
        return "  ".join(f"{name} {value}" for name, value in item.items() if value not in (None, ""))
    return str(item)


def _visible(text: str) -> str:
    """Line breaks, escape sequences and marks of direction as they are written, not as they act."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )
