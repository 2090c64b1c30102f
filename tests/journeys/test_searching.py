"""Words to search for: typed, found, not found, cleared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from imagineer_desktop.catalog.rows import Source, SourceKind

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_words_find_images_and_are_cleared(person: Person) -> None:
    person.press("Ctrl+F")
    person.type("meadow")
    person.until(lambda: person.work.ground.model.rowCount() == 5, "the meadows")
    assert all(name.startswith("meadow") for name in person.names())
    person.type(" bloom 9")
    person.until(lambda: person.work.ground.model.rowCount() == 1, "one meadow")
    person.shoot("search")
    assert "“meadow”" in person.status_words()
    person.press("Esc")
    person.until(lambda: person.work.ground.model.rowCount() == 16, "everything")

    person.press("Esc")
    assert person.work.views.grid.hasFocus()
    person.press("/")
    person.type("zeppelin")
    person.until(lambda: person.work.ground.model.rowCount() == 0, "nothing")
    person.shoot("nothing-matches")
    person.click_named(person.desktop.shell.canvas, "Clear search")
    person.until(lambda: person.work.ground.model.rowCount() == 16, "everything")
    assert person.desktop.shell.bar.search.text() == ""


def test_words_stay_while_sources_are_changed_and_the_status_bar_clears_them(person: Person) -> None:
    person.press("Ctrl+F")
    person.type("harbor")
    person.until(lambda: person.work.ground.model.rowCount() == 8, "the harbors")
    person.go(Source(SourceKind.UNFILED))
    assert person.work.ground.model.rowCount() == 0
    person.click_named(person.desktop.shell.status, "Clear the filter")
    person.until(lambda: person.work.ground.model.rowCount() == 3, "what is unfiled")


def test_a_selection_stays_through_a_change_of_order(person: Person) -> None:
    chosen = set(person.choose(1, 5))
    person.click_named(person.desktop.shell.bar, "Turn round: Oldest first")
    person.settle()
    assert set(person.chosen) == chosen
    assert person.names()[0] == "harbor_0.png"


def test_a_mistake_is_said_below_the_field_and_the_last_result_stays(person: Person) -> None:
    person.press("Ctrl+F")
    person.type("meadow")
    person.until(lambda: person.work.ground.model.rowCount() == 5, "the meadows")
    person.type(" rating:>=")
    line = person.desktop.shell.mistake
    person.until(line.isVisible, "the mistake")
    person.shoot("mistake")
    assert person.work.ground.model.rowCount() == 5
    person.type("0")
    person.until(lambda: not line.isVisible(), "no mistake any more")
    assert person.work.ground.model.rowCount() == 5


def test_what_another_program_imports_appears(person: Person, tmp_path: Path) -> None:
    pictures = tmp_path / "later"
    make_one(pictures / "new.png")
    subprocess.run(
        [
            *(sys.executable, "-m", "imagineer_desktop", "--database", person.library.path),
            *("import", pictures),
        ],
        check=True,
        capture_output=True,
    )
    person.until(lambda: person.work.ground.model.rowCount() == 17, "the image of the other program")


def make_one(path: Path) -> None:
    path.parent.mkdir()
    Image.new("RGB", (64, 48), "orange").save(path)
