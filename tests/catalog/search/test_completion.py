"""What is offered while a search is typed, with its numbers."""

from __future__ import annotations

import pytest

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.schema import Label
from imagineer_desktop.catalog.search.completion import NEWEST, Completion, completed, completions
from imagineer_desktop.catalog.search.parser import parse


def offered(library: Library, text: str, cursor: int | None = None) -> list[Completion]:
    with library.reading() as session:
        return completions(session, text, len(text) if cursor is None else cursor)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("lighthouse ", []),
        ("(", []),
        ("AND", []),
        ('"closed"', []),
        ("ca", [("caption:", None), ("category:", None)]),
        ("RA", [("rating:", None), ("tag:RAM", 1), ('tag:"ram*"', 1), ("tag:ramen", 1)]),
        ("-ra", [("rating:", None), ("tag:RAM", 1), ('tag:"ram*"', 1), ("tag:ramen", 1)]),
        ('"red h', [('tag:"red hair"', 1)]),
        ("sea", [("album:Sea", 2)]),
        ("sdxl", [("model:sdxl", 1), ("model:sdxl-turbo", 1)]),
        ("tag:red", [('tag:"red hair"', 1)]),
        ('tag:"red h', [('tag:"red hair"', 1)]),
        ("tag:ART", [('tag:"artoria_(fate)"', 1)]),
        ("tag:paint", []),
        ("category:", [("category:painting", 1)]),
        ("album:", [("album:Sea", 2), ('album:"Zodiac, signs"', 1), ("album:Empty", 0)]),
        ("model:xl", [("model:juggernautXL_v9", 1), ("model:sdxl", 1), ("model:sdxl-turbo", 1)]),
        ("lora:d", [("lora:add_detail", 1), ("lora:old_style", 1)]),
        ("sampler:k", [('sampler:"DPM++ 2M Karras"', 1)]),
        ("generator:c", [("generator:ComfyUI", 1)]),
        ("is:un", [("is:unflagged", None), ("is:unfiled", None)]),
        ("has:c", [("has:caption", None)]),
        ("caption:a", []),
        ("steps:2", []),
        ("tag:%", []),
        ("album:_", []),
        ("tag:\0\ud800", []),
        ('tag:zzz" OR 1=1', []),
    ],
)
def test_completions_come_from_the_library(
    searched: Library, text: str, expected: list[tuple[str, int | None]]
) -> None:
    assert [(one.text, one.count) for one in offered(searched, text)] == expected


@pytest.mark.parametrize(
    ("text", "cursor", "result"),
    [
        ("tag:red", 7, 'tag:"red hair" '),
        ("a -tag:re b", 9, 'a -tag:"red hair" b'),
        ("(tag:re)", 7, '(tag:"red hair" )'),
        ('x tag:"red h', 12, 'x tag:"red hair" '),
        ("cat", 3, "category:"),
    ],
)
def test_a_completion_takes_the_place_of_what_was_typed(
    searched: Library, text: str, cursor: int, result: str
) -> None:
    chosen = offered(searched, text, cursor)[0]
    written, place = completed(text, chosen)
    assert written == result
    assert written[:place].rstrip().endswith(chosen.text)


def test_names_that_make_no_search_are_left_out(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.add_all(
            Label(image_id=1, label_text=text, label_type="tag") for text in ("q" * 20_000, "q\n", " ", "qq")
        )
    assert {one.text for one in offered(filled, "tag:q")} == {"tag:qq", 'tag:"q\n"'}
    assert len(offered(filled, "tag:")) == 4


def test_many_images_are_not_counted_for_a_lora(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 100 + ?) "
            "INSERT INTO images (id, filename, file_path, lora_config) "
            "SELECT i, i, '/' || i, '[\"x\"]' FROM n",
            (NEWEST,),
        )
    assert [(one.text, one.count) for one in offered(filled, "lora:")] == [("lora:x", None)]


def test_every_completion_of_a_value_is_a_search(searched: Library) -> None:
    for start in "abcdefghijklmnopqrstuvwxyz0123456789":
        for one in offered(searched, start):
            if one.kind != "field":
                parse(one.text)
