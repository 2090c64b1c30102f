"""What the columns hold that SQLite has no type for: moments, and values just as they were stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType

TIMESTAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
"""How the web application and we write a moment: naive text that means UTC."""


class UtcTimestamp(UserDefinedType[datetime]):
    """A moment in UTC, stored as naive text; unreadable old values read as None and stay as they are."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "DATETIME"

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        return write_timestamp

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], datetime | None]:
        return read_timestamp


def write_timestamp(moment: datetime | None) -> str | None:
    """An aware moment as it is stored. A naive one is our bug: ValueError."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("A timestamp needs a time zone.")
    return moment.astimezone(UTC).strftime(TIMESTAMP_FORMAT)


def read_timestamp(value: object) -> datetime | None:
    """A stored moment as an aware datetime in UTC, or None when it cannot be read as one."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class AsStored(UserDefinedType[object]):
    """Any value with the type it was stored with: a BLOB column converts nothing."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "BLOB"


def signed(value: int) -> int:
    """64 bits as SQLite stores them: the highest one is the sign."""
    return value - (1 << 64) if value >> 63 else value
