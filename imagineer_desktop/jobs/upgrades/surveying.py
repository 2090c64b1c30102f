"""A look at an old library before it is upgraded: what it holds and where its pictures seem to lie."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog.plain import read_only, spoken
from imagineer_desktop.jobs.files.relocating import count_found, guess_outputs_root
from imagineer_desktop.jobs.progress import Job, Progress

SAMPLE = 5000
"""Paths that are tried when looking for a folder; more take long and say no more."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What an old library holds. `paths` are (a sample of) the paths of its pictures, as stored."""

    database: Path
    images: int
    albums: int
    labels: int
    paths: tuple[str, ...]
    outputs_root: Path | None
    made_by_web: bool = True

    def found_under(self, outputs_root: Path) -> int:
        """How many of the sampled pictures exist, scaled to all, once the paths are remapped to a folder."""
        if not self.paths:
            return 0
        found = count_found(self.paths, outputs_root)
        return round(found * self.images / len(self.paths))


def survey(database: Path) -> Survey:
    """Look at the library at `database` without changing it. Raises CatalogError where that cannot be."""
    with spoken(database), closing(read_only(database)) as connection:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in listed}
        numbers = {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in ("images", "albums", "labels")
            if table in tables
        }
        rows = connection.execute(
            "SELECT file_path FROM images WHERE file_path IS NOT NULL ORDER BY id LIMIT ?", (SAMPLE,)
        )
        paths = tuple(str(path) for (path,) in rows)
    return Survey(
        database=database,
        images=numbers.get("images", 0),
        albums=numbers.get("albums", 0),
        labels=numbers.get("labels", 0),
        paths=paths,
        outputs_root=guess_outputs_root(database, paths),
        made_by_web="alembic_version" not in tables,
    )


def surveyed(database: Path) -> Job[Survey]:
    """The same, as a job."""
    yield Progress("Looking at the library")
    return survey(database)
