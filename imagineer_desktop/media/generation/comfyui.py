"""ComfyUI: the graph that ran (`prompt`), in a PNG's texts or in one of several EXIF tags."""

from __future__ import annotations

import re
from dataclasses import replace

from imagineer_desktop.media.generation import a1111
from imagineer_desktop.media.generation.comfy_graph import MISSING, Graph, graph_of
from imagineer_desktop.media.generation.comfy_sampling import Sampling, samplers_of
from imagineer_desktop.media.generation.comfy_text import PromptWalk, Role
from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import (
    json_object,
    number,
    size_of,
    whole_number,
    words,
)

NO_PROMPT = "The workflow does not tell which words became the prompt."
NO_SAMPLER = "The workflow has no sampler Imagineer knows."
SEVERAL = (
    "The workflow makes several pictures with different settings; which of them is this one cannot be told."
)
ONLY_WORKFLOW = "Only the workflow's drawing is kept in the file, not what was run."
_LABEL = re.compile(r"^\s*(prompt|workflow)\s*:\s*(?=[{\[])", re.IGNORECASE)


def read(embedded: Embedded) -> Generation | None:
    """From the graph; beside text in A1111's words, what that text knows is preferred."""
    graph = graph_of_picture(embedded)
    if graph is None:
        drawn = "nodes" in (json_object(_labelled(embedded, "workflow")) or {})
        return (
            Generation(generator="ComfyUI", notes=(ONLY_WORKFLOW,))
            if drawn and not a1111.read(embedded)
            else None
        )
    ran = of_graph(graph)
    stated = a1111.read(embedded)
    return ran if stated is None else _together(stated, ran)


def graph_of_picture(embedded: Embedded) -> Graph | None:
    """The graph wherever it may stand."""
    for text in (_labelled(embedded, "prompt"), embedded.comment, embedded.hidden):
        data = json_object(text)
        if data is None:
            continue
        inner = data.get("prompt")
        graph = (
            graph_of(inner)
            or graph_of(json_object(inner) if isinstance(inner, str) else None)
            or graph_of(data)
        )
        if graph is not None:
            return graph
    return None


def of_graph(graph: Graph) -> Generation:
    """What a graph says of the picture it made; of several pictures only what is the same for all."""
    found = [_of_sampler(graph, Sampling(graph, sampler)) for sampler in samplers_of(graph)]
    if not found:
        return Generation(generator="ComfyUI", notes=(NO_SAMPLER,))
    agreed = found[0]
    for other in found[1:]:
        agreed = _agreement(agreed, other)
    return agreed


def _of_sampler(graph: Graph, sampling: Sampling) -> Generation:
    walk = PromptWalk(graph)
    prompt = words(_prompt(walk, sampling, "positive"))
    unwanted = words(_prompt(walk, sampling, "negative"))
    model, loras = sampling.model()
    return Generation(
        generator="ComfyUI",
        prompt=prompt,
        negative_prompt=unwanted,
        sampler=sampling.sampler_name(),
        scheduler=sampling.scheduler(),
        model=model,
        seed=whole_number(sampling.seed()),
        steps=whole_number(sampling.steps()),
        guidance_scale=number(sampling.guidance()),
        loras=loras,
        size=size_of(*sampling.size()),
        notes=(*walk.notes, *((NO_PROMPT,) if prompt is None else ())),
    )


def _prompt(walk: PromptWalk, sampling: Sampling, role: Role) -> str | None:
    conditioning = sampling.conditioning(role)
    return walk.text(sampling.own_text(role)) if conditioning is MISSING else walk.prompt(conditioning, role)


def _agreement(one: Generation, other: Generation) -> Generation:
    if one == other:
        return one
    return Generation(
        generator="ComfyUI",
        prompt=one.prompt if one.prompt == other.prompt else None,
        negative_prompt=one.negative_prompt if one.negative_prompt == other.negative_prompt else None,
        sampler=one.sampler if one.sampler == other.sampler else None,
        scheduler=one.scheduler if one.scheduler == other.scheduler else None,
        model=one.model if one.model == other.model else None,
        seed=one.seed if one.seed == other.seed else None,
        steps=one.steps if one.steps == other.steps else None,
        guidance_scale=one.guidance_scale if one.guidance_scale == other.guidance_scale else None,
        loras=one.loras if one.loras == other.loras else (),
        size=one.size if one.size == other.size else None,
        notes=tuple(dict.fromkeys((*one.notes, *other.notes, SEVERAL))),
    )


def _together(stated: Generation, ran: Generation) -> Generation:
    """Text that a saving node wrote beside the graph, completed by the graph.

    Such a node writes "unknown" for a prompt that nobody connected to it; its numbers are then its defaults.
    """
    if _unknown(stated.prompt):
        return ran
    return replace(
        stated,
        generator="ComfyUI",
        negative_prompt=_known(stated.negative_prompt, ran.negative_prompt),
        sampler=_known(stated.sampler, ran.sampler),
        scheduler=stated.scheduler or ran.scheduler,
        model=_known(stated.model, ran.model),
        seed=ran.seed if stated.seed is None else stated.seed,
        steps=ran.steps if stated.steps is None else stated.steps,
        guidance_scale=ran.guidance_scale if stated.guidance_scale is None else stated.guidance_scale,
        loras=stated.loras or ran.loras,
        size=stated.size or ran.size,
    )


def _known(stated: str | None, ran: str | None) -> str | None:
    return ran if _unknown(stated) and ran is not None else stated


def _unknown(value: str | None) -> bool:
    return value is None or value.strip().lower() in ("", "unknown", "undefined", "none")


def _labelled(embedded: Embedded, wanted: str) -> str | None:
    """`prompt` or `workflow` by keyword, or in a camera's tag after its name (`Workflow: {...}`)."""
    if embedded.texts.get(wanted, "").lstrip().startswith("{"):
        return embedded.texts[wanted]
    for text in (*embedded.exif.values(), embedded.texts.get("comment", "")):
        label = _LABEL.match(text)
        if label and label[1].lower() == wanted:
            return text[label.end() :]
    return None
