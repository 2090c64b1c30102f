"""Palettes: the colors of an hour of the day."""

from __future__ import annotations

from dataclasses import dataclass

from .color import Color, Stop, color


@dataclass(frozen=True)
class Palette:
    """What the light of one hour makes of sky, rock, wood and water."""

    sky: tuple[Stop, ...]
    """From the zenith (0) to the horizon (1)."""
    sun: Color
    cloud_lit: Color
    cloud_shade: Color
    haze: Color
    snow_lit: Color
    snow_shade: Color
    rock_lit: Color
    rock_shade: Color
    wood_lit: Color
    wood_shade: Color
    water: Color


def _palette(sky: str, **colors: str) -> Palette:
    names = sky.split()
    stops = tuple((index / (len(names) - 1), color(name)) for index, name in enumerate(names))
    return Palette(sky=stops, **{name: color(value) for name, value in colors.items()})


TEAL = _palette(
    "#0f4a55 #2b7f84 #7cc0b6 #e3f4e4",
    sun="#fff8e0",
    cloud_lit="#f6fbf0",
    cloud_shade="#6fa9a8",
    haze="#b9dcd2",
    snow_lit="#f4fbf4",
    snow_shade="#6ea6ad",
    rock_lit="#6f9c98",
    rock_shade="#244f58",
    wood_lit="#2f6b62",
    wood_shade="#0a2a2f",
    water="#17555c",
)
PINK = _palette(
    "#5a4a86 #a56aa0 #ee9fae #ffe0d2",
    sun="#fff0d8",
    cloud_lit="#ffe9e2",
    cloud_shade="#b887a9",
    haze="#f2bfc2",
    snow_lit="#fff1ea",
    snow_shade="#a883ad",
    rock_lit="#b98aa0",
    rock_shade="#4d3a63",
    wood_lit="#6f4a6e",
    wood_shade="#241a35",
    water="#83608f",
)
GOLDEN = _palette(
    "#4a6d94 #9fa7a4 #f3c77c #fff0bf",
    sun="#fffbe0",
    cloud_lit="#fff3cf",
    cloud_shade="#a88c7a",
    haze="#f4d49a",
    snow_lit="#fff0cc",
    snow_shade="#93849a",
    rock_lit="#c49a63",
    rock_shade="#54424a",
    wood_lit="#94763a",
    wood_shade="#2a2320",
    water="#8a7a5c",
)
VIOLET = _palette(
    "#1f1b4d #54307d #c2588c #ffb274",
    sun="#ffe9b5",
    cloud_lit="#ffc795",
    cloud_shade="#7b4386",
    haze="#e48a86",
    snow_lit="#ffc89a",
    snow_shade="#6b4a90",
    rock_lit="#c97a72",
    rock_shade="#3a2559",
    wood_lit="#5c2f5c",
    wood_shade="#150f2b",
    water="#3b2360",
)
DAY = _palette(
    "#1f62b4 #4e97d9 #9dcdf0 #e4f4fb",
    sun="#fffdf0",
    cloud_lit="#ffffff",
    cloud_shade="#9db4cd",
    haze="#c4dfee",
    snow_lit="#ffffff",
    snow_shade="#7f9cc6",
    rock_lit="#9a948c",
    rock_shade="#46546d",
    wood_lit="#5f9440",
    wood_shade="#1d4028",
    water="#2a6aa0",
)
EMBER = _palette(
    "#2a1838 #8a2f44 #ee6a38 #ffd27a",
    sun="#fff2b8",
    cloud_lit="#ffb264",
    cloud_shade="#6d2a48",
    haze="#f59a55",
    snow_lit="#ffd09a",
    snow_shade="#7a3f5c",
    rock_lit="#d06b3a",
    rock_shade="#451f36",
    wood_lit="#7a2f2c",
    wood_shade="#1c0d1c",
    water="#5c2338",
)
NIGHT = _palette(
    "#050a20 #0b1a42 #1b3a70 #4d7aa6",
    sun="#f2f5ff",
    cloud_lit="#5d83b0",
    cloud_shade="#142750",
    haze="#3a639a",
    snow_lit="#bcd6f2",
    snow_shade="#2c4f88",
    rock_lit="#44689c",
    rock_shade="#101f45",
    wood_lit="#1b3a5c",
    wood_shade="#050b1e",
    water="#0c1f48",
)
FROST = _palette(
    "#7fa3c4 #a9c6dc #d7e6ee #fbf4ea",
    sun="#fffaf0",
    cloud_lit="#ffffff",
    cloud_shade="#aabed0",
    haze="#dfe9ee",
    snow_lit="#ffffff",
    snow_shade="#9db6d0",
    rock_lit="#9aa9b8",
    rock_shade="#566a82",
    wood_lit="#6f8a98",
    wood_shade="#27405a",
    water="#7d9fb8",
)
MOSS = _palette(
    "#8fae9a #b6cbae #dfe8c8 #f8f6dc",
    sun="#fffce0",
    cloud_lit="#f8fbea",
    cloud_shade="#a3bba4",
    haze="#dbe6c8",
    snow_lit="#f0f5e0",
    snow_shade="#9cb39a",
    rock_lit="#94a382",
    rock_shade="#3f5547",
    wood_lit="#6d8f4a",
    wood_shade="#16291e",
    water="#5f8372",
)
