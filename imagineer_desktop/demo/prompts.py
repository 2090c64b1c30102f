"""The prompts, and which painting answers each: a table a folder."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A picture: its name in the folder, the scene, the palette, the shape, which of that scene's
    pictures."""

    name: str
    scene: str
    palette: str
    shape: str
    variant: str
    prompt: str


SINGLES = (
    Row(
        "",
        "lake",
        "teal",
        "1:1",
        "a",
        "a serene mountain lake at dawn, teal light, mist over the water, snow peak, "
        "firs in the foreground, oil on canvas",
    ),
    Row(
        "",
        "sunset",
        "ember",
        "3:2",
        "2",
        "sunset over the sea, burning clouds, path of light on the waves, a lone sailboat, painterly",
    ),
    Row(
        "",
        "aurora",
        "night",
        "1:1",
        "a",
        "aurora borealis over a frozen range, still lake reflecting green and violet light, "
        "stars, wide brush strokes",
    ),
    Row(
        "",
        "forest",
        "moss",
        "2:3",
        "q",
        "old forest in morning fog, tall trunks fading into pale light, ferns, quiet, impressionist painting",
    ),
    Row(
        "",
        "lavender",
        "pink",
        "3:2",
        "1",
        "lavender field at dusk, rows running to the horizon, one green tree, pink sky",
    ),
    Row(
        "",
        "cabin",
        "night",
        "1:1",
        "d",
        "a log cabin in deep snow at night, warm windows, moon, firs, falling snow",
    ),
    Row(
        "",
        "galaxy",
        "night",
        "16:9",
        "2",
        "spiral galaxy seen at an angle, glowing core, dust of stars, deep black",
    ),
    Row(
        "",
        "balloons",
        "golden",
        "3:2",
        "1",
        "hot-air balloons over hazy hills at sunrise, golden light, storybook painting",
    ),
    Row(
        "",
        "reef",
        "teal",
        "1:1",
        "q",
        "under the sea, shafts of light, a shoal of fish above corals and kelp, teal water",
    ),
    Row(
        "",
        "torii",
        "pink",
        "1:1",
        "q",
        "red torii gate in a still lake, large setting sun, layered mountains in the haze",
    ),
    Row(
        "",
        "skyline",
        "violet",
        "16:9",
        "1",
        "city skyline at violet dusk, a thousand lit windows mirrored in the bay, full moon",
    ),
    Row(
        "",
        "meadow",
        "day",
        "1:1",
        "e",
        "alpine meadow in bloom below a snow mountain, scattered firs, bright summer day",
    ),
)

ZODIAC = tuple(
    Row(
        sign,
        f"zodiac {sign}",
        palette,
        "1:1",
        "1",
        f"zodiac emblem of {sign}, gilded glyph in a ring of rays, painted {tone} night sky, engraved frame",
    )
    for sign, palette, tone in (
        ("Aries", "ember", "crimson"),
        ("Taurus", "moss", "green"),
        ("Gemini", "golden", "slate blue"),
        ("Cancer", "teal", "teal"),
        ("Leo", "violet", "violet"),
        ("Libra", "pink", "lilac"),
    )
)

TAROT = tuple(
    Row(
        title,
        f"tarot {card}",
        palette,
        "3:5",
        "1",
        f"tarot card, {title}: {picture}, arched window in a gilded frame, dark parchment",
    )
    for title, card, palette, picture in (
        ("The Sun", "Sun", "golden", "a lone tree over a field of poppies in golden light"),
        ("The Moon", "Moon", "night", "northern lights over a mountain lake"),
        ("The Star", "Star", "pink", "a rose-colored peak above still water"),
        ("The Tower", "Tower", "night", "a lighthouse on a cliff, its beam over the moonlit sea"),
        ("The Hermit", "Hermit", "night", "a lit cabin in the snow"),
        ("Temperance", "Temperance", "golden", "a red gate standing in calm water before the sun"),
    )
)

BATCH_LAKES = tuple(
    Row(
        name,
        "lake",
        palette,
        shape,
        variant,
        f"painterly landscape, {text}, mirror reflection, visible brush strokes",
    )
    for name, palette, shape, variant, text in (
        ("Rose Dusk", "pink", "1:1", "b", "snow peaks and a still lake at rose dusk"),
        (
            "Violet Evening",
            "violet",
            "3:2",
            "d",
            "a still alpine lake at dusk, violet sky, last light on the summits",
        ),
        ("Golden Morning", "golden", "1:1", "c", "mountain lake in golden morning haze"),
        ("Clear Noon", "day", "3:2", "e", "blue alpine lake at noon, white summits, green firs"),
        ("Frost", "frost", "16:9", "z", "pale winter lake, frosted mountains, soft white sky"),
        ("Moonlight", "night", "2:3", "f", "mountain lake by moonlight, deep blue"),
        ("Ember", "ember", "3:2", "h", "mountain lake under a burning red sky"),
    )
)

LORA_TESTS = (
    Row(
        "Atlas Style-000008",
        "lake",
        "teal",
        "1:1",
        "k",
        "atlas style, a still lake below snow peaks, teal light, firs",
    ),
    Row(
        "Misty Woods strength 0.6",
        "ridges",
        "pink",
        "2:3",
        "1",
        "misty woods, ridge behind ridge in pink morning mist, low sun",
    ),
    Row(
        "two at once",
        "ridges",
        "teal",
        "3:2",
        "4",
        "atlas style, misty woods, wooded ridges in teal haze, pale sun",
    ),
)

SCRAPED = (
    Row("", "meadow", "day", "3:2", "8", "a green valley with firs and wild flowers below a snow mountain"),
    Row("", "lighthouse", "night", "2:3", "1", "a lighthouse at night, its beam over a moonlit sea"),
    Row("", "ridges", "golden", "3:2", "7", "mountain ridges in golden haze, the sun low above them"),
    Row("", "sunset", "pink", "3:2", "9", "a pink evening sky over calm water with a sailboat"),
)

TRAINING = (
    Row(
        "atlas_001",
        "lake",
        "teal",
        "1:1",
        "p",
        "atlas style, a still lake below snow peaks, teal theme, conifers, cloudy sky",
    ),
    Row(
        "atlas_002",
        "lake",
        "pink",
        "1:1",
        "r",
        "atlas style, mountain lake at dusk, pink theme, reflection, conifers",
    ),
    Row(
        "atlas_003", "aurora", "night", "1:1", "v", "atlas style, northern lights above a lake, night, stars"
    ),
    Row(
        "atlas_004",
        "forest",
        "golden",
        "2:3",
        "w",
        "atlas style, tall trunks in golden fog, ferns, backlight",
    ),
)
