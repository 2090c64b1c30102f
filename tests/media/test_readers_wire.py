"""What travels between the processes arrives as it was, or is refused."""

from __future__ import annotations

import io
import json
import math
import os
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from imagineer_desktop.media.contents import Contents
from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.generation import LoraUse
from imagineer_desktop.media.looking import Look
from imagineer_desktop.media.readers.frames import (
    GarbledError,
    TooLongError,
    read_frame,
    write_frame,
)
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


def sent(message: dict[str, Any], blob: bytes = b"") -> tuple[dict[str, Any], bytearray]:
    pipe = io.BytesIO()
    write_frame(pipe, message, (blob,), len(blob))
    pipe.seek(0)
    return read_frame(pipe)


@pytest.mark.parametrize("look", [FULL, EMPTY])
def test_a_look_arrives_as_it_was(look: Look) -> None:
    message, _ = sent({"told": to_wire(look)})
    assert from_wire(Look, message["told"]) == look


@pytest.mark.parametrize("seed", [-(2**63), -1, 0, 2**53 + 1, 2**63, 2**64 - 1])
def test_seeds_are_exact(seed: int) -> None:
    message, _ = sent({"told": to_wire(Generation(seed=seed))})
    assert from_wire(Generation, message["told"]).seed == seed


@pytest.mark.parametrize("weight", [1, 0.30000000000000004, 1e308, math.inf, -math.inf])
def test_weights_are_exact(weight: float) -> None:
    message, _ = sent({"told": to_wire(LoraUse("a", weight))})
    assert from_wire(LoraUse, message["told"]).weight == weight


def test_contents_arrive_as_they_were() -> None:
    contents = Contents("ab" * 32, 5, 7, None, 2**64 - 1, "damaged")
    message, blob = sent({"told": to_wire(contents)}, bytes(range(256)))
    assert from_wire(Contents, message["told"]) == contents
    assert blob == bytes(range(256))


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
    ],
)
def test_a_part_of_another_kind_is_refused(name: str, value: object) -> None:
    told = to_wire(FULL) | {name: value}
    with pytest.raises(GarbledError):
        from_wire(Look, told)


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
        read_frame(io.BytesIO(pipe.getvalue()[:length]))


def test_bytes_that_are_too_many_are_refused_before_they_are_read() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"told": 1}, (), 2**40)
    pipe.seek(0)
    with pytest.raises(GarbledError):
        read_frame(pipe)


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
