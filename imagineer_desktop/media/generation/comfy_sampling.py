"""Which sampler made the picture, with which numbers, and on which model."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

from imagineer_desktop.media.generation.comfy_graph import MISSING, Graph, Node
from imagineer_desktop.media.generation.generation import LoraUse
from imagineer_desktop.media.generation.values import name, number

_MOST_PICTURES = 64
_SEEDS = ("seed", "noise_seed")
_PIPES = ("pipe", "basic_pipe", "context", "base_ctx", "ctx_01", "detailer_pipe", "sdxl_tuple")
_NOT_THE_PICTURE = re.compile(
    r"^(?:model|clip|vae|.*conditioning.*|positive|negative|.*mask.*|control_?net|.*_model|clip_vision.*|guider|noise|"
    r"sampler|sigmas|.*seed|text.*|prompt.*|width|height|batch_size|steps|cfg|filename.*|lora.*|style.*|switch|boolean|"
    r"denoise|scale.*|reference.*|control_image|ip_?adapter.*|scheduler.*|sampler_name)$",
    re.IGNORECASE,
)
_MODEL_NAMES = (
    "ckpt_name",
    "unet_name",
    "gguf_name",
    "model_name",
    "base_ckpt_name",
    "diffusion_name",
    "model_path",
)
_MODEL_LINKS = ("model", "MODEL", "model1", "model_a", "model_1", *_PIPES, "any", "value", "input", "")


def samplers_of(graph: Graph) -> list[Node]:
    """The sampler of each picture that the graph saves: of several passes the first."""
    consumed = {source.id for node in graph.nodes.values() for _, source in graph.links(node)}
    ends = [node for node in graph.nodes.values() if node.id not in consumed]
    saving = [node for node in ends if "save" in node.kind.lower()]
    previews = [node for node in ends if "preview" in node.kind.lower()]
    for group in (saving, previews, ends):
        found = {
            base.id: base
            for node in group[:_MOST_PICTURES]
            if (base := _base_sampler(graph, node)) is not None
        }
        if found:
            return list(found.values())
    return []


def _base_sampler(graph: Graph, end: Node) -> Node | None:
    found = end if is_sampler(graph, end) else None
    seen = {end.id}
    here: Node | None = end
    while here is not None and (here := _sampler_before(graph, here)) is not None:
        if here.id in seen:
            break
        seen.add(here.id)
        found = here
    return found


def _sampler_before(graph: Graph, node: Node) -> Node | None:
    """The nearest sampler that the node's picture comes through."""
    waiting, seen = deque([node]), {node.id}
    while waiting:
        for key, source in _picture_links(graph, waiting.popleft()):
            if source.id in seen or _NOT_THE_PICTURE.match(key):
                continue
            if is_sampler(graph, source):
                return source
            seen.add(source.id)
            waiting.append(source)
    return None


def _picture_links(graph: Graph, node: Node) -> list[tuple[str, Node]]:
    chosen = graph.linked(graph.chosen(node))
    return [("chosen", chosen)] if chosen is not None else list(graph.links(node))


def is_sampler(graph: Graph, node: Node) -> bool:
    """Whether a node turns noise into a picture, told by its inputs: the names of such nodes are legion."""
    inputs = node.inputs
    if "guider" in inputs and "noise" in inputs:
        return True
    seeded = any(key in inputs for key in _SEEDS)
    if seeded and "prompt" in inputs and "clip" not in inputs:
        return True
    if seeded and (graph.linked(inputs.get("positive")) is not None or {"steps", "cfg"} <= inputs.keys()):
        return True
    return "sampler" in node.kind.lower() and any(graph.linked(inputs.get(key)) is not None for key in _PIPES)


