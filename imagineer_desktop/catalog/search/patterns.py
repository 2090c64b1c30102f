"""Texts of a search as patterns of LIKE: escaped, with `*` for any letters, in all their spellings."""

from __future__ import annotations

ESCAPE = "\\"


def bindable(text: str) -> str:
    """A text that SQLite can be asked for: no NUL, which would end it, and no half of a letter."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def spellings(text: str) -> tuple[str, ...]:
    """The text as it may be written; SQLite itself folds only the letters of ASCII."""
    if text.isascii():
        return (text,)
    return tuple(dict.fromkeys((text, text.lower(), text.upper(), text.title())))


def anywhere(text: str, literal: bool = False) -> tuple[str, ...]:
    """Patterns of what holds the text; `*` in it is any letters unless `literal`."""
    return tuple(f"%{_escaped(spelled, literal)}%" for spelled in spellings(bindable(text)))


def whole(text: str, literal: bool = False) -> tuple[str, ...]:
    """Patterns of what is the text from end to end."""
    return tuple(_escaped(spelled, literal) for spelled in spellings(bindable(text)))


def _escaped(text: str, literal: bool) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text if literal else text.replace("*", "%")
