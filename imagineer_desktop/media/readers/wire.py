"""Records as JSON and back: what comes back has the shape of its dataclass, whoever sent it."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from imagineer_desktop.media.readers.frames import GarbledError

T = TypeVar("T")
Decode = Callable[[Any], Any]


def to_wire(value: object) -> Any:
    """A record as what JSON knows: dataclasses as objects, tuples as lists, times in ISO 8601."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple | list):
        return [to_wire(one) for one in value]
    if isinstance(value, dict):
        return {key: to_wire(one) for key, one in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {name: to_wire(getattr(value, name)) for name in _names(cast(Hashable, type(value)))}
    raise TypeError(f"{type(value).__name__} does not travel.")


def from_wire(shape: type[T], value: object) -> T:
    """The record of the dataclass `shape`. GarbledError when a part of it is missing or of another kind."""
    found: T = _decoder(cast(Hashable, shape))(value)
    return found


@cache
def _names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


@cache
def _decoder(hint: Any) -> Decode:
    """What makes a value of the type `hint` from JSON: made once for each type, since files are many."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(inner)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return _many(_decoder(inner[0]))
    if origin is tuple:
        return _few(tuple(_decoder(one) for one in inner))
    if origin is dict:
        return _named(_decoder(inner[1]))
    if is_dataclass(hint):
        return _record(hint)
    if hint is datetime:
        return _time
    if hint is float:
        return lambda value: float(_one_of((int, float), value))
    return lambda value: _one_of((hint,), value)


def _one_of(kinds: tuple[type, ...], value: Any) -> Any:
    if type(value) not in kinds:
        raise GarbledError(f"{type(value).__name__} where {kinds[-1].__name__} was expected.")
    return value


def _optional(inner: tuple[Any, ...]) -> Decode:
    (hint,) = (one for one in inner if one is not type(None))
    decode = _decoder(hint)
    return lambda value: None if value is None else decode(value)


def _many(decode: Decode) -> Decode:
    return lambda value: tuple(decode(one) for one in _one_of((list,), value))


def _few(decoders: tuple[Decode, ...]) -> Decode:
    def decode(value: Any) -> Any:
        if len(_one_of((list,), value)) != len(decoders):
            raise GarbledError("A list is of the wrong length.")
        return tuple(each(one) for each, one in zip(decoders, value, strict=True))

    return decode


def _named(decode: Decode) -> Decode:
    return lambda value: {key: decode(one) for key, one in _one_of((dict,), value).items()}


def _record(shape: Any) -> Decode:
    hints = get_type_hints(shape)
    parts = [(name, _decoder(hints[name])) for name in _names(shape)]

    def decode(value: Any) -> Any:
        try:
            return shape(*(each(value[name]) for name, each in parts))
        except (KeyError, TypeError) as error:
            raise GarbledError(f"{shape.__name__}: {error!r}") from error

    return decode


def _time(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(_one_of((str,), value))
    except ValueError as error:
        raise GarbledError(str(error)) from error
