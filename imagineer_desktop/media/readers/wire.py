"""Records as JSON and back: what comes back has the shape of its dataclass, whoever sent it."""

from __future__ import annotations

import types
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from imagineer_desktop.media.readers import ranges
from imagineer_desktop.media.readers.frames import GarbledError
from imagineer_desktop.media.readers.ranges import Decode

T = TypeVar("T")

_AS_IT_IS = frozenset({str, int, float, bool})


def to_wire(value: object) -> Any:
    """A record as what JSON knows: dataclasses as objects without the Nones, times in ISO 8601."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple | list):
        return [to_wire(one) for one in value]
    if isinstance(value, dict):
        return {key: to_wire(one) for key, one in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        found: dict[str, Any] = {}
        for name in _names(cast(Hashable, type(value))):
            part = getattr(value, name)
            if part is not None:
                # Most parts travel as they are: that is asked here, not in a call for each of them.
                found[name] = part if type(part) in _AS_IT_IS else to_wire(part)
        return found
    raise TypeError(f"{type(value).__name__} does not travel.")


def from_wire(shape: type[T], value: object) -> T:
    """The record of the dataclass `shape`, fit to be kept: GarbledError for what no honest process says."""
    found: T = _decoder(cast(Hashable, shape))(value)
    return found


@cache
def _names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


@cache
def _decoder(hint: Any) -> Decode:
    """What makes a value of the type `hint` from JSON: made once for each type, since files are many."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return _many(_decoder(inner[0]))
    if origin is tuple:
        return _few(tuple(_decoder(one) for one in inner))
    if origin is dict:
        return _named(_decoder(inner[1]))
    if is_dataclass(hint):
        return _record(hint)
    return _PLAIN[hint]


_PLAIN: dict[Any, Decode] = {
    str: ranges.text,
    bool: partial(ranges.of_kind, bool),
    int: ranges.any_whole,
    float: ranges.number,
    datetime: ranges.moment,
    bytes: partial(ranges.of_kind, bytes),
}


def _many(decode: Decode) -> Decode:
    return lambda value: tuple(map(decode, ranges.of_kind(list, value)))


def _few(decoders: tuple[Decode, ...]) -> Decode:
    def decode(value: Any) -> Any:
        if len(ranges.of_kind(list, value)) != len(decoders):
            raise GarbledError("A list is of the wrong length.")
        return tuple(each(one) for each, one in zip(decoders, value, strict=True))

    return decode


def _named(decode: Decode) -> Decode:
    return lambda value: {ranges.text(key): decode(one) for key, one in ranges.of_kind(dict, value).items()}


def _record(shape: Any) -> Decode:
    parts = [_part(shape, name, hint) for name, hint in get_type_hints(shape).items()]

    def decode(value: Any) -> Any:
        if type(value) is not dict:
            ranges.of_kind(dict, value)
        said = value.get
        return shape(
            *[
                None if (one := said(name)) is None and optional else each(one)
                for name, optional, each in parts
            ]
        )

    return decode


def _part(shape: Any, name: str, hint: Any) -> tuple[str, bool, Decode]:
    """The name of a field, whether it may be None, and what makes it otherwise."""
    inner = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ()
    optional = type(None) in inner
    if optional:
        (hint,) = (one for one in inner if one is not type(None))
    special = ranges.OF_FIELDS.get((shape, name))
    return name, optional, special or _decoder(hint)
