"""Stars, flags, hiding and the trash, with keys and with the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit

from imagineer_desktop.catalog.rows import ALL_IMAGES, Pick, Source, SourceKind

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_keys_judge_everything_that_is_chosen(person: Person) -> None:
    chosen = person.choose(0, 1, 4)
    for key, stars in (("1", 1), ("5", 5), ("3", 3), ("0", 0), ("4", 4)):
        person.press(key)
        assert {person.row(one).rating for one in chosen} == {stars}
    for key, pick in (("P", Pick.PICKED), ("X", Pick.REJECTED), ("U", Pick.UNFLAGGED), ("P", Pick.PICKED)):
        person.press(key)
        assert {person.row(one).pick for one in chosen} == {pick}
    person.press("Shift+B")
    assert {person.row(one).is_public for one in chosen} == {False}
    others = set(person.work.ground.model.ids) - set(chosen)
    assert {(person.row(one).rating, person.row(one).pick) for one in others} == {(0, Pick.UNFLAGGED)}

    grid = person.work.views.grid
    open_picture = grid.picture_of(0)
    assert open_picture is not None
    person.press("N")
    person.until(lambda: person.looks_different(0, open_picture), "a blurred picture")
    person.shoot("judged")
    person.press("Ctrl+Shift+B")
    person.until(lambda: not person.looks_different(0, open_picture), "the picture shown openly")


def test_the_stars_of_a_cell_are_clicked(person: Person) -> None:
    grid = person.work.views.grid
    person.hover(grid.viewport(), person.cell(2))
    image = person.work.ground.model.ids[2]
    person.click(grid.viewport(), person.star(2, 4))
    assert person.row(image).rating == 4
    person.shoot("stars")
    model = person.work.ground.model
    person.until(lambda: (row := model.image(2)) is not None and row.rating == 4, "the stars in the cell")
    person.click(grid.viewport(), person.star(2, 4))
    assert person.row(image).rating == 0
    person.choose(1, 2)
    person.click(grid.viewport(), person.star(2, 2))
    assert [person.row(one).rating for one in person.chosen] == [2, 2]


def test_the_trash_gives_back_what_was_thrown_away(person: Person) -> None:
    before = person.tables()
    thrown = person.choose(3, 5)
    person.press("Del")
    person.until(lambda: person.work.ground.model.rowCount() == 14, "two fewer")
    person.settle()
    assert person.count_of(ALL_IMAGES) == 14
    person.go(Source(SourceKind.TRASH))
    assert set(person.work.ground.model.ids) == set(thrown)
    person.shoot("trash")
    person.press("Ctrl+A")
    person.trigger(person.work.marks.restore)
    person.until(lambda: person.work.ground.model.rowCount() == 0, "an empty trash")
    person.settle()
    person.shoot("trash-empty")
    assert person.count_of(ALL_IMAGES) == 16
    assert person.tables() == before


def test_digits_typed_into_a_field_rate_nothing(person: Person) -> None:
    chosen = person.choose(0)
    before = person.tables()
    person.press("Ctrl+F")
    person.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "the search field")
    person.type("5px 1NUXP")
    assert QApplication.focusWidget() is person.desktop.shell.bar.search
    assert person.desktop.shell.bar.search.text() == "5px 1NUXP"
    person.press("Esc")
    person.press("Esc")
    assert person.work.views.grid.hasFocus()
    person.settle()
    person.click_cell(0)
    assert person.chosen == chosen
    person.press("T")
    field = person.work.views.inspector.labels.field
    person.until(field.hasFocus, "the label field")
    person.type("3 /? px")
    assert field.text() == "3 /? px"
    person.press("Esc")
    assert person.work.views.grid.hasFocus()
    assert person.tables() == before
    person.press("2")
    assert person.row(chosen[0]).rating == 2


def test_a_context_menu_acts_on_the_image_under_the_pointer(person: Person) -> None:
    image = person.work.ground.model.ids[6]
    person.open_menu(person.work.views.grid.viewport(), person.cell(6))
    person.shoot("context-menu")
    assert person.chosen == (image,)
    person.choose_entry("Pick")
    assert person.row(image).pick is Pick.PICKED
    person.press("Ctrl+Z")
    assert person.row(image).pick is Pick.UNFLAGGED
