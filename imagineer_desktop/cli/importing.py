"""The command `import`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from imagineer_desktop.arguments import Choices
from imagineer_desktop.cli.answers import Answer
from imagineer_desktop.cli.driving import driven
from imagineer_desktop.cli.libraries import opened

if TYPE_CHECKING:
    from imagineer_desktop.jobs.imports.import_report import Failure


def import_files(choices: Choices) -> Answer:
    # Here and not above: the other commands are quicker without it.
    from imagineer_desktop.jobs.imports.importing import import_paths

    with opened(choices) as library:
        report = driven(import_paths(library, choices.paths))
    answer: Answer = {
        "found": report.found,
        "imported": report.imported,
        "already": report.already,
        "failed": _listed(report.failed),
        "albums_created": report.albums_created,
        "seconds": round(report.seconds, 3),
    }
    if not choices.as_json:
        # For a person: scripts rely on the names above, and on no others.
        answer |= {"moved": report.moved, "replaced": report.replaced, "damaged": _listed(report.damaged)}
    return answer


def _listed(failures: Sequence[Failure]) -> list[dict[str, str]]:
    return [{"path": failure.path, "reason": failure.reason} for failure in failures]
