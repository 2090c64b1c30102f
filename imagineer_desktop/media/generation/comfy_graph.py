"""A ComfyUI graph as it was run: nodes by id, whose inputs are values or links to another node's output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MISSING = object()
"""What a search finds when there is nothing, since None is a value."""

_DEEPEST, _MOST_NODES = 40, 5000
_CHOICES = (
    ("on_true", "on_false"),
    ("if_true", "if_false"),
    ("true_value", "false_value"),
    ("tt_value", "ff_value"),
)
_SWITCHES = ("switch", "boolean", "condition", "cond", "bool", "value", "boolean_value")
_TAKES_THE_FIRST = ("any switch", "context switch")
_NUMBERED = ("select", "index", "Input", "input_number", "selected")
_NUMBERS = ("value", "int", "float", "number", "Number", "boolean", "a", "any", "anything", "")


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the graph. `title` is what the user called it."""

    id: str
    kind: str
    inputs: dict[str, Any]
    title: str = ""

    def first(self, *keys: str) -> Any:
        """The first of these inputs that has a value; MISSING if none has."""
        return next((self.inputs[key] for key in keys if self.inputs.get(key) is not None), MISSING)


class Graph:
    """The nodes of one graph. Following a link that leads nowhere gives None."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        self.nodes = nodes
        self._choices: dict[str, Any] = {}
        self._depth = 0

    def linked(self, value: object) -> Node | None:
        """The node that `value`, a link `[id, output]`, comes from; None for anything else."""
        if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str | int):
            return None
        return self.nodes.get(str(value[0]))

    def links(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The inputs of a node that come from other nodes."""
        for key, value in node.inputs.items():
            source = self.linked(value)
            if source is not None:
                yield key, source

    def chosen(self, node: Node) -> Any:
        """What a switch lets through; MISSING when the node is no switch or its position cannot be told.

        Switches may depend on switches, and on themselves in a graph made to hurt: each is told once.
        """
        if node.id not in self._choices and self._depth < _DEEPEST:
            self._choices[node.id] = MISSING
            self._depth += 1
            self._choices[node.id] = self._choice(node)
            self._depth -= 1
        return self._choices.get(node.id, MISSING)

    def _choice(self, node: Node) -> Any:
        for yes, no in _CHOICES:
            if yes in node.inputs or no in node.inputs:
                position = self.plain(node.first(*_SWITCHES))
                return node.first(yes if position else no) if isinstance(position, bool | int) else MISSING
        if any(name in node.kind.lower() for name in _TAKES_THE_FIRST):
            offered = [node.inputs[key] for key in sorted(node.inputs) if self.linked(node.inputs[key])]
            return offered[0] if offered else MISSING
        return self._numbered(node)

    def _numbered(self, node: Node) -> Any:
        if "switch" not in node.kind.lower():
            return MISSING
        position = self.plain(node.first(*_NUMBERED))
        if not isinstance(position, int) or isinstance(position, bool):
            return MISSING
        ends = re.compile(rf"^\D+[_ ]?0?{position}$")
        return next((node.inputs[key] for key in node.inputs if ends.match(key)), MISSING)

    def plain(self, value: object, *names: str) -> object:
        """A number, truth or text, followed through primitives and switches; MISSING if it is calculated.

        A node that holds several numbers gives the one that is called by one of `names`.
        """
        for _ in range(50):
            node = self.linked(value)
            if node is None:
                return MISSING if isinstance(value, list | dict) else value
            value = self.chosen(node)
            if value is MISSING:
                calculates = re.search(r"math|expression|calc|random", node.kind, re.IGNORECASE)
                value = MISSING if calculates else node.first(*names, *_NUMBERS)
        return MISSING


def graph_of(data: object) -> Graph | None:
    """The graph in parsed JSON of the API format; None when it is something else."""
    if not isinstance(data, dict):
        return None
    nodes = {}
    for key, value in data.items():
        if not isinstance(value, dict) or not isinstance(value.get("class_type"), str):
            continue
        inputs, meta = value.get("inputs"), value.get("_meta")
        title = meta.get("title") if isinstance(meta, dict) else None
        nodes[key] = Node(
            id=key,
            kind=value["class_type"],
            inputs=inputs if isinstance(inputs, dict) else {},
            title=title if isinstance(title, str) else "",
        )
    return Graph(nodes) if 0 < len(nodes) <= _MOST_NODES else None
