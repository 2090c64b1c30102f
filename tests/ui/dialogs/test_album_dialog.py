"""The details of an album: what comes in comes out, and a name is needed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import AlbumDraft, AlbumRow
from imagineer_desktop.ui.dialogs.album_dialog import AlbumDialog
from imagineer_desktop.ui.theme.look import Look

OLD = AlbumRow(
    7,
    "Tarot",
    "Major arcana",
    "lora-experiment",
    is_public=False,
    is_training_source=True,
    image_order="date",
)


def opened(qtbot: QtBot, dialog: AlbumDialog) -> AlbumDialog:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def visible_texts(dialog: AlbumDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_a_new_album_says_how_many_images_go_into_it(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, AlbumDialog(look, images=1_412))
    assert dialog.windowTitle() == "New album"
    assert dialog.agree.text() == "Create album"
    assert "1,412 images go into it." in visible_texts(dialog)
    qtbot.keyClicks(dialog.findChildren(QLineEdit)[0], " Atlas ")
    with qtbot.waitSignal(dialog.accepted_draft) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [AlbumDraft("Atlas")]
    assert not dialog.isVisible()


def test_without_a_name_it_stays_and_says_so(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, AlbumDialog(look))
    height = dialog.height()
    with qtbot.assertNotEmitted(dialog.accepted_draft):
        qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "An album needs a name. Type one to go on." in visible_texts(dialog)
    assert dialog.height() > height
    qtbot.keyClicks(dialog.findChildren(QLineEdit)[0], "A")
    assert dialog.height() == height


def test_an_old_album_comes_out_as_it_went_in(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, AlbumDialog(look, OLD))
    assert dialog.agree.text() == "Save album"
    assert dialog.draft() == AlbumDraft(
        name="Tarot",
        description="Major arcana",
        album_type="lora-experiment",
        is_public=False,
        is_training_source=True,
        image_order="date",
    )


@pytest.mark.parametrize("kind", [None, "manual", "collection", "zodiac"])
def test_a_kind_that_was_not_touched_is_kept(qtbot: QtBot, look: Look, kind: str | None) -> None:
    dialog = opened(qtbot, AlbumDialog(look, AlbumRow(1, "Odd", album_type=kind)))
    assert dialog.draft().album_type == kind


def test_every_field_reaches_the_draft(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, AlbumDialog(look, OLD))
    kind, order = dialog.findChildren(QComboBox)
    kind.setCurrentIndex(kind.findText("Set"))
    order.setCurrentIndex(order.findText("By hand"))
    dialog.findChildren(QPlainTextEdit)[0].setPlainText("")
    for choice in dialog.findChildren(QCheckBox):
        choice.click()
    assert dialog.draft() == AlbumDraft(
        name="Tarot",
        description=None,
        album_type="set",
        is_public=True,
        is_training_source=False,
        image_order="manual",
    )


@pytest.mark.parametrize("name", ["Name", "Kind", "Description", "Training source", "Public"])
def test_every_field_has_a_name_to_read_aloud(qtbot: QtBot, look: Look, name: str) -> None:
    dialog = opened(qtbot, AlbumDialog(look))
    fields = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)]
    named = [field.accessibleName() for field in (*fields, *dialog.findChildren(QPlainTextEdit))]
    named += [choice.text() for choice in dialog.findChildren(QCheckBox)]
    assert name in named


def test_escape_closes_it_without_a_draft(qtbot: QtBot, look: Look) -> None:
    dialog = opened(qtbot, AlbumDialog(look, OLD))
    with qtbot.assertNotEmitted(dialog.accepted_draft), qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
