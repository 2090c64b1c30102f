"""The project's own source, parsed once for all tests on its structure."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Module:
    """One source file: its path from the top of the checkout with slashes, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module


@pytest.fixture(scope="session")
def modules(checkout: Path) -> list[Module]:
    """Every Python file of the package, the migrations and the tests."""
    files = [
        file for top in ("imagineer_desktop", "alembic", "tests") for file in (checkout / top).rglob("*.py")
    ]
    texts = {
        file.relative_to(checkout).as_posix(): file.read_text(encoding="utf-8") for file in sorted(files)
    }
    return [Module(path, text, ast.parse(text, path)) for path, text in texts.items()]


@pytest.fixture(scope="session")
def package(modules: list[Module]) -> list[Module]:
    """The files of the package alone."""
    return [module for module in modules if module.path.startswith("imagineer_desktop/")]
