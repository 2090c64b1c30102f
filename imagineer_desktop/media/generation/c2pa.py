"""Content Credentials (C2PA): whether a picture is declared as made by AI. The signature is not verified."""

from __future__ import annotations

from imagineer_desktop.media.generation.embedded import Embedded
from imagineer_desktop.media.generation.generation import Generation
from imagineer_desktop.media.generation.values import name
from imagineer_desktop.media.generation.xmp import Packet

DECLARED = "Declared as made by AI (Content Credentials)."
DECLARED_IN_PART = "Declared as made by AI in part (Content Credentials)."
_WHOLE, _PART = "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"


def declaration(embedded: Embedded) -> str | None:
    """What the credentials, or the IPTC field of the XMP, declare; credentials alone do not mean AI."""
    stated = declared_by(embedded.packet)
    if _WHOLE.encode() in embedded.credentials or stated == DECLARED:
        return DECLARED
    return DECLARED_IN_PART if _PART.encode() in embedded.credentials else stated


def declared_by(packet: Packet) -> str | None:
    """What the IPTC field of an XMP packet declares."""
    stated = packet.fields.get("DigitalSourceType", "").strip()
    if stated.endswith(_PART):
        return DECLARED_IN_PART
    return DECLARED if stated.endswith(_WHOLE) else None


def read(embedded: Embedded) -> Generation | None:
    """A record without prompt or settings: the picture says only that it was made by AI, and with what."""
    declared = declaration(embedded)
    if declared is None:
        return None
    return Generation(generator=claim_generator(embedded.credentials), notes=(declared,))


def claim_generator(credentials: bytes) -> str | None:
    """The name of the program that signed last, read from the CBOR of its claim (C2PA 2.2, 10.2)."""
    info = credentials.rfind(b"claim_generator_info")
    place = credentials.find(b"dname", info)
    if info >= 0 and 0 <= place < info + 400:
        return _cbor_text(credentials, place + 5)
    older = credentials.rfind(b"oclaim_generator")
    return _cbor_text(credentials, older + 16) if older >= 0 else None


def _cbor_text(data: bytes, place: int) -> str | None:
    """The text that begins at `place` (RFC 8949, major type 3, with a length of one byte, two, or none)."""
    head = data[place : place + 3]
    if len(head) < 3 or not 0x60 <= head[0] <= 0x79:
        return None
    start, length = place + 1, head[0] - 0x60
    if head[0] >= 0x78:
        start, length = (place + 2, head[1]) if head[0] == 0x78 else (place + 3, head[1] << 8 | head[2])
    return name(data[start : start + length].decode("utf-8", "replace"))
