"""CREATE TABLE statements are taken apart as SQLite reads them."""

from __future__ import annotations

import pytest

from imagineer_desktop.catalog.definitions import constraint, mentioned, optional, parse, quoted

STATEMENT = """CREATE TABLE "a (b" ( -- a comment, with (
    id INTEGER PRIMARY KEY AUTOINCREMENT, [odd, name] TEXT DEFAULT 'x,('',',
    "q""q" TEXT CHECK(length("q""q") > 1) /* , */ COLLATE  NOCASE, `z` INT AS (id + 1) STORED,
    Bare, code TEXT unique NOT NULL DEFAULT (lower('A,')),
    CONSTRAINT pair UNIQUE ("q""q", [odd, name] COLLATE NOCASE DESC), unique(Z), check (id > 0),
    CONSTRAINT named CHECK (z <> ','), foreign key (z) references t(x) ON DELETE CASCADE) WITHOUT ROWID"""


def test_columns_keep_their_names_and_declarations() -> None:
    columns = parse(STATEMENT).columns
    assert list(columns) == ["id", "odd, name", 'q"q', "z", "bare", "code"]
    assert columns["odd, name"].declaration == "TEXT DEFAULT 'x,('','"
    assert columns["z"].declaration == "INT AS (id + 1) STORED"
    assert (columns["bare"].name, columns["bare"].declaration) == ("Bare", "")


def test_clauses_that_no_revision_replaces_are_kept() -> None:
    columns = parse(STATEMENT).columns
    assert columns['q"q'].kept_clauses == 'CHECK ( length ( "q""q" ) > 1 ) COLLATE NOCASE'
    assert columns["code"].kept_clauses == ""
    assert [name for name, column in columns.items() if column.unique] == ["code"]


def test_constraints_are_known_by_what_they_are_about() -> None:
    keys = [one.key for one in parse(STATEMENT).constraints]
    assert keys == [
        ("UNIQUE", 'q"q', "odd, name"),
        ("UNIQUE", "z"),
        ("CHECK", "check(id>0)"),
        ("CHECK", "named"),
        ("FOREIGN", "z"),
    ]
    assert constraint("CONSTRAINT x UNIQUE (Z)").key == keys[1]
    assert constraint("PRIMARY KEY (a, b)").key == constraint("CONSTRAINT k PRIMARY KEY (id)").key


def test_the_rest_of_the_statement_is_read_too() -> None:
    found = parse(STATEMENT)
    assert (found.autoincrement, found.options) == (True, "WITHOUT ROWID")
    assert not parse("CREATE TABLE t (autoincrement_like TEXT)").autoincrement


@pytest.mark.parametrize(
    ("declaration", "wanted"),
    [
        ("VARCHAR(100) NOT NULL", "VARCHAR(100)"),
        ("TEXT not /* or */ null COLLATE NOCASE", "TEXT COLLATE NOCASE"),
        ("TEXT CHECK (a IS NOT NULL) NOT NULL UNIQUE", "TEXT CHECK (a IS NOT NULL) UNIQUE"),
        ("TEXT CHECK (a IS NOT NULL)", "TEXT CHECK (a IS NOT NULL)"),
        ("TEXT NOT NULL DEFAULT ''", "TEXT NOT NULL DEFAULT ''"),
        ("INT NOT NULL AS (id)", "INT NOT NULL AS (id)"),
        ("", ""),
    ],
)
def test_what_nobody_fills_need_not_be_filled(declaration: str, wanted: str) -> None:
    assert optional(declaration) == wanted


def test_names_are_quoted_and_found_again() -> None:
    assert quoted('a"b') == '"a""b"'
    assert {"a", "b c", 'd"e', "t"} <= mentioned('SELECT A, [b c], "d""e" FROM `t` -- x')
    assert "x" not in mentioned("SELECT 1 -- x")
