"""Two texts word by word: what they share and what is only in one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|[\w.+\-']+|[^\w\s]")
_WORD = re.compile(r"\w")
_LONGEST = 2000
"""Words and signs from which on two texts are only said to differ."""
_AROUND = 4
"""Shared words that are left on each side of a change."""
GAP = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `changed` when the other text has not got them in this place."""

    text: str
    changed: bool = False


Pieces = tuple[Piece, ...]


def contrast(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Both texts cut where they begin and cease to differ. Equal texts are one shared piece each."""
    first, second = _TOKEN.findall(one), _TOKEN.findall(other)
    if max(len(first), len(second)) > _LONGEST:
        return (Piece(one, one != other),), (Piece(other, one != other),)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        changed = kind != "equal"
        left += _trimmed("".join(first[start:end]), changed)
        right += _trimmed("".join(second[from_:to]), changed)
    return _joined(left), _joined(right)


def shortened(pieces: Pieces) -> Pieces:
    """The changes with a few shared words around each, so that they are seen where there is one line."""
    last = len(pieces) - 1
    if not last:
        return pieces
    short = []
    for place, piece in enumerate(pieces):
        words = re.findall(r"\s*\S+\s*", piece.text)
        before = _AROUND if place else 0
        after = _AROUND if place < last else 0
        if piece.changed or len(words) <= before + after + 1:
            short.append(piece)
        else:
            first, final = "".join(words[:before]).rstrip(), "".join(words[len(words) - after :]).lstrip()
            short.append(Piece(" ".join(part for part in (first, GAP, final) if part)))
    return tuple(short)


def _trimmed(text: str, changed: bool) -> list[Piece]:
    """The text with the blanks at its ends as shared pieces: a mark is around words, not around air."""
    inner = text.strip()
    if not changed or not inner:
        return [Piece(text)] if text else []
    start = text.index(inner)
    ends = (text[:start], text[start + len(inner) :])
    pieces = (Piece(ends[0]), Piece(inner, True), Piece(ends[1]))
    return [piece for piece in pieces if piece.text]


def _joined(pieces: list[Piece]) -> Pieces:
    """Changes with no word between them are one; so are shared pieces."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].changed == piece.changed:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.changed)
        elif len(joined) > 1 and piece.changed and not _WORD.search(joined[-1].text):
            between = joined.pop()
            joined[-1] = Piece(joined[-1].text + between.text + piece.text, True)
        else:
            joined.append(piece)
    return tuple(joined)
