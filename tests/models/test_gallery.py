"""The gallery model over a real library, with real questions and thumbnails."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QPixmap
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine, delete, update

from imagineer_desktop.background.questions import Questions
from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.changes import EVERYTHING, Changes
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.rows import ImageFilter, ImageRow, Pick, SortKey, Source, SourceKind
from imagineer_desktop.catalog.schema import Base, Image, Label
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.models.gallery import GalleryModel
from imagineer_desktop.models.mime import read_image_ids

BY_NAME = ImageFilter(sort=SortKey.NAME, descending=False)
MEMBERS = Changes(membership=True)


def add(library: Library, numbers: range, folder: Path) -> None:
    with library.writing(EVERYTHING) as session:
        session.add_all(
            Image(
                id=number,
                filename=f"{number:05}.png",
                file_path=str(folder / f"{number:05}.png"),
                width=1216,
                height=832,
                is_nsfw=number == 3,
                rating=number % 6,
            )
            for number in numbers
        )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Images 10 to 309; 12.png is a real picture."""
    path = tmp_path / "library.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    library = Library(path)
    add(library, range(10, 310), tmp_path)
    Pillow.new("RGB", (1216, 832), (10, 200, 30)).save(tmp_path / "00012.png")
    yield library
    library.close()


@pytest.fixture
def model(qtbot: QtBot, library: Library, tmp_path: Path) -> Iterator[GalleryModel]:
    questions, cache = Questions(), ThumbnailCache(tmp_path / "thumbnails.db")
    thumbnailer = Thumbnailer(cache)
    model = GalleryModel(library, questions, thumbnailer)
    yield model
    questions.close()
    thumbnailer.close()
    cache.close()


def answer(qtbot: QtBot, model: GalleryModel, question: ImageFilter = BY_NAME) -> None:
    with qtbot.waitSignal(model.answered):
        model.ask(question)


def told(qtbot: QtBot, model: GalleryModel, changes: Changes) -> None:
    with qtbot.waitSignal(model.answered):
        model.take(changes)


