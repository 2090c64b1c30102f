"""XMP: what the XML packet says that cameras and programs put into pictures or beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from imagineer_desktop.media.generation.values import DEEPEST, UnreadableError, words

LONGEST = 4 * 1024 * 1024
"""Characters of the longest packet that is read; the history that darktable keeps takes some 100,000."""
_MOST_ELEMENTS = 20_000
_MOST_KEYWORDS = 1_000
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_DC = "http://purl.org/dc/elements/1.1/ "
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"


@dataclass(frozen=True, slots=True)
class Packet:
    """What one packet says. `fields` are the simple ones by local name ("CreatorTool", "UserComment").

    `description` is dc:description in the default language, or in the first; `keywords` are dc:subject.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    keywords: tuple[str, ...] = ()


EMPTY = Packet()


def packet_in(text: str | None) -> Packet:
    """The packet of a picture; an empty one when there is none or it cannot be read."""
    try:
        return read_packet(text) if text else EMPTY
    except UnreadableError:
        return EMPTY


def read_packet(text: str) -> Packet:
    """A packet, read within limits. Raises UnreadableError.

    One that declares a document type is refused: XMP has no need for it, and entities unfold without end.
    """
    if len(text) > LONGEST:
        raise UnreadableError("it is too large")
    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = walk.doctype
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parser.buffer_text = True
    try:
        parser.Parse(text.strip("\0 \t\r\n\ufeff"), True)
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError("it is not valid XML") from error
    except _EnoughReadError:
        pass
    return walk.packet()


class _EnoughReadError(Exception):
    """More elements than any honest packet has; what was found so far is kept."""


class _Walk:
    """The parser's way through the elements: rdf:Description, its fields, and their values."""

    def __init__(self) -> None:
        self._fields: dict[str, list[tuple[str | None, str]]] = {}
        self._stack: list[str] = []
        self._field: tuple[int, str] | None = None
        self._language: str | None = None
        self._said: list[str] = []
        self._elements = 0

    def doctype(self, *_: object) -> None:
        raise UnreadableError("it declares a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._stack) >= DEEPEST:
            raise UnreadableError("it is nested too deeply")
        if self._elements > _MOST_ELEMENTS:
            raise _EnoughReadError
        if self._field is None and name == f"{_RDF}Description":
            for key, value in attributes.items():
                self._fields.setdefault(key, []).append((None, value))
        elif self._field is None and self._stack and self._stack[-1] == f"{_RDF}Description":
            self._field = len(self._stack), name
        self._language = attributes.get(_LANGUAGE)
        self._stack.append(name)
        self._said.clear()

    def text(self, said: str) -> None:
        if self._field is not None:
            self._said.append(said)

    def end(self, name: str) -> None:
        self._stack.pop()
        value = "".join(self._said)
        self._said.clear()
        if self._field is None:
            return
        depth, field_name = self._field
        if value.strip():
            self._fields.setdefault(field_name, []).append((self._language, value))
        if len(self._stack) == depth:
            self._field = None

    def packet(self) -> Packet:
        descriptions = self._fields.get(f"{_DC}description", [])
        default = [text for language, text in descriptions if language == "x-default"]
        described = next(iter((*default, *(text for _, text in descriptions))), None)
        keywords = (
            (words(text) or "").strip() for _, text in self._fields.get(f"{_DC}subject", [])[:_MOST_KEYWORDS]
        )
        simple: dict[str, str] = {}
        for key, values in self._fields.items():
            simple.setdefault(key.rpartition(" ")[2], values[0][1])
        return Packet(simple, described, tuple(dict.fromkeys(filter(None, keywords))))
