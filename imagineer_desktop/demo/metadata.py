"""What each generator writes into or beside its pictures, in that generator's own format."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from PIL import Image

from .comfy import api_graph, editor_graph
from .recipe import Recipe

Chunks = dict[str, str]
"""PNG text chunks: keyword -> text."""

EXIF_IFD = 0x8769
USER_COMMENT = 0x9286
UNICODE_HEADER = b"UNICODE\0"

COMFY_NAMES = {
    "DPM++ 2M": "dpmpp_2m",
    "DPM++ 2M SDE": "dpmpp_2m_sde",
    "DPM++ SDE": "dpmpp_sde",
    "Euler": "euler",
    "Euler a": "euler_ancestral",
}
"""A1111's sampler names -> ComfyUI's."""


def sidecar(recipe: Recipe) -> str:
    """Imagineer's JSON file: `lora` for exactly one, `loras` for more; nothing is embedded."""
    told: dict[str, Any] = {
        "prompt": recipe.prompt,
        "negative_prompt": recipe.negative,
        "model": recipe.model.name,
        "width": recipe.size[0],
        "height": recipe.size[1],
        "steps": recipe.model.steps,
        "guidance_scale": recipe.model.cfg,
        "seed": recipe.seed,
        "timestamp": recipe.created.replace(tzinfo=None).isoformat(),
    }
    files = [
        {"path": f"models/lora/{lora.name}.safetensors", "name": lora.name, "weight": lora.weight}
        for lora in recipe.loras
    ]
    if len(files) == 1:
        told["lora"] = {"path": files[0]["path"], "weight": files[0]["weight"]}
    elif files:
        told["loras"] = files
    return json.dumps(told, indent=2)


def a1111_text(recipe: Recipe, version: str = "f2.0.1v1.10.1-previous-669-gdfdcbab6") -> str:
    """The `parameters` of A1111 and Forge: prompt with LoRA tags, negative prompt, a line of settings."""
    tags = "".join(f" <lora:{lora.name}:{lora.weight:g}>" for lora in recipe.loras)
    model = recipe.model
    settings = [
        f"Steps: {model.steps}",
        f"Sampler: {model.sampler}",
        f"Schedule type: {model.scheduler.title()}",
        f"CFG scale: {model.cfg:g}",
        f"Seed: {recipe.seed}",
        f"Size: {recipe.size[0]}x{recipe.size[1]}",
        f"Model hash: {model.short_hash}",
        f"Model: {model.name}",
    ]
    if recipe.loras:
        hashes = ", ".join(f"{lora.name}: {_digest(lora.name)[:12]}" for lora in recipe.loras)
        settings.append(f'Lora hashes: "{hashes}"')
    settings.append(f"Version: {version}")
    return f"{recipe.prompt}{tags}\nNegative prompt: {recipe.negative}\n{', '.join(settings)}"


def a1111(recipe: Recipe) -> Chunks:
    """A1111, Forge."""
    return {"parameters": a1111_text(recipe)}


def comfyui(recipe: Recipe) -> Chunks:
    """ComfyUI's SaveImage: the graph that ran, and the graph as drawn in the editor."""
    sampler = COMFY_NAMES[recipe.model.sampler]
    return {
        "prompt": json.dumps(api_graph(recipe, sampler)),
        "workflow": json.dumps(editor_graph(recipe, sampler)),
    }


def invokeai(recipe: Recipe) -> Chunks:
    """InvokeAI, version 3 and later."""
    model = recipe.model
    told = {
        "generation_mode": "sdxl_txt2img",
        "positive_prompt": recipe.prompt,
        "negative_prompt": recipe.negative,
        "width": recipe.size[0],
        "height": recipe.size[1],
        "seed": recipe.seed,
        "rand_device": "cpu",
        "cfg_scale": model.cfg,
        "cfg_rescale_multiplier": 0.0,
        "steps": model.steps,
        "scheduler": {"euler_ancestral": "euler_a", "dpmpp_2m": "dpmpp_2m_k"}.get(
            COMFY_NAMES[model.sampler], "euler"
        ),
        "seamless_x": False,
        "seamless_y": False,
        "model": _invoke_model(model.name, "main"),
        "loras": [
            {"model": _invoke_model(lora.name, "lora"), "weight": lora.weight} for lora in recipe.loras
        ],
        "ref_images": [],
        "app_version": "6.10.0",
    }
    return {"invokeai_metadata": json.dumps(told, separators=(",", ":"))}


def _invoke_model(name: str, kind: str) -> dict[str, str]:
    """How InvokeAI names a model."""
    digest = _digest(name)
    return {
        "key": str(uuid.UUID(digest[:32])),
        "hash": f"blake3:{digest}",
        "name": name,
        "base": "sdxl",
        "type": kind,
    }


