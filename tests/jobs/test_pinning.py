"""A pin reaches every image of its workflow, leaves what a person wrote, and can be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import insert, text

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, prompt_mark
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.pins import PAGE
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.catalog.pins import pins_of
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.imports.pinning import (
    Workflow,
    images_of,
    pin_beside_the_window,
    pin_nodes,
    workflow_of,
)
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.generation.comfy_pins import NO_PROMPT

Nodes = dict[str, Any]


def untold(words: str, seed: int = 1, kind: str = "PoemMaker") -> Nodes:
    """The graph of a picture whose words come from a node that nobody knows."""
    return {
        "3": _node("KSampler", seed=seed, steps=20, cfg=7, positive=["6", 0], negative=["7", 0]),
        "6": _node("CLIPTextEncode", text=["8", 0], clip=["4", 1]),
        "7": _node("CLIPTextEncode", text="a dog", clip=["4", 1]),
        "8": _node(kind, poem=words),
        "9": _node("SaveImage", images=["3", 0]),
    }


def _node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


def image(number: int, graph: Nodes | None, **changed: Any) -> dict[str, Any]:
    """An image as an import has written it."""
    kept: dict[str, Any] = {"format": "PNG", PROMPT_MARK: prompt_mark(None, "a dog")}
    if graph is not None:
        kept |= {"raw": {"prompt": json.dumps(graph)}, "notes": [NO_PROMPT]}
    return {
        "id": number,
        "filename": f"{number}.png",
        "file_path": f"/{number}.png",
        "generator": "ComfyUI",
        "prompt": None,
        "negative_prompt": "a dog",
        "generation_data": json.dumps(kept, ensure_ascii=False),
        **changed,
    }


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Images 1 to 4 and 8 are of one workflow; 3 has a prompt by hand, 4 is in the trash."""
    opened = open_library(tmp_path / "library.db")
    other = untold("a bird", kind="OtherMaker")
    rows = [
        image(1, untold("a cat")),
        image(2, untold("a horse", seed=9)),
        image(3, untold("a fish"), prompt="by hand"),
        image(4, untold("an owl"), trashed_at=None),
        image(5, other),
        image(6, None),
        image(7, untold("a cat"), generator="SwarmUI"),
        image(8, untold("a cow"), generation_data=None),
        image(9, untold("a cow"), generation_data="{broken KSampler"),
    ]
    with opened.writing(EVERYTHING) as session:
        session.execute(insert(Image), rows, execution_options={"render_nulls": True})
        session.execute(text("UPDATE images SET trashed_at = '2025-10-14 09:00:00' WHERE id = 4"))
    yield opened
    opened.close()


def workflow(library: Library, image_id: int = 1) -> Workflow:
    found = finish(workflow_of(library, image_id))
    assert found is not None
    return found


def words(library: Library) -> dict[int, tuple[str | None, str | None]]:
    with library.reading() as session:
        rows = session.execute(text("SELECT id, prompt, negative_prompt FROM images WHERE id < 6"))
        return {row.id: (row.prompt, row.negative_prompt) for row in rows}


def images(library: Library) -> list[tuple[object, ...]]:
    with library.reading() as session:
        return [tuple(row) for row in session.execute(text("SELECT * FROM images ORDER BY id"))]


def pin(library: Library, history: History, **nodes: str) -> bool:
    return history.do(finish(pin_nodes(library, workflow(library), nodes)))


def test_the_workflow_of_an_image_offers_its_nodes(library: Library) -> None:
    found = workflow(library)
    assert [(node.id, node.text) for node in found.nodes] == [
        ("6", "a cat"),
        ("7", "a dog"),
        ("8", "a cat"),
    ]
    assert found.pins == {}
    assert finish(workflow_of(library, 6)) is None
    assert finish(workflow_of(library, 9)) is None
    assert finish(workflow_of(library, 999)) is None


def test_the_images_of_a_workflow_are_found_whatever_their_words(library: Library) -> None:
    assert finish(images_of(library, workflow(library))) == (1, 2, 3, 4)
    assert finish(images_of(library, workflow(library, 5))) == (5,)


