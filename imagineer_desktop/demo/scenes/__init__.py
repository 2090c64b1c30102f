"""The scenes that can be painted, by name."""

from __future__ import annotations

from ..painting import ornament
from . import cards, coast, deep_sky, fields, mountains, nights, undersea, waters, woods
from .cards import Scene

SCENES: dict[str, Scene] = {
    "lake": mountains.mountain_lake,
    "meadow": mountains.alpine_meadow,
    "ridges": mountains.misty_ridges,
    "balloons": mountains.balloons,
    "sunset": waters.sunset_sea,
    "lighthouse": coast.lighthouse_coast,
    "torii": waters.torii_lake,
    "reef": undersea.reef,
    "aurora": nights.aurora_lake,
    "cabin": nights.snowy_cabin,
    "skyline": nights.skyline,
    "nebula": deep_sky.nebula,
    "galaxy": deep_sky.galaxy,
    "lavender": fields.lavender,
    "poppies": fields.poppies,
    "blossom": fields.blossom_hill,
    "dunes": fields.dunes,
    "mesas": fields.mesas,
    "forest": woods.foggy_forest,
    "birches": woods.birch_path,
    **{f"zodiac {sign}": cards.zodiac(sign) for sign in ornament.GLYPHS},
    **{f"tarot {name}": cards.tarot(name) for name in cards.WINDOWS},
}
