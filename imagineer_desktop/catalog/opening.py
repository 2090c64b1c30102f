"""Open the library at a path, or say why not: the one decision that the window and the terminal share."""

from __future__ import annotations

from pathlib import Path

from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.migrating import Finding, State, classify, create, require


class NeedsUpgradeError(CatalogError):
    """The file is a library of the web application, or of an older version; `finding` says which."""

    def __init__(self, finding: Finding) -> None:
        made_by = "the web application" if finding.state is State.WEB else "an older version of this program"
        super().__init__(
            f"{finding.path} was made by {made_by}. Nothing was changed. Upgrade it first: "
            f"imagineer-desktop --database {finding.path} upgrade"
        )
        self.finding = finding


def open_library(path: Path) -> Library:
    """The library at `path`, made if there is nothing yet.

    Raises NeedsUpgradeError for an older one, CatalogError for what is no library, was written by a
    newer version, or cannot be reached; the file is then as it was.
    """
    finding = classify(path)
    match finding.state:
        case State.MISSING | State.EMPTY:
            create(path)
        case State.WEB | State.OLDER:
            raise NeedsUpgradeError(finding)
        case _:
            require(finding)
    return Library(path)