def test_each_image_gets_the_words_of_its_own_graph(library: Library) -> None:
    history, before = History(library), images(library)
    assert pin(library, history, prompt="8")
    assert words(library) == {
        1: ("a cat", "a dog"),
        2: ("a horse", "a dog"),
        3: ("by hand", "a dog"),
        4: ("an owl", "a dog"),
        5: (None, "a dog"),
    }
    with library.reading() as session:
        assert list(pins_of(session).values()) == [{"prompt": "8"}]
        kept = json.loads(session.scalar(text("SELECT generation_data FROM images WHERE id = 1")) or "")
    assert kept[PROMPT_MARK] == prompt_mark("a cat", "a dog")
    assert "notes" not in kept
    history.undo()
    assert images(library) == before


def test_a_pin_is_changed_and_forgotten_again(library: Library) -> None:
    history, before = History(library), words(library)
    pin(library, history, prompt="8")
    pin(library, history, prompt="7", negative="8")
    assert words(library)[2] == ("a dog", "a horse")
    assert words(library)[3] == ("by hand", "a fish")
    assert workflow(library).pins == {"prompt": "7", "negative": "8"}
    pin(library, history)
    assert words(library) == before
    with library.reading() as session:
        assert pins_of(session) == {}
        kept = json.loads(session.scalar(text("SELECT generation_data FROM images WHERE id = 2")) or "")
    assert kept["notes"] == [NO_PROMPT]


def test_a_prompt_changed_after_the_pin_stays(library: Library) -> None:
    history = History(library)
    pin(library, history, prompt="8")
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET prompt = 'mine' WHERE id = 2"))
    pin(library, history, prompt="7")
    assert (words(library)[1][0], words(library)[2][0]) == ("a dog", "mine")


def test_a_prompt_that_was_emptied_counts_as_untold(library: Library) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(text("UPDATE images SET prompt = NULL WHERE id = 3"))
    pin(library, History(library), prompt="8")
    assert words(library)[3] == ("a fish", "a dog")


def test_words_of_an_old_library_without_a_mark_are_told_anew(library: Library) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(
            text("UPDATE images SET generation_data = replace(generation_data, 'prompt_mark', 'x')")
        )
    pin(library, History(library), negative="8")
    assert words(library)[1] == (None, "a cat")


def test_the_search_goes_on_in_small_steps_and_can_be_left(library: Library) -> None:
    search = images_of(library, workflow(library))
    first = next(search)
    assert (first.done, first.total) == (0, 8)
    search.close()
    assert finish(pin_nodes(library, workflow(library), {"prompt": "8"}, (2,))).retellings[0].image_id == 2


def test_beside_the_window_it_is_one_step_too(library: Library) -> None:
    history, before = History(library), images(library)
    done = finish(pin_beside_the_window(library, workflow(library), {"prompt": "8"}))
    assert done is not None
    assert words(library)[2] == ("a horse", "a dog")
    assert history.do(done)
    assert history.undo_text == "Pin the prompt of this workflow (3 images)"
    history.undo()
    assert images(library) == before
    assert workflow(library).pins == {}
    history.redo()
    assert words(library)[2] == ("a horse", "a dog")
    assert finish(pin_beside_the_window(library, workflow(library), {"prompt": "8"})) is None


def test_stopped_before_its_end_it_has_changed_nothing(library: Library) -> None:
    for number in range(100, 100 + PAGE):
        with library.writing(EVERYTHING) as session:
            session.execute(insert(Image), [image(number, untold(f"cat {number}"))])
    before = images(library)
    job = pin_beside_the_window(library, workflow(library), {"prompt": "8"})
    while next(job).done != PAGE or words(library)[1][0] is None:
        pass
    job.close()
    assert [row[:5] for row in images(library)] == [row[:5] for row in before]
    assert images(library) == before
    assert workflow(library).pins == {}


def test_an_import_asks_the_pins(library: Library, tmp_path: Path) -> None:
    """The next picture of a pinned workflow comes in with its prompt, and other workflows as before."""
    finish(pin_beside_the_window(library, workflow(library), {"prompt": "8"}))
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    for name, graph in (("pinned", untold("a lighthouse")), ("other", untold("a tower", kind="OtherMaker"))):
        about = PngInfo()
        about.add_text("prompt", json.dumps(graph))
        Picture.new("RGB", (8, 8)).save(outputs / f"{name}.png", pnginfo=about)
    assert finish(import_paths(library, [outputs])).imported == 2
    with library.reading() as session:
        rows = session.execute(
            text("SELECT filename, prompt FROM images WHERE filename LIKE '%e_.png'")
        ).all()
    assert sorted(map(tuple, rows)) == [("other.png", None), ("pinned.png", "a lighthouse")]
