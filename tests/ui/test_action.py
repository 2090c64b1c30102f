"""Words from a library in menus and tooltips: they stand there as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.ui.action import make_action
from imagineer_desktop.ui.features.libraries import Libraries
from imagineer_desktop.ui.report import Report
from imagineer_desktop.ui.settings import Settings
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.link_button import LinkButton

HOSTILE = ("<b>Cats</b> & Dogs", "<img src=file:///etc/passwd>", "this && that", "&lt;i&gt;", "plain")


def shown(tooltip: str) -> str:
    """What a person reads in a tooltip."""
    if not Qt.mightBeRichText(tooltip):
        return tooltip
    document = QTextDocument()
    document.setHtml(tooltip)
    return document.toPlainText()


@pytest.mark.parametrize("name", HOSTILE)
def test_an_actions_words_are_its_tooltip(qapp: object, name: str) -> None:
    owner = QObject()
    action = make_action(owner, name, lambda: None)
    assert action.text() == name.replace("&", "&&")
    assert shown(action.toolTip()) == name
    assert shown(make_action(owner, f"{name}…", lambda: None, "Ctrl+K").toolTip()) == f"{name} (Ctrl+K)"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_links_words_are_its_tooltip_until_it_is_given_one(qtbot: QtBot, name: str) -> None:
    link = LinkButton("Copy")
    qtbot.addWidget(link)
    assert (link.accessibleName(), link.toolTip()) == ("Copy", "Copy")
    link.set_words(name)
    assert (link.accessibleName(), shown(link.toolTip())) == (name, name)
    link.setToolTip("Everything at once")
    link.set_words("Copy all")
    assert (link.accessibleName(), link.toolTip()) == ("Copy all", "Everything at once")


def test_a_buttons_words_are_its_name_and_its_tooltip_until_it_is_given_others(
    qtbot: QtBot, look: Look
) -> None:
    button = Button(look, "Cats && &Dogs")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Cats & Dogs", "Cats & Dogs")
    button.setText("Save")
    assert (button.accessibleName(), button.toolTip()) == ("Save", "Save")
    button.setToolTip("Keeps it")
    button.setAccessibleName("Save the album")
    button.setText("Saved")
    assert (button.accessibleName(), button.toolTip()) == ("Save the album", "Keeps it")


@pytest.mark.parametrize("name", HOSTILE)
def test_recent_libraries_are_offered_whether_they_are_there_or_not(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    settings = Settings(tmp_path / "settings.ini")
    path = Path("/nowhere") / f"{name.replace('/', '-')}.db"
    settings.remember_library(path)
    libraries = Libraries(window, settings)
    libraries.recent.aboutToShow.emit()
    action = libraries.recent.actions()[0]
    assert action.isEnabled()
    assert action.text() == str(path).replace("&", "&&")
    assert shown(action.toolTip()) == str(path)
    with qtbot.waitSignal(libraries.open_requested) as asked:
        action.trigger()
    assert asked.args == [path]


def test_a_fault_is_said_where_no_log_can_be_written(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "log").write_text("a file where the folder should be")
    Report(window, tmp_path / "log" / "imagineer.log").show(ValueError("the answer was 41"))
    (box,) = window.findChildren(QMessageBox)
    assert "the answer was 41" in box.detailedText()
    assert "cannot be written" in box.detailedText()
    box.reject()
