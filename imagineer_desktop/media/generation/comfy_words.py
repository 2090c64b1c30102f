"""What nodes say that nobody knows: the words that they hold and are given, for a person to choose from."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from imagineer_desktop.media.generation.comfy_graph import Graph, Node
from imagineer_desktop.media.generation.comfy_sampling import is_sampler
from imagineer_desktop.media.generation.comfy_text import (
    INVENTS,
    LONGEST,
    REWRITTEN,
    PromptWalk,
    Role,
    encodes,
    makes_other_words,
)

CHANGED = "The chosen node may have changed these words, or used only some of them."

Outputs = Mapping[str, Collection[int]]

_MOST_INPUTS = 64
_WHOLE = -1
"""Stands for the output of a node that gives everything it has."""
_SETTING = re.compile(
    r"(?:^|[_ .])(?:"
    r"names?|file\w*|folder\w*|path|dir\w*|ur[li]|host|api|keys?|tokens?|device|d?type|mode|method|format|ext\w*|"
    r"sampler\w*|scheduler\w*|models?|ckpt|vae|loras?|encoder|resolution|aspect\w*|ratio|size|presets?|options?|"
    r"delimiter|separator|joiner|find|replace\w*|regex\w*|patterns?|code|script|json|expression|formula|colou?r|"
    r"font|lang\w*|date\w*|time\w*|seed|control_after_generate|crop|interpolation|upscale\w*|unit|version|"
    r"workflow|insert|choice|select\w*|switch|normalization|interpretation|strategy|precision"
    r")(?:$|[_ .\d])",
    re.IGNORECASE,
)
"""Inputs that say how, not what."""
_WORDY = re.compile(
    r"text|prompt|string|words|instruct|caption|descri|wildcard|subject|tags|story|question|message|positive|negative",
    re.IGNORECASE,
)
"""Inputs under which even a single word is a text."""
_NEGATIVE = re.compile(r"negative|(?:^|_)neg(?:_|$)", re.IGNORECASE)
_NO_PROSE = re.compile(
    r"""\w+://|\{\s*"|\[\s*[\[{"]|<[?!]|[^\n]*\.\w{2,12}\s*$|[\w.:/\\+%=&?#@~-]*$""", re.ASCII
)
"""Addresses, code, names of files, and the single word that may be one choice of a list."""
_FILE = re.compile(
    r"\w+://|[^\n]*\.(?:safetensors|ckpt|pth?|sft|bin|gguf|onnx|png|jpe?g|webp|gif|bmp|txt|csv|json|ya?ml|md|mp[34]|wav)\s*$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff\uac00-\ud7a3]")
_NO_WORDS_COME = re.compile(
    r"model|clip|vae|image|pixels|latent|samples|mask|cond|control|guider|noise|sigmas|sampler|pipe|audio|video",
    re.IGNORECASE,
)


def reads_like_words(name: str, text: str) -> bool:
    """Whether a text under an input of this name may be part of a prompt, told by both."""
    if not _LETTERS.search(text) or _SETTING.search(name):
        return False
    return not (_FILE if _WORDY.search(name) else _NO_PROSE).match(text)


def held_words(node: Node) -> dict[str, str]:
    """The texts of a node that read like words, by input."""
    texts = {name: value for name, value in node.inputs.items() if isinstance(value, str)}
    return {name: text for name, text in texts.items() if reads_like_words(name, text)}


def linked_outputs(graph: Graph) -> Outputs:
    """Which outputs of each node, by its id, other nodes take."""
    found: dict[str, set[int]] = {}
    for node in graph.nodes.values():
        for name, source in graph.links(node):
            output = node.inputs[name][1]
            if isinstance(output, int):
                found.setdefault(source.id, set()).add(output)
    return found


def given_words(graph: Graph, node: Node) -> bool:
    """Whether a node is linked to one that holds words, by something else than a conditioning."""
    return any(
        held_words(source)
        for name, source in islice(graph.links(node), _MOST_INPUTS)
        if not _NO_WORDS_COME.search(name) and name not in ("positive", "negative")
    )


class PinnedWalk(PromptWalk):
    """The walk from a node that a person has chosen.

    Where an ordinary walk ends at a node that it does not know, this one takes the words that the node
    holds and those that it is given, in their order. Of several texts it takes the one whose output is
    linked, if the outputs tell; else all of them.
    """

    def __init__(self, graph: Graph, role: Role, outputs: Outputs) -> None:
        super().__init__(graph, role)
        self._outputs = outputs

    def said_by(self, node: Node) -> str | None:
        if not encodes(node):
            linked = self._outputs.get(node.id, ())
            told = self.text([node.id, next(iter(linked)) if len(linked) == 1 else _WHOLE])
            if told is not None:
                return told
        return super().said_by(node)

    def _prompt_at(self, node: Node) -> str | None:
        told = super()._prompt_at(node)
        return self._own(node, _WHOLE) if told is None else told

    def _text_at(self, node: Node, output: object) -> str | None:
        told = super()._text_at(node, output)
        return self._own(node, output) if told is None else told

    def _own(self, node: Node, output: object) -> str | None:
        if is_sampler(self._graph, node):
            return None
        held = self._of_role(held_words(node))
        if any(self._settled(node, name, text) is None for name, text in held.items()):
            return None
        place = self._place(node, output, len(held))
        if place is not None:
            said = [list(held.values())[place]]
        else:
            said = [
                text for text in map(self.text, self._of_role(self._words_of(node, held)).values()) if text
            ]
        if not said or sum(map(len, said)) > LONGEST:
            return None
        if makes_other_words(node) and not self.notes:
            self._note(REWRITTEN if INVENTS.search(node.kind) else CHANGED)
        return "\n".join(dict.fromkeys(said))

    def _place(self, node: Node, output: object, texts: int) -> int | None:
        """Which of a node's texts an output gives: if later outputs are linked too, there is one for each."""
        several = texts > 1 and max(self._outputs.get(node.id, ()), default=0) > 0
        return output if several and isinstance(output, int) and 0 <= output < texts else None

    def _words_of(self, node: Node, held: dict[str, str]) -> dict[str, Any]:
        """What a node holds, and the links by which more may come."""
        found = {
            name: value
            for name, value in node.inputs.items()
            if name in held or (self._graph.linked(value) is not None and not _NO_WORDS_COME.search(name))
        }
        return dict(islice(found.items(), _MOST_INPUTS))

    def _of_role(self, values: dict[str, Any]) -> dict[str, Any]:
        """Those for the wanted prompt where the names tell: what is called negative is for the negative."""
        wanted = {
            name: value
            for name, value in values.items()
            if (_NEGATIVE.search(name) is not None) == (self._role == "negative")
        }
        return wanted or values
