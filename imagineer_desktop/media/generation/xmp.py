"""XMP: the fields of the XML packet that cameras and programs put into pictures."""

from __future__ import annotations

from xml.etree import ElementTree

_LONGEST = 16 * 1024 * 1024
_NAMESPACE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def fields(packet: str | None) -> dict[str, str]:
    """The simple fields by local name ("CreatorTool", "UserComment"); {} when the packet is broken.

    A packet that declares entities is not read: XMP has no need for them, and they unfold without end.
    """
    if not packet or len(packet) > _LONGEST or "<!DOCTYPE" in packet or "<!ENTITY" in packet:
        return {}
    try:
        root = ElementTree.fromstring(packet.strip("\0 \t\r\n\ufeff"))
    except (ElementTree.ParseError, ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for description in root.iter(f"{_NAMESPACE}Description"):
        for key, value in description.attrib.items():
            found.setdefault(_local(key), value)
        for element in description:
            text = next((part.text for part in element.iter() if part.text and part.text.strip()), "")
            found.setdefault(_local(element.tag), text)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
