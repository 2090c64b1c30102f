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
_STEPS = ("steps", "steps_total")
_WORDS = ("positive", "conditioning", "text_embeds")
_OTHER_NAMES = {
    "positive": ("conditioning", "cond1", "text_embeds"),
    "negative": ("neg_conditioning", "text_embeds"),
}
_REROUTED = ("", "value", "any", "anything")
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
    """The sampler of each picture that the graph saves: of several passes the first.

    Where no picture can be followed back to a sampler, the only one there is has made it.
    """
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
    all_samplers = [node for node in graph.nodes.values() if is_sampler(graph, node)]
    return all_samplers if len(all_samplers) == 1 else []


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
    conditioned = any(graph.linked(inputs.get(key)) is not None for key in _WORDS)
    if seeded and (conditioned or {"steps", "cfg"} <= inputs.keys()):
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
        return self._setting(_STEPS, ("sigmas", *_PIPES))

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
        for holder in (self._sampler, self._guider()):
            if holder is None:
                continue
            value = holder.first(role, *_OTHER_NAMES[role])
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
        for _ in range(12):
            if latent is None or latent.inputs.keys() & {"width", "empty_latent_width"}:
                break
            latent = self._holder(latent, ())
        if latent is None:
            return None, None
        width, height = (latent.first(side, f"empty_latent_{side}") for side in ("width", "height"))
        return self._graph.plain(width), self._graph.plain(height)

    def model(self) -> tuple[str | None, tuple[LoraUse, ...]]:
        """The model's file name and the LoRAs on the way to it, nearest to the model first."""
        holder = self._guider()
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
            value = _only_link(self._graph, node) if value is MISSING else value
        return None, tuple(loras)

    def _guider(self) -> Node | None:
        """What guides a sampler of parts, behind reroutes."""
        guider = self._graph.linked(self._sampler.inputs.get("guider"))
        for _ in range(12):
            if guider is None or guider.first("model", "positive", "conditioning", "cond1") is not MISSING:
                break
            guider = self._holder(guider, ())
        return guider

    def _model_name(self, node: Node) -> str | None:
        if "lora" in node.kind.lower():
            return None
        value = node.first(*_MODEL_NAMES)
        if isinstance(value, dict):
            value = value.get("content")
        return name(self._graph.plain(value, *_MODEL_NAMES))

    def _setting(self, keys: tuple[str, ...], holders: tuple[str, ...]) -> Any:
        """An input of the sampler, or of a node that its inputs `holders` come from a few links away."""
        node: Node | None = self._sampler
        for _ in range(12):
            if node is None:
                break
            if any(key in node.inputs for key in keys):
                return self._graph.plain(node.first(*keys), *keys)
            node = self._holder(node, holders)
        return MISSING

    def _holder(self, node: Node, holders: tuple[str, ...]) -> Node | None:
        """The next node on the way to a setting, also through reroutes and switches."""
        chosen = self._graph.linked(self._graph.chosen(node))
        near = (self._graph.linked(node.inputs.get(key)) for key in (*holders, *_REROUTED))
        return chosen or next((one for one in near if one is not None), None)


def _only_link(graph: Graph, node: Node) -> object:
    """The link of a node that has but one."""
    linked = [key for key, _ in graph.links(node)]
    return node.inputs[linked[0]] if len(linked) == 1 else MISSING


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
