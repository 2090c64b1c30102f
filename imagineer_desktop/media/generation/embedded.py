"""The raw strings that a picture file carries, gathered once for all readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagineer_desktop.media import exif
from imagineer_desktop.media.generation.xmp import Packet, packet_in
from imagineer_desktop.media.png import decoded

_WINDOWS_TAGS = frozenset({0x9C9B, 0x9C9C, 0x9C9E})
"""Windows Explorer writes these, in UTF-16."""
_NAMED_TAGS = {
    0x010D: "DocumentName",
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x013B: "Artist",
    0x9C9B: "XPTitle",
    0x9C9C: "XPComment",
    0x9C9E: "XPKeywords",
    0x927C: "MakerNote",
    exif.USER_COMMENT: "UserComment",
}


@dataclass(slots=True)
class Embedded:
    """Everything a picture file says in words, as found: nothing is interpreted yet.

    `texts` are a PNG's texts by keyword, and the comment of a JPEG or GIF ("comment"); `exif` are the text
    tags by name, `hidden` the text in the lowest bits of the alpha channel, `credentials` the bytes of C2PA.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    exif: Mapping[str, str] = field(default_factory=dict)
    xmp: str | None = None
    hidden: str | None = None
    credentials: bytes = b""
    notes: tuple[str, ...] = ()
    _packet: Packet | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def packet(self) -> Packet:
        """What the XMP says; read when it is asked for, and only once."""
        if self._packet is None:
            self._packet = packet_in(self.xmp)
        return self._packet

    @property
    def comment(self) -> str | None:
        """The one text a JPEG or WebP has room for: the user comment, or a JPEG's own comment."""
        return self.exif.get("UserComment") or self.texts.get("comment")


def exif_texts(block: exif.Block) -> dict[str, str]:
    """The text tags of an EXIF block by name (with or without its "Exif" mark); {} where there are none."""
    big_endian = exif.is_big_endian(block)
    found = exif.tags(block)
    texts = {
        name: _tag_text(number, found[number], big_endian)
        for number, name in _NAMED_TAGS.items()
        if number in found
    }
    return {name: text for name, text in texts.items() if text}


def _tag_text(number: int, value: bytes, big_endian: bool) -> str:
    if number in _WINDOWS_TAGS:
        return value.decode("utf-16-le", "replace").replace("\0", "")
    return user_comment(value, big_endian=big_endian).strip()


def user_comment(value: bytes, *, big_endian: bool) -> str:
    """The text of an EXIF UserComment, whose first 8 bytes name its alphabet (EXIF 2.3, 4.6.5).

    "UNICODE" leaves the byte order open and writers contradict their own headers, so the text tells it.
    """
    alphabet, body = value[:8].upper(), value[8:]
    if alphabet == b"UNICODE\0":
        return _utf16(body, big_endian).replace("\0", "")
    if alphabet == b"JIS\0\0\0\0\0":
        return body.decode("iso2022_jp", "replace").replace("\0", "")
    if alphabet not in (b"ASCII\0\0\0", bytes(8)):
        body = value
    if b"\0" in body[:2] and len(body) > 8:
        return _utf16(body, big_endian).replace("\0", "")
    return decoded(body).replace("\0", "")


def _utf16(body: bytes, big_endian: bool) -> str:
    body = body[: len(body) // 2 * 2] if b"\0" in body else body
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\0" not in body:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    order = "utf-16-be" if _reads_big_endian(body, big_endian) else "utf-16-le"
    return body.decode(order, "replace")


def _reads_big_endian(body: bytes, otherwise: bool) -> bool:
    """By the first unit if it is a Latin letter, else by the half that is zero more often, else as stated."""
    if len(body) >= 2 and (body[0] == 0) != (body[1] == 0):
        return body[0] == 0
    sample = body[:65536]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    return otherwise if high == low else high > low
