"""Opening a library as a job: the window is shown first, the heavy rooms are imported here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from imagineer_desktop.jobs.progress import Job, Progress

if TYPE_CHECKING:
    from imagineer_desktop.catalog.library import Library


def opened(path: Path) -> Job[Library]:
    """The library at `path`, made if there is nothing. Raises what `catalog.opening.open_library` raises."""
    yield Progress("Opening the library")
    # Here and not above: SQLAlchemy costs a third of a second, and the window is to be seen before.
    from imagineer_desktop.catalog.opening import open_library

    return open_library(path)
