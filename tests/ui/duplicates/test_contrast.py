"""Texts word by word."""

from __future__ import annotations

import random

import pytest

from imagineer_desktop.ui.duplicates.contrast import GAP, Pieces, contrast, shortened


def marked(pieces: Pieces) -> str:
    """The text with its changes in brackets."""
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("DPM++ 2M Karras", "DPM++ 2M SDE", "DPM++ 2M [Karras]", "DPM++ 2M [SDE]"),
        ("5.5", "7.0", "[5.5]", "[7.0]"),
        ("atlas-style · 0.8", "atlas-style · 0.6", "atlas-style · [0.8]", "atlas-style · [0.6]"),
        (
            "a lake, teal morning light, conifers",
            "a lake, cold overcast light, thin mist, conifers",
            "a lake, [teal morning] light, conifers",
            "a lake, [cold overcast] light, [thin mist,] conifers",
        ),
        ("1024 × 1024", "512 × 512", "[1024 × 1024]", "[512 × 512]"),
        ("16 Oct 2025, 03:43", "22 Nov 2025, 06:52", "[16 Oct] 2025, [03:43]", "[22 Nov] 2025, [06:52]"),
        ("same", "same", "same", "same"),
        ("", "new", "", "[new]"),
        ("  blanks ", "blanks", "  blanks ", "blanks"),
    ],
)
def test_changed_words_are_marked(one: str, other: str, left: str, right: str) -> None:
    assert tuple(map(marked, contrast(one, other))) == (left, right)


@pytest.mark.parametrize("seed", range(20))
def test_no_sign_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    words = ["a", "red", "sea", ",", " ", "  ", "(x:1.2)", "<lora>", "ü"]
    one, other = ("".join(chance.choices(words, k=40)) for _ in range(2))
    for text, pieces in zip((one, other), contrast(one, other), strict=True):
        assert "".join(piece.text for piece in pieces) == text


def test_endless_texts_are_only_said_to_differ() -> None:
    one, other = "word " * 5000, "word " * 5000 + "more"
    assert [piece.changed for piece in contrast(one, other)[0]] == [True]


def test_the_change_is_seen_where_there_is_one_line() -> None:
    shared = "one two three four five six seven eight nine ten eleven twelve"
    one, _ = contrast(f"{shared} red {shared} blue", f"{shared} green {shared} black")
    short = marked(shortened(one))
    assert short.startswith(f"{GAP} nine ten eleven twelve [red] one two three four {GAP}")
    assert short.endswith("nine ten eleven twelve [blue]")


def test_what_is_the_same_is_not_shortened() -> None:
    text = " ".join(map(str, range(100)))
    assert marked(shortened(contrast(text, text)[0])) == text
    left, right = contrast("people, text", "people, text, frame and much more, a b c d e f g")
    assert marked(shortened(left)) == "people, text"
    assert marked(shortened(right)).startswith("people, text")
