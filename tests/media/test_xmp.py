"""Captions and keywords in XMP, in the picture and beside it; and what is no caption."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imagineer_desktop.media.generation import Embedded, caption_in, read_generation
from imagineer_desktop.media.generation.values import UnreadableError
from imagineer_desktop.media.generation.xmp import EMPTY, packet_in, read_packet
from imagineer_desktop.media.looking import Look, look

NAMES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"'
)
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def packet(fields: str, attributes: str = "") -> str:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF {NAMES}><rdf:Description rdf:about="" {attributes}>{fields}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    )


def described(text: str, language: str = "x-default") -> str:
    return (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="{language}">{text}</rdf:li></rdf:Alt></dc:description>'
    )


KEYWORDS = (
    "<dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li> hill </rdf:li><rdf:li>sea</rdf:li></rdf:Bag>"
    "</dc:subject>"
)


@pytest.fixture(params=["embedded png", "embedded jpg", "embedded webp", "a.xmp", "a.png.xmp", "a.XMP"])
def seen_with(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Look]:
    """A look at a picture with this packet in it or beside it."""

    def read(said: str) -> Look:
        place = str(request.param)
        suffix = place.split()[1] if " " in place else "png"
        path = tmp_path / f"a.{suffix}"
        inside: dict[str, Any] = {"xmp": said.encode()} if " " in place and suffix != "png" else {}
        if place == "embedded png":
            info = PngInfo()
            info.add_itxt("XML:com.adobe.xmp", said)
            Image.new("RGB", (9, 9)).save(path, pnginfo=info)
        else:
            Image.new("RGB", (9, 9)).save(path, **inside)
        if " " not in place:
            (tmp_path / place).write_text(said, encoding="utf-8")
        return look(path)

    return read


def test_a_description_becomes_the_caption_and_subjects_keywords(seen_with: Callable[[str], Look]) -> None:
    found = seen_with(
        packet(described("a <b>hill</b> & sheep".replace("&", "&amp;").replace("<", "&lt;")) + KEYWORDS)
    )
    assert (found.caption, found.keywords) == ("a <b>hill</b> & sheep", ("sea", "hill"))
    assert (found.generation, found.notes, found.trouble) == (None, (), None)


@pytest.mark.parametrize(
    ("fields", "caption"),
    [
        (described("ein Hügel", "de"), "ein Hügel"),
        (
            '<dc:description><rdf:Alt><rdf:li xml:lang="de-DE">ein Hügel</rdf:li>'
            '<rdf:li xml:lang="x-default">a hill</rdf:li></rdf:Alt></dc:description>',
            "a hill",
        ),
        ("<dc:description>\n  plain text\n</dc:description>", "plain text"),
        (described("  \n "), None),
        (described(""), None),
        ("", None),
        ("<dc:title><rdf:Alt><rdf:li>a title</rdf:li></rdf:Alt></dc:title>", None),
    ],
)
def test_descriptions_in_all_their_forms(fields: str, caption: str | None) -> None:
    assert caption_in(read_packet(packet(fields))) == caption


def test_a_description_among_the_attributes() -> None:
    found = read_packet(packet("", 'dc:description="a hill" xmp:CreatorTool="digiKam-8.5.0" xmp:Rating="4"'))
    assert caption_in(found) == "a hill"
    assert found.fields["Rating"] == "4"


def test_a_sidecar_text_counts_more_than_a_description(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (9, 9)).save(path, xmp=packet(described("inside") + KEYWORDS).encode())
    assert look(path).caption == "inside"
    (tmp_path / "a.xmp").write_text(packet(described("beside")))
    assert (look(path).caption, look(path).keywords) == ("beside", ("sea", "hill"))
    (tmp_path / "a.txt").write_text("a text")
    assert look(path).caption == "a text"


PROMPT = "an oil painting of a lighthouse at dusk, waves, gulls"


@pytest.mark.parametrize(
    "fields",
    [
        described(PROMPT),
        described(f"  {PROMPT.replace(', ', ',  ')}\n"),
        described(PROMPT[:45]),
        described(f"{PROMPT} and more of it"),
        described(f"{PROMPT}\nNegative prompt: dog\nSteps: 20, Sampler: Euler, Seed: 1"),
        described("a hill --ar 16:9 --v 6.1"),
        described("a hill Job ID: 0d96af40-5b0f-4f29-9b4f-0b2f0b1c2d3e"),
        described("a hill\n-dog\nSteps: 8, Sampler: DPM++, Guidance Scale: 4.0, Seed: 1"),
        described('{"prompt": "a hill"}'),
        "<xmp:CreatorTool>Draw Things</xmp:CreatorTool>" + described("a hill"),
        "<xmp:CreatorTool>Midjourney</xmp:CreatorTool>" + described("a hill"),
        f"<Iptc4xmpExt:DigitalSourceType>{AI}</Iptc4xmpExt:DigitalSourceType>" + described("a hill"),
    ],
)
def test_a_prompt_is_no_caption(seen_with: Callable[[str], Look], tmp_path: Path, fields: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"prompt": PROMPT, "seed": 1}))
    assert seen_with(packet(fields)).caption is None


def test_a_caption_beside_a_prompt_stays_a_caption(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"prompt": PROMPT}))
    (tmp_path / "a.xmp").write_text(packet(described("my favorite: the lighthouse")))
    path = tmp_path / "a.png"
    Image.new("RGB", (9, 9)).save(path)
    assert look(path).caption == "my favorite: the lighthouse"
    part = AI.replace("trained", "compositeWithTrained")
    (tmp_path / "a.xmp").write_text(
        packet(
            f"<Iptc4xmpExt:DigitalSourceType>{part}</Iptc4xmpExt:DigitalSourceType>{described('retouched')}"
        )
    )
    assert look(path).caption == "retouched"


def test_draw_things_before_it_wrote_json() -> None:
    said = "a cat\non a mat\n-dog\nSteps: 8, Sampler: DPM++ 2M AYS, Guidance Scale: 4.0, Seed: 3524212893, "
    said += "Size: 832x1216, Model: fog.ckpt, Strength: 1.0"
    found = read_generation(Embedded(xmp=packet(described(said), 'xmp:CreatorTool="Draw Things"')))
    assert found is not None
    assert (found.generator, found.prompt, found.negative_prompt) == ("Draw Things", "a cat\non a mat", "dog")
    assert (found.seed, found.steps, found.guidance_scale, found.size) == (3524212893, 8, 4.0, (832, 1216))


LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
BILLION = f"<!DOCTYPE x [{LAUGHS}]>"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (BILLION + packet(described("&c;")), "document type"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + packet(described("x")), "document type"),
        (
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + packet(described("&e;")),
            "document type",
        ),
        (packet(described("&undefined;")), "not valid XML"),
        (packet(described("cut off"))[:-60], "not valid XML"),
        ("", "not valid XML"),
        ("just words", "not valid XML"),
        ("\ud800<a/>", "not valid XML"),
        (packet("<a>" * 100 + "</a>" * 100), "nested too deeply"),
        ("<a>" * 100_000, "nested too deeply"),
        (packet(described("x" * 5_000_000)), "too large"),
    ],
)
def test_a_packet_that_cannot_be_read_is_noted(tmp_path: Path, said: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_packet(said)
    assert packet_in(said) == EMPTY
    path = tmp_path / "a.png"
    Image.new("RGB", (9, 9)).save(path)
    (tmp_path / "a.xmp").write_bytes(said.encode("utf-8", "surrogatepass"))
    found = look(path)
    assert (found.caption, found.keywords) == (None, ())
    (note,) = found.notes
    assert note.startswith("a.xmp could not be read: ")
    assert reason in note


def test_a_packet_of_very_many_elements_ends_soon() -> None:
    begun = time.process_time()
    found = read_packet(packet(described("a hill") + "<xmp:a/>" * 400_000))
    assert found.description == "a hill"
    assert time.process_time() - begun < 5


def test_a_giant_beside_a_picture_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (9, 9)).save(path)
    for suffix in ("json", "txt", "xmp"):
        (tmp_path / f"a.{suffix}").touch()
        os.truncate(tmp_path / f"a.{suffix}", 300 * 1024 * 1024)
    begun = time.process_time()
    found = look(path)
    assert time.process_time() - begun < 1
    assert sorted(note.partition(" ")[0] for note in found.notes) == ["a.json", "a.txt", "a.xmp"]
    assert all("larger than 8 MiB" in note for note in found.notes)


def test_words_that_cannot_be_stored_are_mended() -> None:
    found = read_packet(packet(described("a hill") + KEYWORDS.replace("hill", "h&#x85;ill")))
    assert all(word.encode() for word in found.keywords)
