"""What each generator writes is where that generator writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from imagineer_desktop.demo.metadata import EXIF_IFD, USER_COMMENT
from imagineer_desktop.demo.outputs import make_outputs
from imagineer_desktop.demo.plan import PLAN, Entry

SMALL = 0.06


def _of(generator: str, suffix: str = ".png") -> Entry:
    return next(e for e in PLAN if e.generator == generator and e.path.endswith(suffix))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generators = ("a1111", "comfyui", "invokeai", "novelai", "fooocus", "swarmui")
    make_outputs(folder, SMALL, [_of("a1111", ".jpg"), *(_of(generator) for generator in generators)])
    return folder / "outputs"


def _text(outputs: Path, entry: Entry) -> dict[str, str]:
    with Image.open(outputs / entry.path) as image:
        image.load()
        return {str(key): str(value) for key, value in image.info.items()}


def test_a1111_parameters_end_in_a_line_of_settings(outputs: Path) -> None:
    entry = _of("a1111")
    prompt, negative, settings = _text(outputs, entry)["parameters"].split("\n")
    assert prompt == f"{entry.prompt} <lora:atlas-style:0.8>"
    assert negative.startswith("Negative prompt: ")
    assert 'Model hash: c9e3e68f89, Model: juggernautXL_v9, Lora hashes: "atlas-style: ' in settings
    assert f"Seed: {entry.path.rsplit('-', 1)[1].removesuffix('.png')}," in settings


def test_a1111_jpeg_holds_the_text_in_the_user_comment(outputs: Path) -> None:
    entry = _of("a1111", ".jpg")
    with Image.open(outputs / entry.path) as image:
        exif = image.getexif()
        comment = exif.get_ifd(EXIF_IFD)[USER_COMMENT]
    assert exif.endian == ">"
    assert comment.startswith(b"UNICODE\0")
    assert comment[8:].decode("utf-16-be").startswith(entry.prompt)


def test_comfyui_links_the_prompt_to_the_sampler(outputs: Path) -> None:
    entry = _of("comfyui")
    text = _text(outputs, entry)
    graph, workflow = json.loads(text["prompt"]), json.loads(text["workflow"])
    sampler = next(node for node in graph.values() if node["class_type"] == "KSampler")
    assert graph[sampler["inputs"]["positive"][0]]["inputs"]["text"] == entry.prompt
    assert graph[sampler["inputs"]["model"][0]]["class_type"] == "LoraLoader"
    numbers = {node["id"] for node in workflow["nodes"]}
    assert {str(number) for number in numbers} == set(graph)
    assert all(link[1] in numbers and link[3] in numbers for link in workflow["links"])


def test_invokeai_metadata(outputs: Path) -> None:
    entry = _of("invokeai")
    told = json.loads(_text(outputs, entry)["invokeai_metadata"])
    assert (told["positive_prompt"], told["model"]["name"]) == (entry.prompt, entry.model.name)


def test_novelai_comment(outputs: Path) -> None:
    entry = _of("novelai")
    text = _text(outputs, entry)
    comment = json.loads(text["Comment"])
    assert (text["Software"], text["Description"]) == ("NovelAI", entry.prompt)
    assert comment["v4_prompt"]["caption"]["base_caption"] == comment["prompt"] == entry.prompt


def test_fooocus_scheme_and_parameters(outputs: Path) -> None:
    entry = _of("fooocus")
    text = _text(outputs, entry)
    told = json.loads(text["parameters"])
    assert text["fooocus_scheme"] == told["metadata_scheme"] == "fooocus"
    assert (told["prompt"], int(told["seed"])) == (entry.prompt, entry.recipe(entry.size).seed)


def test_swarmui_parameters(outputs: Path) -> None:
    entry = _of("swarmui")
    text = _text(outputs, entry)
    assert json.loads(text["parameters"])["sui_image_params"]["prompt"] == entry.prompt
    assert "KSampler" in text["prompt"]
