"""Which formats are read, told by a file's first bytes and never by its name."""

from __future__ import annotations

HEAD = 64
"""How many first bytes `format_of` wants to see."""

PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"},
)

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
)

_STRANGERS = (
    (b"%!PS", "a PostScript document"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"SQLite format 3", "a database"),
)

_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}


def format_of(head: bytes) -> str | None:
    """Pillow's name of the format that a file with these first bytes has; None if it is not one of ours."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name if name != "BMP" or _is_bitmap(head) else None
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and _brands(head) & {b"avif", b"avis"}:
        return "AVIF"
    return None


def stranger(head: bytes) -> str | None:
    """What a file that is not a picture of ours seems to be ("HTML"), where that can be told."""
    for signature, name in _STRANGERS:
        if head.startswith(signature):
            return name
    if head[4:8] == b"ftyp":
        return "a HEIC picture" if _brands(head) & {b"heic", b"heix", b"mif1", b"hevc"} else "a video"
    return _markup(head)


def _markup(head: bytes) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, name in (
        (b"<!doctype html", "HTML"),
        (b"<html", "HTML"),
        (b"<svg", "SVG"),
        (b"<?xml", "XML"),
    ):
        if start.startswith(beginning):
            return name
    return (
        "a text"
        if start and all(byte >= 32 or byte in b"\t\r\n" for byte in head) and head.isascii()
        else None
    )


def _is_bitmap(head: bytes) -> bool:
    """Two letters are little; a bitmap also names the length of its second header."""
    return len(head) >= 18 and int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def _brands(head: bytes) -> set[bytes]:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[place : place + 4] for place in (8, *range(16, length, 4))}
