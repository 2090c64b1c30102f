"""The prompts of the pictures that other programs made: a table a program."""

from __future__ import annotations

from .prompts import Row

FORGE = (
    Row(
        "",
        "sunset",
        "violet",
        "3:2",
        "s",
        "painterly seascape, low sun on the horizon, violet clouds, glittering water, "
        "small sailboat, muted shadows",
    ),
    Row(
        "",
        "dunes",
        "ember",
        "3:2",
        "s",
        "desert dunes at sunset, sharp crests, long shadows, orange sky, oil painting",
    ),
    Row(
        "",
        "lake",
        "violet",
        "3:2",
        "m",
        "painterly landscape, a still alpine lake at dusk, violet sky, low sun behind conifers, "
        "mirror reflection, visible brush strokes, muted shadows",
    ),
    Row(
        "",
        "birches",
        "golden",
        "2:3",
        "z",
        "path through a birch grove in autumn, golden leaves, warm backlight",
    ),
    Row(
        "jpeg",
        "poppies",
        "day",
        "1:1",
        "3",
        "poppy meadow on a summer day, lone tree, white clouds, impressionist",
    ),
)

COMFYUI = (
    Row(
        "",
        "aurora",
        "night",
        "16:9",
        "n",
        "northern lights over snow mountains, mirrored in a lake, stars, dark firs on both sides",
    ),
    Row(
        "",
        "nebula",
        "night",
        "1:1",
        "2",
        "orange nebula, glowing clouds of gas, bright stars with rays, dark dust",
    ),
    Row(
        "",
        "lighthouse",
        "golden",
        "3:2",
        "3",
        "lighthouse on a cliff above the sea, golden afternoon, soft clouds",
    ),
)

INVOKEAI = (
    Row(
        "",
        "blossom",
        "day",
        "2:3",
        "q",
        "cherry tree in full bloom on a green hill, petals in the wind, spring sky",
    ),
    Row("", "mesas", "ember", "3:2", "s", "table mountains in a red desert at sunset, dramatic clouds"),
)

NOVELAI = (
    Row(
        "",
        "cabin",
        "night",
        "2:3",
        "g",
        "no humans, scenery, log cabin, snow, night sky, aurora, lit windows, pine trees",
    ),
)

FOOOCUS = (
    Row("", "nebula", "night", "1:1", "1", "violet and blue nebula, luminous center, field of stars"),
    Row(
        "",
        "lavender",
        "golden",
        "3:2",
        "5",
        "lavender rows in golden evening light, a lone tree, distant hills",
    ),
)

SWARMUI = (
    Row(
        "",
        "skyline",
        "night",
        "16:9",
        "e",
        "city skyline at night, moon over the towers, lights on dark water",
    ),
    Row(
        "", "lake", "frost", "1:1", "t", "frozen mountain lake, pale blue winter morning, snow peaks and firs"
    ),
)
