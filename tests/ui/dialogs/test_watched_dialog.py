"""The list of watched folders and the editor of their rules: values in, wishes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.watching import FolderReport, FolderState
from imagineer_desktop.catalog.rows import AlbumRow
from imagineer_desktop.catalog.watched import FolderRules, WatchedRow
from imagineer_desktop.jobs.watches.watched_folders import Unread
from imagineer_desktop.models.watched_folders import FOLDER, IMAGES, STATE, WatchedFoldersModel
from imagineer_desktop.ui.dialogs.album_choice import ROWS, AlbumChoice
from imagineer_desktop.ui.dialogs.pattern_flaws import flaw_of
from imagineer_desktop.ui.dialogs.watched_dialog import WatchedDialog
from imagineer_desktop.ui.dialogs.watched_rules_dialog import WatchedRulesDialog
from imagineer_desktop.ui.theme.look import Look

UNREAD = (Unread("/comfy/output/<b>a</b>.png", 1, "This is not an image."),)
REPORTS = (
    FolderReport(WatchedRow(3, "/comfy/output"), FolderState.WATCHED, 600, UNREAD),
    FolderReport(WatchedRow(5, "/forge/outputs"), FolderState.PAUSED),
    FolderReport(WatchedRow(2, "/media/vault"), FolderState.AWAY, 10),
    FolderReport(WatchedRow(9, "/mnt/share"), FolderState.DEAF, 30),
)
ALBUMS = (AlbumRow(4, "Atlas"), AlbumRow(7, "Covers & more"))
RULES = FolderRules(False, ("*_mask.png", "grids"), False, 7, ("raw", "wip"))


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> WatchedDialog:
    shown = WatchedDialog(look)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def texts(ground: QWidget) -> list[str]:
    return [label.text() for label in ground.findChildren(QLabel) if label.isVisible()]


def button(ground: QWidget, text: str) -> QAbstractButton:
    return next(one for one in ground.findChildren(QAbstractButton) if one.text() == text and one.isVisible())


def table(dialog: WatchedDialog) -> QTreeView:
    return dialog.findChildren(QTreeView)[0]


def select(dialog: WatchedDialog, row: int) -> None:
    view = table(dialog)
    view.setCurrentIndex(view.model().index(row, 0))


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = WatchedFoldersModel()
    model.show(REPORTS)
    model.set_images({3: 38_112, 5: 1})
    qtmodeltester.check(model)
    words = [[str(model.index(row, column).data()) for column in (FOLDER, IMAGES, STATE)] for row in range(4)]
    assert words == [
        ["/comfy/output", "38,112", "Watching"],
        ["/forge/outputs", "1", "Paused"],
        ["/media/vault", "", "Away, comes back by itself"],
        ["/mnt/share", "", "Checked every 30 seconds"],
    ]
    spoken = [model.index(row, FOLDER).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == [
        "/comfy/output, 38,112 images, Watching",
        "/forge/outputs, 1 image, Paused",
        "/media/vault, Away, comes back by itself",
    ]


def test_a_folder_that_is_looked_at_more_rarely_says_so() -> None:
    model = WatchedFoldersModel()
    model.show([FolderReport(WatchedRow(1, "/x"), FolderState.DEAF, 240)])
    assert model.index(0, STATE).data() == "Checked every 4 minutes"


def test_an_empty_list_says_what_a_watched_folder_is(dialog: WatchedDialog) -> None:
    assert any(text.startswith("No folder is watched.") for text in texts(dialog))
    assert not button(dialog, "Rules…").isEnabled()
    dialog.show_folders(REPORTS)
    assert not any(text.startswith("No folder is watched.") for text in texts(dialog))
    assert button(dialog, "Rules…").isEnabled()


def test_each_button_says_which_folder(qtbot: QtBot, dialog: WatchedDialog) -> None:
    dialog.show_folders(REPORTS)
    with qtbot.waitSignal(dialog.rules_requested) as rules:
        button(dialog, "Rules…").click()
    with qtbot.waitSignal(dialog.pause_requested) as paused:
        button(dialog, "Pause").click()
    select(dialog, 1)
    with qtbot.waitSignal(dialog.pause_requested) as resumed:
        button(dialog, "Resume").click()
    with qtbot.waitSignal(dialog.remove_requested) as removed:
        button(dialog, "Remove").click()
    assert [one.args for one in (rules, paused, resumed, removed)] == [[3], [3, True], [5, False], [5]]


def test_the_chosen_folder_stays_chosen(dialog: WatchedDialog) -> None:
    dialog.show_folders(REPORTS)
    select(dialog, 2)
    dialog.show_folders(REPORTS[1:])
    assert table(dialog).currentIndex().data() == "/media/vault"
    dialog.choose(9)
    assert table(dialog).currentIndex().data() == "/mnt/share"
    dialog.show_folders(REPORTS[:1])
    assert table(dialog).currentIndex().data() == "/comfy/output"


def test_the_keyboard_keeps_its_place_when_a_folder_is_paused(qtbot: QtBot, dialog: WatchedDialog) -> None:
    dialog.show_folders(REPORTS)
    button(dialog, "Pause").setFocus()
    paused = FolderReport(REPORTS[0].folder, FolderState.PAUSED)
    dialog.show_folders((paused, *REPORTS[1:]))
    assert dialog.focusWidget() is button(dialog, "Resume")
    dialog.show_folders(REPORTS)
    assert dialog.focusWidget() is button(dialog, "Pause")


def test_files_that_could_not_be_read_are_listed_with_their_reasons(dialog: WatchedDialog) -> None:
    dialog.show_folders(REPORTS)
    (reasons,) = dialog.findChildren(QPlainTextEdit)
    assert "1 file could not be read" in texts(dialog)
    assert not reasons.isVisible()
    button(dialog, "Show").click()
    assert reasons.isVisible()
    assert reasons.toPlainText() == "/comfy/output/<b>a</b>.png\n    This is not an image."
    button(dialog, "Hide").click()
    assert not reasons.isVisible()
    button(dialog, "Show").click()
    dialog.show_folders(REPORTS[1:])
    assert not reasons.isVisible()
    assert "1 file could not be read" not in texts(dialog)


def test_a_folder_is_added_by_choosing_it(qtbot: QtBot, dialog: WatchedDialog, tmp_path: Path) -> None:
    button(dialog, "Add folder…").click()
    (chooser,) = dialog.findChildren(QFileDialog)
    with qtbot.waitSignal(dialog.folders_chosen) as chosen:
        chooser.fileSelected.emit(str(tmp_path))
    assert chosen.args == [[tmp_path]]
    chooser.close()


def test_a_folder_is_added_by_dropping_it(qtbot: QtBot, dialog: WatchedDialog, tmp_path: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/a.png")])
    some = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    before = dialog.grab().toImage()
    enter = QDragEnterEvent(QPoint(5, 5), *some)
    QGuiApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    assert dialog.grab().toImage() != before
    QGuiApplication.sendEvent(dialog, QDragLeaveEvent())
    assert dialog.grab().toImage() == before
    QGuiApplication.sendEvent(dialog, QDragEnterEvent(QPoint(5, 5), *some))
    with qtbot.waitSignal(dialog.folders_chosen) as dropped:
        QGuiApplication.sendEvent(dialog, QDropEvent(QPointF(5, 5), *some))
    assert dropped.args == [[tmp_path]]


def test_words_that_are_dropped_are_no_folder(dialog: WatchedDialog) -> None:
    carried = QMimeData()
    carried.setText("/comfy")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QGuiApplication.sendEvent(dialog, enter)
    assert not enter.isAccepted()


def test_everything_has_a_name_and_a_tooltip(dialog: WatchedDialog) -> None:
    dialog.show_folders(REPORTS)
    controls = [one for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    assert len(controls) >= 6
    assert all(one.accessibleName() and one.toolTip() for one in controls)
    assert table(dialog).accessibleName()


def album_of(dialog: WatchedRulesDialog) -> AlbumChoice:
    (found,) = dialog.findChildren(AlbumChoice)
    return found


def rules_dialog(
    qtbot: QtBot, look: Look, rules: FolderRules | None = None, *paths: str
) -> WatchedRulesDialog:
    shown = WatchedRulesDialog(look, paths or ("/comfy/output",), ALBUMS, rules)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open()
    return shown


def test_rules_come_out_as_they_went_in(qtbot: QtBot, look: Look) -> None:
    dialog = rules_dialog(qtbot, look, RULES)
    assert dialog.rules() == RULES
    assert (dialog.windowTitle(), dialog.agree.text()) == ("Rules of a watched folder", "Save rules")
    with qtbot.waitSignal(dialog.accepted_rules) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args == [RULES]
    assert dialog.isVisible()


def test_a_new_folder_begins_with_plain_rules(qtbot: QtBot, look: Look) -> None:
    dialog = rules_dialog(qtbot, look)
    assert dialog.rules() == FolderRules()
    assert (dialog.windowTitle(), dialog.agree.text()) == ("Watch folder", "Watch folder")
    assert rules_dialog(qtbot, look, None, "/a", "/b").agree.text() == "Watch 2 folders"


def test_the_fields_are_read(qtbot: QtBot, look: Look) -> None:
    dialog = rules_dialog(qtbot, look)
    recursive, album_per_folder = dialog.findChildren(QCheckBox)
    recursive.click()
    album_per_folder.click()
    dialog.findChildren(QPlainTextEdit)[0].setPlainText(" *.tmp.png \n\n*.tmp.png\ngrids")
    (tags,) = (one for one in dialog.findChildren(QLineEdit) if one.parent() is dialog.form)
    tags.setText("raw,, wip ,raw")
    album_of(dialog).setCurrentIndex(1)
    assert dialog.rules() == FolderRules(False, ("*.tmp.png", "grids"), False, 4, ("raw", "wip"))


def test_an_album_that_is_not_counted_yet_is_kept(qtbot: QtBot, look: Look) -> None:
    assert rules_dialog(qtbot, look, FolderRules(album_id=99)).rules().album_id == 99


def test_a_mistake_is_said_until_something_is_changed(qtbot: QtBot, look: Look) -> None:
    dialog = rules_dialog(qtbot, look)
    dialog.say_error("Another one lies in it.")
    assert not dialog.error.isHidden()
    dialog.findChildren(QCheckBox)[0].click()
    assert dialog.error.isHidden()


def test_each_field_of_the_rules_explains_itself(qtbot: QtBot, look: Look) -> None:
    dialog = rules_dialog(qtbot, look)
    choices = dialog.findChildren(QCheckBox)
    assert all(choice.text() and choice.toolTip() for choice in choices)
    fields: list[QWidget] = [*dialog.findChildren(QPlainTextEdit), album_of(dialog)]
    fields += [one for one in dialog.findChildren(QLineEdit) if one.isVisible()]
    assert len(fields) == 4
    assert all(field.accessibleName() and field.toolTip() for field in fields)


MANY = (
    *(AlbumRow(100 + n, f"2025-10-{n:04}", album_type="batch") for n in range(1_000)),
    AlbumRow(3, "web", album_type="scrape"),
    AlbumRow(2, "sea", album_type="set"),
    *ALBUMS,
)


def many_albums(qtbot: QtBot, look: Look) -> tuple[WatchedRulesDialog, AlbumChoice]:
    dialog = WatchedRulesDialog(look, ["/comfy/output"], MANY)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog, album_of(dialog)


def test_albums_made_by_hand_come_first_with_their_kinds(qtbot: QtBot, look: Look) -> None:
    _, album = many_albums(qtbot, look)
    spoken = [album.itemData(row, Qt.ItemDataRole.AccessibleTextRole) for row in range(1, 6)]
    assert album.itemText(0) == "No other album"
    assert spoken == [
        "Atlas, Collection",
        "Covers & more, Collection",
        "sea, Set",
        "web, Scraped",
        "2025-10-0000, Batch",
    ]


def test_the_list_of_albums_is_no_higher_than_a_dozen(qtbot: QtBot, look: Look) -> None:
    _, album = many_albums(qtbot, look)
    album.showPopup()
    assert album.view().viewport().height() <= (ROWS + 1) * 24
    album.hidePopup()


def test_an_album_is_found_by_a_part_of_its_name_with_the_keyboard_alone(qtbot: QtBot, look: Look) -> None:
    dialog, album = many_albums(qtbot, look)
    finder, (field,) = album.completer(), album.findChildren(QLineEdit)
    assert finder is not None
    popup = finder.popup()
    assert popup is not None
    album.setFocus()
    qtbot.waitUntil(field.hasSelectedText)
    qtbot.keyClicks(album, "MORE")
    qtbot.waitUntil(popup.isVisible)
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == [
        "Covers & more"
    ]
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert (album.currentText(), album.album_id, dialog.rules().album_id) == ("Covers & more", 7, 7)
    with qtbot.waitSignal(dialog.accepted_rules) as said:
        qtbot.keyClick(album, Qt.Key.Key_Return)
    assert said.args == [FolderRules(album_id=7)]


def test_a_name_written_in_full_is_a_choice_and_nothing_is_none(qtbot: QtBot, look: Look) -> None:
    _, album = many_albums(qtbot, look)
    album.setEditText("atlas")
    assert (album.album_id, album.mistake) == (4, "")
    album.setEditText(" ")
    assert (album.album_id, album.mistake) == (None, "")


def test_of_two_albums_of_one_name_the_chosen_one_is_kept(qtbot: QtBot, look: Look) -> None:
    dialog = WatchedRulesDialog(
        look, ["/a"], (AlbumRow(1, "sea"), AlbumRow(2, "sea")), FolderRules(album_id=2)
    )
    qtbot.addWidget(dialog)
    assert dialog.rules().album_id == 2


def test_an_album_that_does_not_exist_is_no_rule(qtbot: QtBot, look: Look) -> None:
    dialog, album = many_albums(qtbot, look)
    album.setEditText("Atl")
    with qtbot.assertNotEmitted(dialog.accepted_rules):
        dialog.agree.click()
    assert "No album is called “Atl”. Choose one from the list." in texts(dialog)
    album.setEditText("Atlas")
    assert dialog.error.isHidden()


@pytest.mark.parametrize(
    "pattern", ["*_mask.png", "grids", "drafts/*.jpg", "grids/", "[ab]?.png", "[]]x", "[!a-c]*"]
)
def test_patterns_that_mean_something(pattern: str) -> None:
    assert flaw_of(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "flaw"),
    [
        ("/comfy/output/grids", "is a whole path"),
        ("C:\\grids", "is a whole path"),
        ("~/grids", "is a whole path"),
        ("grids\\*.png", "Write / between folders"),
        ("grids//x", "is no path below"),
        ("../x", "is no path below"),
        ("a[b", "[ without its ]"),
        ("a[]", "[ without its ]"),
        ("[z-a].png", "whose end comes before"),
        ("**", "would ignore every image"),
    ],
)
def test_a_pattern_without_sense_is_refused(qtbot: QtBot, look: Look, pattern: str, flaw: str) -> None:
    dialog = rules_dialog(qtbot, look)
    (field,) = dialog.findChildren(QPlainTextEdit)
    field.setPlainText(f"good\n{pattern}")
    with qtbot.assertNotEmitted(dialog.accepted_rules):
        dialog.agree.click()
    (said,) = (text for text in texts(dialog) if flaw in text)
    assert f"“{pattern}”" in said
    assert dialog.focusWidget() is field
