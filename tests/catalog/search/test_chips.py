"""Chips are the text and the text is the chips; and a search said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagineer_desktop.catalog.search.chips import chips, with_part, without
from imagineer_desktop.catalog.search.mistakes import FilterMistake
from imagineer_desktop.catalog.search.parser import parse
from imagineer_desktop.catalog.search.tree import And, Phrase, Word
from imagineer_desktop.catalog.search.words import in_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (
            "tag:landscape rating:>=3 -model:sdxl-turbo",
            ["Tag|landscape", "Rating|★ 3 or more", "not Model|sdxl-turbo"],
        ),
        ("dusk", ["|“dusk”"]),
        ('NOT "red hair"', ["not |“red hair”"]),
        ("NOT -dusk", ["|“dusk”"]),
        ("a OR tag:b", ["|“a” or tagged b"]),
        ("(a OR b) c", ["|“a” or “b”", "|“c”"]),
        ("a (b c)", ["|“a”", "|“b” and “c”"]),
        ("rating:0 rating:1 rating:2..4", ["Rating|no stars", "Rating|★ 1", "Rating|★ 2 to 4"]),
        ("is:nsfw has:caption", ["|NSFW", "Has|a caption"]),
        (
            "size:1024x768 seed:42 steps:>30 cfg:7.50",
            ["Size|1024 × 768", "Seed|42", "Steps|more than 30", "CFG|7.5"],
        ),
        ("date:2025-10 date:>=2025-10-03", ["Date|October 2025", "Date|since October 3, 2025"]),
    ],
)
def test_chips_of_a_search(text: str, expected: list[str]) -> None:
    shown = [f"{'not ' * chip.negated}{chip.field}|{chip.value}" for chip in chips(text) if text]
    assert shown == expected


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("a", 0, ""),
        ("a  b  c", 1, "a c"),
        ("a AND b AND c", 0, "b c"),
        ("a AND b AND c", 1, "a c"),
        ("a AND b AND c", 2, "a b"),
        ("Tag:x NOT (b OR c) d", 1, "Tag:x d"),
        ("(a OR b) c", 1, "(a OR b)"),
        ('tag:"red hair" -x', 0, "-x"),
        ("(a b)", 0, "b"),
        ("a OR b", 0, ""),
        ("x x", 0, "x"),
    ],
)
def test_a_chip_is_taken_away(text: str, gone: int, left: str) -> None:
    assert without(text, chips(text)[gone]) == left
    parse(left)


@pytest.mark.parametrize(
    ("text", "field", "value", "result"),
    [
        ("", "tag", "landscape", "tag:landscape"),
        ("a", "tag", "red hair", 'a tag:"red hair"'),
        ("a OR b", "tag", "x", "(a OR b) tag:x"),
        ("(a) OR (b)", "tag", "x", "((a) OR (b)) tag:x"),
        ("(a OR b)", "tag", "x", "(a OR b) tag:x"),
        ("a OR b(c", "tag", "x", "(a OR b(c ) tag:x"),
        ("a AND b", "tag", "x", "a b tag:x"),
        ("tag:x a", "tag", "x", "tag:x a"),
        ("tag:x", "tag", "y", "tag:x tag:y"),
        ("rating:>=4 a", "rating", ">=3", "a rating:>=3"),
        ("-rating:5", "rating", ">=3", "-rating:5 rating:>=3"),
        ("date:2025", "date", "2024-10", "date:2024-10"),
        ("", "model", "a*b", 'model:"a*b"'),
        ("", "tag", 'says "hi"', 'tag:"says ""hi"""'),
        ("", "tag", "artoria_(fate)", 'tag:"artoria_(fate)"'),
        ("", "", "red hair", '"red hair"'),
        ("", "", "OR", '"OR"'),
        ("", "", "dusk", "dusk"),
        ("", "is", "picked", "is:picked"),
    ],
)
def test_a_part_is_added(text: str, field: str, value: str, result: str) -> None:
    assert with_part(text, field, value) == result
    parse(result)


@given(
    st.sampled_from(["tag", "album", "model", "caption", ""]),
    st.text(min_size=1, max_size=12).filter(str.strip),
)
def test_any_value_is_taken_by_the_letter(field: str, value: str) -> None:
    tree = parse(with_part("a", field, value))
    if tree == Word("a"):
        assert (field, value) == ("", "a")
        return
    assert isinstance(tree, And)
    added = tree.parts[1]
    assert not isinstance(added, Word) or "*" not in added.text
    assert (added.text if isinstance(added, Word | Phrase) else getattr(added, "value", None)) == value


@pytest.mark.parametrize(
    ("text", "field", "value"), [('"a', "tag", "x"), ("a", "rating", "many"), ("a", "tag", "")]
)
def test_what_makes_no_search_is_a_mistake(text: str, field: str, value: str) -> None:
    with pytest.raises(FilterMistake):
        with_part(text, field, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        (
            "tag:landscape rating:>=3 model:juggernaut*",
            "tagged landscape, 3 stars or more, model juggernaut*",
        ),
        ("rating:1", "1 star"),
        ("rating:0", "no stars"),
        ("rating:>1", "more than 1 star"),
        ("rating:..4", "4 stars or less"),
        ("steps:20..30", "20 to 30 steps"),
        ("lighthouse -is:nsfw", "“lighthouse”, not NSFW"),
        ("a OR (b c)", "“a” or (“b” and “c”)"),
        ("-(tag:a OR tag:b)", "not (tagged a or tagged b)"),
        ("album:Sea is:unfiled is:training", "in album Sea, in no album, in a training source"),
        ("has:caption caption:ram", "with a caption, caption with ram"),
        ("date:2025-10-31", "October 31, 2025"),
        ("date:2025-10..2025-12", "October 2025 to December 2025"),
        ("date:2025..", "since 2025"),
        ("date:..2025", "until 2025"),
        ("date:<2025-01 lora:x seed:5 size:1x2", "before January 2025, LoRA x, seed 5, 1 × 2"),
    ],
)
def test_a_search_in_words(text: str, said: str) -> None:
    assert in_words(parse(text)) == said