def novelai(recipe: Recipe) -> Chunks:
    """NovelAI: a few plain chunks and everything else as JSON in `Comment`."""
    captions = {
        key: {
            "caption": {"base_caption": text, "char_captions": []},
            "use_coords": False,
            "use_order": order,
            "legacy_uc": False,
        }
        for key, text, order in (
            ("v4_prompt", recipe.prompt, True),
            ("v4_negative_prompt", recipe.negative, False),
        )
    }
    comment = {
        "prompt": recipe.prompt,
        "steps": recipe.model.steps,
        "height": recipe.size[1],
        "width": recipe.size[0],
        "scale": recipe.model.cfg,
        "uncond_scale": 0.0,
        "cfg_rescale": 0.0,
        "seed": recipe.seed,
        "n_samples": 1,
        "noise_schedule": recipe.model.scheduler,
        **captions,
        "sampler": "k_" + COMFY_NAMES[recipe.model.sampler],
        "version": 1,
        "uc": recipe.negative,
        "request_type": "PromptGenerateRequest",
    }
    return {
        "Title": "NovelAI generated image",
        "Description": recipe.prompt,
        "Software": "NovelAI",
        "Source": recipe.model.name,
        "Generation time": "3.8156",
        "Comment": json.dumps(comment),
    }


def fooocus(recipe: Recipe) -> Chunks:
    """Fooocus with its own metadata scheme; the seed is text, as Fooocus writes it."""
    model = recipe.model
    told = {
        "adm_guidance": "(1.5, 0.8, 0.3)",
        "base_model": model.name,
        "base_model_hash": model.short_hash,
        "clip_skip": 2,
        "full_negative_prompt": [recipe.negative],
        "full_prompt": [
            recipe.prompt,
            f"{recipe.prompt}, intricate, elegant, highly detailed, dramatic light",
        ],
        "guidance_scale": model.cfg,
        "loras": [[lora.name, lora.weight, _digest(lora.name)[:10]] for lora in recipe.loras],
        "metadata_scheme": "fooocus",
        "negative_prompt": recipe.negative,
        "performance": "Speed",
        "prompt": recipe.prompt,
        "prompt_expansion": "",
        "refiner_model": "None",
        "refiner_switch": 0.5,
        "resolution": str(recipe.size),
        "sampler": "dpmpp_2m_sde_gpu",
        "scheduler": model.scheduler,
        "seed": str(recipe.seed),
        "sharpness": 2.0,
        "steps": model.steps,
        "styles": "['Fooocus V2', 'Fooocus Enhance', 'Fooocus Sharp']",
        "vae": "Default (model)",
        "version": "Fooocus v2.5.5",
    }
    return {"parameters": json.dumps(told), "fooocus_scheme": "fooocus"}


def swarmui(recipe: Recipe) -> Chunks:
    """SwarmUI: its own parameters, and the graph its ComfyUI backend ran."""
    told = {
        "sui_image_params": {
            "prompt": recipe.prompt,
            "negativeprompt": recipe.negative,
            "model": recipe.model.name,
            "images": 1,
            "steps": recipe.model.steps,
            "seed": recipe.seed,
            "cfgscale": recipe.model.cfg,
            "aspectratio": "Custom",
            "width": recipe.size[0],
            "height": recipe.size[1],
            "sampler": COMFY_NAMES[recipe.model.sampler],
            "scheduler": recipe.model.scheduler,
            "loras": [lora.name for lora in recipe.loras],
            "loraweights": [f"{lora.weight:g}" for lora in recipe.loras],
            "swarm_version": "0.9.7.1",
        },
        "sui_extra_data": {"date": f"{recipe.created:%Y-%m-%d}", "generation_time": "6.31 seconds"},
        "sui_models": [
            {
                "name": f"{recipe.model.name}.safetensors",
                "param": "model",
                "hash": "0x" + _digest(recipe.model.name),
            }
        ],
    }
    graph = api_graph(recipe, COMFY_NAMES[recipe.model.sampler])
    return {"parameters": json.dumps(told, indent=2), "prompt": json.dumps(graph)}


def a1111_exif(recipe: Recipe) -> Image.Exif:
    """A1111's JPEG metadata: the text as UTF-16, big endian, in the Exif user comment."""
    exif = Image.Exif()
    exif.endian = ">"
    exif.get_ifd(EXIF_IFD)[USER_COMMENT] = UNICODE_HEADER + a1111_text(recipe).encode("utf-16-be")
    return exif


def _digest(name: str) -> str:
    """A stand-in for the hash of a model file: 64 hexadecimal digits."""
    return sha256(name.encode()).hexdigest()


EMBEDDERS: dict[str, Callable[[Recipe], Chunks]] = {
    "a1111": a1111,
    "comfyui": comfyui,
    "invokeai": invokeai,
    "novelai": novelai,
    "fooocus": fooocus,
    "swarmui": swarmui,
}
"""The generators that write into their PNGs."""
