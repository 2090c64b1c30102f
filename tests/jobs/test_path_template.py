"""Where copies go: what a template says, where it is mistaken, and names that every system takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imagineer_desktop.jobs.copies.path_template import DEFAULT, FIELDS, Facts, PathTemplate, TemplateError
from imagineer_desktop.jobs.copies.safe_names import FORBIDDEN, LONGEST, safe_name

NOON = datetime(2025, 10, 14, 12, tzinfo=UTC)
"""The same day in every time zone but the outermost."""

SEA = Facts("00213", ".png", NOON, "tarot_deck", "juggernautXL_v9", "ComfyUI", 2**64 - 1, 7)

DEVICES = {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
TURNS = {"\u202e", "\u202d", "\u2066", "\u200f"}


def place(template: str, facts: Facts = SEA, copy: int = 1) -> str:
    return PathTemplate(template).place(facts, copy).as_posix()


@pytest.mark.parametrize(
    ("template", "path"),
    [
        (
            "{date:%Y}/{date:%Y-%m}/{model}/{batch}/{name}",
            "2025/2025-10/juggernautXL_v9/tarot_deck/00213.png",
        ),
        (DEFAULT, "2025/2025-10/tarot_deck/00213.png"),
        ("{date:%Y/%m/%d}/{name}", "2025/10/14/00213.png"),
        ("{date}/{seed}", "2025-10-14/18446744073709551615.png"),
        ("{generator}/img {number:04}", "ComfyUI/img 0007.png"),
        ("{number}", "7.png"),
        (r"a\b/{name}", "a/b/00213.png"),
        ("{{x}}{name}", "{x}00213.png"),
        ("100%/{date:%%%Y}", "100%/%2025.png"),
    ],
)
def test_fields_become_the_path(template: str, path: str) -> None:
    assert place(template) == path


def test_what_a_picture_does_not_say_is_unknown() -> None:
    silent = Facts("", ".webp", NOON)
    assert place("{model}/{generator}/{batch}/{seed}/{name}", silent) == "unknown/" * 4 + "unknown.webp"


def test_a_second_copy_is_marked_before_its_suffix() -> None:
    assert place("{name}", copy=2) == "00213 (2).png"
    long = Facts("é" * 300, ".jpeg", NOON)
    name = place("{name}", long, 12)
    assert name.endswith("é (12).jpeg")
    assert 0 <= LONGEST - len((name + ".swarm.json").encode()) <= 1


def test_images_of_one_name_are_numbered_as_they_come() -> None:
    other = replace(SEA, batch="other")
    places = PathTemplate("{batch}/fixed").places([SEA, other, SEA, SEA])
    assert [place.as_posix() for place in places] == [
        "tarot_deck/fixed.png",
        "other/fixed.png",
        "tarot_deck/fixed (2).png",
        "tarot_deck/fixed (3).png",
    ]


@pytest.mark.parametrize(
    ("template", "tells"),
    [("fixed", False), ("{batch}/{date}", False), ("{name}", True), ("{number}/x", True), ("{seed}", True)],
)
def test_a_template_tells_whether_images_of_one_folder_differ(template: str, tells: bool) -> None:
    assert PathTemplate(template).tells_apart is tells


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("SDXL\\turbo", "SDXL_turbo"),
        ("..", "unknown"),
        ("con", "con_"),
        ("NUL.tar", "NUL_.tar"),
        ("COM¹", "COM¹_"),
        (".hidden", "hidden"),
        ("ends. . ", "ends"),
        ("a\u202egnp.exe", "a_gnp.exe"),
        ("one\ntwo\x00", "one_two_"),
        ("\udcff", "_"),
        ("Thumbnails", "Thumbnails_"),
        ("👩‍🚀", "👩‍🚀"),
        ("e\u0301", "é"),
    ],
)
def test_a_value_is_never_more_than_a_name(value: str, name: str) -> None:
    assert place("{model}/{name}", Facts("x", ".png", NOON, model=value)) == f"{name}/x.png"


@pytest.mark.parametrize(
    ("template", "column", "words"),
    [
        ("", 1, "is empty"),
        ("{modle}/{name}", 1, "Did you mean {model}?"),
        ("ab/{zzz}", 4, "There are {date}, {model}"),
        ("a/{name", 3, "never closed"),
        ("a}b", 2, "closes nothing"),
        ("{date:%Q}", 7, "%Q means no part"),
        ("{date:%Y-%}", 10, "% means no part"),
        ("{date:}", 7, "form is missing"),
        ("{model:04}", 8, "has no form"),
        ("{number:x}", 9, "form like 04"),
        ("/{name}", 1, "no name here"),
        ("a//{name}", 3, "no name here"),
        ("a/", 2, "After the last /"),
        ("../{name}", 1, "is no name"),
        ("x/ . /{name}", 3, "is no name"),
        ("C:/{name}", 2, ": cannot be"),
        ("a\u202eb", 2, "This sign cannot be"),
        ("{date:/%Y}", 1, "no name here"),
    ],
)
def test_a_mistake_says_where_it_is(template: str, column: int, words: str) -> None:
    with pytest.raises(TemplateError) as raised:
        PathTemplate(template)
    assert (raised.value.column, words in raised.value.reason) == (column, True), raised.value


def mistake_in(template: str) -> int | None:
    """The column of the template's mistake, None where there is none."""
    try:
        PathTemplate(template)
    except TemplateError as error:
        return error.column
    return None


TEXTS = st.text(max_size=400) | st.sampled_from(
    [*DEVICES, "..", ".", " ", "a/b", "\udcff", "thumbnails", "x" * 254]
)
PIECES = st.sampled_from(
    [f"{{{field}}}" for field in FIELDS] + ["{date:%Y/%m}", "a", " ", ".", "CON", "{number:06}"]
)


@given(
    parts=st.lists(st.lists(PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=4),
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
    seed=st.none() | st.integers(-(2**63), 2**64 - 1),
    copy=st.integers(1, 10**6),
    moment=st.datetimes(),
)
def test_whatever_a_picture_says_its_path_is_safe_everywhere(
    parts: list[str], texts: tuple[str, str, str, str], seed: int | None, copy: int, moment: datetime
) -> None:
    text = "/".join(parts)
    assume(mistake_in(text) is None)
    template = PathTemplate(text)
    name, batch, model, generator = texts
    path = template.place(Facts(name, ".PNG", moment, batch, model, generator, seed, copy), copy)
    assert not path.is_absolute()
    assert path.name.endswith(f" ({copy}).PNG" if copy > 1 else ".PNG")
    for part in path.parts:
        assert 0 < len(part.encode()) <= LONGEST
        assert not FORBIDDEN & set(part)
        assert not TURNS & set(part)
        assert min(part) >= " "
        assert part[0] not in " ."
        assert part[-1] not in " ."
        assert part.split(".")[0].upper() not in DEVICES


@given(TEXTS)
def test_a_safe_name_stays_as_it_is(text: str) -> None:
    once = safe_name(text)
    assert safe_name(once) == once


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_a_mistake_within_it(text: str) -> None:
    column = mistake_in(text)
    assert column is None or 1 <= column <= len(text) + 1


def test_a_hidden_name_would_be_passed_over_so_none_is_made() -> None:
    assert safe_name(".hidden") == "_hidden"
    assert place(".a/{name}") == "_a/00213.png"
