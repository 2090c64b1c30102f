"""In words: what hinders copies on their way into a folder, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    # As for the dialog: the window shows before the catalog is loaded.
    from imagineer_desktop.jobs.copies.copy_survey import CopySurvey, Obstacle

translate = QCoreApplication.translate


def obstacle_words(obstacle: Obstacle) -> str:
    """What is wrong with the folder, and what to do."""
    words = {
        "NO_DRIVE": translate(
            "CopyObstacles", "There is no drive at {0} just now. Plug it in, or choose another folder."
        ),
        "IS_FILE": translate("CopyObstacles", "{0} is a file. Choose a folder."),
        "NOT_WRITABLE": translate(
            "CopyObstacles", "Nothing can be written into {0}. Choose another folder, or allow writing there."
        ),
        "INSIDE_SOURCE": translate(
            "CopyObstacles",
            "This folder is part of {0}, which the images are taken from. Choose a folder outside of it.",
        ),
    }
    return words[obstacle.kind.name].format(obstacle.path)


def shortage_words(survey: CopySurvey) -> str:
    """What the images need and the drive has; empty where there is room."""
    if not survey.is_short:
        return ""
    words = translate(
        "CopyObstacles",
        "The images need {0}, and {1} can be used on the drive of this folder. "
        "Make room there, or choose another folder.",
    )
    return words.format(size_words(survey.needed or survey.size), size_words(survey.usable))


def size_words(size: int) -> str:
    """ "19.4 GB"."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
