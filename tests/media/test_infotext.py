"""Text in A1111's words, as its many descendants write it, and text that only looks like it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from imagineer_desktop.media.generation import Embedded, Generation, LoraUse, read_generation
from imagineer_desktop.media.generation.a1111 import loras_in, pairs, parse

Said = Callable[..., Generation | None]
SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x768"


def said(text: str) -> Generation:
    found = read_generation(Embedded(texts={"parameters": text}))
    assert found is not None
    return found


def prompts(text: str) -> tuple[str | None, str | None, int | None]:
    found = said(text)
    return found.prompt, found.negative_prompt, found.seed


@pytest.mark.parametrize(
    ("before", "prompt", "negative"),
    [
        ("a cat\nNegative prompt: dog\n", "a cat", "dog"),
        ("a cat\n", "a cat", ""),
        ("a cat\nNegative prompt: \n", "a cat", ""),
        ("Negative prompt: dog\n", "", "dog"),
        ("", "", ""),
        ("a\nb\n\nc\nNegative prompt: d\ne\n", "a\nb\n\nc", "d\ne"),
        ("a cat\n  Negative prompt: dog\n", "a cat", "dog"),
        ("no Negative prompt: none\nNegative prompt: dog\n", "no Negative prompt: none", "dog"),
        ("a sign that says Negative prompt: none\n", "a sign that says Negative prompt: none", ""),
        ("list\nSteps: 1, Seed: 2, CFG: 3\nNegative prompt: dog\n", "list\nSteps: 1, Seed: 2, CFG: 3", "dog"),
        ("a plan. Steps: wake, eat, sleep\n", "a plan. Steps: wake, eat, sleep", ""),
        ("{cat|dog}, __color__ hat\n", "{cat|dog}, __color__ hat", ""),
        ("[cat:dog:0.5] AND (mat:1.2)\n", "[cat:dog:0.5] AND (mat:1.2)", ""),
        ("a \\(cat\\) \"quoted\": yes, colon: no\n", "a \\(cat\\) \"quoted\": yes, colon: no", ""),
        ("猫、海\nNegative prompt: 低品質\n", "猫、海", "低品質"),
    ],
)  # fmt: skip
def test_prompts_of_many_shapes(before: str, prompt: str, negative: str) -> None:
    assert prompts(before + SETTINGS) == (prompt, negative, 42)
    assert prompts((before + SETTINGS).replace("\n", "\r\n")) == (prompt, negative, 42)


@pytest.mark.parametrize(
    "after",
    [
        "\nTemplate: a {cat|dog}\nNegative Template: mouse: 1, rat: 2",
        "\n\n",
        "\nWildcard prompt: x",
        ", Template: a",
    ],
)
def test_what_extensions_add_after_the_settings(after: str) -> None:
    assert prompts(f"a cat\nNegative prompt: dog\n{SETTINGS}{after}") == ("a cat", "dog", 42)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('"a, b: c"', "a, b: c"),
        ('"a \\"b\\", c"', 'a "b", c'),
        ('"two\\nlines, yes"', "two\nlines, yes"),
        ('"\\u732b, x"', "猫, x"),
        ('"C:\\models\\x, y.safetensors"', "C:\\models\\x, y.safetensors"),
        ('"open, ended', '"open'),
        ("[1, 2, 3]", "[1, 2, 3]"),
        ('{"a": "b, c"}', '{"a": "b, c"}'),
        ("[open", "[open"),
        ("10:30", "10:30"),
        ("", ""),
    ],
)
def test_values_in_quotes_brackets_and_braces(value: str, read: str) -> None:
    found = pairs(f"Steps: 20, Odd: {value}, Seed: 42")
    assert (found["Odd"], found["Steps"], found["Seed"]) == (read, "20", "42")


def test_a_value_with_bare_commas_hides_nothing_after_it() -> None:
    found = said(f"a cat\n{SETTINGS}, Ratios: 1,1,2, foo bar, 模型: 七, Model: fine, ☃: x, Version: v1.9.0")
    assert (found.model, found.version, found.generator) == ("fine", "v1.9.0", "A1111")


def test_settings_of_a_second_pass_are_not_those_of_the_picture() -> None:
    more = 'Denoising: 0.4, Hires upscale: 2, Hires steps: 9, Hires prompt: "x, Seed: 1", Variation seed: 7'
    found = said(f'a cat\n{SETTINGS}, {more}, Hires CFG Scale: 3, ADetailer prompt: "face, Steps: 3"')
    assert (found.steps, found.seed, found.guidance_scale, found.size) == (20, 42, 7.0, (512, 768))


@pytest.mark.parametrize(
    ("line", "generator", "scheduler"),
    [
        ("Steps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, "
         "Seed: 42, Size: 8x8, Module 1: ae, Version: f2.0.1v1.10.1-previous-659", "Forge", "Simple"),
        ("Steps: 20, Sampler: Euler, Schedule type: Beta, CFG scale: 1, Seed: 42, Version: neo",
         "Forge Neo", "Beta"),
        ("Steps: 20, Size: 8x8, Sampler: Euler, Seed: 42, CFG scale: 1, Model: x, App: SD.Next, "
         "Version: 1a2b3c4, Pipeline: StableDiffusionXLPipeline, Operations: txt2img; hires",
         "SD.Next", None),
        ("Steps: 20, Sampler: Euler, Seed: 42, CFG scale: 1.0, Clip skip: 2, "
         "Created Date: 2025-01-02T03:04:05Z, "
         'Civitai resources: [{"air": "urn:air:sdxl:lora:civitai:1@2", "modelName": "fog", "weight": 0.5}], '
         "Civitai metadata: {}", "Civitai", None),
    ],
)  # fmt: skip
def test_lines_of_the_descendants(line: str, generator: str, scheduler: str | None) -> None:
    found = said(f"a cat\nNegative prompt: dog\n{line}")
    assert (found.prompt, found.negative_prompt, found.seed, found.steps) == ("a cat", "dog", 42, 20)
    assert (found.generator, found.scheduler, found.guidance_scale) == (generator, scheduler, 1.0)
    if generator == "Civitai":
        assert found.loras == (LoraUse("fog", 0.5),)


def test_all_in_one_line() -> None:
    assert prompts(f"a cat, sea Negative prompt: dog {SETTINGS}") == ("a cat, sea", "dog", 42)
    assert prompts(f"a cat, sea. {SETTINGS}") == ("a cat, sea.", "", 42)
    assert prompts("a plan: Steps: 3, maybe") == ("a plan: Steps: 3, maybe", None, None)


@pytest.mark.parametrize(
    ("prompt", "uses"),
    [
        ("<lora:fog:0.7>", [("fog", 0.7)]),
        ("<lora:fog>", [("fog", None)]),
        ("<lora:fog:-1>x<LORA:b c.v2:1.0:0.5>", [("fog", -1.0), ("b c.v2", 1.0)]),
        ("<lyco:fog:te=0.3:unet=0.4>", [("fog", 0.3)]),
        ("<lora:fog:high>", [("fog", None)]),
        ("<hypernet:x:1> <lora:> a < b > c", []),
    ],
)
def test_loras_with_and_without_weights(prompt: str, uses: list[tuple[str, float | None]]) -> None:
    assert [(use.name, use.weight) for use in loras_in(prompt)] == uses


def test_settings_stand_in_other_texts_too(said_by_png: Said, said_by_jpeg: Said) -> None:
    text = f"a cat\nNegative prompt: dog\n{SETTINGS}"
    places = [
        said_by_png(Description=text),
        said_by_png(extras=text),
        said_by_jpeg({0x9C9C: text.encode("utf-16-le")}),
        said_by_jpeg({0x010E: text.encode()}, suffix=".webp"),
        said_by_jpeg({0x9286: b"ASCII\0\0\0" + text.encode("utf-16-be")}),
        said_by_jpeg({0x9286: b"unicode\0" + text.encode("utf-16-le")}),
        said_by_jpeg({0x9286: text.encode()}),
    ]
    assert [(found.prompt, found.seed) for found in places if found] == [("a cat", 42)] * len(places)


@pytest.mark.parametrize(
    "words",
    [
        "Holiday. Steps: 20, stairs: many, Seed: of doubt",
        "Camera: X100, Steps: none, ISO: 100",
        "Recipe\nFlour: 1, Milk: 2, Eggs: 3",
        json.dumps({"1": {"class_type": "Note", "inputs": {"text": f"try {SETTINGS}"}}}),
        f"He wrote me: {SETTINGS}",
    ],
)
def test_texts_in_other_places_that_are_no_settings(said_by_png: Said, words: str) -> None:
    found = said_by_png(Description=words)
    assert found is None or (found.prompt, found.seed) == (None, None)
    assert parse(words) is None


@pytest.mark.parametrize(
    "text",
    [
        "," * 3_000_000 + SETTINGS,
        "<lora:" + "x" * 3_000_000,
        "<lora:a" * 500_000,
        'a:",' * 700_000,
        "a:[1," * 500_000,
        "a:{" * 700_000,
        "Steps: 1, A: " * 200_000,
        "\n" * 3_000_000,
        "a: b\n" * 500_000,
        'Steps: 1, Seed: "' + "\\" * 2_000_000,
        "Negative prompt:" * 200_000,
    ],
)  # fmt: skip
def test_texts_made_to_take_long_do_not(text: str) -> None:
    begun = time.process_time()
    read_generation(Embedded(texts={"parameters": text}, exif={"UserComment": text}))
    assert time.process_time() - begun < 10
