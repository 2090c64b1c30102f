"""Nodes that a person pinned as the prompt of a ComfyUI workflow: what may be pinned, and what it gives."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from imagineer_desktop.media.generation.comfy_graph import Graph, Node
from imagineer_desktop.media.generation.comfy_sampling import is_sampler
from imagineer_desktop.media.generation.comfy_text import (
    LITERALS,
    REWRITTEN,
    STYLED,
    Role,
)
from imagineer_desktop.media.generation.comfy_words import (
    CHANGED,
    PinnedWalk,
    given_words,
    held_words,
    linked_outputs,
)
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import words

NO_PROMPT = "The workflow does not tell which words became the prompt."

ROLES: dict[str, Role] = {"prompt": "positive", "negative": "negative"}
"""The two prompts as a pin calls them, and as a graph does."""

_MOST_STEPS = 50_000
_MAKES = re.compile(r"text|string|prompt|concat|join|switch|wildcard|show|style", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextNode:
    """A node that holds or makes text. `negative` is what it gives as negative prompt, mostly the same."""

    id: str
    kind: str
    title: str
    text: str
    negative: str


def workflow_key(graph: Graph) -> str:
    """What all runs of one workflow share: its nodes, their kinds and their links, as 32 hex digits.

    The texts, seeds and numbers that change from run to run are left out.
    """
    shape = sorted(
        (
            node.id,
            node.kind,
            sorted(
                (key, str(value[0]), str(value[1])) for key, value in node.inputs.items() if _links(value)
            ),
        )
        for node in graph.nodes.values()
    )
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:32]


def text_nodes(graph: Graph) -> tuple[TextNode, ...]:
    """The nodes that a person may call the prompt, in the order of their numbers.

    A graph made to hurt has walks without end: after so many steps the rest is left out.
    """
    found: list[TextNode] = []
    outputs = linked_outputs(graph)
    steps = 0
    for node in sorted(graph.nodes.values(), key=_place):
        if steps > _MOST_STEPS:
            break
        if _may_hold_words(graph, node):
            walks = [PinnedWalk(graph, role, outputs) for role in ROLES.values()]
            text, negative = (_said(walk, node) for walk in walks)
            steps += sum(walk.steps for walk in walks)
            if text is not None or negative is not None:
                found.append(TextNode(node.id, node.kind, node.title, text or "", negative or ""))
    return tuple(found)


def with_pins(generation: Generation, graph: Graph, pins: Mapping[str, str]) -> Generation:
    """What a graph tells, with the prompts of pinned nodes; `pins` are ids of nodes by role.

    A pin on a node that the graph has not got counts for nothing.
    """
    nodes = {role: graph.nodes[node] for role, node in pins.items() if role in ROLES and node in graph.nodes}
    if not nodes:
        return generation
    outputs = linked_outputs(graph)
    walks = {role: PinnedWalk(graph, ROLES[role], outputs) for role in nodes}
    told = {role: _said(walks[role], node) for role, node in nodes.items()}
    prompt = told.get("prompt", generation.prompt)
    unwanted = told.get("negative", generation.negative_prompt)
    about_words = {NO_PROMPT, REWRITTEN, STYLED, CHANGED} if "prompt" in told else {NO_PROMPT}
    notes = [note for note in generation.notes if note not in about_words]
    notes += [note for walk in walks.values() for note in walk.notes]
    notes += [NO_PROMPT] if prompt is None else []
    return replace(generation, prompt=prompt, negative_prompt=unwanted, notes=tuple(dict.fromkeys(notes)))


def _said(walk: PinnedWalk, node: Node) -> str | None:
    """The words that a node gives."""
    return words(walk.said_by(node))


def _links(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str | int)


def _may_hold_words(graph: Graph, node: Node) -> bool:
    if is_sampler(graph, node) and not isinstance(node.inputs.get("prompt"), str):
        return False
    holds = any(isinstance(node.inputs.get(key), str) for key in LITERALS)
    makes = _MAKES.search(node.kind) is not None
    return holds or makes or bool(held_words(node)) or given_words(graph, node)


def _place(node: Node) -> list[tuple[int, str]]:
    """Nodes of a subgraph ("12:3") come after the node that stands for it."""
    return [
        (int(part), "") if part.isdecimal() and len(part) < 10 else (10**9, part)
        for part in node.id.split(":")
    ]
