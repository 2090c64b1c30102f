"""Pinned nodes: which may be chosen, what they say, and which pictures they speak for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imagineer_desktop.media.generation import Generation
from imagineer_desktop.media.generation.comfy_graph import Graph, graph_of
from imagineer_desktop.media.generation.comfy_pins import NO_PROMPT, text_nodes, with_pins, workflow_key
from imagineer_desktop.media.generation.comfy_text import REWRITTEN
from imagineer_desktop.media.generation.comfy_words import CHANGED, held_words
from imagineer_desktop.media.generation.comfyui import (
    NO_SAMPLER,
    graph_of_raw,
    of_graph,
    read_raw,
    repinned,
)

Nodes = dict[str, Any]


def node(kind: str, title: str = "", **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs, "_meta": {"title": title or kind}}


def untold(**changed: Any) -> Nodes:
    """A workflow whose words come from a node that nobody knows."""
    nodes = {
        "3": node(
            "KSampler", seed=5, steps=20, cfg=7.0, model=["4", 0], positive=["6", 0], negative=["7", 0]
        ),
        "4": node("CheckpointLoaderSimple", ckpt_name="dream.safetensors"),
        "6": node("CLIPTextEncode", "Positive", text=["12:3", 0], clip=["4", 1]),
        "7": node("CLIPTextEncode", "Negative", text="a dog", clip=["4", 1]),
        "9": node("SaveImage", images=["3", 0], filename_prefix="out"),
        "12:3": node("PoemMaker", "My words", poem="a cat in the rain", mood="mild", weights="x.safetensors"),
    }
    return {key: value for key, value in {**nodes, **changed}.items() if value is not None}


def told(raw: dict[str, str], pins: dict[str, str]) -> Generation:
    """What the kept strings of a picture tell with nodes pinned."""
    found = read_raw(raw)
    assert found is not None
    return with_pins(*found, pins)


def graph(nodes: Nodes) -> Graph:
    found = graph_of(nodes)
    assert found is not None
    return found


def test_a_workflow_is_known_again_with_other_texts_seeds_and_numbers() -> None:
    key = workflow_key(graph(untold()))
    other = untold()
    other["3"]["inputs"] |= {"seed": 99, "cfg": 3.5}
    other["12:3"]["inputs"]["poem"] = "a horse"
    other["6"]["_meta"]["title"] = "renamed"
    assert workflow_key(graph(dict(reversed(other.items())))) == key
    assert len(key) == 32


@pytest.mark.parametrize(
    "changed",
    [
        {"10": node("Note", text="hello")},
        {"7": node("CLIPTextEncodeFlux", text="a dog", clip=["4", 1])},
        {"7": node("CLIPTextEncode", text=["12:3", 0], clip=["4", 1])},
        {"7": node("CLIPTextEncode", text="a dog", clip=["4", 2])},
    ],
)
def test_a_workflow_of_another_shape_is_another(changed: Nodes) -> None:
    assert workflow_key(graph(untold(**changed))) != workflow_key(graph(untold()))


def test_the_nodes_that_hold_text_are_offered_with_their_words() -> None:
    offered = text_nodes(graph(untold()))
    assert [(one.id, one.kind, one.title, one.text) for one in offered] == [
        ("6", "CLIPTextEncode", "Positive", "a cat in the rain"),
        ("7", "CLIPTextEncode", "Negative", "a dog"),
        ("12:3", "PoemMaker", "My words", "a cat in the rain"),
    ]


def test_a_node_with_two_prompts_says_each_in_its_role() -> None:
    loader = node("Efficient Loader", ckpt_name="x.safetensors", positive="a cat", negative="a dog")
    (offered,) = text_nodes(graph({"1": loader}))
    assert (offered.text, offered.negative) == ("a cat", "a dog")


def test_a_pinned_node_decides() -> None:
    before = of_graph(graph(untold()))
    assert (before.prompt, before.notes) == (None, (NO_PROMPT,))
    found = of_graph(graph(untold()), {"prompt": "12:3"})
    assert (found.prompt, found.negative_prompt, found.notes) == ("a cat in the rain", "a dog", ())
    assert (found.seed, found.model) == (before.seed, before.model)
    turned = of_graph(graph(untold()), {"prompt": "7", "negative": "12:3"})
    assert (turned.prompt, turned.negative_prompt) == ("a dog", "a cat in the rain")


@pytest.mark.parametrize(
    ("kind", "inputs", "said", "notes"),
    [
        ("Fable", {"text_a": "a red fox", "text_b": "a blue whale"}, "a red fox\na blue whale", ()),
        ("MyRandomText", {"seed": 1, "text_a": "a fox", "text_b": "a whale"}, "a fox\na whale", (CHANGED,)),
        ("LLMExpand", {"instruction": "make it vivid"}, "make it vivid", (REWRITTEN,)),
        (
            "Fable",
            {"motto": "sea, storm", "mode": "very fast", "motto_file": "my words.txt"},
            "sea, storm",
            (),
        ),
        ("Fable", {"Beschreibung": "雨の中の猫"}, "雨の中の猫", ()),
        ("Fable", {"caption": "cat"}, "cat", ()),
        (
            "Fable",
            {"story": "<lora:x:1> [cat:dog:0.5] in the rain"},
            "<lora:x:1> [cat:dog:0.5] in the rain",
            (),
        ),
    ],
)
def test_words_of_an_unknown_node_are_found_under_any_name(
    kind: str, inputs: Nodes, said: str, notes: tuple[str, ...]
) -> None:
    nodes = graph(untold(**{"12:3": node(kind, "My words", **inputs)}))
    offered = {one.id: one.text for one in text_nodes(nodes)}
    assert offered == {"6": said, "7": "a dog", "12:3": said}
    for pinned in ("6", "12:3"):
        found = of_graph(nodes, {"prompt": pinned})
        assert (found.prompt, found.notes) == (said, notes)


@pytest.mark.parametrize(
    "inputs",
    [
        {"sampler_name": "DDIM uniform"},
        {"aspect_ratio": "1:1 (Square)"},
        {"place": "https://example.org/a b"},
        {"weights": "my model.safetensors"},
        {"text": "/home/ann/words.txt"},
        {"upscale_method": "nearest exact"},
        {"mood": "mild"},
        {"stack": '{"a": "b c"}'},
        {"block": "1.0, 0.5, 0.25"},
        {"path": "my pictures/of cats"},
        {"prefix": "%date:yyyy-MM-dd%/img"},
    ],
)
def test_settings_are_no_words(inputs: Nodes) -> None:
    node_of = graph({"1": node("Fable", **inputs)}).nodes["1"]
    assert held_words(node_of) == {}


def test_a_node_whose_words_come_from_an_unknown_one_is_offered() -> None:
    taking = node("WeirdEncode", a=["12:3", 0], clip=["4", 1])
    nodes = graph(untold(**{"6": taking, "8": node("VAEDecode", samples=["3", 0], vae=["4", 2])}))
    assert [(one.id, one.text) for one in text_nodes(nodes)] == [
        ("6", "a cat in the rain"),
        ("7", "a dog"),
        ("12:3", "a cat in the rain"),
    ]
    assert of_graph(nodes, {"prompt": "6"}).prompt == "a cat in the rain"


def test_of_several_texts_the_one_is_taken_whose_output_is_linked() -> None:
    two = node("Fable", first="a red fox", second="a blue whale")
    last = graph(untold(**{"12:3": two, "6": node("CLIPTextEncode", text=["12:3", 1], clip=["4", 1])}))
    assert of_graph(last, {"prompt": "12:3"}).prompt == "a blue whale"
    both = {"6": node("CLIPTextEncode", text=["12:3", 0], clip=["4", 1])}
    both["7"] = node("CLIPTextEncode", text=["12:3", 1], clip=["4", 1])
    each = {one.id: one.text for one in text_nodes(graph(untold(**{"12:3": two, **both})))}
    assert each == {"6": "a red fox", "7": "a blue whale", "12:3": "a red fox\na blue whale"}


def test_words_called_negative_are_those_of_the_negative_prompt() -> None:
    both = node("Fable", nice="a red fox", negative_words="ugly, blurry")
    offered = {one.id: (one.text, one.negative) for one in text_nodes(graph(untold(**{"12:3": both})))}
    assert offered["12:3"] == ("a red fox", "ugly, blurry")


def test_unknown_words_are_joined_as_a_known_node_joins_them() -> None:
    joins = node("StringConcatenate", string_a=["12:3", 0], string_b="at night", delimiter=", ")
    nodes = graph(untold(**{"6": node("CLIPTextEncode", text=["20", 0], clip=["4", 1]), "20": joins}))
    assert of_graph(nodes, {"prompt": "6"}).prompt == "a cat in the rain, at night"


def test_without_a_pin_the_words_of_an_unknown_node_stay_unsaid() -> None:
    told_by_itself = of_graph(graph(untold(**{"12:3": node("Fable", text_a="a red fox")})))
    assert (told_by_itself.prompt, told_by_itself.notes) == (None, (NO_PROMPT,))


def test_a_pin_on_a_node_that_is_gone_counts_for_nothing() -> None:
    known = untold(**{"6": node("CLIPTextEncode", text="a cat", clip=["4", 1])})
    assert of_graph(graph(known), {"prompt": "99", "other": "7"}) == of_graph(graph(known))


def test_a_pinned_node_whose_words_cannot_be_told_is_said_to_be_so() -> None:
    drawn = untold(**{"12:3": node("DPRandomGenerator", text="a {cat|dog}")})
    found = of_graph(graph(drawn), {"prompt": "12:3"})
    assert (found.prompt, found.notes) == (None, (NO_PROMPT,))


def test_a_pin_tells_the_prompt_of_a_workflow_without_a_sampler() -> None:
    nodes = {"1": node("Text", text="a cat"), "2": node("SaveImage", images=["3", 0])}
    found = of_graph(graph(nodes), {"prompt": "1"})
    assert (found.prompt, found.notes) == ("a cat", (NO_SAMPLER,))


@pytest.mark.parametrize("place", ["prompt", "exif:UserComment", "exif:Model"])
def test_the_kept_strings_tell_the_same_as_the_file(place: str) -> None:
    written = json.dumps(untold())
    raw = {place: f"prompt:{written}" if place.endswith("Model") else written, "xmp": "<x/>"}
    found = graph_of_raw(raw)
    assert found is not None
    assert workflow_key(found) == workflow_key(graph(untold()))
    assert told(raw, {"prompt": "12:3"}).prompt == "a cat in the rain"


def test_a_pin_has_the_last_word_over_what_a_saver_wrote() -> None:
    raw = {"prompt": json.dumps(untold()), "parameters": "stated\nSteps: 9, Seed: 8, CFG scale: 2"}
    stated, pinned = told(raw, {}), told(raw, {"prompt": "12:3"})
    assert (stated.prompt, pinned.prompt, pinned.seed) == ("stated", "a cat in the rain", 8)


def test_what_comes_in_is_told_by_the_pins_of_its_workflow() -> None:
    raw = {"prompt": json.dumps(untold())}
    came = Generation(generator="ComfyUI", raw=raw, notes=("first", NO_PROMPT))
    key = workflow_key(graph(untold()))
    assert repinned(came, {}) is came
    assert repinned(came, {"other": {"prompt": "12:3"}}) is came
    found = repinned(came, {key: {"prompt": "12:3"}})
    assert (found.prompt, found.notes, found.raw) == ("a cat in the rain", ("first",), raw)
    other = Generation(generator="SwarmUI", raw=raw)
    assert repinned(other, {key: {"prompt": "12:3"}}) is other


@pytest.mark.parametrize("broken", [{}, {"prompt": "{"}, {"prompt": "[]"}, {"workflow": '{"nodes": []}'}])
def test_strings_without_a_graph_change_nothing(broken: dict[str, str]) -> None:
    came = Generation(generator="ComfyUI", raw=broken)
    assert repinned(came, {"key": {"prompt": "1"}}) is came


def test_a_graph_in_circles_offers_its_nodes_and_ends() -> None:
    ring = {f"{n}": node("StringConcatenate", string_a=[f"{(n + 1) % 9}", 0], string_b="x") for n in range(9)}
    assert text_nodes(graph(ring)) == ()
    assert of_graph(graph(ring), {"prompt": "1"}).prompt is None


def test_a_graph_of_walks_without_end_is_given_up() -> None:
    doubling = {
        f"{n}": node("StringConcatenate", string_a=[f"{n + 1}", 0], string_b=[f"{n + 1}", 0])
        for n in range(4000)
    }
    assert text_nodes(
        graph({"0": node("Text", text="a cat"), **{f"1{key}": one for key, one in doubling.items()}})
    )
    assert text_nodes(graph(doubling)) == ()
