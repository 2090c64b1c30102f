"""Work on the bytes of a library in a process of its own.

Closing a file lets go of every lock that the process holds on it (POSIX), also of SQLite's. So no
file that may be open here is ever read with `open` here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.progress import Job, Progress

_MODULE = "imagineer_desktop.catalog.carving"
_CANNOT_OPEN = 3


def apart(arguments: Sequence[str | Path], text: str, given: object = None) -> Job[dict[str, Any]]:
    """Run `catalog.carving` with these arguments; `given` goes to it as JSON. Returns what it tells last.

    Raises CatalogError when the file cannot be opened or nothing can be written. Closing the job ends
    the process.
    """
    command = [sys.executable, "-P", "-m", _MODULE, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    with (
        TemporaryFile("w+") as complaints,
        subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=complaints, env=environment, text=True
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with suppress(BrokenPipeError):  # it has ended already, and tells why by its code
                process.stdin.write(json.dumps(given))
                process.stdin.close()
            told: dict[str, Any] = {}
            for line in process.stdout:
                if line.startswith("{"):
                    told = json.loads(line)
                else:
                    done, _, total = line.partition(" ")
                    yield Progress(text, int(done), int(total))
            code = process.wait()
        finally:
            process.kill()
        if code not in (0, _CANNOT_OPEN):
            complaints.seek(0)
            raise RuntimeError(f"{text}: the process ended with {code}: {complaints.read()[-2000:]}")
    if code == _CANNOT_OPEN:
        raise CatalogError(
            f"{told['path']} cannot be read or written: {told['error']}. Nothing was changed. "
            "Check the drive and that you may use the file, and try again."
        )
    return told
