"""Files that are not what they seem: each is imported or refused with a reason, and none stops an import."""

from __future__ import annotations

import json
import os
import socket
import struct
import zlib
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.jobs.imports.import_report import ImportReport
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.imports.steady_writing import Patience
from imagineer_desktop.jobs.progress import finish
from imagineer_desktop.media.thumbnails import ThumbnailCache

Rows = Callable[[str], list[dict[str, Any]]]
Painter = Callable[..., Path]


def run(library: Library, root: Path, cache: ThumbnailCache | None = None) -> ImportReport:
    return finish(import_paths(library, [root], cache, patience=Patience(still=0.0)))


def png(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (8, 8), pixels: bytes | None = None) -> bytes:
    """A PNG in gray, chunk by chunk."""
    rows = zlib.compress(b"\0" * (size[0] + 1) * size[1]) if pixels is None else pixels
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)),
        *chunks,
        (b"IDAT", rows),
        (b"IEND", b""),
    ]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_what_is_no_ordinary_file_is_not_waited_for(
    library: Library, paint: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = tmp_path / "outputs"
    paint(outputs / "a.png")
    os.mkfifo(outputs / "pipe.png")
    (outputs / "folder.png").mkdir()
    (outputs / "dangling.png").symlink_to("nowhere")
    (outputs / "device.png").symlink_to("/dev/zero")
    monkeypatch.chdir(outputs)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.png")
        report = run(library, outputs)
    assert (report.imported, report.found) == (1, 3)
    reasons = {Path(one.path).name: one.reason for one in report.failed}
    assert reasons == dict.fromkeys(("pipe.png", "socket.png"), "This is not an ordinary file.")


def test_copies_of_one_content_are_both_kept(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    one = paint(tmp_path / "outputs" / "one.png")
    (tmp_path / "outputs" / "two.png").write_bytes(one.read_bytes())
    assert run(library, tmp_path / "outputs").imported == 2
    assert rows("SELECT count(*) AS images, count(DISTINCT content_hash) AS contents FROM images") == [
        {"images": 2, "contents": 1}
    ]


def test_many_files_of_one_folder_come_in_short_batches(library: Library, rows: Rows, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    for number in range(1200):
        (tmp_path / "outputs" / f"{number:04}.png").write_bytes(png((b"tEXt", b"n\0%d" % number)))
    counts: list[int] = []

    def hear(changes: Changes) -> None:
        if changes.membership:
            counts.append(rows("SELECT count(*) AS n FROM images")[0]["n"])

    library.subscribe(hear)
    assert run(library, tmp_path / "outputs").imported == 1200
    assert counts[-1] == 1200
    assert all(after - before <= 500 for before, after in zip([0, *counts], counts, strict=False))
    names = [row["filename"] for row in rows("SELECT filename FROM images ORDER BY id")]
    assert names == sorted(names), "in the order of the folder"


BOMBS = {
    "60,000 pixels each way": png(size=(60_000, 60_000), pixels=zlib.compress(bytes(10_000_000))),
    "more than can be counted": png(size=(2**31 - 1, 2**31 - 1), pixels=b""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_has_its_size_and_is_never_decoded(
    library: Library, cache: ThumbnailCache, rows: Rows, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "outputs" / "bomb.png"
    path.parent.mkdir()
    path.write_bytes(BOMBS[name])
    report = run(library, path.parent, cache)
    assert (report.imported, len(report.damaged)) == (1, 1)
    (row,) = rows("SELECT width, height, trouble, content_hash FROM images")
    assert row["width"] >= 60_000
    assert row["trouble"] == report.damaged[0].reason
    assert len(row["content_hash"]) == 64


def test_words_that_unpack_to_a_gigabyte_are_noted_and_the_picture_imported(
    library: Library, rows: Rows, tmp_path: Path
) -> None:
    path = tmp_path / "outputs" / "a.png"
    path.parent.mkdir()
    squeezed = zlib.compressobj(9)
    blown = b"".join([*(squeezed.compress(bytes(1_000_000)) for _ in range(1000)), squeezed.flush()])
    path.write_bytes(png((b"zTXt", b"parameters\0\0" + blown)))
    assert run(library, path.parent).imported == 1
    assert json.loads(rows("SELECT generation_data FROM images")[0]["generation_data"])["notes"]


STRANGERS = {
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1/'/></svg>",
    "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n",
    "document.webp": b"%PDF-1.7\n",
    "program.png": b"MZ" + bytes(100),
    "page.png": b"<!DOCTYPE html><html></html>",
    "empty.png": b"",
    "header.png": b"\x89PNG\r\n\x1a\n",
    "nothing to see.png": png(size=(0, 0)),
}


def test_strangers_with_the_name_of_a_picture_are_refused_by_what_they_are(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "outputs").mkdir()
    for name, content in STRANGERS.items():
        (tmp_path / "outputs" / name).write_bytes(content)
    report = run(library, tmp_path / "outputs")
    assert (report.imported, len(report.failed)) == (0, len(STRANGERS))
    assert all(one.reason.endswith(".") for one in report.failed)


def test_of_an_animation_the_first_of_its_frames_is_kept(
    library: Library, cache: ThumbnailCache, rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "outputs").mkdir()
    frames = [Image.new("L", (8, 8), number % 256) for number in range(300)]
    frames[0].save(tmp_path / "outputs" / "a.gif", save_all=True, append_images=frames[1:])
    assert run(library, tmp_path / "outputs", cache).damaged == []
    (row,) = rows("SELECT generation_data, perceptual_hash FROM images")
    assert json.loads(row["generation_data"])["frames"] == 300
    assert row["perceptual_hash"] is not None


SEEDS = (str(2**64 - 1), "-1", "1e400", '"123"', "null", "NaN", "9" * 5000)
PROMPTS = ("a ram", "a\x00b", "half \ud800 a pair")


def test_no_seed_and_no_prompt_stops_an_import(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for place, (seed, prompt) in enumerate(product(SEEDS, PROMPTS)):
        path = paint(tmp_path / "outputs" / f"{place:02}.png")
        path.with_suffix(".json").write_text(f'{{"prompt": {json.dumps(prompt)}, "seed": {seed}}}')
    report = run(library, tmp_path / "outputs")
    assert (report.imported, report.failed) == (len(SEEDS) * len(PROMPTS), [])
    kept = rows("SELECT seed, seed_text, prompt, generation_data FROM images ORDER BY filename")
    assert all(json.loads(row["generation_data"])["format"] == "PNG" for row in kept)
    assert (kept[0]["seed"], kept[0]["seed_text"], kept[0]["prompt"]) == (None, str(2**64 - 1), "a ram")
    assert all("\x00" not in (row["prompt"] or "") for row in kept)


SIDECARS = {
    "deep": "[" * 100_000,
    "a list": "[1, 2]",
    "cut off": '{"prompt": "half',
    "not a number": '{"prompt": "x", "seed": NaN}',
    "twice": '{"prompt": "x", "prompt": "y"}',
}


def test_a_sidecar_never_keeps_its_picture_out(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    for name, written in SIDECARS.items():
        paint(tmp_path / "outputs" / f"{name}.png").with_suffix(".json").write_text(written)
    report = run(library, tmp_path / "outputs")
    assert (report.imported, report.failed) == (len(SIDECARS), [])
    kept = rows("SELECT filename, generation_data FROM images")
    noted = {row["filename"].removesuffix(".png") for row in kept if "notes" in row["generation_data"]}
    assert noted == {"deep", "a list", "cut off"}


def test_a_sidecar_of_300_megabytes_is_left_alone(
    library: Library, rows: Rows, paint: Painter, tmp_path: Path
) -> None:
    path = paint(tmp_path / "outputs" / "a.png")
    with path.with_suffix(".json").open("wb") as sidecar:
        sidecar.truncate(300 * 1024 * 1024)
    assert run(library, tmp_path / "outputs").imported == 1
    assert "a.json" in rows("SELECT generation_data FROM images")[0]["generation_data"]


XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>sea</rdf:li>
<rdf:li>dusk</rdf:li></rdf:Bag></dc:subject><dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">waves</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_keywords_become_tags_and_descriptions_captions(library: Library, rows: Rows, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    packet = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP
    (tmp_path / "outputs" / "a.png").write_bytes(png((b"iTXt", packet)))
    assert run(library, tmp_path / "outputs").imported == 1
    assert rows("SELECT label_text, label_type, source_model FROM labels ORDER BY label_text") == [
        {"label_text": "dusk", "label_type": "tag", "source_model": "xmp"},
        {"label_text": "sea", "label_type": "tag", "source_model": "xmp"},
        {"label_text": "waves", "label_type": "caption", "source_model": "xmp"},
    ]
