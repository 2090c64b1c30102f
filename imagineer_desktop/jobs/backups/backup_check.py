"""A library's file looked at from the first byte to the last, in a process of its own.

Closing a file lets go of every lock that the process holds on it (POSIX), also of SQLite's; the file may
be open here, as somebody's library. The other process shares no lock with ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.plain import read_only
from imagineer_desktop.jobs.backups.backup_errors import InUseError, PostponedError
from imagineer_desktop.jobs.backups.backup_facts import Facts, facts_of
from imagineer_desktop.jobs.progress import Job, Progress

PATIENCE_SECONDS = 60.0
"""How long the other process may be silent before it is given up."""
MOST_LINES = 20
_CHUNK = 8 << 20
_CACHE_KIB = 65_536
_STEPS = 2_000_000
"""Instructions of SQLite's machine between two signs of life: some hundredths of a second."""


class Depth(Enum):
    """How closely a file is looked at. Its bytes are hashed and its rows are counted always."""

    ROWS = "rows"
    PAGES = "quick_check"
    """Every page and row; not whether the indexes agree with them."""
    ALL = "integrity_check"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found in a file. `integrity` are SQLite's complaints, none if it is sound.

    `facts` is None where the file could not be read to its end; `journals` are files beside it that
    may hold more than it does.
    """

    size: int
    sha256: str
    integrity: tuple[str, ...]
    facts: Facts | None
    journals: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.integrity and self.facts is not None


def look_at(file: Path, text: str, depth: Depth = Depth.ALL) -> Job[FileFacts]:
    """Hash a file, count its rows and have SQLite check it.

    Damage is in the answer. Raises CatalogError when the file cannot be read at all, InUseError when
    another program has locked it, PostponedError when the disk does not answer. Closing the job ends
    the process.
    """
    command = [sys.executable, "-P", "-m", __name__, str(file.absolute()), depth.value]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, text=True) as process,
        ThreadPoolExecutor(1) as pool,
    ):
        lines: SimpleQueue[str] = SimpleQueue()
        assert process.stdout is not None
        assert process.stderr is not None
        reader = pool.submit(_read, process.stdout, lines)
        try:
            last = yield from _heard(lines, file, text)
            reader.result()
            code = process.wait()
        finally:
            process.kill()
        if code < 0:
            raise PostponedError(
                f"{file.name} was not checked to its end: the system ended the process (signal {-code}). "
                "Nothing was changed. Try again when less is going on."
            )
        if code:
            raise RuntimeError(f"{text}: the process ended with {code}: {process.stderr.read()[-2000:]}")
    return _told(json.loads(last), file)


def _read(output: IO[str], lines: SimpleQueue[str]) -> None:
    for line in output:
        lines.put(line)
    lines.put("")


def _heard(lines: SimpleQueue[str], file: Path, text: str) -> Job[str]:
    """The last line that the process says; the others are how far it is."""
    last, heard, shown = "", monotonic(), Progress(text)
    while True:
        try:
            line = lines.get(timeout=0.1)
        except Empty:
            if monotonic() - heard > PATIENCE_SECONDS:
                raise PostponedError(
                    f"The disk that holds {file.name} did not answer for {PATIENCE_SECONDS:.0f} seconds. "
                    "Nothing was changed. Check the drive or its connection and try again."
                ) from None
        else:
            heard = monotonic()
            if not line:
                return last
            last = line
            if line[0].isdigit():
                done, _, total = line.partition(" ")
                shown = Progress(text, int(done), int(total))
        yield shown


def _told(told: dict[str, object], file: Path) -> FileFacts:
    if told.get("is_locked"):
        raise InUseError(
            f"{file.name} is being used by another program. Nothing was changed. "
            "Close the other program, or wait until it has finished, and try again."
        )
    if "error" in told:
        raise CatalogError(
            f"{file} cannot be read: {told['error']}. Nothing was changed. "
            "Check the drive and that you may read the file, and try again."
        )
    return FileFacts(
        size=int(str(told["size"])),
        sha256=str(told["sha256"]),
        integrity=tuple(map(str, _list(told["integrity"]))),
        facts=Facts.from_json(told["facts"]) if told["facts"] else None,
        journals=tuple(map(str, _list(told["journals"]))),
    )


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def main(arguments: list[str]) -> int:
    """Prints "done total" or "alive" while it works, and at the end one line of JSON."""
    file, depth = Path(arguments[0]), Depth(arguments[1])
    try:
        total = file.stat().st_size
        with ThreadPoolExecutor(1) as pool:
            checked = pool.submit(_checked, file, depth, _say_alive)
            digest = _hashed(file, total)
            integrity, facts = checked.result()
    except OSError as error:
        _say(json.dumps({"error": error.strerror or str(error)}))
        return 0
    except sqlite3.OperationalError as error:  # the world's trouble is no damage
        is_locked = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        _say(json.dumps({"error": str(error), "is_locked": is_locked}))
        return 0
    journals = [end for end in ("-wal", "-journal") if _has_bytes(Path(f"{file}{end}"))]
    told = {"size": total, "sha256": digest, "integrity": integrity, "journals": journals}
    _say(json.dumps(told | {"facts": asdict(facts) if facts else None}))
    return 0


def _say(line: str) -> None:
    """One write a line, since two threads speak."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say_alive() -> int:
    _say("alive")
    return 0


def _hashed(file: Path, total: int) -> str:
    digest, done = hashlib.sha256(), 0
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            _say(f"{done} {total}")
    return digest.hexdigest()


def _checked(file: Path, depth: Depth, alive: Callable[[], int]) -> tuple[list[str], Facts | None]:
    try:
        with closing(read_only(file)) as connection:
            connection.set_progress_handler(alive, _STEPS)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            lines = ["ok"]
            if depth is not Depth.ROWS:
                found = connection.execute(f"PRAGMA {depth.value}({MOST_LINES})")
                lines = [str(line) for (line,) in found]
            return [line for line in lines if line != "ok"], facts_of(connection, complete=True)
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise
        return [str(error)], None


def _has_bytes(place: Path) -> bool:
    return place.exists() and place.stat().st_size > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
