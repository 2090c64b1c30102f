"""Numbers, sizes, dates and stored JSON as a person reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QLocale

MOMENT = "d MMM yyyy, HH:mm"


def file_size(locale: QLocale, size: int) -> str:
    """1,947,331 -> "1.9 MB"."""
    return locale.formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def moment(locale: QLocale, when: datetime) -> str:
    """A moment in the person's own time zone, to the minute."""
    return locale.toString(QDateTime.fromSecsSinceEpoch(int(when.timestamp())), MOMENT)


def dimensions(width: int, height: int) -> str:
    """1216, 832 -> "1216 × 832": pixels are written without separators everywhere in the field."""
    return f"{width} × {height}"


def number(value: object) -> str:
    """A stored number without a needless ".0"; anything else as it is."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def loras(stored: str) -> list[tuple[str, str]]:
    """(name, weight) of each LoRA in `images.lora_config`: a JSON list or one object, by the web application.

    Text that is neither is one LoRA by that name, so that nothing stored is hidden.
    """
    try:
        found = json.loads(stored)
    except ValueError:
        return [(stored, "")]
    entries = found if isinstance(found, list) else [found]
    return [_lora(entry) for entry in entries if entry]


def _lora(entry: object) -> tuple[str, str]:
    if not isinstance(entry, dict):
        return (str(entry), "")
    name = str(entry.get("name") or entry.get("path") or "")
    name = name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".safetensors")
    weight = entry.get("weight")
    return (name, "" if weight is None else number(weight))


def raw_metadata(stored: str) -> str:
    """`images.generation_data` with its JSON laid out in lines; other text as it is."""
    try:
        return json.dumps(json.loads(stored), indent=2, ensure_ascii=False)
    except ValueError:
        return stored


def read_moment(stored: object) -> datetime | None:
    """A moment as the tables hold it (naive text that means UTC) or as rows do; None where there is none."""
    if isinstance(stored, str):
        try:
            stored = datetime.fromisoformat(stored)
        except ValueError:
            return None
    if not isinstance(stored, datetime):
        return None
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
