"""ComfyUI: the graph that ran (`prompt`), in a PNG's texts or in one of several EXIF tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from imagineer_desktop.media.generation import a1111
from imagineer_desktop.media.generation.comfy_graph import MISSING, Graph, graph_of
from imagineer_desktop.media.generation.comfy_pins import NO_PROMPT, with_pins, workflow_key
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

NAME = "ComfyUI"
NO_SAMPLER = "The workflow has no sampler Imagineer knows."
SEVERAL = (
    "The workflow makes several pictures with different settings; which of them is this one cannot be told."
)
ONLY_WORKFLOW = "Only the workflow's drawing is kept in the file, not what was run."
NO_PINS: Mapping[str, str] = {}
_LABEL = re.compile(r"^\s*(prompt|workflow)\s*:\s*(?=[{\[])", re.IGNORECASE)


def read(embedded: Embedded, pins: Mapping[str, str] = NO_PINS) -> Generation | None:
    """From the graph; beside text in A1111's words, what that text knows is preferred.

    Where a person pinned nodes as the prompts of the workflow, these have the last word.
    """
    graph = graph_of_picture(embedded)
    if graph is None:
        drawn = "nodes" in (json_object(_labelled(embedded, "workflow")) or {})
        return (
            Generation(generator=NAME, notes=(ONLY_WORKFLOW,)) if drawn and not a1111.read(embedded) else None
        )
    return with_pins(_of_picture(embedded, graph), graph, pins)


def read_raw(raw: Mapping[str, str]) -> tuple[Generation, Graph] | None:
    """What the strings that are kept of a picture tell without pins, and the graph to pin nodes of."""
    embedded = _embedded(raw)
    graph = graph_of_picture(embedded)
    return None if graph is None else (_of_picture(embedded, graph), graph)


def graph_of_raw(raw: Mapping[str, str]) -> Graph | None:
    """The graph in the raw strings that are kept of a picture."""
    return graph_of_picture(_embedded(raw))


def repinned(generation: Generation, pins: Mapping[str, Mapping[str, str]]) -> Generation:
    """What a picture says, with the prompts of the nodes that are pinned for its workflow.

    `pins` are ids of nodes by role by workflow; without any the picture's graph is not looked at.
    """
    if not pins or generation.generator != NAME:
        return generation
    graph = graph_of_raw(generation.raw)
    chosen = pins.get(workflow_key(graph)) if graph is not None else None
    return generation if graph is None or not chosen else with_pins(generation, graph, chosen)


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


def of_graph(graph: Graph, pins: Mapping[str, str] = NO_PINS) -> Generation:
    """What a graph says of the picture it made; of several pictures only what is the same for all.

    `pins` are the ids of the nodes that a person called the "prompt" and the "negative" one.
    """
    return with_pins(_told(graph), graph, pins)


def _of_picture(embedded: Embedded, graph: Graph) -> Generation:
    ran = of_graph(graph)
    stated = a1111.read(embedded)
    return ran if stated is None else _together(stated, ran)


def _told(graph: Graph) -> Generation:
    found = [_of_sampler(graph, Sampling(graph, sampler)) for sampler in samplers_of(graph)]
    if not found:
        return Generation(generator=NAME, notes=(NO_SAMPLER,))
    agreed = found[0]
    for other in found[1:]:
        agreed = _agreement(agreed, other)
    return agreed


def _of_sampler(graph: Graph, sampling: Sampling) -> Generation:
    prompt, notes = _prompt(graph, sampling, "positive")
    unwanted, notes_on_unwanted = _prompt(graph, sampling, "negative")
    model, loras = sampling.model()
    return Generation(
        generator=NAME,
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
        notes=tuple(dict.fromkeys((*notes, *notes_on_unwanted, *((NO_PROMPT,) if prompt is None else ())))),
    )


def _prompt(graph: Graph, sampling: Sampling, role: Role) -> tuple[str | None, list[str]]:
    """The words of a role, and what is to be noted about them."""
    walk = PromptWalk(graph, role)
    conditioning = sampling.conditioning(role)
    told = walk.text(sampling.own_text(role)) if conditioning is MISSING else walk.prompt(conditioning)
    return words(told), walk.notes


def _agreement(one: Generation, other: Generation) -> Generation:
    if one == other:
        return one
    return Generation(
        generator=NAME,
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
        generator=NAME,
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


def _embedded(raw: Mapping[str, str]) -> Embedded:
    mark = "exif:"
    exif = {key.removeprefix(mark): text for key, text in raw.items() if key.startswith(mark)}
    texts = {key: text for key, text in raw.items() if not key.startswith(mark)}
    return Embedded(texts, exif, xmp=texts.pop("xmp", None), hidden=texts.pop("alpha", None))


def _labelled(embedded: Embedded, wanted: str) -> str | None:
    """`prompt` or `workflow` by keyword, or in a camera's tag after its name (`Workflow: {...}`)."""
    if embedded.texts.get(wanted, "").lstrip().startswith("{"):
        return embedded.texts[wanted]
    for text in (*embedded.exif.values(), embedded.texts.get("comment", "")):
        label = _LABEL.match(text)
        if label and label[1].lower() == wanted:
            return text[label.end() :]
    return None
