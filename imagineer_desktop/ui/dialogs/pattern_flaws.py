"""What is wrong with a pattern of what an import ignores, in a sentence for the one who wrote it."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

_WHOLE_PATH = re.compile(r"/|~|[A-Za-z]:[/\\\\]")
_BRACKET = re.compile(r"\[!?+\]?+[^]]*\]|\[")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)


def flaw_of(pattern: str) -> str:
    """Why a pattern (see `ImportRules.ignored`) cannot mean what it was written for; empty if it can."""
    return _flaw(pattern).format(pattern)


def _flaw(pattern: str) -> str:
    if _WHOLE_PATH.match(pattern):
        return translate("Patterns", "“{0}” is a whole path. Write only the part below the watched folder.")
    if "\\" in pattern:
        return translate("Patterns", "“{0}” has a \\. Write / between folders.")
    parts = pattern.rstrip("/").split("/")
    if not {"", ".", ".."}.isdisjoint(parts):
        return translate("Patterns", "“{0}” is no path below the watched folder.")
    for bracket in _BRACKET.findall(pattern):
        if bracket == "[":
            return translate("Patterns", "“{0}” has a [ without its ].")
        if any(first > last for first, last in _RANGE.findall(bracket[1:-1])):
            return translate("Patterns", "“{0}” has a range in [ ] whose end comes before its beginning.")
    if not pattern.strip("*/"):
        return translate("Patterns", "“{0}” would ignore every image.")
    return ""
