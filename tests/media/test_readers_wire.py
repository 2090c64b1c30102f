"""What travels between the processes arrives as it was, or is refused."""

from __future__ import annotations

import io
import json
import math
import os
import re
import struct
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from mmap import mmap
from typing import Any

import pytest

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.generation import LoraUse
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers.frames import (
    LARGEST_TEXT,
    Blob,
    Bounds,
    GarbledError,
    TooLongError,
    read_frame,
    write_frame,
)
from imagineer_desktop.media.readers.questions import CONTENTS, LOOK, jpeg_of, pixels_of
from imagineer_desktop.media.readers.wire import from_wire, to_wire

NASTY = "\0 \ud800 \udcff ☃ \U0001f600 \r\n\u2028 \\ \" ' </script> " + os.fsdecode(b"caf\xe9")

FULL = Look(
    format="PNG",
    width=2**31,
    height=1,
    frames=300,
    file_size=2**40,
    mtime_ns=1_700_000_000_123_456_789,
    modified_at=datetime(2024, 2, 29, 23, 59, 59, 999_999, UTC),
    trouble=NASTY,
    whole=False,
    generation=Generation(
        generator="ComfyUI",
        prompt=NASTY,
        seed=2**64 - 1,
        guidance_scale=7.000000000000001,
        loras=(LoraUse("a", 0.1, "b"), LoraUse(NASTY)),
        size=(1024, 768),
        generated_at=datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        raw={NASTY: "x" * 100_000, "": ""},
        notes=("one", NASTY),
    ),
    caption="",
    caption_source="sidecar",
    keywords=(NASTY, ""),
    lora_config="{}",
    notes=(),
)
EMPTY = Look(
    "GIF", 1, 1, 1, 0, 0, datetime(1970, 1, 1, tzinfo=UTC), None, True, None, None, None, (), None, ()
)


ROOMY = Bounds(text=1_000_000, blob=1_000_000)


def sent(message: dict[str, Any], blob: bytes = b"", bounds: Bounds = ROOMY) -> tuple[dict[str, Any], Blob]:
    pipe = io.BytesIO()
    write_frame(pipe, message, (blob,), len(blob))
    pipe.seek(0)
    return read_frame(pipe, bounds)


