"""What the page says while it looks, and when there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.changes import EVERYTHING

if TYPE_CHECKING:
    from tests.ui.duplicates.conftest import Stage


def test_a_library_without_duplicates_says_so(qtbot: QtBot, stage: Stage) -> None:
    with stage.library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("DELETE FROM images WHERE id IN (2, 4)")
    stage.page.show()
    with qtbot.waitSignal(stage.search.rested):
        pass
    texts = [label.text() for label in stage.page.findChildren(QLabel) if label.isVisible()]
    assert "No duplicates." in texts


def test_looking_says_how_far_it_is(qtbot: QtBot, stage: Stage) -> None:
    page = stage.page
    page.resize(900, 700)
    page.show()
    page.say_looking(1200, 4031)
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Looking for duplicates" in texts
    done, total = page.locale().toString(1200), page.locale().toString(4031)
    assert f"{done} of {total} images looked at" in texts
    with qtbot.waitSignal(page.stop_requested):
        page.bar._stop.click()


def test_a_stopped_search_keeps_what_it_found(qtbot: QtBot, stage: Stage) -> None:
    stage.page.show()
    with qtbot.waitSignal(stage.search.rested, check_params_cb=lambda report: report is None):
        stage.search.stop()
    assert not stage.search.is_hashing
    qtbot.waitUntil(lambda: stage.duplicates.model.rowCount() >= 1)
    assert stage.duplicates.model.pairs[0].exact
    assert stage.troubles == []
