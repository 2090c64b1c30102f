"""The loupe: one image large, walking on, zooming, judging, and back to where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from imagineer_desktop.ui.widgets.stars import Stars

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_an_image_is_looked_at_judged_and_left(person: Person) -> None:
    ids = list(person.work.ground.model.ids)
    loupe = person.work.views.loupe
    person.choose(2, 3, 5)
    person.double_click(person.work.views.grid.viewport(), person.cell(3))
    person.until(loupe.isVisible, "the loupe")
    assert loupe.image_id == ids[3]
    person.press("Right")
    assert loupe.image_id == ids[4]
    person.press("Left")
    person.press("Left")
    assert loupe.image_id == ids[2]
    person.until(lambda: person.work.inspecting.shown == (ids[2],), "the inspector follows")

    zooms: list[float] = []
    loupe.view.zoom_changed.connect(lambda *zoom: zooms.append(zoom[0]))
    person.press("Z")
    person.until(lambda: zooms, "100 %")
    person.scroll(loupe.view, 120)
    person.until(lambda: len(zooms) > 1, "zoomed with the wheel")
    person.press("Z")

    person.press("3")
    assert person.row(ids[2]).rating == 3
    stars = loupe.culling.findChild(Stars)
    assert stars is not None
    person.click(stars, QPoint(stars.width() - 10, stars.height() // 2))
    assert person.row(ids[2]).rating == 5
    assert [person.row(one).rating for one in ids if one != ids[2]] == [0] * 15
    person.shoot("loupe")

    person.press("Esc")
    person.until(person.work.views.grid.isVisible, "the grid")
    assert person.work.views.grid.hasFocus()
    assert person.work.ground.model.ids[person.work.views.grid.currentIndex().row()] == ids[2]


def test_the_last_image_of_the_loupe_goes_to_the_trash(person: Person) -> None:
    loupe = person.work.views.loupe
    person.click_cell(15)
    person.press("Return")
    person.until(loupe.isVisible, "the loupe")
    last = loupe.image_id
    person.press("Del")
    person.until(lambda: loupe.image_id != last, "its neighbor")
    assert loupe.row == 14
    person.press("Ctrl+Z")
    person.until(lambda: person.work.ground.model.rowCount() == 16, "all again")
    person.press("G")
    person.until(person.work.views.grid.isVisible, "the grid")
