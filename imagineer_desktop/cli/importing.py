"""The command `import`."""

from __future__ import annotations

from imagineer_desktop.arguments import Choices
from imagineer_desktop.cli.answers import Answer
from imagineer_desktop.cli.driving import driven
from imagineer_desktop.cli.libraries import opened


def import_files(choices: Choices) -> Answer:
    # Here and not above: the other commands are quicker without it.
    from imagineer_desktop.jobs.importing import import_paths

    with opened(choices) as library:
        report = driven(import_paths(library, choices.paths))
    return {
        "found": report.found,
        "imported": report.imported,
        "already": report.already,
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in report.failed],
        "albums_created": report.albums_created,
        "seconds": round(report.seconds, 3),
    }
