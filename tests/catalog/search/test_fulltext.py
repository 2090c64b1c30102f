"""The index of words: no write forgets it, and what is wrong with it can be mended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.catalog.search import fulltext


@pytest.fixture
def connection(filled: Library) -> Iterator[Connection]:
    """A write transaction on a library with the index; images 1 to 12, see the catalog's conftest."""
    with filled.writing(EVERYTHING) as session:
        fulltext.create(session.connection())
        yield session.connection()


def found(connection: Connection, text: str) -> list[int]:
    matches = select(Image.id).order_by(Image.id)
    plain = connection.scalars(matches.where(fulltext.matches_text(text))).all()
    by_index = connection.scalars(matches.where(fulltext.matches_text(text, indexed=True))).all()
    assert by_index == plain
    return list(by_index)


def test_what_was_there_is_found(connection: Connection) -> None:
    assert found(connection, "arbo") == [2, 4, 6, 8, 10, 12]
    assert found(connection, "dusk") == [3]
    assert fulltext.is_there(connection)
    assert fulltext.is_sound(connection)


@pytest.mark.parametrize(
    ("statement", "text", "expected"),
    [
        (
            "INSERT INTO images (id, filename, file_path, prompt) VALUES (20, 'x', '/x', 'a zeppelin')",
            "zeppelin",
            [20],
        ),
        ("INSERT INTO images (id, filename, file_path) VALUES (20, 'zeppelin.png', '/x')", "zeppelin", [20]),
        ("UPDATE images SET prompt = 'a zeppelin' WHERE id < 3", "zeppelin", [1, 2]),
        ("UPDATE images SET prompt = NULL WHERE id < 7", "harbor", [8, 10, 12]),
        ("UPDATE images SET filename = 'zeppelin.png' WHERE id = 5", "zeppelin", [5]),
        ("UPDATE images SET rating = 1", "harbor", [2, 4, 6, 8, 10, 12]),
        ("DELETE FROM images WHERE id < 5", "harbor", [6, 8, 10, 12]),
        ("DELETE FROM images WHERE id = 3", "dusk", []),
        (
            "INSERT INTO images (id, filename, file_path, prompt) "
            "VALUES (1, 'x', '/pictures/00001.png', 'zeppelin')"
            " ON CONFLICT (file_path) DO UPDATE SET prompt = excluded.prompt",
            "zeppelin",
            [1],
        ),
        (
            "INSERT INTO labels (image_id, label_text) SELECT id, 'zeppelin' FROM images WHERE id > 10",
            "zeppelin",
            [11, 12],
        ),
        ("UPDATE labels SET label_text = 'zeppelin' WHERE label_text = 'ram'", "zeppelin", [1, 2]),
        ("UPDATE labels SET label_text = 'zeppelin' WHERE label_text = 'ram'", "ram", [1]),
        ("UPDATE labels SET image_id = 9 WHERE label_text = 'dusk'", "dusk", [9]),
        ("DELETE FROM labels WHERE label_text = 'dusk'", "dusk", []),
    ],
)
def test_the_database_itself_keeps_the_index(
    connection: Connection, statement: str, text: str, expected: list[int]
) -> None:
    connection.exec_driver_sql(statement)
    assert found(connection, text) == expected
    assert not fulltext.catch_up(connection)
    assert found(connection, text) == expected
    assert fulltext.is_sound(connection)


def test_several_changes_of_one_row_are_one(connection: Connection) -> None:
    for sql in (
        "UPDATE images SET prompt = 'a zeppelin' WHERE id = 1",
        "UPDATE images SET prompt = 'a balloon' WHERE id = 1",
        "INSERT INTO images (id, filename, file_path) VALUES (20, 'x', '/x')",
        "UPDATE images SET prompt = 'a balloon' WHERE id = 20",
        "INSERT INTO images (id, filename, file_path) VALUES (21, 'balloon', '/y')",
        "DELETE FROM images WHERE id = 21",
        "DELETE FROM images WHERE id = 2",
        "INSERT INTO images (id, filename, file_path, prompt) VALUES (2, 'x', '/z', 'a balloon')",
        "UPDATE images SET id = 22 WHERE id = 8",
    ):
        connection.exec_driver_sql(sql)
    assert found(connection, "balloon") == [1, 2, 20]
    assert found(connection, "harbor") == [4, 6, 10, 12, 22]
    assert fulltext.is_sound(connection)
    assert found(connection, "balloon") == [1, 2, 20]
    assert found(connection, "harbor") == [4, 6, 10, 12, 22]
    assert found(connection, "zeppelin") == []