def storable(value: Any) -> Any:
    """The same with the halves of characters replaced, in all its texts."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, tuple):
        return tuple(map(storable, value))
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, Look | Generation | LoraUse):
        return type(value)(*(storable(getattr(value, field.name)) for field in fields(value)))
    return value


@pytest.mark.parametrize("look", [FULL, EMPTY])
def test_a_look_arrives_as_it_was_fit_to_be_kept(look: Look) -> None:
    message, _ = sent({"told": to_wire(look)})
    found = from_wire(Look, message["told"])
    assert found == storable(look)
    assert not re.search("[\ud800-\udfff]", repr(found))


@pytest.mark.parametrize("seed", [-(2**63), -1, 0, 2**53 + 1, 2**63, 2**64 - 1])
def test_seeds_are_exact(seed: int) -> None:
    message, _ = sent({"told": to_wire(Generation(seed=seed))})
    assert from_wire(Generation, message["told"]).seed == seed


@pytest.mark.parametrize("weight", [1, 0.30000000000000004, 1e308, -1e308, 5e-324])
def test_weights_are_exact(weight: float) -> None:
    message, _ = sent({"told": to_wire(LoraUse("a", weight))})
    assert from_wire(LoraUse, message["told"]).weight == weight


def test_contents_arrive_as_they_were() -> None:
    contents = Contents("ab" * 32, 5, 7, None, 2**64 - 1, "damaged")
    message, blob = sent({"told": to_wire(contents)}, bytes(range(256)))
    assert from_wire(Contents, message["told"]) == contents
    assert bytes(blob) == bytes(range(256))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", "1"),
        ("width", 1.5),
        ("width", True),
        ("width", None),
        ("whole", 1),
        ("caption", 5),
        ("keywords", "abc"),
        ("keywords", [1]),
        ("modified_at", "yesterday"),
        ("modified_at", 5),
        ("generation", []),
        ("generation", {"generator": 5}),
        ("width", -1),
        ("height", 2**32),
        ("frames", 2**70),
        ("file_size", -1),
        ("file_size", 2**63),
        ("modified_at", "2026-01-01T00:00:00"),
        ("modified_at", "0001-01-01T00:00:00+05:00"),
        ("modified_at", "9999-12-31T23:00:00-05:00"),
        ("modified_at", "\ud800"),
    ],
)
def test_a_part_of_another_kind_is_refused(name: str, value: object) -> None:
    told = to_wire(FULL) | {name: value}
    with pytest.raises(GarbledError):
        from_wire(Look, told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("guidance_scale", 10**400),
        ("guidance_scale", math.inf),
        ("guidance_scale", math.nan),
        ("seed", 2**64),
        ("seed", -(2**63) - 1),
        ("size", [1, 2**64]),
        ("generated_at", "2026-01-01"),
        ("loras", [{"name": "a", "weight": 10**400, "path": None}]),
    ],
)
def test_a_number_or_time_that_nobody_can_keep_is_refused(name: str, value: object) -> None:
    with pytest.raises(GarbledError):
        from_wire(Generation, to_wire(Generation()) | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content_hash", ""),
        ("content_hash", "ab" * 31 + "AB"),
        ("content_hash", "ab" * 32 + "\n"),
        ("content_hash", "\u0661" * 64),
        ("perceptual_hash", -1),
        ("perceptual_hash", 2**64),
        ("file_size", 2**63),
    ],
)
def test_contents_that_nobody_can_keep_are_refused(name: str, value: object) -> None:
    with pytest.raises(GarbledError):
        from_wire(Contents, to_wire(Contents("ab" * 32, 5, 7)) | {name: value})


@pytest.mark.parametrize(("said", "kept"), [(2**63, None), (2**64 - 1, None), (2**63 - 1, 2**63 - 1)])
def test_steps_that_a_picture_claims_and_nobody_can_keep_are_not_told(said: int, kept: int | None) -> None:
    assert from_wire(Generation, to_wire(Generation(steps=said))).steps == kept


@pytest.mark.parametrize(("clock", "kept"), [(2**70, 2**63 - 1), (-(2**70), -(2**63)), (-5, -5)])
def test_a_clock_beyond_what_can_be_kept_stands_at_its_end(clock: int, kept: int) -> None:
    assert from_wire(Look, to_wire(EMPTY) | {"mtime_ns": clock}).mtime_ns == kept
    assert from_wire(Contents, to_wire(Contents("ab" * 32, 5, clock))).mtime_ns == kept


@pytest.mark.parametrize("value", [None, [], "x", 5, {}])
def test_what_is_no_record_is_refused(value: object) -> None:
    with pytest.raises(GarbledError):
        from_wire(Look, value)


def test_a_pair_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(GarbledError):
        from_wire(Generation, to_wire(Generation()) | {"size": [1, 2, 3]})


def test_what_has_no_form_does_not_travel() -> None:
    with pytest.raises(TypeError):
        to_wire(Contents("", 0, 0, b"bytes go beside the message"))


@pytest.mark.parametrize("length", range(1, 40))
def test_a_message_that_is_cut_off_is_the_end(length: int) -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"told": 1}, (bytes(20),), 20)
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(pipe.getvalue()[:length]), ROOMY)


@pytest.mark.parametrize(
    ("told", "length", "bounds"),
    [
        (1, 2**40, ROOMY),
        (1, 1, LOOK),
        (1, 1_000_000, CONTENTS),
        (1, 1_000_000, jpeg_of(256)),
        (1, 401, pixels_of(100)),
        ("x" * LARGEST_TEXT, 0, LOOK),
        ("x" * 70_000, 0, CONTENTS),
        ("x" * 70_000, 0, pixels_of(10**9)),
    ],
)
def test_bytes_that_are_too_many_are_refused_before_they_are_read(
    told: object, length: int, bounds: Bounds
) -> None:
    text = json.dumps({"told": told}).encode()
    pipe = io.BytesIO(struct.pack(">IQ", len(text), length) + text)
    with pytest.raises(GarbledError, match="too many"):
        read_frame(pipe, bounds)


@pytest.mark.parametrize("part", ["[],", "{},", "0,", '"",'])
def test_a_message_of_a_million_parts_is_refused_before_they_are_made(part: str) -> None:
    text = ('{"told":[' + part * 2_000_000 + "0]}").encode()
    pipe = io.BytesIO(struct.pack(">IQ", len(text), 0) + text)
    with pytest.raises(GarbledError, match="parts"):
        read_frame(pipe, LOOK)


def test_words_full_of_brackets_are_no_parts() -> None:
    words = {"prompt": '{"a": [[], {}, "\\\\", 0]},' * 200_000}
    assert sent(words, bounds=LOOK)[0] == words


@pytest.mark.parametrize("size", [0, 1, 1_048_575, 1_048_576, 3_000_001])
def test_bytes_arrive_as_they_were(size: int) -> None:
    data = bytes(range(251)) * (size // 251 + 1)
    blob = sent({"told": None}, data[:size], Bounds(blob=size))[1]
    assert bytes(blob) == data[:size]
    assert len(blob) == size


def test_memory_for_many_bytes_is_not_filled_with_zeros_first() -> None:
    """Python would hold its lock for that, and the window would stand still."""
    assert isinstance(sent({"told": None}, bytes(5_000_000), Bounds(blob=5_000_000))[1], mmap)


def test_a_message_that_is_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imagineer_desktop.media.readers.frames.LARGEST_TEXT", 100)
    pipe = io.BytesIO()
    with pytest.raises(TooLongError):
        write_frame(pipe, {"told": "x" * 100})
    assert pipe.getvalue() == b""


def test_only_ascii_travels() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"told": NASTY})
    assert json.loads(pipe.getvalue()[12:].decode("ascii"))["told"] == NASTY
