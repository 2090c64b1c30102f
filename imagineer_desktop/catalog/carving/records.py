"""Records as SQLite stores them: variable-length integers, serial types and the values behind them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

Value = int | float | str | bytes | None
"""A stored value. Texts that are not valid hold surrogates, so that encoding gives the same bytes."""

_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_REAL = struct.Struct(">d")


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one row as they are stored; `whole` is False if the end of its bytes is lost."""

    values: list[Value]
    whole: bool = True


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at a place, without its sign, and the place after it. IndexError beyond the end."""
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def signed(value: int) -> int:
    """The 64 bits of a varint as a number with a sign."""
    return value - (1 << 64) if value >= 1 << 63 else value


def decode(payload: bytes, size: int, encoding: str) -> Record | None:
    """The record in `payload`, which should be `size` bytes long and may be cut; None if it is none.

    The lengths in a record's header must add up to its size: hardly any other bytes pass that.
    """
    header = _serial_types(payload)
    if header is None:
        return None
    kinds, at = header
    ends = at
    for kind in kinds:
        ends += (kind - 12) >> 1 if kind >= 12 else _SIZES[kind]
    if ends != size:
        return None
    values: list[Value] = []
    for kind in kinds:
        length = (kind - 12) >> 1 if kind >= 12 else _SIZES[kind]
        there = payload[at : at + length]
        values.append(_value(kind, there, encoding) if len(there) == length else None)
        at += length
    return Record(values, whole=len(payload) >= size)


def _serial_types(payload: bytes) -> tuple[list[int], int] | None:
    """The kinds of the columns and where the values begin."""
    try:
        end, place = varint(payload, 0)
        if not place < end <= len(payload):
            return None
        kinds = list(payload[place:end])
        if max(kinds) >= 0x80:
            kinds = []
            while place < end:
                kind, place = varint(payload, place)
                kinds.append(kind)
            if place != end:
                return None
    except IndexError:
        return None
    if 10 in kinds or 11 in kinds:  # reserved: no file holds them
        return None
    return kinds, end


def _value(kind: int, there: bytes, encoding: str) -> Value:
    if kind >= 12:
        return _text(there, encoding) if kind & 1 else there
    if 1 <= kind <= 6:
        return int.from_bytes(there, "big", signed=True)
    if kind == 7:
        number = float(_REAL.unpack(there)[0])
        return None if number != number else number  # SQLite reads what is no number as NULL
    return None if kind == 0 else kind - 8


def _text(there: bytes, encoding: str) -> str:
    try:
        return there.decode(encoding, "surrogateescape")
    except UnicodeDecodeError:  # UTF-16, where not every byte can be escaped
        return there.decode(encoding, "replace")
