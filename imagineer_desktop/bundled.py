"""Where `resources/` and `alembic/` lie: inside an installed wheel or beside the package in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder or file `name` ("alembic", "resources/icons") that travels with the program.

    A wheel carries both trees in the package's own `bundle/`; a checkout has them at its top level.
    Raises FileNotFoundError when neither has it, which means a broken installation.
    """
    for root in (_PACKAGE / "bundle", _PACKAGE.parent):
        place = root / name
        if place.exists():
            return place
    raise FileNotFoundError(f"Imagineer Desktop is not installed completely: {name} is missing.")
