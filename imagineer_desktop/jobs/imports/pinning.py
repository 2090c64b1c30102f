"""Pins: the text nodes of a picture's workflow, its other pictures, and what they say with a node pinned."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, prompt_mark
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.edits.pins import PAGE, Done, PinNodes, Retelling, RetellPrompts
from imagineer_desktop.catalog.edits.table_rows import Several
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.pins import StoredWords, number_made_by, pins_of, words_after, words_of
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.jobs.progress import Job, Progress
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.comfy_graph import Graph
from imagineer_desktop.media.generation.comfy_pins import TextNode, text_nodes, with_pins, workflow_key
from imagineer_desktop.media.generation.comfyui import NAME, graph_of_raw, read_raw

BATCH = 50
"""Images looked at between two breaths."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow as one of its pictures shows it. `pins` are the ids of its pinned nodes by role.

    `kinds` are names that the raw words of all its pictures contain: others need not be parsed.
    """

    key: str
    nodes: tuple[TextNode, ...]
    pins: Mapping[str, str]
    kinds: tuple[str, ...]


def workflow_of(library: Library, image_id: int) -> Job[Workflow | None]:
    """The workflow that made an image; None when its file kept no graph, or the image is gone."""
    yield Progress("Looking at the workflow")
    with library.reading() as session:
        stored = words_of(session, [image_id])
        pins = pins_of(session)
    graph = graph_of_raw(_raw(_data(stored[0]))) if stored else None
    if graph is None:
        return None
    key = workflow_key(graph)
    kinds = tuple(dict.fromkeys(node.kind for node in graph.nodes.values() if _is_plain(node.kind)))
    return Workflow(key, text_nodes(graph), pins.get(key, {}), kinds)


def images_of(library: Library, workflow: Workflow) -> Job[tuple[int, ...]]:
    """The ids of all images that a workflow made, told by the graphs that the library keeps."""
    found: list[int] = []
    with library.reading() as session:
        total = number_made_by(session, NAME)
    done, last = 0, 0
    while True:
        yield Progress("Looking for images of this workflow", done, total, len(found))
        with library.reading() as session:
            page = words_after(session, NAME, last, BATCH)
        if not page:
            return tuple(found)
        found += [stored.image_id for stored in page if _is_of(workflow, stored)]
        done, last = done + len(page), page[-1].image_id


def pin_nodes(
    library: Library, workflow: Workflow, nodes: Mapping[str, str], ids: tuple[int, ...] | None = None
) -> Job[PinNodes]:
    """The edit that pins `nodes` (by role; none forgets the pins) and retells the workflow's images.

    `ids` are those images where they are known already. Prompts that a person changed stay.
    """
    if ids is None:
        ids = yield from images_of(library, workflow)
    retellings: list[Retelling] = []
    for place, page in enumerate(pages(ids, BATCH)):
        yield Progress("Reading the prompts again", place * BATCH, len(ids))
        with library.reading() as session:
            stored = words_of(session, page)
        retellings += _retellings(stored, workflow.pins, nodes)
    return PinNodes(workflow.key, tuple(sorted(nodes.items())), tuple(retellings))


def pin_beside_the_window(
    library: Library, workflow: Workflow, nodes: Mapping[str, str], ids: tuple[int, ...] | None = None
) -> Job[Done | None]:
    """Plan like `pin_nodes` and do it in small transactions: rows with large graphs take long to write.

    Stopped or broken off, what was written is taken back. None when there was nothing to do.
    """
    edit = yield from pin_nodes(library, workflow, nodes, ids)
    text, touches = edit.text, edit.touches()
    told: list[Retelling] = []
    try:
        for place, page in enumerate(pages(edit.retellings, PAGE)):
            yield Progress("Writing the prompts", place * PAGE, len(edit.retellings))
            told += _retell(library, page)
        with library.writing(touches) as session:
            unpin = replace(edit, retellings=()).apply(session)
    except (GeneratorExit, CatalogError):
        for page in pages(reversed(told), PAGE):
            _retell(library, page)
        raise
    untell = RetellPrompts(text, touches, tuple(told)) if told else None
    inverses = tuple(inverse for inverse in (untell, unpin) if inverse is not None)
    return Done(Several(text, inverses)) if inverses else None


def _retell(library: Library, page: list[Retelling]) -> tuple[Retelling, ...]:
    """Do a part of it; what takes that part back."""
    edit = RetellPrompts("", Changes(images=frozenset(one.image_id for one in page)), tuple(page))
    with library.writing(edit.touches()) as session:
        inverse = edit.apply(session)
    return inverse.retellings if isinstance(inverse, RetellPrompts) else ()


def _retellings(
    stored: list[StoredWords], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Retelling]:
    for words in stored:
        data = _data(words)
        found = read_raw(_raw(data))
        if found is not None:
            told, graph = found
            yield from _retelling(words, data, with_pins(told, graph, before), with_pins(told, graph, after))


def _retelling(
    stands: StoredWords, data: dict[str, Any], old: Generation, new: Generation
) -> Iterator[Retelling]:
    """What an image says now, if that is something else. Its own words stay where a person changed them."""
    seen = prompt_mark(stands.prompt, stands.negative_prompt)
    mark = data.get(PROMPT_MARK)
    from_file = mark == seen
    prompt = _word(stands.prompt, old.prompt, new.prompt, from_file)
    negative = _word(stands.negative_prompt, old.negative_prompt, new.negative_prompt, from_file)
    notes = _notes(data)
    about = tuple(note for note in notes if note not in old.notes or note in new.notes)
    about += tuple(note for note in new.notes if note not in about)
    now = prompt_mark(new.prompt, new.negative_prompt)
    if (prompt, negative, now, about) != (stands.prompt, stands.negative_prompt, mark, notes):
        yield Retelling(stands.image_id, seen, prompt, negative, now, about)


def _word(stands: str | None, said: str | None, says: str | None, from_file: bool) -> str | None:
    return says if from_file or stands is None or stands == said else stands


def _is_of(workflow: Workflow, stored: StoredWords) -> bool:
    written = stored.generation_data or ""
    if not all(kind in written for kind in workflow.kinds):
        return False
    graph: Graph | None = graph_of_raw(_raw(_data(stored)))
    return graph is not None and workflow_key(graph) == workflow.key


def _is_plain(kind: str) -> bool:
    """Whether a name stands in JSON just as it is, however it was written."""
    return kind.isascii() and kind.isprintable() and not set(kind) & set("\"\\/<>&'")


def _data(stored: StoredWords) -> dict[str, Any]:
    try:
        data = json.loads(stored.generation_data or "{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _raw(data: dict[str, Any]) -> dict[str, str]:
    raw = data.get("raw")
    texts = raw.items() if isinstance(raw, dict) else ()
    return {key: text for key, text in texts if isinstance(text, str)}


def _notes(data: dict[str, Any]) -> tuple[str, ...]:
    notes = data.get("notes")
    return tuple(note for note in notes if isinstance(note, str)) if isinstance(notes, list) else ()
