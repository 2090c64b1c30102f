"""The commands that look after a library: upgrade."""

from __future__ import annotations

from imagineer_desktop.arguments import Choices
from imagineer_desktop.cli.answers import Answer
from imagineer_desktop.cli.driving import driven
from imagineer_desktop.cli.libraries import absolute, database


def upgrade(choices: Choices) -> Answer:
    from imagineer_desktop.jobs.upgrades.upgrading import upgrade_in_place, upgrade_to_copy

    path, root = database(choices), choices.outputs_root
    report = driven(
        upgrade_in_place(path, root)
        if choices.to_copy is None
        else upgrade_to_copy(path, absolute(choices.to_copy), root)
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