class Watch:
    """What the model told, in order."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.told: list[tuple[str, int, int]] = []
        model.modelReset.connect(self.reset)
        model.rowsInserted.connect(self.inserted)
        model.rowsRemoved.connect(self.removed)
        model.dataChanged.connect(self.changed)

    def reset(self) -> None:
        self.told.append(("reset", 0, 0))

    def inserted(self, _: QModelIndex, first: int, last: int) -> None:
        self.told.append(("inserted", first, last))

    def removed(self, _: QModelIndex, first: int, last: int) -> None:
        self.told.append(("removed", first, last))

    def changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told.append(("changed", first.row(), last.row()))


def test_it_is_empty_before_it_is_asked(model: GalleryModel) -> None:
    assert model.rowCount() == 0
    assert model.ids == array("q")
    assert model.image(0) is None
    assert model.data(model.index(0)) is None


def test_the_answer_stands_in_its_order(qtbot: QtBot, model: GalleryModel) -> None:
    answer(qtbot, model)
    assert model.question == BY_NAME
    assert model.ids == array("q", range(10, 310))
    assert model.index(2).data() == "00012.png"
    assert model.index(2).data(model.IdRole) == 12
    row = model.index(299).data(model.RowRole)
    assert isinstance(row, ImageRow)
    assert row.id == 309
    answer(qtbot, model, ImageFilter(sort=SortKey.NAME, descending=True))
    assert model.ids[0] == 309


def test_qt_finds_nothing_wrong_with_it(
    qtbot: QtBot, qtmodeltester: ModelTester, model: GalleryModel, library: Library
) -> None:
    qtmodeltester.check(model)
    answer(qtbot, model)
    qtmodeltester.check(model)
    with library.writing(MEMBERS) as session:
        session.execute(delete(Image).where(Image.id.in_([10, 11, 309])))
    told(qtbot, model, MEMBERS)
    assert model.rowCount() == 297


def test_a_cell_in_words(qtbot: QtBot, model: GalleryModel, library: Library) -> None:
    answer(qtbot, model)
    with library.writing(EVERYTHING) as session:
        session.execute(update(Image).where(Image.id == 10).values(pick=Pick.PICKED))
        session.add(Label(image_id=10, label_text="a hill", label_type="caption"))
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "00010.png, 4 stars, picked, has caption, 1216 by 832"
    assert model.index(3).data(Qt.ItemDataRole.AccessibleTextRole) == "00013.png, 1 star, 1216 by 832"
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == "00010.png"


def test_a_picture_arrives(qtbot: QtBot, model: GalleryModel) -> None:
    answer(qtbot, model)
    model.set_thumbnail_box(QSize(120, 120))
    assert model.index(2).data(Qt.ItemDataRole.DecorationRole) is None
    with qtbot.waitSignal(model.dataChanged) as signal:
        pass
    assert [signal.args[0].row(), signal.args[1].row()] == [2, 2]
    picture = model.index(2).data(Qt.ItemDataRole.DecorationRole)
    assert isinstance(picture, QPixmap)
    assert picture.size() == QSize(120, 82)
    model.set_thumbnail_box(QSize(60, 60))
    stand_in = model.index(2).data(Qt.ItemDataRole.DecorationRole)
    assert stand_in.size() == QSize(120, 82), "the old size stands in until the new one is there"


def test_an_unreadable_file_says_why(qtbot: QtBot, model: GalleryModel, tmp_path: Path) -> None:
    (tmp_path / "00011.png").write_bytes(b"no picture")
    answer(qtbot, model)
    with qtbot.waitSignal(model.dataChanged):
        model.index(1).data(Qt.ItemDataRole.DecorationRole)
    reason = model.trouble(11)
    assert reason
    assert reason in model.index(1).data(Qt.ItemDataRole.ToolTipRole)


def test_changed_images_are_read_anew(qtbot: QtBot, model: GalleryModel, library: Library) -> None:
    answer(qtbot, model)
    assert model.index(5).data(model.RowRole).rating == 3
    changes = Changes(images=frozenset({14, 15, 17, 200}))
    with library.writing(changes) as session:
        session.execute(update(Image).where(Image.id == 15).values(rating=5))
    watch = Watch(model)
    model.take(changes)
    assert watch.told == [("changed", 4, 5), ("changed", 7, 7)], "only what is in memory can be in sight"
    assert model.index(5).data(model.RowRole).rating == 5


def test_an_equal_answer_changes_nothing(qtbot: QtBot, model: GalleryModel) -> None:
    answer(qtbot, model)
    watch = Watch(model)
    told(qtbot, model, Changes(images=frozenset({10}), membership=True))
    assert watch.told == [("changed", 0, 299)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [(range(310, 320), ("inserted", 300, 309)), (range(1, 4), ("inserted", 0, 2))],
)
def test_new_images_at_an_end_are_inserted(
    qtbot: QtBot,
    model: GalleryModel,
    library: Library,
    tmp_path: Path,
    numbers: range,
    expected: tuple[str, int, int],
) -> None:
    answer(qtbot, model)
    add(library, numbers, tmp_path)
    watch = Watch(model)
    told(qtbot, model, MEMBERS)
    assert watch.told[1:] == [expected]


def test_a_stretch_that_leaves_is_removed(qtbot: QtBot, model: GalleryModel, library: Library) -> None:
    answer(qtbot, model)
    with library.writing(MEMBERS) as session:
        session.execute(delete(Image).where(Image.id.between(20, 29)))
    watch = Watch(model)
    told(qtbot, model, MEMBERS)
    assert watch.told[1:] == [("removed", 10, 19)]
    assert model.row_of(30) == 10
    assert not model.asked_anew


def test_anything_else_is_a_reset(qtbot: QtBot, model: GalleryModel) -> None:
    answer(qtbot, model)
    watch = Watch(model)
    answer(qtbot, model, ImageFilter(sort=SortKey.RATING))
    assert watch.told == [("reset", 0, 0)]
    assert model.asked_anew


def test_writes_during_a_question_are_asked_once_more_and_no_more(
    qtbot: QtBot, model: GalleryModel, library: Library, tmp_path: Path
) -> None:
    answers: list[int] = []
    model.answered.connect(lambda: answers.append(model.rowCount()))
    model.ask(BY_NAME)
    add(library, range(400, 410), tmp_path)
    for _ in range(50):
        model.take(MEMBERS)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers[1] == 310
    qtbot.wait(50)
    assert len(answers) == 2


def test_a_refused_question_leaves_the_answer(qtbot: QtBot, model: GalleryModel, library: Library) -> None:
    answer(qtbot, model)
    library.path.rename(library.path.with_suffix(".away"))
    library.path.write_bytes(b"this is not a database, and it is long enough to be read as one" * 99)
    library.close()
    with qtbot.waitSignal(model.refused) as refusal:
        model.ask(ImageFilter(source=Source(SourceKind.REJECTED)))
    assert "library.db" in refusal.args[0]
    assert model.rowCount() == 300
    assert model.question == BY_NAME


def test_rows_that_cannot_be_read_are_told_once_and_do_not_raise(
    qtbot: QtBot, model: GalleryModel, library: Library
) -> None:
    answer(qtbot, model)
    library.path.rename(library.path.with_suffix(".away"))
    library.path.write_bytes(b"this is not a database, and it is long enough to be read as one" * 99)
    library.close()
    refusals: list[str] = []
    model.refused.connect(refusals.append)
    assert [model.index(row).data() for row in range(5)] == [None] * 5
    qtbot.waitUntil(lambda: bool(refusals))
    assert len(refusals) == 1


def test_hidden_images_are_only_given_blurred(
    qtbot: QtBot, model: GalleryModel, library: Library, tmp_path: Path
) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(update(Image).where(Image.id == 12).values(is_nsfw=True))
    answer(qtbot, model)
    row = model.image(2)
    assert row is not None
    assert model.hides(row)
    with qtbot.waitSignal(model.dataChanged):
        model.index(2).data(Qt.ItemDataRole.DecorationRole)
    blurred = model.index(2).data(Qt.ItemDataRole.DecorationRole).cacheKey()
    with qtbot.waitSignal(model.dataChanged):
        model.set_blurred(False)
    assert not model.hides(row)
    with qtbot.waitSignal(model.dataChanged):
        assert model.index(2).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.index(2).data(Qt.ItemDataRole.DecorationRole).cacheKey() != blurred


def test_a_drag_carries_ids_and_the_files_one_may_have(
    qtbot: QtBot, model: GalleryModel, library: Library, tmp_path: Path
) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(update(Image).where(Image.id == 11).values(is_nsfw=True))
        session.execute(update(Image).where(Image.id == 13).values(missing_since=datetime.now(UTC)))
    answer(qtbot, model)
    mime = model.mimeData([model.index(row) for row in range(4)])
    assert read_image_ids(mime) == [10, 11, 12, 13]
    assert mime.hasUrls()
    assert [Path(url.toLocalFile()).name for url in mime.urls()] == ["00010.png", "00012.png"]
    assert set(model.mimeTypes()) >= {"text/uri-list"}


def test_ids_are_found_wherever_they_stand(qtbot: QtBot, model: GalleryModel) -> None:
    answer(qtbot, model)
    assert model.row_of(10) == 0
    assert model.row_of(309) == 299
    assert model.row_of(9999) == -1
    assert model.rows_of([12, 309, 5]) == {12: 2, 309: 299}
