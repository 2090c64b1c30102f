"""The walk back from a sampler's conditioning to the words it was made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from imagineer_desktop.media.generation.comfy_graph import MISSING, Graph, Node

Role = Literal["positive", "negative"]

REWRITTEN = "A language model rewrote the prompt; this is the text it was given."
STYLED = "A style was added to the prompt by the workflow."
_MOST_STEPS, _DEEPEST = 2000, 60
LONGEST = 1_000_000
"""Signs of a text; more is no prompt."""

INVENTS = re.compile(
    r"textgenerate|llm|ollama|gpt|gemini|claude|openai|chat|caption|interrogat|tagger|florence|llava|llama|vlm|"
    r"joy_?cap|moondream|qwen.*(?:vl|generate)|prompt.?(?:enhanc|expan|generat|rewrit)|superprompt|deepseek",
    re.IGNORECASE,
)
_JOINS = re.compile(r"concat|join|combine|append|merge", re.IGNORECASE)
_DRAWS = re.compile(r"wildcard|random|dynamic|\(nsp\)", re.IGNORECASE)
_DRAWN = re.compile(r"[{}|]|__")
_SHOWS = re.compile(r"show|display|preview", re.IGNORECASE)
_SPOKEN_DELIMITERS = {"none": "", "space": " ", "comma": ", ", "newline": "\n", "new line": "\n"}
_CHANGES = re.compile(
    r"regex|csv|line from|load|file|translat|format|truncat|slice|split|substring|extract|case ?conver",
    re.IGNORECASE,
)
_STYLES = re.compile(r"styler|styles? ?selector|promptstyle", re.IGNORECASE)
_PART = re.compile(r"^(?:string|text|str|prompt|input|value|part)?[_ ]?(?:[a-h]|\d{1,2})$", re.IGNORECASE)
_AROUND = {"prefix": 0, "prepend": 0, "text": 1, "string": 1, "prompt": 1, "suffix": 2, "append": 2}
_PASSED_TEXT = (
    "source", "text", "string", "value", "prompt", "Text", "STRING", "String", "any", "anything", "input",
    "text_input", "string_input", "wildcard_text", "multiline_text", "str", "",
)  # fmt: skip
_ENCODED = ("populated_text", "text", "prompt", "user_prompt", "caption", "string", "Text", "wildcard_text")
_ENCODED_TOGETHER = (
    "text_g", "text_l", "prompt_g", "prompt_l", "clip_g", "clip_l", "t5xxl", "llama", "bert", "mt5xl",
    "qwen25_7b",
)  # fmt: skip
LITERALS = frozenset(
    {*_ENCODED, *_ENCODED_TOGETHER, *_PASSED_TEXT, "positive", "negative", "text_positive", "text_negative"}
    | {"positive_prompt", "negative_prompt", "text_a", "string_a", "string1", "text1"}
)
"""Inputs under which nodes keep words."""
_PASSED_CONDITIONING = (
    "conditioning", "cond", "CONDITIONING", "pipe", "basic_pipe", "detailer_pipe", "context", "base_ctx",
    "ctx_01", "any", "value", "input", "",
)  # fmt: skip
_SEVERAL_CONDITIONINGS = re.compile(r"^cond(?:itioning)?_?(?:\d+|to|from|[ab])$", re.IGNORECASE)


class PromptWalk:
    """The walk for one role, with what was noted on the way and the steps it took.

    Words that cannot be told are None, never a guess.
    """

    def __init__(self, graph: Graph, role: Role) -> None:
        self._graph = graph
        self._role = role
        self.steps = 0
        self._path: list[str] = []
        self.notes: list[str] = []

    def prompt(self, value: object) -> str | None:
        """The words behind a conditioning; "" for one that was zeroed out."""
        node = self._graph.linked(value)
        return None if node is None else self._along(node, lambda: self._prompt_at(node))

    def said_by(self, node: Node) -> str | None:
        """The words of one node, be it one that encodes them or one that makes them."""
        if encodes(node) and (told := self.prompt([node.id, 0])) is not None:
            return told
        told = self.text([node.id, 0])
        return self.prompt([node.id, 0]) if told is None and not encodes(node) else told

    def _prompt_at(self, node: Node) -> str | None:
        if "zeroout" in node.kind.lower():
            return ""
        chosen = self._graph.chosen(node)
        if chosen is not MISSING:
            return self.prompt(chosen)
        encoded = self._encoded(node)
        return self._passed(node) if encoded is MISSING else _text_or_none(encoded)

    def _encoded(self, node: Node) -> object:
        """The words that a node itself encodes, None if they cannot be told; MISSING if it encodes none."""
        role = self._role
        own = node.inputs.get(role)
        if isinstance(own, str) or ("ckpt_name" in node.inputs and own is not None):
            return self.text(own)
        together = [node.inputs[key] for key in _ENCODED_TOGETHER if node.inputs.get(key) is not None]
        if together and node.inputs.get("with_SDXL") is True:
            return self._joined(together, "\n")
        for key in (f"{role}_prompt", f"text_{role}", f"prompt_{role}", *_ENCODED):
            value = node.inputs.get(key)
            if isinstance(value, str) or self._graph.linked(value) is not None:
                return self._settled(node, key, self.text(value))
        return self._joined(together, "\n") if together else MISSING

    def _settled(self, node: Node, key: str, text: str | None) -> str | None:
        """A text that still has wildcards in it, where the node draws from them, is not what was used."""
        if key != "populated_text" and text is not None and _DRAWS.search(node.kind) and _DRAWN.search(text):
            return None
        return text

    def _passed(self, node: Node) -> str | None:
        """Through a node that changes a conditioning without changing its words."""
        if self._graph.linked(node.inputs.get(self._role)) is not None:
            return self.prompt(node.inputs[self._role])
        several = [value for key, value in node.inputs.items() if _SEVERAL_CONDITIONINGS.match(key)]
        if several:
            found = [self.prompt(value) for value in several]
            return None if None in found else "\n".join(dict.fromkeys(text for text in found if text))
        value = node.first(*_PASSED_CONDITIONING)
        if self._graph.linked(value) is None:
            sources = [node.inputs[key] for key, _ in self._graph.links(node)]
            value = sources[0] if len(sources) == 1 else MISSING
        return self.prompt(value)

    def text(self, value: object) -> str | None:
        """The text that an input has, followed through primitives, switches and concatenations."""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        node = self._graph.linked(value)
        if node is None or not isinstance(value, list):
            return None
        output = value[1]
        return self._along(node, lambda: self._text_at(node, output))

    def _text_at(self, node: Node, output: object) -> str | None:
        if INVENTS.search(node.kind):
            return self._given_to_model(node)
        chosen = self._graph.chosen(node)
        if chosen is not MISSING:
            return self._switched(node, chosen)
        return self._made(node, output)

    def _made(self, node: Node, output: object) -> str | None:
        if {"find", "replace"} <= node.inputs.keys():
            return self._replaced(node, "find", "replace")
        if node.kind.startswith("StringFunction"):
            return self._of_function(node)
        if _JOINS.search(node.kind) or "delimiter" in node.inputs:
            return self._concatenated(node)
        if isinstance(node.inputs.get("populated_text"), str):
            return str(node.inputs["populated_text"])
        if _STYLES.search(node.kind):
            return self._styled(node)
        if _CHANGES.search(node.kind):
            return None
        if _SHOWS.search(node.kind) and (shown := self._linked_text(node)) is not MISSING:
            return self.text(shown)
        held = (f"text_{letter}" for letter in "bcd"[output - 1 : output]) if output in (1, 2, 3) else ()
        return self._settled(node, "", self.text(node.first(*held, *_PASSED_TEXT, *self._by_role())))

    def _linked_text(self, node: Node) -> object:
        """What a node is given to show; what it holds itself was shown in a run before."""
        given = (node.inputs.get(key) for key in _PASSED_TEXT)
        return next((value for value in given if self._graph.linked(value) is not None), MISSING)

    def _by_role(self) -> tuple[Role, Role]:
        """The names of the two prompts that a node may hold, the wanted one first."""
        return ("positive", "negative") if self._role == "positive" else ("negative", "positive")

    def _switched(self, node: Node, chosen: object) -> str | None:
        """A switch between a text and what a language model made of it: the words are those of the text."""
        source = self._graph.linked(chosen)
        if source is None or not INVENTS.search(source.kind):
            return self.text(chosen)
        before = {id(made) for made in self._before(source)}
        for _, other in self._graph.links(node):
            if other is not source and id(other) in before:
                self._note(REWRITTEN)
                return self.text([other.id, 0])
        return self._given_to_model(source)

    def _given_to_model(self, node: Node) -> str | None:
        """What a person gave to a language model, if that is one text without instructions around it."""
        given = node.first("user_prompt", "prompt", "text", "string", "input")
        source = self._graph.linked(given)
        if self._graph.linked(node.inputs.get("image")) is not None or (
            source and _JOINS.search(source.kind)
        ):
            return None
        text = self.text(given)
        if text:
            self._note(REWRITTEN)
        return text or None

    def _before(self, node: Node) -> list[Node]:
        """Every node that a node's result depends on."""
        found, waiting = {node.id: node}, [node]
        while waiting:
            for _, source in self._graph.links(waiting.pop()):
                if source.id not in found:
                    found[source.id] = source
                    waiting.append(source)
        return list(found.values())

    def _replaced(self, node: Node, old: str, new: str) -> str | None:
        text = self.text(node.first("string", "text", "input", "text_a"))
        find, replacement = self.text(node.inputs.get(old)), self.text(node.inputs.get(new))
        if text is None or find is None or replacement is None or "regex" in node.kind.lower():
            return None
        # Counted first: a short text may ask for one that fills the memory.
        grown = len(text) + text.count(find) * (len(replacement) - len(find)) if find else len(text)
        return (text.replace(find, replacement) if find else text) if grown <= LONGEST else None

    def _of_function(self, node: Node) -> str | None:
        """pythongosssss' string function: appends or replaces, and tidies the commas of tags."""
        tidy = node.inputs.get("tidy_tags") == "yes"
        if node.inputs.get("action") == "append":
            parts = [node.inputs.get(f"text_{letter}") for letter in "abc"]
            made = self._joined(parts, ", " if tidy else "", same=True)
        else:
            find = self.text(node.inputs.get("text_b")) or ""
            pattern = len(find) > 1 and find.startswith("/") and find.endswith("/")
            made = None if pattern else self._replaced(node, "text_b", "text_c")
        if made is None or not tidy:
            return made
        for doubled, single in (("  ", " "), (" ,", ","), (",,", ","), (", ,", ",")):
            made = made.replace(doubled, single)
        return made

    def _concatenated(self, node: Node) -> str | None:
        keys = sorted((key for key in node.inputs if _PART.match(key)), key=_natural)
        if not keys:
            keys = sorted((key for key in node.inputs if key in _AROUND), key=_AROUND.__getitem__)
        given = node.first("delimiter", "separator", "joiner")
        between = "" if given is MISSING else self.text(given)
        if not keys or between is None:
            return None
        between = _SPOKEN_DELIMITERS.get(between.lower(), between)
        exact = node.kind == "StringConcatenate"
        return self._joined(
            [node.inputs[key] for key in keys], between.replace("\\n", "\n"), empty=exact, same=True
        )

    def _joined(
        self, values: list[object], between: str, *, empty: bool = False, same: bool = False
    ) -> str | None:
        """The texts in order: without empty ones unless `empty`, each text once unless `same`."""
        parts = [self.text(value) for value in values if value is not None]
        known = [part for part in parts if part is not None and (part or empty)]
        if None in parts or sum(map(len, known)) > LONGEST:
            return None
        return between.join(known if same else dict.fromkeys(known))

    def _styled(self, node: Node) -> str | None:
        text = self.text(
            node.first(f"text_{self._role}", f"text_{self._role}_g", self._role, "prompt", "text")
        )
        if text:
            self._note(STYLED)
        return text

    def _along(self, node: Node, walk: Callable[[], str | None]) -> str | None:
        """Walk on through a node. A graph may run in circles or double at every node; the walk still ends."""
        self.steps += 1
        if self.steps > _MOST_STEPS or len(self._path) >= _DEEPEST or node.id in self._path:
            return None
        self._path.append(node.id)
        try:
            return walk()
        finally:
            self._path.pop()

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def encodes(node: Node) -> bool:
    """Whether a node makes a conditioning of words."""
    return "zeroout" in node.kind.lower() or not {"clip", "ckpt_name"}.isdisjoint(node.inputs)


def makes_other_words(node: Node) -> bool:
    """Whether a node is known to give other words than those that it holds."""
    return any(pattern.search(node.kind) for pattern in (INVENTS, _DRAWS, _CHANGES))


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _natural(key: str) -> tuple[int, str]:
    digits = re.search(r"\d+$", key)
    return (int(digits[0]) if digits else 0), key.lower()
