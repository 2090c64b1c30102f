"""Whatever is typed is text or a mistake with its place, never an error of SQL."""

from __future__ import annotations

import random
from datetime import datetime

import pytest
from sqlalchemy import select

from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.catalog.search import fulltext
from imagineer_desktop.catalog.search.mistakes import FilterMistake
from imagineer_desktop.catalog.search.parser import DEEPEST, LONGEST, MOST_PARTS, parse
from imagineer_desktop.catalog.search.sql import condition

NOW = datetime(2025, 12, 1)

HOSTILE = (
    '"',
    "*",
    "**",
    "%",
    "_",
    "\\",
    "'",
    "''; DROP TABLE images; --",
    "NEAR(",
    "NEAR(a b)",
    "C++",
    "cat's",
    "-blurry",
    "^a",
    "a:b:c",
    "{a b}:c",
    ":",
    "::",
    "-",
    "--",
    "AND",
    "NOT",
    "\0",
    "tag:\0",
    "abc\0def",
    "\ud800",
    "tag:\udc80abc",
    "model:\ud800*",
    "lora:\\",
    "lora:[",
    "\N{SNOWMAN}",
    "İİİ",
    "ßß ﬁ",
    "é\u0301\u0301\u0301",
    "tag:*",
    'tag:"*"',
    "seed:99999999999999999999999999",
    "steps:999999999999999",
    "steps:9999999999999999999999",
    "steps:٣",
    "size:9999999x9999999",
    "date:9999",
    "date:0000-00-00",
    "date:2025-02-30",
    "date:2999-12-31",
    "rating:>=",
    "(((",
    ")))",
)

LARGE = {
    "one long word": "a" * LONGEST,
    "stars": "*" * LONGEST,
    "percent signs": "%" * LONGEST,
    "letters and stars": "a*" * (LONGEST // 2),
    "snowmen": "\N{SNOWMAN}" * LONGEST,
    "letters of four bytes": "\U0001f5ff" * LONGEST,
    "quotes": '"' * LONGEST,
    "too many words": "a " * (LONGEST // 2),
    "many words": "a " * MOST_PARTS,
    "many tags": "tag:a " * MOST_PARTS,
    "many LoRAs": "lora:a " * MOST_PARTS,
    "many models": "model:a " * MOST_PARTS,
    "many states": "is:training " * MOST_PARTS,
    "many alternatives": " OR ".join(["lora:a"] * MOST_PARTS),
    "many without": "-lighthouse " * MOST_PARTS,
    "deep parentheses": "(" * DEEPEST + "a" + ")" * DEEPEST,
    "deep negations": "-(b OR " * DEEPEST + "a" + ")" * DEEPEST,
    "deep groups": "(b OR (c AND " * (DEEPEST // 2) + "a" + "))" * (DEEPEST // 2),
    "deep NOTs": "NOT " * DEEPEST + "a",
    "open parentheses": "(" * LONGEST,
}

FUZZ = 500
ALPHABET = "\"*%_\\'()-:.<>= \t\0abcAND OR NOT NEAR ^{}+,;|&!?#@~`$[]/19é髪🗿\ud800\udfff\u200d\u0301İßﬁ"


@pytest.mark.parametrize(
    "text", [*HOSTILE, *(pytest.param(text, id=name) for name, text in LARGE.items())], ids=ascii
)
def test_hostile_text_is_text_or_a_mistake(indexed: Library, text: str) -> None:
    answers_agree(indexed, [text])
    with indexed.reading() as session:
        assert len(session.scalars(select(Image.id)).all()) == 6


def test_random_text_is_text_or_a_mistake(indexed: Library) -> None:
    dice = random.Random(7)
    texts = ["".join(dice.choices(ALPHABET, k=dice.randint(1, 20))) for _ in range(FUZZ)]
    understood = answers_agree(indexed, texts)
    assert understood > FUZZ // 10


def test_random_words_never_break_the_index(indexed: Library) -> None:
    dice = random.Random(8)
    with indexed.reading() as session:
        connection = session.connection()
        for _ in range(FUZZ):
            text = "".join(dice.choices(ALPHABET, k=dice.randint(3, 30)))
            query = fulltext.match_query(text, is_literal=dice.random() < 0.5)
            if query:
                connection.exec_driver_sql(
                    "SELECT count(*) FROM image_words WHERE image_words MATCH ?", (query,)
                ).scalar_one()


def answers_agree(library: Library, texts: list[str]) -> int:
    """Ask each text with and without the index; how many were understood."""
    understood = 0
    with library.reading() as session:
        for text in texts:
            try:
                expression = parse(text)
            except FilterMistake as mistake:
                if not 1 <= mistake.column <= len(text) + 1:
                    raise
                continue
            understood += 1
            plain, by_index = (
                set(session.scalars(select(Image.id).where(condition(expression, NOW, way))))
                for way in (False, True)
            )
            assert plain == by_index, text
    return understood
