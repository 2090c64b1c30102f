"""Files beside a picture: what they say, and that none of them can do harm."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from imagineer_desktop.media.generation import LoraUse
from imagineer_desktop.media.sidecars import Sidecars, read_sidecars, sidecar_of

SIDECAR = {
    "prompt": "Ace of Spades, ünïcödé ✨",
    "negative_prompt": "blurry",
    "model": "runwayml/stable-diffusion-v1-5",
    "width": 512,
    "height": 720,
    "steps": 25,
    "guidance_scale": 7.5,
    "seed": 2**64 - 1,
    "timestamp": "2025-10-13T21:31:49.123456",
}
LORA = {"path": "models/lora/Tarot.safetensors", "weight": 0.6}
LORAS = [
    {"path": "a/Cards.safetensors", "name": "Cards", "weight": 0.6},
    {"path": "a/Tarot.safetensors", "weight": 0.3},
]


@pytest.fixture
def beside(tmp_path: Path) -> Callable[..., Sidecars]:
    """Reads what lies beside a picture, after files of these suffixes were written there."""

    def read(**contents: Any) -> Sidecars:
        picture = tmp_path / "20251013_213149_Ace.of.Spades.png"
        for suffix, content in contents.items():
            path = tmp_path / f"20251013_213149_Ace.of.Spades.{suffix.replace('__', '.')}"
            path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_sidecars(picture)

    return read


def test_nothing_beside(beside: Callable[..., Sidecars]) -> None:
    assert beside() == Sidecars()


def test_what_imagineer_wrote(beside: Callable[..., Sidecars]) -> None:
    found = beside(json={**SIDECAR, "nested": {"a": 1}})
    made = found.generation
    assert made is not None
    assert (made.generator, made.prompt, made.negative_prompt) == (
        "Imagineer",
        "Ace of Spades, ünïcödé ✨",
        "blurry",
    )
    assert (made.seed, made.steps, made.guidance_scale, made.size) == (2**64 - 1, 25, 7.5, (512, 720))
    assert made.model == "runwayml/stable-diffusion-v1-5"
    assert made.generated_at == datetime(2025, 10, 13, 21, 31, 49, 123456, tzinfo=UTC)
    assert json.loads(made.raw["json"])["nested"] == {"a": 1}
    assert (found.lora_config, found.caption, found.notes) == (None, None, ())
    assert [path.suffix for path in found.files] == [".json"]


def test_one_lora_and_several_become_one_kind_of_list(beside: Callable[..., Sidecars]) -> None:
    one = beside(json={**SIDECAR, "lora": LORA})
    assert json.loads(one.lora_config or "") == [LORA]
    assert one.generation is not None
    assert one.generation.loras == (LoraUse("Tarot", 0.6, "models/lora/Tarot.safetensors"),)
    several = beside(json={**SIDECAR, "loras": LORAS})
    assert json.loads(several.lora_config or "") == LORAS
    assert several.generation is not None
    assert [use.name for use in several.generation.loras] == ["Cards", "Tarot"]


def test_a_caption(beside: Callable[..., Sidecars]) -> None:
    assert beside(txt=b"a green hillside\n").caption == "a green hillside"
    assert beside(txt=b"first", caption=b"second").caption == "first"


def test_an_empty_caption_is_none(beside: Callable[..., Sidecars]) -> None:
    assert beside(txt=b" \n", caption=b"").caption is None


def test_a1111_text_is_no_caption(beside: Callable[..., Sidecars]) -> None:
    found = beside(txt="a cat, größer\nNegative prompt: dog\nSteps: 20, Seed: 1, CFG scale: 7".encode())
    assert found.caption is None
    assert found.generation is not None
    assert (found.generation.prompt, found.generation.seed) == ("a cat, größer", 1)


def test_swarm_beside_and_imagineer_first(beside: Callable[..., Sidecars]) -> None:
    swarm = {"sui_image_params": {"prompt": "a cat", "seed": 5}}
    found = beside(swarm__json=swarm)
    assert found.generation is not None
    assert found.generation.generator == "SwarmUI"
    both = beside(swarm__json=swarm, json=SIDECAR)
    assert both.generation is not None
    assert both.generation.generator == "Imagineer"
    assert len(both.files) == 2


def test_a_suffix_in_upper_case_and_one_after_the_whole_name(tmp_path: Path) -> None:
    (tmp_path / "a.JSON").write_text('{"prompt": "upper"}')
    (tmp_path / "b.png.json").write_text('{"prompt": "whole"}')
    for name, prompt in (("a.png", "upper"), ("b.png", "whole")):
        found = read_sidecars(tmp_path / name).generation
        assert found is not None
        assert found.prompt == prompt


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_any_encoding(beside: Callable[..., Sidecars], encoding: str) -> None:
    found = beside(json='{"prompt": "größer", "seed": 3}'.encode(encoding), txt="größer".encode(encoding))
    assert found.generation is not None
    assert (found.generation.prompt, found.generation.seed, found.caption) == ("größer", 3, "größer")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"prompt": "cut off', "not valid JSON"),
        (b"", "not valid JSON"),
        (b"[1, 2]", "no names and values"),
        (b'"text"', "no names and values"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"prompt": ' * 70 + b"1" + b"}" * 70, "nested too deeply"),
        (b'{"prompt": "' + b"x" * (9 * 1024 * 1024) + b'"}', "larger than 8 MiB"),
        (b'{"other": 1}', "says nothing"),
    ],
)
def test_a_sidecar_that_cannot_be_read_is_noted(
    beside: Callable[..., Sidecars], content: bytes, reason: str
) -> None:
    found = beside(json=content)
    assert found.generation is None
    assert len(found.notes) == 1
    assert reason in found.notes[0]
    assert len(found.files) == 1


@pytest.mark.parametrize(
    ("field", "value", "seed"),
    [
        ("seed", "NaN", None),
        ("seed", "1e400", None),
        ("seed", '"123"', 123),
        ("seed", "null", None),
        ("seed", "-1", -1),
        ("seed", "9" * 5000, None),
        ("seed", "18446744073709551615", 2**64 - 1),
        ("width", '"wide"', None),
        ("steps", "[]", None),
        ("loras", '{"a": 1}', None),
        ("lora", '["x"]', None),
        ("timestamp", '"yesterday"', None),
        ("prompt", "17", None),
    ],
)
def test_odd_values_do_not_raise(
    beside: Callable[..., Sidecars], field: str, value: str, seed: int | None
) -> None:
    found = beside(json=f'{{"prompt": "a cat", "{field}": {value}, "steps": 4}}'.encode())
    assert found.generation is not None
    assert (found.generation.seed, found.generation.steps) == (seed, 4)


def test_the_last_of_two_equal_names_counts(beside: Callable[..., Sidecars]) -> None:
    found = beside(json=b'{"prompt": "first", "prompt": "second"}')
    assert found.generation is not None
    assert found.generation.prompt == "second"


def test_words_that_cannot_be_stored_are_mended_and_the_raw_text_is_kept(
    beside: Callable[..., Sidecars],
) -> None:
    found = beside(json=b'{"prompt": "a\\u0000b\\ud800"}')
    assert found.generation is not None
    assert found.generation.prompt == "ab\ufffd"
    assert found.generation.raw == {"json": '{"prompt": "a\\u0000b\\ud800"}'}


def test_a_pipe_or_a_folder_beside_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    (tmp_path / "a.txt").mkdir()
    assert read_sidecars(tmp_path / "a.png") == Sidecars()


def test_a_text_is_not_its_own_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG")
    assert read_sidecars(path).files == ()


def test_only_what_the_listing_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"prompt": "a cat"}')
    (tmp_path / "a.txt").write_text("a caption")
    picture = tmp_path / "a.png"
    assert read_sidecars(picture, ()) == Sidecars()
    assert (
        read_sidecars(picture, ["b.json", "ab.json", "a.json.bak", "a.png", "aXjson", "A.txt"]) == Sidecars()
    )
    found = read_sidecars(picture, ["z.txt", "a.json", "a.png"])
    assert ([path.name for path in found.files], found.caption) == (["a.json"], None)
    assert read_sidecars(picture, ["a.json", "a.txt"]) == read_sidecars(picture)


def test_a_sidecar_that_vanished_after_it_was_listed_is_none(tmp_path: Path) -> None:
    assert read_sidecars(tmp_path / "a.png", ["a.json", "a.png.txt"]) == Sidecars()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_sidecar_without_permission_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.json").chmod(0)
    (note,) = read_sidecars(tmp_path / "a.png").notes
    assert "permission" in note


def test_the_whole_name_counts_more_than_the_stem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("of all pictures called a")
    (tmp_path / "a.png.txt").write_text("of the PNG")
    assert read_sidecars(tmp_path / "a.png").caption == "of the PNG"
    assert read_sidecars(tmp_path / "a.jpg").caption == "of all pictures called a"


@pytest.mark.parametrize(
    "stem", ["a.b.c", "a b", "-rf", "%s", "a\nb", "\u202ea", "ü", os.fsdecode(b"caf\xe9")]
)
def test_any_name_of_a_sidecar_will_do(tmp_path: Path, stem: str) -> None:
    (tmp_path / f"{stem}.json").write_text("[")
    for beside in (None, [path.name for path in tmp_path.iterdir()]):
        (note,) = read_sidecars(tmp_path / f"{stem}.png", beside).notes
        assert "not valid JSON" in note
        assert note.encode()


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("a.json", "a"),
        ("a.JSON", "a"),
        ("a.swarm.json", "a"),
        ("a.png.txt", "a.png"),
        ("a.caption", "a"),
        ("a.xmp", "a"),
        ("a.png", None),
        ("a.jsonl", None),
        ("a", None),
    ],
)
def test_whose_sidecar_a_file_is(name: str, about: str | None) -> None:
    assert sidecar_of(name) == about


@pytest.mark.real_files
def test_real_sidecars_say_what_is_in_them(real_files: Path) -> None:
    read = 0
    for path in sorted((real_files / "legacy" / "outputs").rglob("*.json")):
        try:
            written = json.loads(path.read_text())
        except ValueError:
            continue
        found = read_sidecars(path.with_suffix(".png"))
        made = found.generation
        assert made is not None
        assert (made.prompt, made.negative_prompt) == (written.get("prompt"), written.get("negative_prompt"))
        assert (made.seed, made.steps) == (written.get("seed"), written.get("steps"))
        assert made.guidance_scale == written.get("guidance_scale")
        wanted = written.get("loras") or ([written["lora"]] if "lora" in written else None)
        assert json.loads(found.lora_config or "null") == wanted
        read += 1
    assert read > 20


@pytest.mark.real_files
def test_real_captions(real_files: Path) -> None:
    pictures = sorted((real_files / "legacy" / "outputs" / "scraped").rglob("*.jpg"))
    captions = [read_sidecars(picture).caption for picture in pictures]
    assert captions == [
        "a green hillside with scattered sheep",
        "an engraved playing card back in red ink",
        None,
    ]
