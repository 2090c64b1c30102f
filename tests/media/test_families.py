"""What the families of generators wrote over the years: odd forms, older forms, forms with parts missing."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.media.generation import Embedded, Generation, LoraUse, read_generation
from imagineer_desktop.media.generation.embedded import user_comment
from imagineer_desktop.media.looking import look

Said = Callable[..., Generation | None]
USER_COMMENT = 0x9286
INFOTEXT = "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 8x9"


def told(texts: dict[str, Any]) -> Generation | None:
    written = {key: value if isinstance(value, str) else json.dumps(value) for key, value in texts.items()}
    return read_generation(Embedded(texts=written))


def basics(found: Generation | None) -> tuple[object, ...]:
    assert found is not None
    return found.prompt, found.negative_prompt, found.seed, found.steps, found.guidance_scale


@pytest.mark.parametrize(
    "metadata",
    [
        {"model": {"model_name": "m", "base_model": "sd-1"}, "cfg_scale": 7.5, "steps": 20},
        {"model": {"key": "0", "hash": "b", "name": "m", "base": "sdxl"}, "cfg_scale": 7.5, "steps": 20},
        {"model": {"name": "m", "base": "flux"}, "guidance": 7.5, "num_steps": 20},
        {"model": {"name": "m"}, "cfg_scale": 7.5, "steps": 20, "positive_style_prompt": "x"},
    ],
)  # fmt: skip
def test_invokeai_3_to_6(metadata: dict[str, Any]) -> None:
    found = told(
        {
            "invokeai_metadata": {
                "positive_prompt": "a [cat]",
                "negative_prompt": "dog",
                "seed": 42,
                **metadata,
            }
        }
    )
    assert basics(found) == ("a [cat]", "dog", 42, 20, 7.5)
    assert found is not None
    assert (found.generator, found.model) == ("InvokeAI", "m")


@pytest.mark.parametrize(
    ("prompt", "wanted", "unwanted"),
    [
        ("a cat", "a cat", ""),
        ([{"prompt": "a cat [dog]", "weight": 1.0}], "a cat", "dog"),
        ([{"prompt": "a cat", "weight": 0.7}, {"prompt": "a mat", "weight": 0.3}], "a cat, a mat", ""),
        ("a cat [dog] on a mat [mouse, rat]", "a cat on a mat", "dog, mouse, rat"),
        ("a cat [dog, [wolf]]", "a cat", "dog, wolf"),
        ("a \\[cat\\]", "a \\[cat\\]", ""),
        ("[dog]", "", "dog"),
        ("a cat]", "a cat]", ""),
    ],
)
@pytest.mark.parametrize("place", ["image", "images"])
def test_invokeai_2(place: str, prompt: object, wanted: str, unwanted: str) -> None:
    image = {"prompt": prompt, "steps": 20, "cfg_scale": 7.5, "seed": 42, "sampler": "k_euler"}
    data = {"model_weights": "m", "app_version": "2.3.5", place: [image] if place == "images" else image}
    assert basics(told({"sd-metadata": data})) == (wanted, unwanted, 42, 20, 7.5)


@pytest.mark.parametrize(
    "command",
    [
        '"a cat [dog]" -s 20 -S 42 -W 512 -H 640 -C 7.5 -A k_euler',
        '"a cat [dog]" -s20 -S42 -W512 -H640 -C7.5 -Ak_euler',
        'a cat [dog] -s 20 -S 42 -W 512 -H 640 -C 7.5 -A k_euler',
        '"a cat [dog]" -t -s 20 -S 42 -W 512 -H 640 -C 7.5 -A k_euler -G 0.8 -U 2 0.75 -V 1:0.2',
    ],
)  # fmt: skip
def test_invokeai_1(command: str) -> None:
    found = told({"Dream": command})
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)
    assert found is not None
    assert (found.size, found.sampler) == ((512, 640), "k_euler")


@pytest.mark.parametrize("text", ["", "   ", "a dream I had", '"unfinished -s 1'])
def test_a_dream_that_is_none(text: str) -> None:
    found = told({"Dream": text})
    assert found is None or found.seed is None


SETTINGS = {"steps": 20, "scale": 7.5, "seed": 42, "uc": "dog", "sampler": "k_euler", "width": 8, "height": 9}
OUTER = {"Software": "NovelAI", "Source": "Stable Diffusion XL 7BCCAA2C", "Description": "a cat"}


def v4(prompt: str, *characters: str) -> dict[str, Any]:
    return {
        "caption": {"base_caption": prompt, "char_captions": [{"char_caption": one} for one in characters]}
    }


@pytest.mark.parametrize(
    "settings",
    [
        {**SETTINGS, "prompt": "a cat"},
        SETTINGS,
        {**SETTINGS, "prompt": "a cat", "v4_prompt": v4("a cat", "girl"), "v4_negative_prompt": v4("dog")},
        {**{key: value for key, value in SETTINGS.items() if key != "uc"}, "prompt": "a cat",
         "v4_prompt": v4("a cat"), "v4_negative_prompt": v4("dog")},
    ],
)  # fmt: skip
def test_novelai_1_to_4(settings: dict[str, Any]) -> None:
    found = told({**OUTER, "Comment": settings})
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)
    assert found is not None
    assert (found.model, found.model_hash) == ("Stable Diffusion XL", "7BCCAA2C")
    assert len(found.notes) == len(settings.get("v4_prompt", v4(""))["caption"]["char_captions"])


def test_novelai_whose_settings_are_broken_keeps_its_prompt() -> None:
    found = told({**OUTER, "Comment": '{"steps": 2'})
    assert basics(found) == ("a cat", None, None, None, None)


def test_novelai_in_an_avif(said_by_jpeg: Said) -> None:
    inner = json.dumps({**OUTER, "Comment": json.dumps({**SETTINGS, "prompt": "a cat"})})
    found = said_by_jpeg(second={USER_COMMENT: b"ASCII\0\0\0" + inner.encode()}, suffix=".avif")
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)


def hidden_in(path: Path, signature: bytes, channels: str, *, ground: int = 255) -> None:
    body = INFOTEXT.encode() if signature.endswith(b"info") else gzip.compress(INFOTEXT.encode())
    data = signature + (len(body) * 8).to_bytes(4, "big") + body
    picture = Image.frombytes("RGBA", (60, 140), random.Random(4).randbytes(60 * 140 * 4))
    picture.putalpha(Image.new("L", picture.size, ground))
    bits = iter("".join(f"{byte:08b}" for byte in data))
    pixels = picture.load()
    assert pixels is not None
    for x in range(60):
        for y in range(140):
            colors = list(pixels[x, y])  # type: ignore[arg-type]
            for channel in channels:
                place = "RGBA".index(channel)
                colors[place] = colors[place] & 254 | int(next(bits, "0"))
            pixels[x, y] = tuple(colors)
    (picture if "A" in channels else picture.convert("RGB")).save(path)


@pytest.mark.parametrize(
    ("signature", "channels"),
    [
        (b"stealth_pngcomp", "A"),
        (b"stealth_pnginfo", "A"),
        (b"stealth_rgbcomp", "RGB"),
        (b"stealth_rgbinfo", "RGB"),
    ],
)
def test_words_hidden_in_alpha_or_in_colors(tmp_path: Path, signature: bytes, channels: str) -> None:
    path = tmp_path / "a.png"
    hidden_in(path, signature, channels)
    assert basics(look(path, ()).generation) == ("a cat", "dog", 42, 20, 7.0)
    with Image.open(path) as picture:
        packed = io.BytesIO()
        picture.save(packed, "PNG", interlace=True, compress_level=0)
    path.write_bytes(packed.getvalue())
    assert basics(look(path, ()).generation) == ("a cat", "dog", 42, 20, 7.0)


@pytest.mark.parametrize("length", [0, 1, 7, 2**31, 2**32 - 1, 60 * 140])
def test_a_hidden_text_whose_length_lies(tmp_path: Path, length: int) -> None:
    picture = Image.new("RGBA", (60, 140))
    data = b"stealth_pngcomp" + length.to_bytes(4, "big")
    bits = "".join(f"{byte:08b}" for byte in data).ljust(60 * 140, "1")
    alpha = Image.frombytes("L", (140, 60), bytes(map(int, bits)))
    picture.putalpha(alpha.transpose(Image.Transpose.TRANSPOSE))
    picture.save(tmp_path / "a.png")
    assert look(tmp_path / "a.png", ()).generation is None


def test_fooocus_with_styles_that_lengthened_its_prompt() -> None:
    data = {
        "prompt": "a cat", "negative_prompt": "dog", "full_prompt": ["a cat, cinematic"],
        "full_negative_prompt": ["x"], "styles": "['Fooocus V2']", "performance": "Speed", "steps": 20,
        "resolution": "(8, 9)", "guidance_scale": 7.5, "base_model": "m", "base_model_hash": "ab",
        "seed": "42", "metadata_scheme": "fooocus", "version": "Fooocus v2.5.5",
        "lora_combined_1": "fog.safetensors : 0.5", "loras": [["fog.safetensors", 0.5, "cd"]],
    }  # fmt: skip
    found = told({"parameters": data, "fooocus_scheme": "fooocus"})
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)
    assert found is not None
    assert (found.model, found.size) == ("m", (8, 9))
    assert set(found.loras) == {LoraUse("fog.safetensors", 0.5)}


@pytest.mark.parametrize(
    "changed",
    [
        {"loras": ["fog"], "loraweights": ["0.5"]},
        {"loras": "fog", "loraweights": "0.5"},
        {"prompt": "a cat<lora:fog:0.5>"},
        {"date": "2024-08-07", "loras": ["fog"], "loraweights": ["0.5"]},
    ],
)
def test_swarmui_over_the_years(changed: dict[str, Any]) -> None:
    made = {"prompt": "a cat", "negativeprompt": "dog", "seed": 42, "steps": 20, "cfgscale": 7.5, **changed}
    found = told({"parameters": {"sui_image_params": made}})
    assert basics(found) == (made["prompt"], "dog", 42, 20, 7.5)
    assert found is not None
    assert found.loras == (LoraUse("fog", 0.5),)
    assert (found.generated_at is not None) == ("date" in changed)


EASY = {
    "prompt": "a cat",
    "negative_prompt": "dog",
    "seed": 42,
    "num_inference_steps": 20,
    "guidance_scale": 7.5,
    "use_stable_diffusion_model": "D:\\sd\\m.ckpt",
}


def test_easy_diffusion_beside_the_picture(tmp_path: Path, make_png: Callable[..., Path]) -> None:
    path = make_png(name="a.png")
    (tmp_path / "a.json").write_text(json.dumps(EASY))
    found = look(path).generation
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)
    assert found is not None
    assert (found.generator, found.model) == ("Easy Diffusion", "m.ckpt")
    (tmp_path / "a.json").unlink()
    (tmp_path / "a.txt").write_text(
        "Prompt: a cat\nSeed: 42\nStable Diffusion model: D:\\sd\\m.ckpt\nSampler: euler\n"
        "Negative Prompt: dog\nWidth: 8\nHeight: 9\nSteps: 20\nGuidance Scale: 7.5\nUse Upscaling: None\n"
    )
    found, caption = look(path).generation, look(path).caption
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)
    assert caption is None


@pytest.mark.parametrize("prefix", ["", "ASCII", "charset=Unicode "])
def test_draw_things_without_its_name(prefix: str) -> None:
    data = {
        "c": "a cat",
        "uc": "dog",
        "seed": 42,
        "steps": 20,
        "scale": 7.5,
        "sampler": "UniPC",
        "model": "m.ckpt",
    }
    found = read_generation(Embedded(exif={"UserComment": prefix + json.dumps(data)}))
    assert basics(found) == ("a cat", "dog", 42, 20, 7.5)


@pytest.mark.parametrize(
    ("said", "prompt", "negative", "version"),
    [
        ("a cat --v 7 Job ID: {}", "a cat", None, "7"),
        ("a cat -- and a mat --no dog --niji 6 Job ID: {}", "a cat -- and a mat", "dog", "6"),
        ("https://x.y/z.png a cat::2 mat::1 --iw 2 --ar 16:9 --no dog, rat Job ID: {}",
         "https://x.y/z.png a cat::2 mat::1", "dog, rat", None),
        ("a\ncat Job ID: {}", "a\ncat", None, None),
    ],
)  # fmt: skip
def test_midjourney_commands(said: str, prompt: str, negative: str | None, version: str | None) -> None:
    found = told({"Description": said.format("0d96af40-5b0f-4f29-9b4f-0b2f0b1c2d3e"), "Author": "me"})
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.version) == (prompt, negative, version)


@pytest.mark.parametrize(
    "texts",
    [
        {"Description": "a cat --ar 16:9"},
        {"Description": "Job ID: 17"},
        {"Software": "NovelAI"},
        {"Comment": json.dumps({"c": "a cat"})},
        {"parameters": json.dumps({"some": "thing"})},
        {"generation_data": "[]"},
        {"parameters-json": "{}"},
        {"sd-metadata": "{}"},
        {"Title": "Negative prompt"},
        {"prompt": "a cat", "seed": "1"},
    ],
)
def test_marks_without_words_give_no_prompt(texts: dict[str, str]) -> None:
    found = told(texts)
    assert found is None or (found.prompt, found.seed) == (None, None)


@pytest.mark.parametrize(
    ("value", "big_endian", "text"),
    [
        (b"UNICODE\0" + "é cat".encode("utf-16-be"), False, "é cat"),
        (b"UNICODE\0" + "é cat".encode("utf-16-le"), True, "é cat"),
        (b"UNICODE\0\xff\xfe" + "é cat".encode("utf-16-le"), True, "é cat"),
        (b"UNICODE\0" + "猫 cat".encode("utf-16-be") + b"\0", False, "猫 cat"),
        (b"UNICODE\0" + "plain é".encode(), True, "plain é"),
        (b"Unicode\0" + "a cat".encode("utf-16-le"), True, "a cat"),
        (b"ASCII\0\0\0a cat\0\0\0", True, "a cat"),
        (b"ASCII\0\0\0" + "a cat, a mat".encode("utf-16-be"), False, "a cat, a mat"),
        (b"JIS\0\0\0\0\0" + "猫".encode("iso2022_jp"), True, "猫"),
        (bytes(8) + "é cat".encode(), True, "é cat"),
        ("é cat".encode(), True, "é cat"),
        ("é cat and a mat".encode("utf-16-le"), True, "é cat and a mat"),
        ("é cat".encode("latin-1"), True, "é cat"),
        (b"", True, ""),
        (b"UNICODE\0", True, ""),
    ],
)
def test_user_comments_in_every_alphabet(value: bytes, big_endian: bool, text: str) -> None:
    assert user_comment(value, big_endian=big_endian) == text