class Sampling:
    """The numbers of one sampler, some of which its guider, its noise and its schedule hold."""

    def __init__(self, graph: Graph, sampler: Node) -> None:
        self._graph = graph
        self._sampler = sampler

    def seed(self) -> object:
        """The seed as found; MISSING when it was calculated."""
        return self._setting(_SEEDS, ("noise", *_PIPES))

    def steps(self) -> object:
        """The number of steps."""
        return self._setting(("steps",), ("sigmas", *_PIPES))

    def guidance(self) -> object:
        """The guidance scale: of the sampler, of its guider, or set on the positive conditioning."""
        found = self._setting(("cfg", "cfg_conds"), ("guider", *_PIPES))
        return (
            self._setting(("guidance",), ("guider", "positive", "conditioning"))
            if found is MISSING
            else found
        )

    def sampler_name(self) -> str | None:
        """The sampler's name."""
        return name(self._setting(("sampler_name",), ("sampler", *_PIPES)))

    def scheduler(self) -> str | None:
        """The scheduler's name."""
        return name(self._setting(("scheduler",), ("sigmas", *_PIPES)))

    def conditioning(self, role: str) -> object:
        """The link to the positive or negative conditioning; MISSING when the sampler has none."""
        for holder in (self._sampler, self._graph.linked(self._sampler.inputs.get("guider"))):
            if holder is None:
                continue
            value = holder.first(role, *(("conditioning", "cond1") if role == "positive" else ()))
            value = holder.first(*_PIPES) if value is MISSING else value
            if value is not MISSING:
                return value
        return MISSING

    def own_text(self, role: str) -> object:
        """The prompt of a node that calls a service: it is given words, not conditionings."""
        return self._sampler.first("prompt" if role == "positive" else "negative_prompt")

    def size(self) -> tuple[object, object]:
        """Width and height of the latent picture that the sampler began with, where they are numbers."""
        latent = self._graph.linked(self._sampler.first("latent_image", "latent", "samples"))
        if latent is None:
            return None, None
        return self._graph.plain(latent.inputs.get("width")), self._graph.plain(latent.inputs.get("height"))

    def model(self) -> tuple[str | None, tuple[LoraUse, ...]]:
        """The model's file name and the LoRAs on the way to it, nearest to the model first."""
        holder = self._graph.linked(self._sampler.inputs.get("guider"))
        value = self._sampler.first("model", *_PIPES)
        value = holder.first("model") if value is MISSING and holder is not None else value
        loras: list[LoraUse] = []
        for _ in range(200):
            node = self._graph.linked(value)
            if node is None:
                break
            loras[:0] = _stacked(self._graph, node)
            called = self._model_name(node)
            if called:
                return called, tuple(loras)
            value = self._graph.chosen(node)
            value = node.first(*_MODEL_LINKS) if value is MISSING else value
        return None, tuple(loras)

    def _model_name(self, node: Node) -> str | None:
        if "lora" in node.kind.lower():
            return None
        value = node.first(*_MODEL_NAMES)
        if isinstance(value, dict):
            value = value.get("content")
        return name(self._graph.plain(value))

    def _setting(self, keys: tuple[str, ...], holders: tuple[str, ...]) -> Any:
        """An input of the sampler, or of a node that its inputs `holders` come from a few links away."""
        node: Node | None = self._sampler
        for _ in range(12):
            if node is None:
                break
            if any(key in node.inputs for key in keys):
                return self._graph.plain(node.first(*keys))
            node = next((near for key in holders if (near := self._graph.linked(node.inputs.get(key)))), None)
        return MISSING


def _stacked(graph: Graph, node: Node) -> list[LoraUse]:
    """The LoRAs of a node and of the stack that it is given."""
    found: list[LoraUse] = []
    here: Node | None = node
    for _ in range(50):
        if here is None:
            break
        found[:0] = _loras_of(graph, here)
        here = graph.linked(here.inputs.get("lora_stack"))
    return found


def _loras_of(graph: Graph, node: Node) -> list[LoraUse]:
    """The LoRAs that one node applies: one by name, numbered ones, or objects with a switch (rgthree)."""
    found = []
    for key, value in node.inputs.items():
        if isinstance(value, dict) and "lora" in value:
            called, weight = (name(value["lora"]) if value.get("on", True) else None), value.get("strength")
        elif numbered := re.match(r"lora_name(_\d+)?$", key):
            called, weight = name(graph.plain(value)), _weight(graph, node, numbered[1] or "")
        else:
            continue
        if called and called != "None":
            found.append(LoraUse(called, number(weight)))
    return found


def _weight(graph: Graph, node: Node, suffix: str) -> object:
    keys = (
        "strength_model",
        "model_weight",
        "model_str",
        "lora_wt",
        "lora_model_strength",
        "strength",
        "lora_weight",
    )
    return graph.plain(node.first(*(f"{key}{suffix}" for key in keys)))
