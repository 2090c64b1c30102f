"""A child that a file has taken over may answer anything: what it says can be kept, or is not believed."""

from __future__ import annotations

import io
import json
import math
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from imagineer_desktop.catalog.arrivals import take_in
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.contents import ReadFile, note_contents
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.describing import arrival_of
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.errors import MediaError
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.generation import LoraUse
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers import Crew, Limits, QuarantineError, Reader
from imagineer_desktop.media.readers.frames import Bounds, GarbledError, read_frame
from imagineer_desktop.media.readers.questions import (
    CONTENTS,
    LOOK,
    as_contents,
    as_look,
    as_pixels,
    pixels_of,
)
from imagineer_desktop.media.readers.wire import to_wire

Program = Callable[[str], tuple[str, ...]]
Chunk = Callable[[bytes, bytes], bytes]

LOOKED = to_wire(
    Look(
        "PNG", 4, 3, 2, 5, 7, datetime(2026, 1, 1, tzinfo=UTC), "cut off", True,
        Generation(
            "A1111", "a cat", "a dog", "Euler", "Karras", "model", "ab12", 5, 20, 7.5,
            (LoraUse("fine", 0.5, "/a"),), (512, 512), "1", datetime(2025, 1, 1, tzinfo=UTC),
            {"parameters": "a cat"}, ("a note",),
        ),
        "a caption", "xmp", ("a tag",), "[]", ("another note",),
    )
)  # fmt: skip
READ = to_wire(Contents("ab" * 32, 5, 7, None, 9, "damaged"))
SHOWN = {"width": 2, "height": 2, "has_alpha": True}

