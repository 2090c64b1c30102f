"""Web pages on Hugging Face Spaces that write JSON into `parameters`: `prompt`, `Model`, `resolution`."""

from __future__ import annotations

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import (
    json_object,
    name,
    number,
    size_from_text,
    size_of,
    whole_number,
    words,
)


def read(embedded: Embedded) -> Generation | None:
    """From `parameters`, when it is JSON with a prompt and a number of inference steps or a resolution."""
    for text in (embedded.texts.get("parameters"), embedded.comment, embedded.hidden):
        data = json_object(text)
        if (
            data is not None
            and "prompt" in data
            and data.keys() & {"num_inference_steps", "resolution", "Model"}
        ):
            return Generation(
                generator="Hugging Face Space",
                prompt=words(data.get("prompt")),
                negative_prompt=words(data.get("negative_prompt")),
                sampler=name(data.get("sampler")),
                scheduler=name(data.get("scheduler")),
                model=name(data.get("Model") or data.get("model")),
                model_hash=name(data.get("Model hash")),
                seed=whole_number(data.get("seed")),
                steps=whole_number(data.get("num_inference_steps", data.get("steps"))),
                guidance_scale=number(data.get("guidance_scale")),
                size=size_from_text(data.get("resolution")) or size_of(data.get("width"), data.get("height")),
            )
    return None
