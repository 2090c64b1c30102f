"""Words anywhere in prompts, names and labels; the index of their trigrams, which the database keeps itself.

The index is two FTS5 tables without a copy of the texts: `image_words` by image, `label_words` by label.
It knows which trigrams a text holds, not where (`detail=none`: a fifth of the size), so it names
candidates and LIKE decides. Triggers note what was written; until `catch_up` takes that in, it is a
candidate for everything. So no write is forgotten or slowed, and an answer is always right. All of it
is derived data: whatever is wrong with it, `rebuild` mends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    column,
    exists,
    literal,
    or_,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.exc import DatabaseError

from imagineer_desktop.catalog.schema import Image, Label
from imagineer_desktop.catalog.search.patterns import ESCAPE, anywhere, bindable

SHORTEST = 3
"""Letters a piece of text needs to be found by the index."""

MOST_TRIGRAMS = 32
"""Trigrams asked for at once: they only choose candidates, and more would choose no better."""

BATCH = 10_000
"""Changes taken into the index at once: about half a second."""

IMAGE_WORDS = "image_words"
LABEL_WORDS = "label_words"

_SOURCES = {IMAGE_WORDS: ("images", ("filename", "prompt")), LABEL_WORDS: ("labels", ("label_text",))}
"""Index -> the table it follows and the columns it knows."""


_LAST_ID = 2**63 - 1


def matches_text(text: str, is_literal: bool = False, indexed: bool = False) -> ColumnElement[bool]:
    """Images whose prompt, file name or labels hold the text.

    `*` in the text stands for any letters unless it `is_literal`. `indexed`: the tables of `create` are
    there and may be asked; the answer is the same without them.
    """
    columns = (Image.__table__.c.prompt, Image.__table__.c.filename)
    if not indexed or not match_query(text, is_literal):
        on_image = exists().where(Label.image_id == Image.id, _label_holds(text, is_literal, False))
        return or_(image_holds(columns, text, is_literal), on_image)
    in_image = select(Image.id).where(image_holds(columns, text, is_literal, indexed))
    in_label = select(Label.image_id).where(_label_holds(text, is_literal, indexed))
    # One set of ids, and not two joined by OR: SQLite then starts from the ids and not from every image.
    return Image.__table__.c.id.in_(union(in_image, in_label))


def image_holds(
    columns: Sequence[ColumnElement[Any]], text: str, is_literal: bool = False, indexed: bool = False
) -> ColumnElement[bool]:
    """Images that hold the text in one of the columns. Only prompt and file name are `indexed`."""
    found = or_(
        *(one.like(pattern, escape=ESCAPE) for one in columns for pattern in anywhere(text, is_literal))
    )
    return _among(IMAGE_WORDS, Image.__table__.c.id, found, match_query(text, is_literal) if indexed else "")


def label_holds(
    text: str,
    is_literal: bool = False,
    indexed: bool = False,
    among: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """Images with a label that holds the text; `among` says which labels count, all if it is None."""
    labels = select(Label.image_id).where(_label_holds(text, is_literal, indexed))
    return Image.__table__.c.id.in_(labels if among is None else labels.where(among))


def _label_holds(text: str, is_literal: bool, indexed: bool) -> ColumnElement[bool]:
    stored = Label.__table__.c.label_text
    found = or_(*(stored.like(pattern, escape=ESCAPE) for pattern in anywhere(text, is_literal)))
    return _among(LABEL_WORDS, Label.__table__.c.id, found, match_query(text, is_literal) if indexed else "")


def _among(
    index: str, key: ColumnElement[Any], found: ColumnElement[bool], query: str
) -> ColumnElement[bool]:
    if not query:
        return found
    words = table(index, column("rowid", Integer), column(index, String))
    named = select(words.c.rowid).where(words.c[index].op("MATCH", is_comparison=True)(literal(query)))
    changed = select(column("id", Integer)).select_from(table(f"{index}_changes"))
    return key.in_(union_all(named, changed)) & found


def match_query(text: str, is_literal: bool = False) -> str:
    """What MATCH is asked for: the text's trigrams, each in quotes. Empty if no piece has three letters."""
    pieces = [text] if is_literal else re.split(r"\*+", text)
    trigrams = dict.fromkeys(
        piece[start : start + SHORTEST]
        for piece in map(bindable, pieces)
        for start in range(len(piece) - SHORTEST + 1)
    )
    quoted = ('"' + trigram.replace('"', '""') + '"' for trigram in list(trigrams)[:MOST_TRIGRAMS])
    return " AND ".join(quoted)