NASTY: tuple[Any, ...] = (
    2**31, 2**32, 2**63 - 1, 2**63, 2**64, 2**70, -1, -(2**63), -(2**70), 10**400, math.nan, math.inf, 1e999,
    "\ud800", "\0", "a\udcff", "", "2026-01-01T00:00:00", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59Z",
    "ab" * 32, [], {}, [[]], {"\ud800": "\udfff"},
)  # fmt: skip
words = st.text(st.characters(codec=None, categories=None), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.sampled_from(NASTY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every part of an answer is."""
    yield way
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*way, key))


def mutated(valid: Any) -> st.SearchStrategy[Any]:
    """The answer with up to three of its parts replaced, or left out."""

    def change(changes: list[tuple[tuple[Any, ...], Any, bool]]) -> Any:
        told = deepcopy(valid)
        for way, value, leave_out in changes:
            if not way:
                told = deepcopy(value)
                continue
            *upper, last = way
            place = told
            try:
                for key in upper:
                    place = place[key]
                if leave_out:
                    del place[last]
                else:
                    place[last] = deepcopy(value)
            except (TypeError, LookupError):
                continue  # an earlier change has taken that part away
        return told

    part = st.tuples(st.sampled_from(list(places(valid))), values, st.booleans())
    return st.lists(part, min_size=1, max_size=3).map(change)


def received(told: Any, bounds: Bounds, blob: bytes = b"") -> Any:
    text = json.dumps({"told": told}).encode("ascii")
    return read_frame(io.BytesIO(struct.pack(">IQ", len(text), len(blob)) + text + blob), bounds)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(tmp_path_factory.mktemp("rogue") / "library.db")
    yield opened
    opened.close()


numbers = count()


@settings(deadline=None, max_examples=400)
@given(told=mutated(LOOKED))
def test_any_look_is_kept_or_none(told: Any, library: Library) -> None:
    try:
        found = as_look(*received(told, LOOK))
    except (GarbledError, MediaError):
        return
    with library.writing(EVERYTHING) as session:
        taken = take_in(session, [arrival_of(f"/rogue/{next(numbers)}.png", found)])
    assert taken.images == 1


@settings(deadline=None, max_examples=200)
@given(told=mutated(READ))
def test_any_contents_are_kept_or_none(told: Any, library: Library) -> None:
    try:
        found = as_contents(*received(told, CONTENTS))
    except (GarbledError, MediaError):
        return
    file = ReadFile(
        1, "/a", found.content_hash, found.file_size, found.mtime_ns, found.perceptual_hash, found.trouble
    )
    with library.writing(EVERYTHING) as session:
        note_contents(session, [file])


@settings(deadline=None)
@given(told=mutated(SHOWN), size=st.sampled_from([0, 4, 8, 16, 100]))
def test_any_picture_has_its_pixels_or_is_none(told: Any, size: int) -> None:
    try:
        found = as_pixels(*received(told, pixels_of(25), bytes(size)))
    except (GarbledError, MediaError):
        return
    assert found.width > 0
    assert found.height > 0
    assert len(found.data) == found.width * found.height * 4


def test_a_picture_of_no_pixels_or_of_fewer_than_none_is_none() -> None:
    for width, height, size in ((0, 0, 0), (-5, -5, 100), (0, 7, 0)):
        with pytest.raises(GarbledError):
            as_pixels({"told": SHOWN | {"width": width, "height": height}}, bytearray(size))


def test_a_refusal_is_a_sentence_that_can_be_shown() -> None:
    with pytest.raises(MediaError) as refusal:
        as_look({"refused": "\ud800" + "x" * 100_000}, bytearray())
    str(refusal.value).encode()
    assert len(str(refusal.value)) <= 1000


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A child that runs `code` on what the real one tells of the pictures called rogue."""

    def write(code: str) -> tuple[str, ...]:
        script = tmp_path / "rogue.py"
        script.write_text(
            "from imagineer_desktop.media.readers import child\n"
            "from imagineer_desktop.media.readers.child import Answer\n"
            "def after(task):\n"
            "    def rogue(question):\n"
            "        answer = task(question)\n"
            "        told = answer.told\n"
            "        if 'rogue' in question['path']:\n"
            f"            {code}\n"
            "        return answer\n"
            "    return rogue\n"
            "child.main({name: after(task) for name, task in child.TASKS.items()})\n"
        )
        return (str(script),)

    return write


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("one", "rogue", "two"):
        Image.radial_gradient("L").resize((40 + len(name), 30)).save(folder / f"{name}.png")
    return folder


@pytest.mark.parametrize(
    ("code", "believed"),
    [
        ("told['width'] = 2**70", False),
        ("told['file_size'] = 2**70", False),
        ("told['width'] = -5", False),
        ("told['modified_at'] = '2026-01-01T00:00:00'", False),
        ("told['caption'] = 'x' + chr(0xD800)", True),
        ("told['keywords'] = ['a' + chr(0xD800)]", True),
        ("return Answer(told, (), 2**31)", False),
    ],
)
def test_an_import_survives_a_rogue_child(
    program: Program, pictures: Path, tmp_path: Path, code: str, believed: bool
) -> None:
    library = open_library(tmp_path / "library.db")
    try:
        crew = lambda: Crew(1, Limits(wall_seconds=30), program=program(f"if 'width' in told: {code}"))  # noqa: E731
        report = finish(import_paths(library, [pictures], crew_of=crew))
    finally:
        library.close()
    assert report.imported == 3
    assert len(report.damaged) == (0 if believed else 1)


@pytest.mark.parametrize("kind", ["look", "contents", "thumbnail", "picture"])
def test_bytes_beyond_what_was_asked_for_are_not_taken(program: Program, pictures: Path, kind: str) -> None:
    path = pictures / "rogue.png"
    asking: dict[str, Callable[[Reader], object]] = {
        "look": lambda reader: reader.look(path),
        "contents": lambda reader: reader.contents(path),
        "thumbnail": lambda reader: reader.thumbnail(path, 256),
        "picture": lambda reader: reader.picture(path, 10_000),
    }
    with (
        Reader(program=program("return Answer(told, (bytes(1_000_000),), 1_000_000)")) as reader,
        pytest.raises(QuarantineError),
    ):
        asking[kind](reader)


def test_a_picture_that_says_too_much_is_taken_without_its_words(
    tmp_path: Path, pictures: Path, chunk: Chunk
) -> None:
    data = (pictures / "one.png").read_bytes()
    said = b"words " * 2_000_000 + b"\nSteps: 2, Seed: 3, Model: m"
    text = chunk(b"zTXt", b"parameters\0\0" + zlib.compress(said))
    path = tmp_path / "wordy.png"
    path.write_bytes(data[:33] + text + data[33:])
    with Reader() as reader:
        found = reader.look(path)
    assert (found.width, found.generation) == (43, None)
    assert any("more about itself" in note for note in found.notes)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there")
def test_names_beside_a_picture_that_are_no_text_can_be_told(pictures: Path) -> None:
    path = pictures / "one.png"
    (pictures / os.fsdecode(b"one.json")).write_bytes(b"{")
    name = os.fsdecode(b"caf\xe9")
    path.rename(pictures / f"{name}.png")
    (pictures / "one.json").rename(pictures / f"{name}.json")
    with Reader() as reader:
        found = reader.look(pictures / f"{name}.png")
    assert found.notes
    repr(found).encode()
