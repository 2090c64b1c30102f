"""Every family of generators writes its own way; the same few fields come out."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.media.generation import Generation, LoraUse
from imagineer_desktop.media.looking import look

Said = Callable[..., Generation | None]

INFOTEXT = (
    "a castle, テスト <lora:mist:0.7>\nby the sea\nNegative prompt: blurry\nlow quality\n"
    "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 3452054396, Size: 512x768, "
    'Model hash: 45a21ea00a, Model: "fine, model", Lora hashes: "mist: 0a, fog: 0b", Version: v1.10.1'
)
USER_COMMENT, DESCRIPTION, MAKE, MODEL, SOFTWARE = 0x9286, 0x010E, 0x010F, 0x0110, 0x0131


def assert_infotext(found: Generation | None) -> None:
    assert found is not None
    assert found.prompt == "a castle, テスト <lora:mist:0.7>\nby the sea"
    assert found.negative_prompt == "blurry\nlow quality"
    assert (found.steps, found.seed, found.guidance_scale) == (20, 3452054396, 6.5)
    assert (found.sampler, found.scheduler) == ("DPM++ 2M", "Karras")
    assert (found.model, found.model_hash, found.size) == ("fine, model", "45a21ea00a", (512, 768))
    assert found.loras == (LoraUse("mist", 0.7),)


def unicode_comment(text: str, encoding: str) -> bytes:
    return b"UNICODE\0" + text.encode(encoding)


def test_a1111_in_a_png(said_by_png: Said) -> None:
    found = said_by_png(parameters=INFOTEXT)
    assert_infotext(found)
    assert found is not None
    assert (found.generator, found.version) == ("A1111", "v1.10.1")
    assert found.raw == {"parameters": INFOTEXT}


@pytest.mark.parametrize("packed", [False, True])
def test_a1111_as_international_text(
    make_png: Callable[..., Path], chunk: Callable[..., bytes], packed: bool
) -> None:
    body = zlib.compress(INFOTEXT.encode()) if packed else INFOTEXT.encode()
    path = make_png(chunk(b"iTXt", b"parameters\0" + bytes((packed, 0)) + b"\0\0" + body))
    assert_infotext(look(path, ()).generation)


def test_a1111_after_the_pixels(make_png: Callable[..., Path], text: Callable[..., bytes]) -> None:
    assert_infotext(look(make_png(after=(text("parameters", INFOTEXT),)), ()).generation)


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".png", ".avif"])
@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "utf-8"])
@pytest.mark.parametrize("little_endian", [False, True])
def test_a1111_in_exif_whatever_the_byte_order_says(
    said_by_jpeg: Said, suffix: str, encoding: str, little_endian: bool
) -> None:
    comment = unicode_comment(INFOTEXT, encoding)
    found = said_by_jpeg(second={USER_COMMENT: comment}, suffix=suffix, little_endian=little_endian)
    assert_infotext(found)


@pytest.mark.parametrize("suffix", [".jpg", ".tiff"])
def test_a1111_in_the_description(said_by_jpeg: Said, suffix: str) -> None:
    assert_infotext(said_by_jpeg({DESCRIPTION: INFOTEXT.encode()}, suffix=suffix))


def test_a1111_in_japanese_only_is_told_by_its_zeros(said_by_jpeg: Said) -> None:
    text = "城、海、霧\nNegative prompt: 低品質\nSteps: 4, Seed: 5, Size: 8x8"
    found = said_by_jpeg(second={USER_COMMENT: unicode_comment(text, "utf-16-le")})
    assert found is not None
    assert found.prompt == "城、海、霧"


@pytest.mark.parametrize(
    ("settings", "generator"),
    [
        ("Version: f2.0.1v1.10.1-previous", "Forge"),
        ("Version: f1.0.0v2-v1.10.1RC-latest-2498", "reForge"),
        ("Version: neo-2.28", "Forge Neo"),
        ("Version: classic", "Forge Classic"),
        ("Version: ComfyUI", "ComfyUI"),
        ("Version: Fooocus v2.5.5", "Fooocus"),
        ("App: SD.Next, Version: 56a8aea", "SD.Next"),
        ("Clip skip: 2", "Stable Diffusion web UI"),
    ],
)
def test_who_wrote_in_a1111s_words(said_by_png: Said, settings: str, generator: str) -> None:
    found = said_by_png(parameters=f"a cat\nSteps: 20, Seed: 1, CFG scale: 7, {settings}")
    assert found is not None
    assert (found.generator, found.prompt, found.negative_prompt) == (generator, "a cat", "")


def test_lines_after_the_settings_belong_to_extensions(said_by_png: Said) -> None:
    found = said_by_png(parameters="a cat\nSteps: 20, Seed: 1, CFG scale: 7\nTemplate: a {cat|dog}")
    assert found is not None
    assert (found.prompt, found.steps) == ("a cat", 20)


def test_two_pairs_are_no_settings(said_by_png: Said) -> None:
    found = said_by_png(parameters="a sign that says Seed: 1, Steps: 2")
    assert found is not None
    assert (found.prompt, found.seed) == ("a sign that says Seed: 1, Steps: 2", None)


def test_civitai_lists_its_resources(said_by_jpeg: Said) -> None:
    resources = [
        {"type": "checkpoint", "modelVersionId": 1, "modelName": "Dream, big"},
        {"type": "lora", "weight": 0.6, "modelName": "Fog"},
    ]
    text = (
        "a cat\nNegative prompt: dog\nSteps: 25, Sampler: Euler a, CFG scale: 4, Seed: 9, Size: 8x8, "
        f"Created Date: 2025-01-02T03:04:05.6Z, Civitai resources: {json.dumps(resources)}"
    )
    found = said_by_jpeg(second={USER_COMMENT: unicode_comment(text, "utf-16-be")}, little_endian=True)
    assert found is not None
    assert (found.generator, found.model, found.loras) == ("Civitai", "Dream, big", (LoraUse("Fog", 0.6),))
    assert found.generated_at == datetime(2025, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC)


def test_civitai_keeps_what_was_asked_beside_a_graph(said_by_jpeg: Said) -> None:
    asked = {
        "prompt": "a cat #テスト",
        "negativePrompt": "dog",
        "cfgScale": 5,
        "steps": 25,
        "seed": 13,
        "baseModel": "Pony",
    }
    graph = {"12": {"class_type": "SaveImage", "inputs": {}}, "extra": {}, "extraMetadata": json.dumps(asked)}
    comment = unicode_comment(json.dumps(graph), "utf-16-be")
    found = said_by_jpeg(second={USER_COMMENT: comment}, little_endian=True)
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.seed, found.model) == (
        "a cat #テスト",
        "dog",
        13,
        "Pony",
    )


SWARM = {
    "sui_image_params": {
        "prompt": "a cat テスト",
        "negativeprompt": "dog",
        "model": "sdxl/base",
        "seed": 18446744073709551615,
        "steps": 30,
        "cfgscale": 7.5,
        "width": 1024,
        "height": 768,
        "sampler": "dpmpp_2m",
        "scheduler": "karras",
        "loras": ["fog", "mist"],
        "loraweights": ["0.5", "1"],
        "swarm_version": "0.9.7.0",
    },
    "sui_extra_data": {"date": "2025-06-07"},
}


def assert_swarm(found: Generation | None) -> None:
    assert found is not None
    assert (found.generator, found.version, found.model) == ("SwarmUI", "0.9.7.0", "sdxl/base")
    assert (found.prompt, found.negative_prompt, found.seed) == ("a cat テスト", "dog", 2**64 - 1)
    assert (found.steps, found.guidance_scale, found.size) == (30, 7.5, (1024, 768))
    assert found.loras == (LoraUse("fog", 0.5), LoraUse("mist", 1.0))
    assert found.generated_at == datetime(2025, 6, 7, tzinfo=UTC)


def test_swarmui(said_by_png: Said, said_by_jpeg: Said) -> None:
    assert_swarm(said_by_png(parameters=SWARM, prompt={"1": {"class_type": "KSampler", "inputs": {}}}))
    comment = unicode_comment(json.dumps(SWARM, ensure_ascii=False), "utf-16-le")
    assert_swarm(said_by_jpeg(second={USER_COMMENT: comment}, little_endian=True))


def test_invokeai_3(said_by_png: Said) -> None:
    metadata = {
        "positive_prompt": "a cat",
        "negative_prompt": "dog",
        "seed": 7,
        "steps": 24,
        "cfg_scale": 6.0,
        "scheduler": "euler_a",
        "width": 8,
        "height": 9,
        "model": {"name": "juggernaut", "hash": "blake3:7c"},
        "loras": [{"model": {"name": "fog"}, "weight": 0.75}, {"lora": {"model_name": "mist"}, "weight": 1}],
        "app_version": "6.10.0",
    }
    found = said_by_png(invokeai_metadata=metadata, invokeai_graph={})
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.seed, found.steps) == ("a cat", "dog", 7, 24)
    assert (found.model, found.model_hash, found.version) == ("juggernaut", "blake3:7c", "6.10.0")
    assert found.loras == (LoraUse("fog", 0.75), LoraUse("mist", 1.0))


def test_invokeai_2(said_by_png: Said) -> None:
    image = {
        "prompt": [{"prompt": "a cat [dog, [mouse]] on a mat", "weight": 1.0}],
        "steps": 50,
        "cfg_scale": 7.5,
        "seed": 42,
        "sampler": "k_lms",
        "width": 512,
        "height": 512,
    }
    metadata = {"model_weights": "sd-1.5", "model_hash": "ab", "app_version": "v2.3", "image": image}
    found = said_by_png(sd__metadata=metadata, Dream='"ignored" -s 1')
    assert found is not None
    assert found.prompt is not None
    assert found.prompt.startswith("a cat")
    assert "mouse" in (found.negative_prompt or "")
    assert (found.steps, found.seed, found.guidance_scale, found.model) == (50, 42, 7.5, "sd-1.5")


def test_invokeai_1(said_by_png: Said) -> None:
    found = said_by_png(Dream='"a \\"quoted\\" cat [dog]" -s 50 -S 1234567890 -W 512 -H 640 -C 7.5 -A k_lms')
    assert found is not None
    assert (found.prompt, found.negative_prompt) == ('a "quoted" cat', "dog")
    assert (found.steps, found.seed, found.guidance_scale) == (50, 1234567890, 7.5)
    assert (found.sampler, found.size) == ("k_lms", (512, 640))


NOVEL = {
    "prompt": "2girls, dancing テスト",
    "steps": 28,
    "scale": 5.0,
    "seed": 1702945580,
    "width": 832,
    "height": 1216,
    "sampler": "k_euler_ancestral",
    "noise_schedule": "karras",
    "uc": "lowres",
    "v4_prompt": {
        "caption": {"base_caption": "2girls", "char_captions": [{"char_caption": "girl, red hair"}]}
    },
}
NOVEL_OUTER = {
    "Title": "NovelAI generated image",
    "Description": NOVEL["prompt"],
    "Software": "NovelAI",
    "Source": "NovelAI Diffusion V4.5 4BDE2A90",
    "Comment": json.dumps(NOVEL),
}


def assert_novel(found: Generation | None) -> None:
    assert found is not None
    assert (found.generator, found.model, found.model_hash) == (
        "NovelAI",
        "NovelAI Diffusion V4.5",
        "4BDE2A90",
    )
    assert (found.prompt, found.negative_prompt, found.seed) == (
        "2girls, dancing テスト",
        "lowres",
        1702945580,
    )
    assert (found.steps, found.guidance_scale, found.size) == (28, 5.0, (832, 1216))
    assert any("red hair" in note for note in found.notes)


def test_novelai_in_texts(said_by_png: Said) -> None:
    assert_novel(said_by_png(**NOVEL_OUTER))


def test_novelai_in_exif(said_by_jpeg: Said) -> None:
    comment = b"ASCII\0\0\0" + json.dumps(NOVEL_OUTER).encode()
    first = {SOFTWARE: "NovelAI", 0x010D: "NovelAI Diffusion V4.5 4BDE2A90"}
    assert_novel(said_by_jpeg(first, {USER_COMMENT: comment}, suffix=".webp"))


def test_novelai_before_version_4_keeps_the_prompt_in_its_description(said_by_png: Said) -> None:
    found = said_by_png(
        Software="NovelAI", Description="a cat", Comment={"steps": 28, "seed": 3, "uc": "dog"}
    )
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.seed) == ("a cat", "dog", 3)


def hide(path: Path, text: str, *, packed: bool, size: tuple[int, int] = (160, 200)) -> None:
    """Writes `text` into the lowest bits of the alpha channel, column by column."""
    body = gzip.compress(text.encode()) if packed else text.encode()
    signature = b"stealth_pngcomp" if packed else b"stealth_pnginfo"
    data = signature + (len(body) * 8).to_bytes(4, "big") + body
    bits = "".join(f"{byte:08b}" for byte in data)
    columns = bytes(0xFE | int(bit) for bit in bits.ljust(size[0] * size[1], "0"))
    picture = Image.effect_noise(size, 50).convert("RGBA")
    alpha = Image.frombytes("L", (size[1], size[0]), columns).transpose(Image.Transpose.TRANSPOSE)
    picture.putalpha(alpha)
    picture.save(path, lossless=True, exact=True) if path.suffix == ".webp" else picture.save(path)


@pytest.mark.parametrize("suffix", ["png", "webp"])
@pytest.mark.parametrize("packed", [True, False])
def test_words_hidden_in_the_alpha_channel(tmp_path: Path, suffix: str, packed: bool) -> None:
    path = tmp_path / f"stealth.{suffix}"
    hide(path, json.dumps(NOVEL_OUTER), packed=packed)
    assert_novel(look(path, ()).generation)
    hide(path, INFOTEXT, packed=packed)
    assert_infotext(look(path, ()).generation)


def test_words_hidden_in_a_picture_that_is_lower_than_the_signature(tmp_path: Path) -> None:
    path = tmp_path / "low.png"
    hide(path, INFOTEXT, packed=True, size=(400, 32))
    assert_infotext(look(path, ()).generation)


def test_an_ordinary_alpha_channel_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plain.png"
    Image.effect_noise((200, 200), 90).convert("RGBA").save(path)
    assert look(path, ()).generation is None


def test_stability_matrix(said_by_png: Said) -> None:
    parameters = {
        "PositivePrompt": "a cat #テスト\r\n",
        "NegativePrompt": "dog",
        "Steps": 20,
        "Sampler": "Euler Ancestral Karras",
        "CfgScale": 5,
        "Seed": 99,
        "Height": 8,
        "Width": 9,
        "ModelHash": "AB",
        "ModelName": "m.safetensors",
    }
    found = said_by_png(
        parameters__json=parameters, parameters="a cat\nSteps: 1, Seed: 2, Size: 1x1", smproj={}
    )
    assert found is not None
    assert (found.generator, found.prompt, found.seed) == ("Stability Matrix", "a cat #テスト\r\n", 99)
    assert (found.model, found.guidance_scale) == ("m.safetensors", 5.0)


def test_tensorart_ends_in_zeros_and_asks_for_any_seed(said_by_png: Said) -> None:
    asked = {
        "prompt": "a cat #テスト",
        "negativePrompt": "dog",
        "steps": 25,
        "cfgScale": 7,
        "seed": "-1",
        "baseModel": {"modelFileName": "WAI", "hash": "A5", "label": "v16"},
        "models": [{"type": "LORA", "modelFileName": "fog", "weight": 0.8}],
    }
    graph = {
        "1": {
            "class_type": "KSampler",
            "inputs": {"seed": 3036459311, "steps": 25, "cfg": 7, "positive": ["2", 0]},
        },
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "other"}},
    }
    found = said_by_png(generation_data=json.dumps(asked, ensure_ascii=False) + "\0\0", prompt=graph)
    assert found is not None
    assert (found.generator, found.prompt, found.negative_prompt) == ("TensorArt", "a cat #テスト", "dog")
    assert (found.seed, found.steps, found.model) == (3036459311, 25, "WAI")
    assert found.loras == (LoraUse("fog", 0.8),)


def test_easy_diffusion(said_by_png: Said, said_by_jpeg: Said) -> None:
    fields = {
        "prompt": "a cat",
        "negative_prompt": "dog",
        "seed": "17",
        "num_inference_steps": "25",
        "guidance_scale": "7.5",
        "use_stable_diffusion_model": "C:\\models\\sd\\dream.safetensors",
        "sampler_name": "euler_a",
        "width": "512",
        "height": "768",
        "use_lora_model": "fog",
        "lora_alpha": "0.4",
    }
    labels = {
        "Prompt": "a cat",
        "Negative Prompt": "dog",
        "Seed": "17",
        "Steps": "25",
        "Guidance Scale": "7.5",
    }
    labels |= {
        "Stable Diffusion model": "dream.safetensors",
        "Sampler": "euler_a",
        "Width": "512",
        "Height": "768",
    }
    labels |= {"LoRA model": "fog", "LoRA Strength": "0.4"}
    jpeg = said_by_jpeg(second={USER_COMMENT: unicode_comment(json.dumps(fields), "utf-16-be")})
    for found in (said_by_png(**fields), said_by_png(**labels), jpeg):
        assert found is not None
        assert (found.generator, found.prompt, found.negative_prompt) == ("Easy Diffusion", "a cat", "dog")
        assert (found.seed, found.steps, found.guidance_scale) == (17, 25, 7.5)
        assert (found.model, found.size, found.loras) == (
            "dream.safetensors",
            (512, 768),
            (LoraUse("fog", 0.4),),
        )


FOOOCUS = {
    "prompt": "a cat",
    "negative_prompt": "dog",
    "base_model": "juggernautXL",
    "base_model_hash": "aeb7",
    "guidance_scale": 4,
    "steps": 30,
    "seed": "8124659087",
    "sampler": "dpmpp_2m_sde_gpu",
    "scheduler": "karras",
    "resolution": "(896, 1152)",
    "loras": [["offset.safetensors", 0.1, "4852"]],
    "performance": "Speed",
    "version": "Fooocus v2.5.5",
}


def test_fooocus(said_by_png: Said, said_by_jpeg: Said) -> None:
    in_exif = {USER_COMMENT: json.dumps(FOOOCUS), SOFTWARE: "Fooocus v2.5.5", 0x927C: "fooocus"}
    mre = {**FOOOCUS, "real_prompt": ["a cat"], "loras": None, "lora_combined_1": "offset.safetensors : 0.1"}
    for found in (
        said_by_png(parameters=FOOOCUS, fooocus_scheme="fooocus"),
        said_by_jpeg(in_exif),
        said_by_png(Comment=mre),
    ):
        assert found is not None
        assert (found.generator, found.prompt, found.negative_prompt) == ("Fooocus", "a cat", "dog")
        assert (found.seed, found.steps, found.guidance_scale) == (8124659087, 30, 4.0)
        assert (found.model, found.size) == ("juggernautXL", (896, 1152))
        assert found.loras == (LoraUse("offset.safetensors", 0.1),)


def test_fooocus_in_a1111s_words(said_by_png: Said) -> None:
    found = said_by_png(parameters=INFOTEXT.replace("v1.10.1", "Fooocus v2.5.5"), fooocus_scheme="a1111")
    assert_infotext(found)
    assert found is not None
    assert found.generator == "Fooocus"


def test_ruined_fooocus(said_by_png: Said) -> None:
    data = {"Prompt": "a cat", "Negative": "dog", "steps": 30, "cfg": 8, "seed": 2, "width": 8, "height": 9}
    data |= {
        "sampler_name": "dpmpp_2m",
        "base_model_name": "wai.safetensors",
        "software": "RuinedFooocus",
        "loras": [],
    }
    found = said_by_png(parameters=data)
    assert found is not None
    assert (found.generator, found.prompt, found.negative_prompt) == ("RuinedFooocus", "a cat", "dog")
    assert (found.seed, found.guidance_scale, found.model) == (2, 8.0, "wai.safetensors")


def test_a_space_on_hugging_face(said_by_png: Said) -> None:
    data = {"prompt": "a cat", "negative_prompt": "dog", "resolution": "832 x 1216", "guidance_scale": 5.5}
    data |= {
        "num_inference_steps": 28,
        "seed": 4,
        "sampler": "Euler a",
        "Model": "Animagine",
        "Model hash": "E3",
    }
    found = said_by_png(parameters=data)
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.steps) == ("a cat", "dog", 28)
    assert (found.size, found.model) == ((832, 1216), "Animagine")


def packet(fields: str, attributes: str = "") -> str:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f" {attributes}>{fields}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def test_draw_things(said_by_png: Said, said_by_jpeg: Said) -> None:
    data = {
        "c": "a <cat> & テスト",
        "uc": "dog",
        "seed": 5,
        "steps": 8,
        "scale": 1.5,
        "sampler": "DPM++ 2M",
        "size": "8x9",
    }
    data |= {"model": "flux.ckpt", "lora": [{"model": "fog.ckpt", "weight": 0.3}]}
    inner = json.dumps(data, ensure_ascii=False).replace("&", "&amp;").replace("<", "&lt;")
    xmp = packet(
        "<xmp:CreatorTool>Draw Things</xmp:CreatorTool><exif:UserComment><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{inner}</rdf:li></rdf:Alt></exif:UserComment>'
    )
    for found in (said_by_png(**{"XML:com.adobe.xmp": xmp}), said_by_jpeg(xmp=xmp.encode())):
        assert found is not None
        assert (found.generator, found.prompt, found.negative_prompt) == (
            "Draw Things",
            "a <cat> & テスト",
            "dog",
        )
        assert (found.seed, found.steps, found.guidance_scale, found.model) == (5, 8, 1.5, "flux.ckpt")
        assert found.loras == (LoraUse("fog.ckpt", 0.3),)


def test_a_packet_that_unfolds_without_end_is_not_read(said_by_png: Said) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + packet(
        "<xmp:CreatorTool>&b;</xmp:CreatorTool>"
    )
    assert said_by_png(**{"XML:com.adobe.xmp": bomb}) is None


def test_midjourney(said_by_png: Said, said_by_jpeg: Said) -> None:
    said = "a cat, oil painting --ar 16:9 --no dogs, mice --seed 77 --v 6.1 "
    said += "Job ID: 0d96af40-5b0f-4f29-9b4f-0b2f0b1c2d3e"
    for found in (said_by_png(Description=said, Author="someone"), said_by_jpeg({DESCRIPTION: said})):
        assert found is not None
        assert (found.generator, found.prompt) == ("Midjourney", "a cat, oil painting")
        assert (found.negative_prompt, found.seed, found.version) == ("dogs, mice", 77, "6.1")
        assert (found.steps, found.guidance_scale) == (None, None)


CREDENTIALS = (
    b"jumbf\0\x74claim_generator_info\xa1\x64name\x78\x18OpenAI Media Service API" + b"qdigitalSourceTypexF"
    b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
)


def test_content_credentials_declare_ai_and_no_prompt(
    make_png: Callable[..., Path], chunk: Callable[..., bytes]
) -> None:
    found = look(make_png(chunk(b"caBX", CREDENTIALS)), ()).generation
    assert found is not None
    assert found.generator == "OpenAI Media Service API"
    assert found.prompt is None
    assert any("Declared as made by AI" in note for note in found.notes)


def test_content_credentials_of_a_jpeg_and_a_webp(tmp_path: Path, jpeg_bytes: bytes) -> None:
    jpeg = tmp_path / "signed.jpg"
    segment = b"\xff\xeb" + (len(CREDENTIALS) + 2).to_bytes(2, "big") + CREDENTIALS
    jpeg.write_bytes(jpeg_bytes[:2] + segment + jpeg_bytes[2:])
    webp = tmp_path / "signed.webp"
    Image.new("RGB", (9, 9)).save(webp, exif=b"Exif\0\0")
    content = webp.read_bytes()
    padded = CREDENTIALS + b"\0" * (len(CREDENTIALS) % 2)
    body = content[8:] + b"C2PA" + len(CREDENTIALS).to_bytes(4, "little") + padded
    webp.write_bytes(b"RIFF" + len(body).to_bytes(4, "little") + body)
    for path in (jpeg, webp):
        found = look(path, ()).generation
        assert found is not None
        assert found.generator == "OpenAI Media Service API"


def test_content_credentials_that_are_divided_among_segments(tmp_path: Path, jpeg_bytes: bytes) -> None:
    head = (len(CREDENTIALS) + 8).to_bytes(4, "big") + b"jumb"
    parts = [CREDENTIALS[:40], CREDENTIALS[40:70], CREDENTIALS[70:]]
    segments = b"".join(
        b"\xff\xeb"
        + (len(part) + 18).to_bytes(2, "big")
        + b"JP\0\1"
        + number.to_bytes(4, "big")
        + head
        + part
        for number, part in enumerate(parts, 1)
    )
    path = tmp_path / "signed.jpg"
    path.write_bytes(jpeg_bytes[:2] + segments + jpeg_bytes[2:])
    found = look(path).generation
    assert found is not None
    assert found.generator == "OpenAI Media Service API"


def test_credentials_of_a_photograph_say_nothing(
    make_png: Callable[..., Path], chunk: Callable[..., bytes]
) -> None:
    photograph = CREDENTIALS.replace(b"trainedAlgorithmicMedia", b"digitalCapture")
    assert look(make_png(chunk(b"caBX", photograph)), ()).generation is None


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"Comment": "Created with GIMP"},
        {"Description": "Holiday, 2019: sea, sand: sun, water: blue"},
        {"Software": "Adobe Photoshop", "Author": "me", "Title": "a cat"},
        {"prompt": "not a graph"},
        {"workflow": "[]"},
        {"Comment": '{"prompt": 1}'},
        {"Comment": "Model: Anna, Size: 10x10, Version: 3, Place: Rome"},
    ],
)
def test_a_picture_that_says_nothing_gets_no_prompt(said_by_png: Said, texts: dict[str, str]) -> None:
    assert said_by_png(**texts) is None


def test_a_photograph_says_nothing(said_by_jpeg: Said) -> None:
    camera = {
        MAKE: "Canon",
        MODEL: "EOS 5D",
        SOFTWARE: "Lightroom",
        DESCRIPTION: "Rome: sea, sand: sun, water: blue",
    }
    assert said_by_jpeg(camera, {USER_COMMENT: b"ASCII\0\0\0 taken at noon"}) is None


@pytest.mark.parametrize("seed", [0, 1, 2**63, 2**64 - 1, -1, -(2**63)])
def test_a_seed_is_kept_exactly(said_by_png: Said, seed: int) -> None:
    found = said_by_png(invokeai_metadata={"positive_prompt": "a", "seed": seed})
    assert found is not None
    assert found.seed == seed


@pytest.mark.parametrize(
    "seed", ["1e400", "NaN", "null", "true", '"abc"', str(2**64), "9" * 5000, "1.5", "[1]"]
)
def test_a_seed_that_is_none_is_left_out(said_by_png: Said, seed: str) -> None:
    found = said_by_png(invokeai_metadata=f'{{"positive_prompt": "a", "seed": {seed}}}')
    assert found is not None
    assert found.seed is None


def test_words_can_be_stored_whatever_was_written(said_by_png: Said) -> None:
    found = said_by_png(invokeai_metadata='{"positive_prompt": "a\\u0000b\\ud800c \\ud83d\\ude00"}')
    assert found is not None
    assert found.prompt == "ab\ufffdc 😀"
    json.dumps(found.raw, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("depth", [100, 100_000])
def test_json_that_is_too_deep_is_not_read(said_by_png: Said, depth: int) -> None:
    deep: Any = '{"positive_prompt": "a", "x": ' + "[" * depth + "]" * depth + "}"
    assert said_by_png(invokeai_metadata=deep) is None