def create(connection: Connection) -> None:
    """Make the index, its lists of changes and the triggers that keep them, and fill it.

    Part of the caller's transaction. The triggers write to ordinary tables only: SQLite's older
    versions let no trigger touch FTS5 where `trusted_schema` is off, and other programs that write to
    the library need no FTS5.
    """
    for index, (source, columns) in _SOURCES.items():
        listed = ", ".join(columns)
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {index} USING fts5({listed}, content='{source}', content_rowid='id', "
            "tokenize='trigram', detail='none', columnsize=0)"
        )
        texts = "".join(f", {column} TEXT" for column in columns)
        connection.exec_driver_sql(
            f"CREATE TABLE {index}_changes (id INTEGER PRIMARY KEY, was_there INTEGER NOT NULL{texts})"
        )
        for sql in _triggers(index, source, columns).values():
            connection.exec_driver_sql(sql)
    rebuild(connection)


def drop(connection: Connection) -> None:
    """Take the index, its lists and its triggers away, as far as they are there."""
    for index, (source, columns) in _SOURCES.items():
        for name in _triggers(index, source, columns):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index}_changes")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index}")


def rebuild(connection: Connection) -> None:
    """Fill the index anew from the texts themselves: about a minute for a million images."""
    for index in _SOURCES:
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
        connection.exec_driver_sql(f"DELETE FROM {index}_changes")


def catch_up(connection: Connection, at_most: int = BATCH) -> bool:
    """Take changes into the index, `at_most` of images and as many of labels; True if more are left.

    Searches are right without it, only slower the more changes wait. It wants a connection that may
    write, and a few statements for all rows: FTS5 writes a piece of index for every statement.
    """
    more = False
    for index, (source, columns) in _SOURCES.items():
        listed = ", ".join(columns)
        changes = f"{index}_changes"
        last = connection.exec_driver_sql(
            f"SELECT id FROM {changes} ORDER BY id LIMIT 1 OFFSET ?", (at_most - 1,)
        ).scalar()
        upto = _LAST_ID if last is None else last
        for sql in (
            # FTS5 forgets a row only when it is told the texts that it was given.
            f"INSERT INTO {index}({index}, rowid, {listed}) "
            f"SELECT 'delete', id, {listed} FROM {changes} WHERE was_there AND id <= ?",
            f"INSERT INTO {index}(rowid, {listed}) SELECT id, {listed} FROM {source} "
            f"WHERE id IN (SELECT id FROM {changes} WHERE id <= ?)",
            f"DELETE FROM {changes} WHERE id <= ?",
        ):
            connection.exec_driver_sql(sql, (upto,))
        more |= connection.exec_driver_sql(f"SELECT EXISTS (SELECT 1 FROM {changes})").scalar() == 1
    return more


def is_there(connection: Connection) -> bool:
    """Whether the library has the whole index, with all its lists and triggers."""
    wanted = set(_SOURCES)
    for index, (source, columns) in _SOURCES.items():
        wanted |= {f"{index}_changes"} | _triggers(index, source, columns).keys()
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    return wanted <= set(names.scalars())


def is_sound(connection: Connection) -> bool:
    """Whether the index says what the texts say, changes taken in. Reads all texts; wants to write."""
    try:
        while catch_up(connection):
            pass
        for index in _SOURCES:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def _triggers(index: str, source: str, columns: Sequence[str]) -> dict[str, str]:
    """Name -> statement. A row is noted once, with the texts that the index knows of it.

    DO NOTHING and not OR IGNORE, which an INSERT OR REPLACE that fires the trigger would overrule.
    """
    listed = ", ".join(columns)
    into = f"INSERT INTO {index}_changes"
    old = ", ".join(f"old.{column}" for column in columns)
    add = f"{into}(id, was_there) VALUES (new.id, 0) ON CONFLICT (id) DO NOTHING;"
    forget = f"{into}(id, was_there, {listed}) VALUES (old.id, 1, {old}) ON CONFLICT (id) DO NOTHING;"
    events = {
        "added": ("INSERT", add),
        "removed": ("DELETE", forget),
        "changed": (f"UPDATE OF id, {listed}", f"{forget} {add}"),
    }
    return {
        f"{index}_{name}": f"CREATE TRIGGER {index}_{name} AFTER {event} ON {source} BEGIN {act} END"
        for name, (event, act) in events.items()
    }
