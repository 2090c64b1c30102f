"""Duplicates are found, judged with keys, brought back, and never asked about twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from imagineer_desktop.catalog.rows import ALL_IMAGES, Source, SourceKind
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def add_copy(person: Person, folder: Path) -> tuple[int, int]:
    """A copy of the first image comes into the library; the ids of both."""
    first = person.row(person.work.ground.model.ids[0])
    folder.mkdir()
    copy = folder / "a copy.png"
    shutil.copy(first.file_path, copy)
    finish(import_paths(person.library, [copy]))
    person.until(lambda: person.work.ground.model.rowCount() == 17, "the copy")
    person.settle()
    return first.id, max(person.work.ground.model.ids)


def open_page(person: Person, copies: tuple[int, int]) -> None:
    """Choose "Find duplicates…" and wait until the two are shown and everything has been looked at."""
    work, page = person.work, person.work.duplicates.page
    person.trigger(work.duplicates.find)
    person.until(page.isVisible, "the page of duplicates")
    person.until(lambda: page.pair is not None and (page.pair.a, page.pair.b) == copies, "the copies")
    person.until(lambda: not work.ground.alike.is_hashing, "all images looked at")


def test_a_pair_is_judged_with_keys_and_brought_back(person: Person, tmp_path: Path) -> None:
    kept, thrown = copies = add_copy(person, tmp_path / "more")
    person.choose(2, 3)
    before = person.tables()
    open_page(person, copies)
    person.shoot("duplicates")
    page = person.work.duplicates.page
    assert person.chosen == (kept,)
    person.press("4")
    assert person.tables() == before
    person.press("1")
    person.until(lambda: page.pair is None or page.pair.b != thrown, "the next pair")
    assert person.row(thrown).trashed
    person.press("Ctrl+Z")
    person.until(lambda: page.pair is not None and not person.row(thrown).trashed, "the copy back")
    assert person.tables() == before


def test_what_was_judged_is_not_asked_about_again(person: Person, tmp_path: Path) -> None:
    copies = add_copy(person, tmp_path / "more")
    open_page(person, copies)
    page = person.work.duplicates.page
    person.press("B")
    person.until(lambda: page.pair is None or (page.pair.a, page.pair.b) != copies, "the next pair")
    person.press("Esc")
    person.until(person.work.views.grid.isVisible, "the grid")
    person.trigger(person.work.duplicates.find)
    person.until(page.isVisible, "the page of duplicates")
    person.until(lambda: not person.work.ground.alike.is_hashing, "all images looked at")
    assert all((pair.a, pair.b) != copies for pair in person.work.duplicates.model.pairs)
    assert {person.row(one).trashed for one in copies} == {False}


def test_choosing_a_source_leaves_the_page(person: Person, tmp_path: Path) -> None:
    open_page(person, add_copy(person, tmp_path / "more"))
    person.go(Source(SourceKind.UNFILED))
    assert person.work.views.grid.isVisible()
    person.go(ALL_IMAGES)
    person.choose(1)
    assert person.chosen == (person.work.ground.model.ids[1],)


def test_the_inspector_counts_copies(person: Person, tmp_path: Path) -> None:
    kept, _ = add_copy(person, tmp_path / "more")
    person.click_cell(person.work.ground.model.row_of(kept))
    facts = person.work.views.inspector.info.facts

    def counted() -> bool:
        return any((fact.label, fact.value) == ("Same file", "2 copies") for fact in facts.facts)

    person.until(counted, "2 copies")
