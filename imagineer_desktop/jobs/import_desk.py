"""Where imports are ordered: one library, and the cache for the small pictures of what comes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.copies.copy_survey import CopySurvey, survey_copying
from imagineer_desktop.jobs.copies.copying import CopyReport, copy_again, copy_and_import
from imagineer_desktop.jobs.copies.path_template import CopyPlan
from imagineer_desktop.jobs.imports.import_report import Failure, ImportReport, ReadingReport
from imagineer_desktop.jobs.imports.importing import import_again, import_paths
from imagineer_desktop.jobs.imports.reading import nobody_waits, read_again, read_unread
from imagineer_desktop.jobs.progress import Job
from imagineer_desktop.media.thumbnails import ThumbnailCache


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Gives out the jobs of imports; nothing is done before a job is run."""

    library: Library
    cache: ThumbnailCache | None = None

    def import_paths(
        self, paths: Sequence[Path], gives_way: Callable[[], bool] = nobody_waits
    ) -> Job[ImportReport]:
        """Take pictures in where they lie."""
        return import_paths(self.library, paths, self.cache, gives_way=gives_way)

    def import_again(self, failures: Sequence[Failure]) -> Job[ImportReport]:
        """Try what failed once more."""
        return import_again(self.library, failures, self.cache)

    def copy(
        self, paths: Sequence[Path], plan: CopyPlan, gives_way: Callable[[], bool] = nobody_waits
    ) -> Job[CopyReport]:
        """Copy pictures into the plan's folder and take the copies in."""
        return copy_and_import(self.library, paths, plan, self.cache, gives_way=gives_way)

    def copy_again(self, failures: Sequence[Failure], plan: CopyPlan) -> Job[CopyReport]:
        """Try once more to copy what failed."""
        return copy_again(self.library, failures, plan, self.cache)

    def survey(self, paths: Sequence[Path], folder: Path) -> Job[CopySurvey]:
        """What there is to copy, and examples of it."""
        return survey_copying(self.library.path, paths, folder)

    def read_rest(self, gives_way: Callable[[], bool] = nobody_waits) -> Job[ReadingReport]:
        """Read to their end the files that earlier imports have only listed."""
        return read_unread(self.library, self.cache, gives_way)

    def read_again(self, ids: Sequence[int]) -> Job[ReadingReport]:
        """Read the files of images anew, whatever was known against them."""
        return read_again(self.library, ids, self.cache)
