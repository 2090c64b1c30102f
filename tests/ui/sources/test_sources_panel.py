"""The left panel under a hand: choosing, walking, renaming, dropping, and albums that come and go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import ALL_IMAGES, AlbumRow, LibraryCounts, Source, SourceKind
from imagineer_desktop.models.mime import write_image_ids
from imagineer_desktop.models.sources import SourcesModel
from imagineer_desktop.ui.sources.panel import SourcesPanel
from imagineer_desktop.ui.theme.look import Look

ATLAS = AlbumRow(1, "Atlas", images=4_031)
COVERS = AlbumRow(2, "Covers", images=118)
SHEETS = AlbumRow(3, "Sheets", album_type="set", images=14)
COUNTS = LibraryCounts({SourceKind.ALL: 5_000}, (ATLAS, COVERS, SHEETS))
TRASH = Source(SourceKind.TRASH)


def album(album_id: int) -> Source:
    return Source(SourceKind.ALBUM, album_id)


@pytest.fixture
def model() -> SourcesModel:
    tree = SourcesModel()
    tree.set_counts(COUNTS)
    return tree


@pytest.fixture
def panel(qtbot: QtBot, look: Look, model: SourcesModel) -> SourcesPanel:
    shown = SourcesPanel(look, model)
    qtbot.addWidget(shown)
    shown.resize(252, 600)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.view.setFocus()
    return shown


def place(panel: SourcesPanel, source: Source) -> QPoint:
    index = panel.view.model().index_of(source)  # type: ignore[attr-defined]
    return panel.view.visualRect(index).center()


def group(model: SourcesModel, source: Source) -> QModelIndex:
    return model.parent(model.index_of(source))


def test_rows_stand_where_the_design_says(panel: SourcesPanel, model: SourcesModel) -> None:
    rows = [panel.view.visualRect(model.index_of(source)) for source in (ALL_IMAGES, TRASH, album(1))]
    assert [row.height() for row in rows] == [24, 24, 24]
    assert [row.top() for row in rows] == [37, 157, 157 + 24 + 31 + 24]
    assert rows[0].width() == panel.view.viewport().width()


def test_a_click_chooses_and_showing_does_not_say_so(qtbot: QtBot, panel: SourcesPanel) -> None:
    with qtbot.waitSignal(panel.source_chosen) as chosen:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, album(2)))
    assert chosen.args == [album(2)]
    with qtbot.assertNotEmitted(panel.source_chosen):
        panel.view.show_source(TRASH)
    assert panel.view.source == TRASH


def test_showing_a_source_opens_its_group(panel: SourcesPanel, model: SourcesModel) -> None:
    assert panel.view.isExpanded(group(model, album(1)))
    assert not panel.view.isExpanded(group(model, album(3)))
    panel.view.show_source(album(3))
    assert panel.view.isExpanded(group(model, album(3)))


def test_a_click_on_a_group_opens_it_and_keeps_the_chosen_source(
    qtbot: QtBot, panel: SourcesPanel, model: SourcesModel
) -> None:
    sets = group(model, album(3))
    with qtbot.assertNotEmitted(panel.source_chosen):
        qtbot.mouseClick(
            panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.visualRect(sets).center()
        )
    assert panel.view.isExpanded(sets)
    assert panel.view.source == ALL_IMAGES


def test_arrows_walk_over_heads_and_groups(qtbot: QtBot, panel: SourcesPanel, model: SourcesModel) -> None:
    panel.view.show_source(TRASH)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.currentIndex() == group(model, album(1))
    assert panel.view.source == TRASH
    with qtbot.waitSignal(panel.source_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert chosen.args == [album(1)]
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert not panel.view.isExpanded(group(model, album(1)))


def test_only_a_plain_click_chooses(qtbot: QtBot, panel: SourcesPanel) -> None:
    port, left, right = panel.view.viewport(), Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
    qtbot.mouseClick(port, left, pos=place(panel, album(1)))
    with qtbot.assertNotEmitted(panel.source_chosen):
        qtbot.mouseClick(port, left, Qt.KeyboardModifier.ControlModifier, place(panel, album(1)))
        qtbot.mouseClick(port, right, pos=place(panel, album(2)))
        qtbot.mousePress(port, left, pos=place(panel, album(1)))
        qtbot.mouseMove(port, place(panel, album(2)))
        qtbot.mouseRelease(port, left, pos=place(panel, album(2)))
    assert panel.view.source == album(1)


def test_enter_says_the_source_again(qtbot: QtBot, panel: SourcesPanel) -> None:
    with qtbot.waitSignal(panel.source_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen.args == [ALL_IMAGES]


def test_f2_renames_in_place(qtbot: QtBot, panel: SourcesPanel, model: SourcesModel) -> None:
    panel.view.show_source(album(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.viewport().findChildren(QLineEdit)[0]
    assert editor.text() == "Atlas"
    editor.setText("  Atlas, painted places ")
    with qtbot.waitSignal(panel.album_renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == [1, "Atlas, painted places"]
    assert model.index_of(album(1)).data() == "Atlas"


@pytest.mark.parametrize("typed", ["", "   ", "Atlas"])
def test_no_name_is_no_renaming(qtbot: QtBot, panel: SourcesPanel, typed: str) -> None:
    panel.view.show_source(album(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.viewport().findChildren(QLineEdit)[0]
    editor.setText(typed)
    with qtbot.assertNotEmitted(panel.album_renamed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_delete_asks_for_albums_only(qtbot: QtBot, panel: SourcesPanel) -> None:
    with qtbot.assertNotEmitted(panel.delete_requested):
        qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    panel.view.show_source(album(2))
    with qtbot.waitSignal(panel.delete_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert asked.args == [2]


def keeps(widget: QWidget, key: Qt.Key) -> bool:
    """Whether the widget wants the key although the window has a shortcut on it."""
    question = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    question.ignore()
    QApplication.sendEvent(widget, question)
    return question.isAccepted()


def test_keys_of_the_panel_go_before_those_of_the_window(qtbot: QtBot, panel: SourcesPanel) -> None:
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
        assert keeps(panel.view, key)
    assert not keeps(panel.view, Qt.Key.Key_G)
    panel.view.show_source(album(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    assert keeps(panel.view.viewport().findChildren(QLineEdit)[0], Qt.Key.Key_Return)


def test_the_menu_opens_at_an_album(qtbot: QtBot, panel: SourcesPanel) -> None:
    where = place(panel, album(2))
    above = panel.view.viewport().mapToGlobal(where)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, above)
    with qtbot.waitSignal(panel.album_menu_requested) as asked:
        QApplication.sendEvent(panel.view.viewport(), event)
    assert asked.args == [2, above]


def test_the_plus_is_a_button_with_a_name(qtbot: QtBot, panel: SourcesPanel, model: SourcesModel) -> None:
    plus = panel.view.indexWidget(model.albums_section).findChildren(QToolButton)[0]
    assert plus.accessibleName() == "New album…"
    with qtbot.waitSignal(panel.new_album_requested):
        qtbot.mouseClick(plus, Qt.MouseButton.LeftButton)


def drag(
    panel: SourcesPanel, source: Source, ctrl: bool = False, ids: tuple[int, ...] = (7, 8)
) -> QDropEvent:
    data = QMimeData()
    write_image_ids(data, ids)
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    keys = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    where = place(panel, source)
    move = QDragMoveEvent(where, actions, data, Qt.MouseButton.LeftButton, keys)
    panel.view.dragMoveEvent(move)
    if not move.isAccepted():
        return move
    drop = QDropEvent(QPointF(where), actions, data, Qt.MouseButton.LeftButton, keys)
    panel.view.dropEvent(drop)
    return drop


@pytest.mark.parametrize("ctrl", [False, True])
def test_images_dropped_on_an_album_are_said(qtbot: QtBot, panel: SourcesPanel, ctrl: bool) -> None:
    with qtbot.waitSignal(panel.images_dropped) as dropped:
        action = drag(panel, album(2), ctrl).dropAction()
    assert dropped.args == [2, [7, 8], ctrl]
    # Qt's own move is never answered: it would let the other side take the files away.
    assert action is Qt.DropAction.CopyAction


def test_nothing_else_takes_images(qtbot: QtBot, panel: SourcesPanel) -> None:
    with qtbot.assertNotEmitted(panel.images_dropped):
        for source in (TRASH, ALL_IMAGES):
            assert not drag(panel, source).isAccepted()
        assert not drag(panel, album(1), ids=()).isAccepted()


def test_the_album_under_a_drag_is_ringed(panel: SourcesPanel, model: SourcesModel, look: Look) -> None:
    data = QMimeData()
    write_image_ids(data, (7,))
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragMoveEvent(place(panel, album(2)), copy, data, button, Qt.KeyboardModifier.NoModifier)
    panel.view.dragMoveEvent(event)
    row = panel.view.visualRect(model.index_of(album(2)))
    picture = panel.view.viewport().grab().toImage()
    assert picture.pixelColor(row.center().x(), row.top() + 1) == look.tokens.accent


def test_when_the_chosen_album_goes_all_images_are_chosen(
    qtbot: QtBot, panel: SourcesPanel, model: SourcesModel
) -> None:
    panel.view.show_source(album(1))
    with qtbot.waitSignal(panel.source_chosen) as chosen:
        model.set_counts(LibraryCounts(COUNTS.sources, (COVERS, SHEETS)))
    assert chosen.args == [ALL_IMAGES]
    assert panel.view.source == ALL_IMAGES


def test_the_chosen_album_stays_chosen_through_its_changes(
    qtbot: QtBot, panel: SourcesPanel, model: SourcesModel
) -> None:
    panel.view.show_source(album(1))
    trained = AlbumRow(1, "Zebra", is_training_source=True)
    with qtbot.assertNotEmitted(panel.source_chosen):
        model.set_counts(LibraryCounts(COUNTS.sources, (COVERS, trained, SHEETS)))
    assert panel.view.source == album(1)
    assert panel.view.isExpanded(group(model, album(1)))


def test_a_closed_group_stays_closed_when_numbers_change(panel: SourcesPanel, model: SourcesModel) -> None:
    panel.view.setExpanded(group(model, album(1)), False)
    more = AlbumRow(4, "More")
    model.set_counts(LibraryCounts({SourceKind.ALL: 5_001}, (*COUNTS.albums, more)))
    assert not panel.view.isExpanded(group(model, album(4)))


def test_the_selected_row_has_its_ground(panel: SourcesPanel, model: SourcesModel, look: Look) -> None:
    row = panel.view.visualRect(model.index_of(ALL_IMAGES))
    picture = panel.view.viewport().grab().toImage()
    assert picture.pixelColor(row.center().x() + 40, row.center().y()) == look.tokens.row_sel
    assert picture.pixelColor(3, row.center().y()) == look.tokens.panel


def test_a_thousand_albums_are_followed_at_once(panel: SourcesPanel, model: SourcesModel) -> None:
    many = tuple(AlbumRow(number, f"Album {number:04}", images=1) for number in range(10, 1010))
    model.set_counts(LibraryCounts(COUNTS.sources, many))
    panel.view.show_source(album(1009))
    shown = panel.view.visualRect(model.index_of(album(1009)))
    assert panel.view.viewport().rect().contains(shown.center())
    model.set_counts(LibraryCounts(COUNTS.sources, many[1:]))
    assert panel.view.source == album(1009)