def test_changes_are_taken_in_by_and_by(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE images SET prompt = 'a zeppelin ' || id")
    everything = list(range(1, 13))
    rounds = 0
    while fulltext.catch_up(connection, at_most=5):
        rounds += 1
        assert found(connection, "zeppelin") == everything
    assert rounds == 2
    assert found(connection, "zeppelin") == everything
    assert fulltext.is_sound(connection)


def test_nothing_is_noted_of_what_the_index_does_not_know(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE images SET rating = 4, pick = 1")
    assert connection.exec_driver_sql("SELECT count(*) FROM image_words_changes").scalar_one() == 0


def test_a_program_without_full_text_may_write(connection: Connection) -> None:
    triggers = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars()
    assert [sql for sql in triggers if "_changes(" not in sql] == []


def test_a_rolled_back_write_leaves_no_trace(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        fulltext.create(session.connection())
    with pytest.raises(IntegrityError):
        change_and_fail(filled)
    with filled.writing(EVERYTHING) as session:
        assert found(session.connection(), "zeppelin") == []
        assert fulltext.is_sound(session.connection())


def change_and_fail(library: Library) -> None:
    with library.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET prompt = 'zeppelin'")
        fulltext.catch_up(session.connection())
        session.connection().exec_driver_sql("UPDATE images SET rating = 9")


def test_an_index_that_lies_is_noticed_and_rebuilt(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER image_words_changed")
    connection.exec_driver_sql("UPDATE images SET prompt = 'a zeppelin' WHERE id = 1")
    assert not fulltext.is_there(connection)
    assert not fulltext.is_sound(connection)
    fulltext.drop(connection)
    fulltext.create(connection)
    assert found(connection, "zeppelin") == [1]
    assert fulltext.is_there(connection)
    assert fulltext.is_sound(connection)


def test_rebuilding_mends_what_the_index_forgot(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO image_words(image_words) VALUES ('delete-all')")
    assert not fulltext.is_sound(connection)
    fulltext.rebuild(connection)
    assert fulltext.is_sound(connection)
    assert found(connection, "harbor") == [2, 4, 6, 8, 10, 12]


def test_dropping_leaves_nothing_behind(connection: Connection) -> None:
    fulltext.drop(connection)
    fulltext.drop(connection)
    left = "SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_words%' ESCAPE '\\'"
    assert connection.exec_driver_sql(left).scalar_one() == 0
    connection.exec_driver_sql("DELETE FROM images")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("ab", ""),
        ("ab*cd", ""),
        ("*", ""),
        ("abc", '"abc"'),
        ("abcd", '"abc" AND "bcd"'),
        ("abc*xyz", '"abc" AND "xyz"'),
        ("aaaaa", '"aaa"'),
        ('a"b', '"a""b"'),
        ("赤い髪", '"赤い髪"'),
        ("a\0b", '"a\N{REPLACEMENT CHARACTER}b"'),
    ],
)
def test_a_text_is_asked_for_by_its_trigrams(text: str, query: str) -> None:
    assert fulltext.match_query(text) == query


def test_quotes_take_the_star_as_a_letter() -> None:
    assert fulltext.match_query("a*b", is_literal=True) == '"a*b"'
    assert fulltext.match_query("x" + "abcdefgh" * 1_000).count("AND") < fulltext.MOST_TRIGRAMS


def test_the_index_is_really_asked(connection: Connection) -> None:
    statement = select(Image.id).where(fulltext.matches_text("lighthouse", indexed=True))
    sql = statement.compile(connection, compile_kwargs={"literal_binds": True})
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}".replace("%%", "%")).all()
    steps = [str(row[-1]) for row in plan]
    assert any("image_words VIRTUAL TABLE INDEX" in step for step in steps)
    assert not any(step == "SCAN images" for step in steps), steps
