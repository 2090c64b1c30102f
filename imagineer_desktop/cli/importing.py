"""The command `import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imagineer_desktop.arguments import Choices
from imagineer_desktop.cli.answers import Answer, visible
from imagineer_desktop.cli.driving import driven
from imagineer_desktop.cli.libraries import opened

if TYPE_CHECKING:
    from imagineer_desktop.jobs.import_report import Failure


def import_files(choices: Choices) -> Answer:
    # Here and not above: the other commands are quicker without it.
    from imagineer_desktop.jobs.importing import import_paths

    with opened(choices) as library:
        report = driven(import_paths(library, choices.paths))
    _tell_damaged(report.damaged)
    return {
        "found": report.found,
        "imported": report.imported,
        "already": report.already,
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in report.failed],
        "albums_created": report.albums_created,
        "seconds": round(report.seconds, 3),
    }


def _tell_damaged(damaged: Sequence[Failure]) -> None:
    """They are imported, so they are no failure; but somebody may still have the originals."""
    for failure in damaged:
        sentence = f"{failure.path} was imported, but it will not be shown as it was. {failure.reason}"
        print(f"imagineer-desktop: {visible(sentence)}", file=sys.stderr)
