"""The doors of a library: transactions, listeners, and what SQLite's troubles are called."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from imagineer_desktop.catalog import library as library_module
from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import image_ids, image_rows, table_counts
from imagineer_desktop.catalog.rows import ImageFilter
from imagineer_desktop.catalog.schema import Image

TOUCHED = Changes(images=frozenset({1}), membership=True)


def an_image(name: str = "a.png") -> Image:
    return Image(filename=name, file_path=f"/pictures/{name}")


def write_and_fail(library: Library) -> Callable[[], None]:
    def write() -> None:
        with library.writing(TOUCHED) as session:
            session.add(an_image())
            session.flush()
            raise ZeroDivisionError

    return write


def test_listeners_hear_of_a_write_after_its_commit(library: Library) -> None:
    heard: list[tuple[Changes, int]] = []

    def listen(changes: Changes) -> None:
        with library.reading() as session:
            heard.append((changes, len(image_ids(session, ImageFilter()))))

    unsubscribe = library.subscribe(listen)
    with library.writing(TOUCHED) as session:
        session.add(an_image())
        assert not heard
    assert heard == [(TOUCHED, 1)]
    unsubscribe()
    with library.writing(TOUCHED):
        pass
    assert len(heard) == 1


def test_a_failed_write_is_rolled_back_and_nobody_hears_of_it(library: Library) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)
    write = write_and_fail(library)
    with pytest.raises(ZeroDivisionError):
        write()
    with library.reading() as session:
        assert table_counts(session)["images"] == 0
    assert not heard


def test_a_write_that_touches_nothing_tells_nobody(library: Library) -> None:
    heard: list[Changes] = []
    library.subscribe(heard.append)
    with library.writing(NOTHING):
        pass
    assert not heard


def test_connections_enforce_foreign_keys_and_keep_a_write_ahead_log(library: Library) -> None:
    with library.reading() as session:
        connection = session.connection()
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("foreign_keys", "journal_mode", "synchronous", "secure_delete")
        }
    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 1, "secure_delete": 1}


def test_closing_brings_everything_into_the_main_file(library: Library) -> None:
    with library.writing(TOUCHED) as session:
        session.add(an_image())
    library.close()
    log = library.path.with_name(library.path.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    plain_copy = library.path.with_name("copy.db")
    plain_copy.write_bytes(library.path.read_bytes())
    with sqlite3.connect(plain_copy) as connection:
        assert connection.execute("SELECT count(*) FROM images").fetchone() == (1,)
    connection.close()


def test_a_moved_library_is_not_written_to(library: Library, tmp_path: Path) -> None:
    with library.writing(TOUCHED) as session:
        session.add(an_image())
    library.path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(CatalogError, match="moved, replaced or deleted"), library.writing(TOUCHED):
        pytest.fail("the block must not run")
    (tmp_path / "elsewhere.db").rename(library.path)


def test_a_library_is_never_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no library"):
        Library(tmp_path / "nothing.db")
    assert not (tmp_path / "nothing.db").exists()


def test_a_library_in_use_is_said_in_words(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "BUSY_SECONDS", 0.05)
    impatient = Library(library.path)
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(CatalogError, match="used by another program"), impatient.writing(TOUCHED):
            pytest.fail("the block must not run")
    finally:
        other.execute("ROLLBACK")
        other.close()
        impatient.close()


def test_damage_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("This is not a database, and long enough to be read as a header." * 40)
    damaged = Library(path)
    with pytest.raises(CatalogError, match="not an Imagineer library"), damaged.reading() as session:
        table_counts(session)
    with pytest.raises(CatalogError):
        damaged.close()


def test_threads_write_one_after_the_other(library: Library) -> None:
    """Read-modify-write from four threads: with BEGIN IMMEDIATE none fails and no step is lost."""
    with library.writing(TOUCHED) as session:
        session.add(an_image())

    def count_up() -> None:
        for _ in range(25):
            with library.writing(TOUCHED) as session:
                image = session.get_one(Image, 1)
                image.steps = (image.steps or 0) + 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with library.reading() as session:
        assert session.get_one(Image, 1).steps == 100


def write_elsewhere(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO albums (name) VALUES ('by another program')")
        other.commit()


def test_the_writes_of_others_are_noticed_and_our_own_are_not(library: Library) -> None:
    answers = [library.others_wrote()]
    with library.writing(TOUCHED) as session:
        session.add(an_image())
    answers.append(library.others_wrote())
    write_elsewhere(library.path)
    answers += [library.others_wrote(), library.others_wrote()]
    assert answers == [False, False, True, False]


def test_tidying_waits_for_no_reader(library: Library) -> None:
    """A backup may read for minutes; meanwhile the window goes on writing."""
    with library.writing(TOUCHED) as session:
        session.add(an_image())
    with closing(sqlite3.connect(library.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM images").fetchone()
        with library.writing(TOUCHED) as session:
            session.add(an_image("b.png"))
        started = time.monotonic()
        library.tidy()
        with library.writing(TOUCHED) as session:
            session.add(an_image("c.png"))
        waited = time.monotonic() - started
    assert waited < library_module.BUSY_SECONDS / 2


def test_statistics_are_made_when_a_library_has_grown(library: Library) -> None:
    def known() -> bool:
        with library.reading() as session:
            asked = session.connection().exec_driver_sql(
                "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"
            )
            return bool(asked.scalar())

    library.tidy()
    before = known()
    with library.writing(TOUCHED) as session:
        session.add(Image(id=100_000, filename="far.png", file_path="/pictures/far.png"))
    library.tidy()
    assert (before, known()) == (False, True)


def test_text_that_is_not_utf_8_is_read_and_written_back_as_it_was(library: Library) -> None:
    with closing(sqlite3.connect(library.path)) as other:
        other.execute(
            "INSERT INTO images (filename, file_path) VALUES ('odd.png', CAST(x'2fff2e706e67' AS TEXT))"
        )
        other.commit()
    with library.reading() as session:
        (row,) = image_rows(session, image_ids(session, ImageFilter()))
    assert row.file_path == "/\udcff.png"
    assert row.thumbnail_key == "path:2fff2e706e67:0"
