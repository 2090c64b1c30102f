"""Pins are a step with the prompts that follow from them, and come back to the letter."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, prompt_mark
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.edit import in_the_past
from imagineer_desktop.catalog.edits.pins import PinNodes, Retelling
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.pins import number_made_by, pins_of, words_after, words_of

UNTOLD = "The workflow does not tell which words became the prompt."


def tables(library: Library) -> dict[str, list[tuple[object, ...]]]:
    with library.reading() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]
            for table in ("images", "prompt_pins")
        }


def column(library: Library, name: str, image_id: int) -> str:
    with library.reading() as session:
        return str(session.scalar(text(f"SELECT {name} FROM images WHERE id = {image_id}")))


@pytest.fixture
def made(filled: Library) -> Library:
    """The images 1 to 4 come from ComfyUI, 1 and 2 without a prompt; 3 has its words from the file."""
    kept = {"format": "PNG", "raw": {"prompt": "{}"}, "notes": [UNTOLD]}
    told = {"format": "PNG", PROMPT_MARK: prompt_mark("of the file", None), "raw": {"prompt": "{}"}}
    with filled.writing(EVERYTHING) as session:
        for image_id, prompt, data in (
            (1, None, kept),
            (2, None, kept),
            (3, "of the file", told),
            (4, "x", {}),
        ):
            session.execute(
                text(
                    "UPDATE images SET generator='ComfyUI', prompt=:said, generation_data=:data WHERE id=:id"
                ),
                {"id": image_id, "said": prompt, "data": json.dumps(data, ensure_ascii=False)},
            )
    return filled


def retelling(image_id: int, prompt: str | None, seen: str | None = None) -> Retelling:
    return Retelling(image_id, seen, prompt, None, prompt_mark(prompt, None), ())


def pinned(*retellings: Retelling, node: str = "12:3") -> PinNodes:
    return PinNodes("key", (("prompt", node),), retellings)


def test_the_images_of_a_program_come_page_by_page(made: Library) -> None:
    with made.reading() as session:
        assert number_made_by(session, "ComfyUI") == 4
        first = words_after(session, "ComfyUI", 0, 3)
        assert [row.image_id for row in first] == [1, 2, 3]
        assert [row.image_id for row in words_after(session, "ComfyUI", 3, 3)] == [4]
        assert [row.prompt for row in words_of(session, [3, 99, 4])] == ["of the file", "x"]


def test_a_pin_and_its_prompts_are_one_step_there_and_back(made: Library) -> None:
    history, before = History(made), tables(made)
    seen = prompt_mark("of the file", None)
    edit = pinned(retelling(1, "ein Vogel, ü"), retelling(3, None, seen))
    assert edit.touches().images == {1, 3}
    assert history.do(edit)
    with made.reading() as session:
        assert pins_of(session) == {"key": {"prompt": "12:3"}}
        one, three = words_of(session, [1, 3])
    assert (one.prompt, three.prompt) == ("ein Vogel, ü", None)
    data = json.loads(one.generation_data or "")
    assert list(data) == ["format", PROMPT_MARK, "raw"]
    assert data[PROMPT_MARK] == prompt_mark("ein Vogel, ü", None)
    after = tables(made)
    history.undo()
    assert tables(made) == before
    history.redo()
    with made.reading() as session:
        assert pins_of(session) == {"key": {"prompt": "12:3"}}
    assert [row[3] for row in tables(made)["images"]] == [row[3] for row in after["images"]]
    history.undo()
    assert tables(made) == before


def test_words_that_were_changed_meanwhile_stay(made: Library) -> None:
    edit = pinned(retelling(1, "a bird"), retelling(3, "a bird", prompt_mark("of the file", None)))
    with made.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET prompt = 'by hand' WHERE id = 3"))
    History(made).do(edit)
    assert (column(made, "prompt", 1), column(made, "prompt", 3)) == ("a bird", "by hand")


def test_words_that_were_changed_after_it_stay_when_it_is_taken_back(made: Library) -> None:
    history = History(made)
    history.do(pinned(retelling(1, "a bird"), retelling(2, "a bird")))
    with made.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET prompt = 'by hand' WHERE id = 1"))
        session.execute(text("DELETE FROM images WHERE id = 2"))
    history.undo()
    assert column(made, "prompt", 1) == "by hand"
    with made.reading() as session:
        assert pins_of(session) == {}


def test_another_pin_takes_the_place_of_the_one_before(made: Library) -> None:
    history = History(made)
    history.do(PinNodes("key", (("negative", "7"), ("prompt", "12:3"))))
    history.do(PinNodes("other", (("prompt", "1"),)))
    assert history.do(pinned(node="9"))
    with made.reading() as session:
        assert pins_of(session) == {"key": {"prompt": "9"}, "other": {"prompt": "1"}}
    history.undo()
    with made.reading() as session:
        assert pins_of(session)["key"] == {"prompt": "12:3", "negative": "7"}


def test_a_pin_that_changes_nothing_is_no_step(made: Library) -> None:
    history = History(made)
    assert history.do(pinned())
    assert not history.do(pinned())
    assert history.do(PinNodes("key", ()))
    assert not history.do(PinNodes("key", ()))


@pytest.mark.parametrize(
    ("images", "said"),
    [
        ((), "Pinned the prompt of this workflow"),
        ((1,), "Pinned the prompt of this workflow (1 image)"),
        ((1, 2), "Pinned the prompt of this workflow (2 images)"),
    ],
)
def test_the_step_says_what_it_did(images: tuple[int, ...], said: str) -> None:
    retellings = tuple(retelling(image_id, "a bird") for image_id in images)
    assert in_the_past(pinned(*retellings).text) == said
    forgotten = in_the_past(PinNodes("key", (), retellings).text)
    assert forgotten == said.replace("Pinned the", "Forgot the pinned")


def test_what_was_kept_of_the_file_before_stays_at_the_end(made: Library) -> None:
    data = {"format": "PNG", "raw": {"prompt": "{}"}, "notes": ["old"], "history": [{"until": "then"}]}
    with made.writing(EVERYTHING) as session:
        session.execute(
            text("UPDATE images SET generation_data = :data WHERE id = 1"), {"data": json.dumps(data)}
        )
    history, before = History(made), tables(made)
    history.do(PinNodes("key", (), (Retelling(1, None, "a", "b", "mark", ("new",)),)))
    kept = json.loads(column(made, "generation_data", 1))
    assert list(kept) == ["format", PROMPT_MARK, "raw", "notes", "history"]
    assert (kept["notes"], kept["history"]) == (["new"], data["history"])
    history.undo()
    assert tables(made) == before
