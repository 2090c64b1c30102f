"""The left panel's tree: what stands in it, and that it changes without losing its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from imagineer_desktop.catalog.rows import AlbumRow, LibraryCounts, Source, SourceKind
from imagineer_desktop.models.mime import IMAGE_IDS_MIME, read_image_ids, write_image_ids
from imagineer_desktop.models.reordering import longest_rise, runs
from imagineer_desktop.models.sources import SourcesModel

NUMBERS = {SourceKind.ALL: 104_218, SourceKind.UNFILED: 2_931, SourceKind.MISSING: 1}
ATLAS = AlbumRow(1, "Atlas", images=4_031)
COVERS = AlbumRow(2, "covers", album_type="collection", images=118)
SHEETS = AlbumRow(3, "Sheets", album_type="set", images=14)
EMBER = AlbumRow(4, "ember-face", album_type="set", is_training_source=True, images=52)
BATCH = AlbumRow(5, "2025-10-28", album_type="batch", images=1)
DECK = AlbumRow(6, "Tarot", album_type="deck", images=78)
FULL = LibraryCounts(NUMBERS, (DECK, COVERS, BATCH, EMBER, ATLAS, SHEETS))


@pytest.fixture(autouse=True)
def american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def model(qtmodeltester: ModelTester) -> Iterator[SourcesModel]:
    tree = SourcesModel()
    tree.set_counts(FULL)
    qtmodeltester.check(tree)
    yield tree
    qtmodeltester.check(tree)


def album(album_id: int) -> Source:
    return Source(SourceKind.ALBUM, album_id)


def outline(model: SourcesModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    lines = []
    above = parent or QModelIndex()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        number = index.data(SourcesModel.CountRole)
        lines.append("  " * depth + index.data() + ("" if number is None else f" {number}"))
        lines += outline(model, index, depth + 1)
    return lines


def test_places_come_first_and_albums_stand_by_kind_and_name(model: SourcesModel) -> None:
    assert outline(model) == [
        "Library",
        "  All images 104218",
        "  Unfiled 2931",
        "  Training sources 0",
        "  Rejected 0",
        "  Missing 1",
        "  Trash 0",
        "Albums",
        "  Collections 2",
        "    Atlas 4031",
        "    covers 118",
        "  Sets 1",
        "    Sheets 14",
        "  Training 1",
        "    ember-face 52",
        "  Batches 1",
        "    2025-10-28 1",
        "  Deck 1",
        "    Tarot 78",
    ]


def test_an_empty_library_says_what_will_appear(qtmodeltester: ModelTester) -> None:
    model = SourcesModel()
    qtmodeltester.check(model)
    assert outline(model)[-2:] == ["Albums", "  Albums you make appear here."]
    model.set_counts(FULL)
    assert "  Albums you make appear here." not in outline(model)


@pytest.mark.parametrize(
    ("kind", "group"), [(None, "Collections"), ("scrape", "Scraped"), ("lora-experiment", "Lora experiment")]
)
def test_odd_kinds_of_old_libraries_find_a_group(kind: str | None, group: str) -> None:
    model = SourcesModel()
    model.set_counts(LibraryCounts(albums=(AlbumRow(9, "Odd", album_type=kind),)))
    assert model.parent(model.index_of(album(9))).data() == group


def test_a_line_says_itself_aloud(model: SourcesModel) -> None:
    model.set_target_album(1)
    spoken = [
        model.index_of(source).data(Qt.ItemDataRole.AccessibleTextRole)
        for source in (album(1), album(4), Source(SourceKind.MISSING))
    ]
    assert spoken == [
        "Atlas, 4,031 images, target album",
        "ember-face, 52 images, training source",
        "Missing, 1 image",
    ]
    group = model.parent(model.index_of(album(1)))
    assert group.data(Qt.ItemDataRole.AccessibleTextRole) == "Collections, 2 albums"


def test_the_target_moves_from_one_album_to_another(model: SourcesModel) -> None:
    model.set_target_album(1)
    told: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, last, roles: told.append(first))
    model.set_target_album(3)
    assert {index.data() for index in told} == {"Atlas", "Sheets"}
    assert not model.index_of(album(1)).data(SourcesModel.TargetRole)
    assert model.index_of(album(3)).data(SourcesModel.TargetRole)


def test_new_numbers_touch_only_their_lines(model: SourcesModel) -> None:
    told: list[str] = []
    model.dataChanged.connect(lambda first, last, roles: told.append(first.data()))
    model.rowsInserted.connect(lambda *_: told.append("inserted"))
    model.rowsRemoved.connect(lambda *_: told.append("removed"))
    model.modelReset.connect(lambda: told.append("reset"))
    model.set_counts(LibraryCounts({**NUMBERS, SourceKind.TRASH: 7}, FULL.albums))
    assert told == ["Trash"]


def test_a_renamed_album_is_one_move(model: SourcesModel) -> None:
    albums = [AlbumRow(number, f"Album {number:03}") for number in range(10, 60)]
    model.set_counts(LibraryCounts(NUMBERS, tuple(albums)))
    moves: list[int] = []
    model.rowsMoved.connect(lambda *_: moves.append(1))
    albums[0] = AlbumRow(10, "Zoo")
    held = QPersistentModelIndex(model.index_of(album(10)))
    model.set_counts(LibraryCounts(NUMBERS, tuple(albums)))
    assert len(moves) == 1
    assert held.row() == 49
    assert held.data() == "Zoo"


def test_an_album_that_becomes_a_training_source_stays_chosen(model: SourcesModel) -> None:
    chosen = QItemSelectionModel(model)
    chosen.select(model.index_of(album(3)), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    marked = AlbumRow(3, "Sheets", album_type="set", is_training_source=True, images=14)
    model.set_counts(LibraryCounts(NUMBERS, (ATLAS, COVERS, marked)))
    (index,) = chosen.selectedIndexes()
    assert index.data(SourcesModel.SourceRole) == album(3)
    assert index.parent().data() == "Training"
    assert "  Sets 1" not in outline(model)


def test_the_tree_follows_any_change_of_albums(model: SourcesModel) -> None:
    for albums in ((), (ATLAS,), (SHEETS, BATCH, DECK), FULL.albums, (EMBER, COVERS, ATLAS)):
        counts = LibraryCounts(NUMBERS, albums)
        fresh = SourcesModel()
        fresh.set_counts(counts)
        model.set_counts(counts)
        assert outline(model) == outline(fresh)


def test_only_albums_take_pictures(model: SourcesModel) -> None:
    drag = QMimeData()
    write_image_ids(drag, [7, 8])
    copy = Qt.DropAction.CopyAction
    assert model.canDropMimeData(drag, copy, -1, -1, model.index_of(album(1)))
    for other in (Source(SourceKind.TRASH), Source(SourceKind.ALL)):
        assert not model.canDropMimeData(drag, copy, -1, -1, model.index_of(other))
    assert not model.canDropMimeData(QMimeData(), copy, -1, -1, model.index_of(album(1)))


@pytest.mark.parametrize("written", [b"", b"[1,", b"{}", b'["1"]', b"[true]", b"7"])
def test_a_drag_of_nonsense_carries_no_images(written: bytes) -> None:
    drag = QMimeData()
    drag.setData(IMAGE_IDS_MIME, written)
    assert read_image_ids(drag) == []


def test_a_drag_keeps_the_order_of_its_images() -> None:
    drag = QMimeData()
    write_image_ids(drag, (3, 1, 2))
    assert read_image_ids(drag) == [3, 1, 2]


def test_steps_between_orders() -> None:
    assert list(runs([1, 2, 5, 7, 8])) == [(7, 8), (5, 5), (1, 2)]
    assert list(runs([])) == []
    assert longest_rise([4, 0, 1, 2, 3]) == {0, 1, 2, 3}
    assert longest_rise([2, 1, 0]) in ({0}, {1}, {2})
    assert longest_rise([]) == set()
