"""Rules of the house that neither ruff nor import-linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.architecture.conftest import Module

MODULE_LINES = 300
FUNCTION_LINES = 60
FUNCTION_NODES = ast.FunctionDef | ast.AsyncFunctionDef

_VAGUE_NAME = re.compile(r"(Manager|Controller|Service|Helper|Utils?)$|^(helpers?|utils?|misc|common)$")
_MACHINE_PATH = re.compile(r"""(?<![\w.\-/])/(?:work|home|mnt|Users)/\w""")
_DOWNLOAD_HOST = re.compile(r"pythonhosted\.org|pypi\.org/(?:simple|packages)|--(?:extra-)?index-url")
_TEXTS = frozenset({".py", ".toml", ".txt", ".md", ".yml", ".mako", ".qss", ".json", ".ini", ""})


def test_modules_and_functions_are_short(package: list[Module]) -> None:
    too_long = [
        f"{module.path}: {count} lines"
        for module in package
        if (count := len(module.text.splitlines())) > MODULE_LINES
    ]
    too_long += [
        f"{module.path}:{node.lineno} {node.name}: {count} lines"
        for module in package
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTION_NODES) and (count := _lines(node)) > FUNCTION_LINES
    ]
    assert too_long == []


def test_every_module_says_what_it_is_for(modules: list[Module]) -> None:
    silent = [module.path for module in modules if module.text.strip() and not ast.get_docstring(module.tree)]
    assert silent == []


def test_names_are_of_the_users_world(package: list[Module]) -> None:
    vague = [module.path for module in package if _VAGUE_NAME.search(Path(module.path).stem)]
    vague += [
        f"{module.path}:{node.lineno} {node.name}"
        for module in package
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and _VAGUE_NAME.search(node.name)
    ]
    assert vague == []


def test_the_migrations_folder_is_no_package(checkout: Path) -> None:
    """With an `__init__.py` it would stand before the library alembic on the import path."""
    assert list((checkout / "alembic").rglob("__init__.py")) == []


def test_dialogs_and_menus_are_opened_and_never_executed(package: list[Module]) -> None:
    """`exec` runs an event loop inside an event. The application's own loop and a drag (QDrag) may."""
    loops = ("imagineer_desktop/app", "imagineer_desktop/background/")
    executed = [
        place
        for place, call in _calls(package)
        if call.partition("(")[0].endswith((".exec", ".exec_")) and "DropAction" not in call
    ]
    assert [place for place in executed if not place.startswith(loops)] == []


def test_only_the_theme_sets_style_sheets(package: list[Module]) -> None:
    """A sheet on a single widget hides the colors of the theme and is slow to polish."""
    styled = [place for place, call in _calls(package) if ".setStyleSheet(" in call]
    assert [place for place in styled if not place.startswith("imagineer_desktop/ui/theme/")] == []


def test_nobody_reaches_for_a_global_object(package: list[Module]) -> None:
    global_reach = re.compile(r"Application\.instance\(|\bqApp\b|\.parent(Widget)?\(\)\.parent(Widget)?\(")
    assert [f"{place} {call}" for place, call in _calls(package) if global_reach.search(call)] == []


def test_only_the_library_and_the_migrations_make_engines(package: list[Module]) -> None:
    made = {
        place.partition(":")[0]
        for place, call in _calls(package)
        if re.match(r"(\w+\.)*create_engine\(", call)
    }
    allowed = re.compile(r"imagineer_desktop/catalog/(library|migrating)")
    assert [path for path in sorted(made) if not allowed.match(path)] == []


def test_no_path_of_a_machine_and_no_download_host(checkout: Path) -> None:
    suspicious = [
        f"{file.relative_to(checkout)}:{number}"
        for file in _texts(checkout)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if _MACHINE_PATH.search(line) or _DOWNLOAD_HOST.search(line)
    ]
    assert suspicious == []


def _lines(node: FUNCTION_NODES) -> int:
    """The lines of a function without its docstring."""
    has_docstring = ast.get_docstring(node) is not None
    first = node.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def _calls(modules: list[Module]) -> Iterator[tuple[str, str]]:
    """Every call in the modules, as (path:line, the call as it is written)."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                yield f"{module.path}:{node.lineno}", ast.unparse(node)


def _texts(checkout: Path) -> Iterator[Path]:
    """The text files that are ours; the tests may name any path they like in their data."""
    yield from (file for file in checkout.iterdir() if file.is_file() and file.suffix in _TEXTS - {""})
    yield checkout / "Makefile"
    for top in (".ci", "imagineer_desktop", "alembic", "docs"):
        files = (file for file in (checkout / top).rglob("*") if file.is_file())
        yield from (file for file in files if file.suffix in _TEXTS and "__pycache__" not in file.parts)
