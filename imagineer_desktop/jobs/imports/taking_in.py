"""New images on their way into the library, as every kind of import brings them in."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import Arrival, Company, TakenIn, take_in
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.imports.steady_writing import SteadyWriter
from imagineer_desktop.jobs.progress import Job


class TakingIn:
    """Writes arrivals in batches and counts them in the report; `to_read` are the images to be read then."""

    def __init__(self, writer: SteadyWriter, company: Company, report: ImportReport) -> None:
        self.to_read = array("q")
        self._writer = writer
        self._company = company
        self._report = report

    def write(
        self, arrivals: Sequence[Arrival], beside: Callable[[Session, TakenIn], None] | None = None
    ) -> Job[None]:
        """Add one batch; what is to be noted `beside` it belongs to the same transaction."""

        def add(session: Session) -> TakenIn:
            taken = take_in(session, arrivals, self._company)
            if beside is not None:
                beside(session, taken)
            return taken

        taken = yield from self._writer.write(EVERYTHING, add)
        new = [arrival for arrival in arrivals if arrival.file_path in taken.ids]
        self._report.imported += taken.images
        self._report.albums_created += taken.albums
        self._report.already += len(arrivals) - len(new)
        self._report.without_generation += sum(arrival.silent for arrival in new)
        self.to_read.extend(taken.ids[arrival.file_path] for arrival in new if arrival.trouble is None)
