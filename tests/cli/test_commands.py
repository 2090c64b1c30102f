"""What each command answers, as one JSON object and as words."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.opening import open_library
from imagineer_desktop.jobs.imports.importing import import_paths
from imagineer_desktop.jobs.progress import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Program

TABLES = ["images", "albums", "album_images", "labels", "scrape_jobs", "training_runs"]


@pytest.fixture
def filled(database: Path, outputs: Path) -> Path:
    """The library with the outputs in it."""
    with closing(open_library(database)) as library:
        finish(import_paths(library, [outputs]))
    return database


def test_import_answers(program: Program, database: Path, outputs: Path) -> None:
    (outputs / "empty.png").write_bytes(b"")
    answer = program("--database", database, "import", outputs, "--json").answer
    assert list(answer) == ["found", "imported", "already", "failed", "albums_created", "seconds"]
    assert isinstance(answer.pop("seconds"), float)
    assert answer == {
        "found": 4,
        "imported": 3,
        "already": 0,
        "failed": [{"path": str(outputs / "empty.png"), "reason": "The file is empty."}],
        "albums_created": 1,
    }
    again = program("--database", database, "--json", "import", outputs, outputs / "single.png").answer
    assert (again["found"], again["imported"], again["already"]) == (4, 0, 3)


def test_info_answers(program: Program, filled: Path) -> None:
    answer = program("--database", filled, "info", "--json").answer
    assert list(answer) == ["database", "revision", *TABLES]
    assert answer["database"] == str(filled)
    assert answer["revision"] == migrating.HEAD
    assert [answer[table] for table in TABLES] == [3, 1, 2, 1, 0, 0]


def test_albums_answers(program: Program, filled: Path) -> None:
    assert program("--database", filled, "albums", "--json").answer == {
        "albums": [
            {
                "id": 1,
                "name": "batch",
                "album_type": "batch",
                "is_training_source": False,
                "is_public": True,
                "images": 2,
            }
        ]
    }


def test_show_answers_with_everything_known(program: Program, filled: Path, outputs: Path) -> None:
    answer = program("--database", filled, "show", "--json", outputs / "single.png").answer
    with closing(sqlite3.connect(filled)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(images)")]
    assert list(answer) == [*columns, "albums", "labels"]
    assert (answer["seed"], answer["steps"], answer["prompt"]) == (2**64 - 1, 30, "naïve 🐏\nline")
    assert (answer["filename"], answer["file_path"]) == ("single.png", str(outputs / "single.png"))
    assert (answer["width"], answer["height"], answer["rating"]) == (40, 30, 0)
    assert (answer["is_nsfw"], answer["is_public"]) == (False, True)
    assert (answer["albums"], answer["labels"]) == ([], [])
    captioned = program("--database", filled, "show", "--json", outputs / "batch" / "2.png").answer
    assert captioned["albums"] == ["batch"]
    assert captioned["labels"] == [
        {"label_text": "a caption", "label_type": "caption", "source_model": "sidecar", "confidence": None}
    ]
    with_lora = program("--database", filled, "show", "--json", outputs / "batch" / "1.png").answer
    assert json.loads(with_lora["lora_config"]) == [{"path": "/m/Card", "weight": 0.6}]


def test_show_by_id_and_by_every_way_to_the_file(
    program: Program, filled: Path, outputs: Path, working: Path
) -> None:
    by_id = program("--database", filled, "show", "1", "--json").answer
    relative = os.path.relpath(outputs / "single.png", working)
    (working / "link").symlink_to(outputs)
    for way in (outputs / "single.png", relative, f"./{relative}", "link/single.png"):
        assert program("--database", filled, "show", way, "--json").answer == by_id


def test_a_number_is_an_id_and_a_path_is_a_file(
    program: Program, filled: Path, working: Path, picture: Callable[..., Path]
) -> None:
    files = [picture(working / "1"), picture(working / "77")]
    assert program("--database", filled, "import", *files).code == 0

    def shown(image: str) -> str:
        return str(program("--database", filled, "show", image, "--json").answer["filename"])

    assert shown("1") == "single.png"
    assert shown("./1") == "1"
    assert shown("77") == "77"


@pytest.mark.parametrize("image", ["0", "²", "9" * 5000, b"\xff.png", ""])
def test_an_image_that_is_not_there(program: Program, filled: Path, image: str | bytes) -> None:
    assert "no image" in program("--database", filled, "show", "--json", "--", image).refusal


def test_words_for_a_person(program: Program, filled: Path, outputs: Path) -> None:
    shown = program("--database", filled, "show", "1")
    assert (shown.code, shown.err) == (0, "")
    assert f"file_path        {outputs / 'single.png'}\n" in shown.out
    assert "prompt           naïve 🐏\\nline\n" in shown.out, "a line each"
    assert "albums  1\n  id 1  name batch" in program("--database", filled, "albums").out
    imported = program("--database", filled, "import", outputs)
    assert (imported.code, imported.err) == (0, "")
    assert "already         3\n" in imported.out


def test_names_cannot_play_with_the_terminal(
    program: Program, database: Path, outputs: Path, picture: Callable[..., Path]
) -> None:
    (outputs / "\x1b[31mred\n.png").write_bytes(b"")
    picture(outputs / "\x1b[2J" / "1.png")
    said = [program("--database", database, *verb).out for verb in (("import", outputs), ("albums",))]
    assert "\x1b" not in "".join(said)
    assert "\\x1b[31mred\\n.png" in said[0]
    assert "name \\x1b[2J" in said[1]


def test_names_that_are_no_text(program: Program, database: Path, outputs: Path) -> None:
    shutil.copy(os.fsencode(outputs / "single.png"), os.fsencode(outputs) + b"/\xff.png")
    answer = program("--database", database, "import", outputs, "--json").answer
    assert [failure["path"] for failure in answer["failed"]] == [str(outputs / "\\xff.png")]
    assert "\\xff.png" in program("--database", database, "import", outputs).out
    assert "gone" in program("--database", database, "import", "--json", b"gone\xff").refusal


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_is_whole_in_every_encoding(program: Program, filled: Path, encoding: str) -> None:
    answer = program("--database", filled, "show", "1", "--json", PYTHONIOENCODING=encoding).answer
    assert answer["prompt"] == "naïve 🐏\nline"
    assert program("--database", filled, "show", "1", PYTHONIOENCODING="ascii").code == 0


def test_values_that_json_does_not_know(program: Program, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("ALTER TABLE images ADD COLUMN payload BLOB")
        connection.execute("UPDATE images SET payload = x'41ff', guidance_scale = 9e999 WHERE id = 1")
    shown = program("--database", filled, "show", "1", "--json")
    assert shown.answer["payload"] == "A\\xff"
    assert "Infinity" not in shown.out


@pytest.fixture
def october(database: Path, outputs: Path) -> Path:
    """A library as the web application left it, whose paths dangle."""
    migrating.create(database)
    migrating.downgrade(database, migrating.OCTOBER)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")
        connection.execute(
            "INSERT INTO images (filename, file_path) VALUES ('single.png', '/mnt/old/outputs/single.png')"
        )
    return database


def test_upgrade_in_place(program: Program, october: Path, outputs: Path, working: Path) -> None:
    relative = os.path.relpath(october, working)
    answer = program("--database", relative, "upgrade", "--outputs-root", outputs, "--json").answer
    assert list(answer)[:4] == ["from", "to", "backup", "database"]
    assert (answer["from"], answer["to"]) == (migrating.OCTOBER, migrating.HEAD)
    assert (answer["database"], answer["missing"]) == (str(october), 0)
    assert Path(answer["backup"]).is_absolute()
    assert Path(answer["backup"]).is_file()
    assert program("--database", october, "show", outputs / "single.png", "--json").answer["id"] == 1


def test_upgrade_without_a_root_reports_what_is_missing(program: Program, october: Path) -> None:
    answer = program("--database", october, "upgrade", "--json").answer
    assert (answer["remapped"], answer["missing"]) == (0, 1)
    again = program("--database", october, "upgrade", "--json").answer
    assert (again["from"], again["to"], again["backup"]) == (migrating.HEAD, migrating.HEAD, None)


def test_upgrade_to_a_copy(program: Program, october: Path, working: Path) -> None:
    before = october.read_bytes()
    answer = program("--database", october, "upgrade", "--to-copy", "new.db", "--json").answer
    assert (answer["backup"], answer["database"]) == (None, str(working / "new.db"))
    assert october.read_bytes() == before
    assert program("--database", "new.db", "info", "--json").answer["images"] == 1
    assert "already a file" in program("--database", october, "upgrade", "--to-copy", "new.db").refusal
    assert "no folder" in program("--database", october, "upgrade", "--outputs-root", "gone").refusal


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "folder", "images"),
    [
        ("october-28.db", "outputs", 44),
        ("before-training-source.db", "outputs-early", 33),
        ("training-source-added.db", "outputs-early", 33),
    ],
)
def test_the_real_libraries(
    program: Program, real_files: Path, database: Path, name: str, folder: str, images: int
) -> None:
    shutil.copy(real_files / "legacy" / name, database)
    root = real_files / "legacy" / folder
    assert program("--database", database, "info", "--json").refusal.endswith(f"{database} upgrade")
    answer = program("--database", database, "upgrade", "--outputs-root", root, "--json").answer
    assert (answer["remapped"], answer["missing"]) == (images, 0)
    assert program("--database", database, "import", root, "--json").answer["already"] == images


def test_damaged_images_are_imported_and_named(program: Program, database: Path, outputs: Path) -> None:
    whole = (outputs / "single.png").read_bytes()
    (outputs / "cut.png").write_bytes(whole[:-20])
    moment = 1_760_000_000
    os.utime(outputs / "cut.png", (moment, moment))
    outcome = program("--database", database, "import", outputs)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert [line.split() for line in lines if line.startswith(("imported", "failed", "damaged"))] == [
        ["imported", "4"],
        ["failed", "0"],
        ["damaged", "1"],
    ]
    assert lines[-1].split("reason ")[1] == "The file ends too early: it is damaged."
