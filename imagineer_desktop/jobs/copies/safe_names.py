"""Names for files and folders that every system takes, whatever text they are made of."""

from __future__ import annotations

import re
import unicodedata

UNKNOWN = "unknown"
"""What stands where a picture says nothing."""

LONGEST = 255
"""Bytes of one name in UTF-8. Windows and macOS count UTF-16 units, of which there are never more."""

FORBIDDEN = frozenset('<>:"/\\|?*')
"""What Windows refuses in a name, and what separates names."""

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])", re.IGNORECASE)
_PASSED_OVER = frozenset({"thumbnails", "__macosx", "@eadir"})
"""Folders that a search for pictures does not look into: what lay there would never be found again."""


def safe_value(text: str) -> str:
    """Text as it may stand inside a name: nothing that separates, hides or turns around; never empty."""
    return "".join(map(_safe_sign, unicodedata.normalize("NFC", text))).strip(" .") or UNKNOWN


def safe_name(text: str, ending: str = "", longest: int = LONGEST) -> str:
    """One name of a file or folder, with its `ending` (a mark, a suffix) whole; the text gives way to it.

    No hidden name (a search for pictures passes over those), no device of Windows, at most `longest` bytes.
    """
    name = "".join(map(_safe_sign, unicodedata.normalize("NFC", text)))
    name = name.lstrip(" ").rstrip(" .") or UNKNOWN
    if name[0] == ".":
        name = "_" + name[1:]
    base = name.split(".")[0]
    if _DEVICE.fullmatch(base.rstrip(" ")) or name.casefold() in _PASSED_OVER:
        name = base.rstrip(" ") + "_" + name[len(base) :]
    kept = name.encode()[: longest - len(ending.encode())].decode(errors="ignore")
    return kept.rstrip(" .") + ending


def _safe_sign(sign: str) -> str:
    if sign in FORBIDDEN or sign in _DIRECTION or sign in _UNSEEN or unicodedata.category(sign) in _NO_TEXT:
        return "_"
    return " " if unicodedata.category(sign) == "Zs" else sign
