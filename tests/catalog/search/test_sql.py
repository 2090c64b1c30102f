"""What each field of a search means, counted in a real library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from imagineer_desktop.catalog.search.fields import FIELDS, STATES

Found = Callable[[str], set[int]]

ALL = {1, 2, 3, 4, 5, 6}

MEANINGS = [
    ("", ALL),
    ("*", ALL),
    ("lighthouse", {1}),
    ("LIGHTHOUSE", {1}),
    ("ghthou", {1}),
    ("light*dusk", {1}),
    ("dusk*light", set()),
    ("ram", {1, 2, 3, 5}),
    ("ram tower", {1}),
    ("lighthouse tower", {1}),
    ("00003_x", {3}),
    ("0000_", set()),
    ("100%", {1}),
    ("1%0", set()),
    ("off_", {5}),
    ("(cat:1.2)", {2}),
    ("<lora:detail:0.8>", {2}),
    ("赤い髪", {3}),
    ("髪", {3}),
    ("夕焼*", {3}),
    ("ölgemälde", {4}),
    ("ÖLGEMÄLDE", {4}),
    ('"a harbor"', {2}),
    ('"harbor a"', set()),
    ('"ram*"', {3}),
    ('"says ""hi"""', {4}),
    ("prompt:lighthouse", {1}),
    ("prompt:tower", set()),
    ("prompt:*ern", set()),
    ("tag:ram", {2}),
    ("tag:ram*", {2, 3, 5}),
    ('tag:"ram*"', {3}),
    ('tag:"red hair"', {1}),
    ("tag:red*", {1}),
    ("tag:red", set()),
    ("tag:artoria_(fate)", {4}),
    ("tag:artoria-(fate)", set()),
    ("tag:painting", set()),
    ('tag:"50% off_"', {5}),
    ("tag:50*off*", {5}),
    ("category:Painting", {2}),
    ("caption:ram", {1}),
    ("caption:says", {4}),
    ("caption:hair", set()),
    ("name:x.png", ALL),
    ("name:3_x", {3}),
    ("path:/out/00001", {1}),
    ("path:out*5_x", {5}),
    ("album:sea", {1, 2}),
    ("album:s*", {1, 2}),
    ('album:"zodiac, signs"', {3}),
    ("album:Empty", set()),
    ("model:sdxl", {1}),
    ("model:SDXL*", {1, 3}),
    ("model:juggernaut*", {2}),
    ("model:flux", {4}),
    ("model:flux.gguf", {4}),
    ("model:sd_l", set()),
    ("-model:sdxl", {2, 3, 4, 5, 6}),
    ("model:sdxl OR model:flux", {1, 4}),
    ("lora:add_detail", {2}),
    ("lora:add-detail", set()),
    ("lora:*detail*", {2}),
    ("lora:detail", set()),
    ("lora:märchen", {2}),
    ("lora:old_style", {3}),
    ("lora:old_style.safetensors", {3}),
    ('lora:"not json: paint"', {4}),
    ("lora:*", {2, 3, 4}),
    ("sampler:dpm*", {4}),
    ('sampler:"DPM++ 2M Karras"', {4}),
    ("generator:comfyui", {4}),
    ("seed:42", {1}),
    ("seed:042", {1}),
    ("seed:-1", {5}),
    ("seed:4", set()),
    ("seed:9223372036854775807", {3}),
    ("seed:18446744073709551615", {2}),
    ("seed:18446744073709551614", set()),
    ("steps:20", {1, 4}),
    ("steps:>20", {2}),
    ("steps:>=20", {1, 2, 4}),
    ("steps:<20", {3}),
    ("steps:<=20", {1, 3, 4}),
    ("steps:4..20", {1, 3, 4}),
    ("steps:21..", {2}),
    ("steps:..19", {3}),
    ("-steps:20", {2, 3, 5, 6}),
    ("cfg:7", {4}),
    ("cfg:1..2", {3}),
    ("cfg:>1.5", {4}),
    ("rating:>=3", {1, 2}),
    ("rating:0", {3, 4, 5, 6}),
    ("rating:3..5", {1, 2}),
    ("size:1024x768", {1}),
    ("size:1024×768", {1}),
    ("size:1024X1024", {2}),
    ("width:>=1024", {1, 2}),
    ("height:<=768", {1}),
    ("date:2025", {1, 2, 3, 4, 6}),
    ("date:2025-10", {2, 3}),
    ("date:2025-09", {1}),
    ("date:2025-09-30", {1}),
    ("date:2025-10-1", {2}),
    ("date:2025-10..2025-11", {2, 3, 4, 6}),
    ("date:2025-10..", {2, 3, 4, 6}),
    ("date:..2025-10", {1, 2, 3}),
    ("date:>2025-10", {4, 6}),
    ("date:>=2025-10-31", {3, 4, 6}),
    ("date:<2025-10", {1}),
    ("date:<=2025-10-01", {1, 2}),
    ("is:nsfw", {3}),
    ("-is:public", {5}),
    ("is:PUBLIC", {1, 2, 3, 4, 6}),
    ("is:picked", {1}),
    ("is:rejected", {3}),
    ("is:unflagged", {2, 4, 5, 6}),
    ("is:missing", {5}),
    ("is:damaged", {4}),
    ("is:unfiled", {4, 5, 6}),
    ("is:training", {3}),
    ("is:trashed", {6}),
    ("has:caption", {1, 4}),
    ("has:label", {1, 2, 3, 4, 5}),
    ("has:prompt", {1, 2, 3, 4}),
    ("has:album", {1, 2, 3}),
    ("lighthouse OR harbor", {1, 2}),
    ("lighthouse or harbor", set()),
    ("(lighthouse OR harbor) -is:picked", {2}),
    ("lighthouse OR harbor is:rejected", {1}),
    ("NOT (lighthouse OR harbor)", {3, 4, 5, 6}),
    ("NOT NOT lighthouse", {1}),
    ("-lighthouse -ram", {4, 6}),
]


@pytest.mark.parametrize(("text", "expected"), MEANINGS)
def test_a_search_finds(found: Found, text: str, expected: set[int]) -> None:
    assert found(text) == expected


def test_every_field_and_state_is_tried() -> None:
    tried = " ".join(text for text, _ in MEANINGS).lower()
    assert [name for name in FIELDS if f"{name}:" not in tried] == []
    states = [f"{field}:{state}" for field, known in STATES.items() for state in known]
    assert [state for state in states if state not in tried] == []


def test_days_are_days_where_the_user_is(found_at: Callable[[str, datetime], set[int]]) -> None:
    tokyo = datetime(2025, 12, 1, tzinfo=timezone(timedelta(hours=9)))
    assert found_at("date:2025-10-01", tokyo) == {1, 2}
    assert found_at("date:2025-11-01", tokyo) == {4}


def test_a_time_without_a_zone_is_the_computers_own(
    found_at: Callable[[str, datetime], set[int]],
) -> None:
    here = datetime(2025, 12, 1).astimezone()
    assert found_at("date:2025-11-15..2025-12-15", datetime(2025, 12, 1)) == {6}
    assert found_at("date:2025-11-15..2025-12-15", here) == {6}
