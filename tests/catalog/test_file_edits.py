"""Paths are changed as one step and come back to the bit; what the library notes by itself is no step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, Arrival, prompt_mark
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.edit import Edit, in_the_past
from imagineer_desktop.catalog.edits.files import RelinkFiles, RelocateFolder
from imagineer_desktop.catalog.errors import CatalogError, GoneError
from imagineer_desktop.catalog.files import (
    KnownFolder,
    file_of,
    files_after,
    files_at,
    files_under,
    files_with,
    folders,
    missing_files,
)
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.whereabouts import (
    NewPlace,
    moved_to,
    note_back,
    note_gone,
    note_moved,
    note_replaced,
    note_touched,
)

TABLES = ("images", "albums", "album_images", "labels")


def tables(library: Library) -> dict[str, list[tuple[object, ...]]]:
    with library.reading() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]
            for table in TABLES
        }


def change(library: Library, sql: str) -> None:
    with library.writing(EVERYTHING) as session:
        session.execute(text(sql))


def paths(library: Library) -> dict[int, str]:
    with library.reading() as session:
        return dict(tuple(row) for row in session.execute(text("SELECT id, file_path FROM images")))


@pytest.fixture
def vault(filled: Library) -> Library:
    """The images 1 to 6 lie in /vault/sea, 7 in /vault-2, 8 in /vault%; the albums 1 and 2 are of folders."""
    change(filled, "UPDATE images SET file_path = '/vault/sea/' || filename WHERE id <= 6")
    change(filled, "UPDATE images SET file_path = '/vault-2/' || filename WHERE id = 7")
    change(filled, "UPDATE images SET file_path = '/vault%/' || filename WHERE id = 8")
    change(filled, "UPDATE images SET missing_since = '2025-10-30 10:00:00.000000' WHERE id <= 2")
    change(filled, "UPDATE albums SET source_folder = '/vault/sea' WHERE id = 1")
    change(filled, "UPDATE albums SET source_folder = '/vault' WHERE id = 2")
    return filled


EDITS: dict[str, Edit] = {
    "relink": RelinkFiles(((1, "/new/a.png"), (2, "/new/00002.png"))),
    "relink with its folder": RelinkFiles(((1, "/new/a.png"),), (("/vault/sea", "/new"),)),
    "change places": RelinkFiles(((1, "/vault/sea/00002.png"), (2, "/vault/sea/00001.png"))),
    "in a ring": RelinkFiles(tuple((n, f"/vault/sea/{n % 6 + 1:05}.png") for n in range(1, 7))),
    "relocate": RelocateFolder("/vault", "/mnt/vault", 6),
    "relocate the inner one": RelocateFolder("/vault/sea", "/sea", 6),
    "relocate some": RelocateFolder("/vault", "/mnt/vault", 4, absent=(2, 3), staying=(4, 5)),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_taken_back_and_done_again_to_the_bit(vault: Library, name: str) -> None:
    history = History(vault)
    before = tables(vault)
    assert history.do(EDITS[name])
    after = tables(vault)
    assert after != before
    assert before["labels"] == after["labels"]
    assert before["album_images"] == after["album_images"]
    for _ in range(2):
        assert history.undo()
        assert tables(vault) == before
        assert history.redo()
        assert tables(vault) == after


def test_a_relinked_image_has_the_name_of_its_file_and_is_not_missing(vault: Library) -> None:
    History(vault).do(RelinkFiles(((1, "/new/a.png"),)))
    with vault.reading() as session:
        asked = text("SELECT filename, file_path, missing_since, rating FROM images WHERE id = 1")
        assert session.execute(asked).one() == ("a.png", "/new/a.png", None, 1)


def test_the_album_of_a_folder_goes_along_once(vault: Library) -> None:
    history = History(vault)
    history.do(RelinkFiles(((1, "/new/a.png"),), (("/vault/sea", "/new"), ("/vault", "/new"))))
    assert source_folders(vault) == ["/new", "/vault", None]
    history.do(RelocateFolder("/vault", "/mnt/vault", 5))
    assert source_folders(vault) == ["/new", "/mnt/vault", None]


def source_folders(library: Library) -> list[str | None]:
    with library.reading() as session:
        return list(session.scalars(text("SELECT source_folder FROM albums ORDER BY id")))


def test_only_what_lies_in_the_folder_is_relocated(vault: Library) -> None:
    before = paths(vault)
    History(vault).do(RelocateFolder("/vault", "/mnt/vault", 6))
    after = paths(vault)
    assert [after[number] for number in range(1, 7)] == [
        f"/mnt/vault/sea/{number:05}.png" for number in range(1, 7)
    ]
    assert {number: after[number] for number in range(7, 13)} == {n: before[n] for n in range(7, 13)}
    assert source_folders(vault) == ["/mnt/vault/sea", "/mnt/vault", None]


def test_relocated_images_are_missing_only_where_they_are_said_to_be(vault: Library) -> None:
    History(vault).do(RelocateFolder("/vault", "/mnt/vault", 6, absent=(2, 3)))
    with vault.reading() as session:
        since = dict(
            tuple(row) for row in session.execute(text("SELECT id, missing_since FROM images WHERE id <= 6"))
        )
    assert since[2] == "2025-10-30 10:00:00.000000"
    assert since[3] is not None
    assert [since[number] for number in (1, 4, 5, 6)] == [None] * 4


def test_a_path_that_another_image_has_is_refused_and_nothing_is_changed(vault: Library) -> None:
    change(vault, "UPDATE images SET file_path = '/mnt/vault/sea/00003.png' WHERE id = 9")
    before = tables(vault)
    history = History(vault)
    with pytest.raises(CatalogError, match="Another image has a path"):
        history.do(RelocateFolder("/vault", "/mnt/vault", 6))
    with pytest.raises(GoneError, match="belongs to another image"):
        history.do(RelinkFiles(((1, "/new/a.png"), (2, "/vault-2/00007.png"))))
    with pytest.raises(GoneError):
        history.do(RelinkFiles(((99, "/new/a.png"),)))
    assert tables(vault) == before
    assert history.undo_text is None


def test_steps_have_names(vault: Library) -> None:
    assert EDITS["relink"].text == "Relink 2 images"
    assert in_the_past(EDITS["relink"].text) == "Relinked 2 images"
    assert in_the_past(EDITS["relocate"].text) == "Relocated 6 images"
    assert not History(vault).do(RelocateFolder("/vault", "/vault", 6))


def test_questions_about_files(vault: Library) -> None:
    change(vault, "UPDATE images SET content_hash = 'c0' WHERE id IN (2, 9)")
    change(vault, "UPDATE images SET trashed_at = '2025-10-30 10:00:00' WHERE id = 6")
    with vault.reading() as session:
        assert [file.image_id for file in files_after(session, 4, 3)] == [5, 6, 7]
        assert [file.image_id for file in missing_files(session)] == [1, 2]
        assert [file.image_id for file in files_with(session, ["c0", "d1"])] == [2, 9]
        assert [file.image_id for file in files_under(session, "/vault")] == [1, 2, 3, 4, 5, 6]
        assert [file.image_id for file in files_under(session, "/vault%")] == [8]
        assert files_under(session, "/vaul") == []
        assert list(files_at(session, ["/vault-2/00007.png", "/nowhere"])) == ["/vault-2/00007.png"]
        assert file_of(session, 99) is None
        assert folders(session) == (
            KnownFolder("/pictures", 4),
            KnownFolder("/vault%", 1),
            KnownFolder("/vault-2", 1),
            KnownFolder("/vault/sea", 5, 2),
        )
        file = file_of(session, 6)
    assert file is not None
    assert (file.trashed, file.missing, file.size) == (True, False, 6000)


def test_gone_and_back_are_notes_about_a_path(vault: Library) -> None:
    with vault.reading() as session:
        files = files_after(session, 0, 4)
    change(vault, "UPDATE images SET file_path = '/elsewhere' WHERE id = 4")
    with vault.writing(EVERYTHING) as session:
        note_gone(session, files[2:])
        note_back(session, files[:1])
    with vault.reading() as session:
        assert [file.image_id for file in missing_files(session)] == [2, 3]
        since = session.scalar(text("SELECT missing_since FROM images WHERE id = 2"))
    assert since == "2025-10-30 10:00:00.000000"


def test_a_moved_file_does_not_take_the_path_of_another_image(vault: Library) -> None:
    places = [NewPlace(1, "/new/a.png", 5), NewPlace(2, "/vault-2/00007.png")]
    with vault.writing(EVERYTHING) as session:
        assert note_moved(session, places) == 1
    with vault.reading() as session:
        asked = text(
            "SELECT id, filename, file_mtime_ns, missing_since FROM images WHERE id <= 2 ORDER BY id"
        )
        first, second = session.execute(asked).all()
    assert tuple(first) == (1, "a.png", 5, None)
    assert tuple(second) == (2, "00002.png", None, "2025-10-30 10:00:00.000000")


def arrival(**values: object) -> Arrival:
    about: dict[str, object] = {
        "file_path": "/vault/sea/00001.png",
        "width": 64,
        "height": 32,
        "file_size": 77,
        "content_hash": "e" * 64,
        "file_mtime_ns": 9,
        "generated_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Arrival(**{**about, **values})  # type: ignore[arg-type]


def after_replacing(library: Library, image_id: int, new: Arrival) -> dict[str, object]:
    """The image, when this file was found at its path."""
    with library.writing(EVERYTHING) as session:
        path = session.scalar(text("SELECT file_path FROM images WHERE id = :id"), {"id": image_id})
        assert note_replaced(session, image_id, replace(new, file_path=path))
    with library.reading() as session:
        asked = text("SELECT * FROM images WHERE id = :id")
        return dict(session.execute(asked, {"id": image_id}).mappings().one())


def test_a_replaced_file_takes_over_and_what_was_stays_in_the_history(vault: Library) -> None:
    said = {"format": "PNG", **mark("a lighthouse number 1, 100% detail")}
    change(
        vault, f"UPDATE images SET generation_data = '{json.dumps(said)}', content_hash = 'old' WHERE id = 1"
    )
    data = json.dumps({"format": "WEBP", **mark("a new sea")})
    row = after_replacing(vault, 1, arrival(prompt="a new sea", seed=2**64 - 1, generation_data=data))
    assert (row["content_hash"], row["file_size"], row["width"], row["height"]) == ("e" * 64, 77, 64, 32)
    assert (row["prompt"], row["seed"], row["seed_text"]) == ("a new sea", None, str(2**64 - 1))
    assert (row["rating"], row["missing_since"]) == (1, None)
    kept = json.loads(str(row["generation_data"]))
    assert kept["format"] == "WEBP"
    (entry,) = kept["history"]
    assert (entry["content_hash"], entry["file_size"], entry["width"]) == ("old", 1000, 1024)
    assert entry["prompt"] == "a lighthouse number 1, 100% detail"
    assert entry["generation_data"] == said
    row = after_replacing(vault, 1, arrival(prompt="a third", content_hash="f" * 64))
    assert row["prompt"] == "a third"
    history = json.loads(str(row["generation_data"]))["history"]
    assert [one["content_hash"] for one in history] == ["old", "e" * 64]


def mark(prompt: str, negative: str | None = None) -> dict[str, str | None]:
    """What an import notes of the words that a file said."""
    return {PROMPT_MARK: prompt_mark(prompt, negative)}


@pytest.mark.parametrize("said", [{}, mark("what the file said"), mark("a harbor", "fog")])
@pytest.mark.parametrize("times", [1, 2])
def test_words_that_may_be_a_persons_are_not_replaced(
    vault: Library, said: dict[str, str | None], times: int
) -> None:
    change(vault, f"UPDATE images SET generation_data = '{json.dumps(said)}', seed = 3 WHERE id = 2")
    for number in range(times):
        words = f"machine words {number}"
        data = json.dumps({"raw": {"parameters": words}, **mark(words)})
        new = arrival(prompt=words, seed=4, model="sd15", content_hash=str(number), generation_data=data)
        row = after_replacing(vault, 2, new)
        assert (row["prompt"], row["seed"], row["content_hash"]) == ("a harbor", 3, str(number))
        data = json.loads(str(row["generation_data"]))
        assert data["raw"] == {"parameters": words}
        assert ["changed by hand" in note for note in data["notes"]] == [True]


def test_words_that_were_erased_do_not_come_back(vault: Library) -> None:
    data = json.dumps(mark("a harbor"))
    change(vault, f"UPDATE images SET generation_data = '{data}', prompt = NULL WHERE id = 2")
    assert after_replacing(vault, 2, arrival(prompt="machine words"))["prompt"] is None


def test_of_a_file_that_nobody_had_read_only_what_is_lost_is_kept(vault: Library) -> None:
    unread = "content_hash = NULL, file_size = 77, file_mtime_ns = 1"
    said = json.dumps({"format": "PNG", **mark("a harbor")})
    change(vault, f"UPDATE images SET {unread}, generation_data = '{said}' WHERE id = 2")
    row = after_replacing(vault, 2, arrival(prompt="a harbor", seed=2, generation_data=said))
    assert (row["content_hash"], row["file_mtime_ns"]) == ("e" * 64, 9)
    assert row["generation_data"] == said
    change(vault, "UPDATE images SET content_hash = NULL WHERE id = 2")
    data = json.dumps({"format": "PNG", **mark("a pier")})
    row = after_replacing(vault, 2, arrival(prompt="a pier", generation_data=data))
    (entry,) = json.loads(str(row["generation_data"]))["history"]
    assert (row["prompt"], entry["prompt"]) == ("a pier", "a harbor")


def test_what_was_seen_at_another_path_is_not_noted(vault: Library) -> None:
    before = tables(vault)
    with vault.writing(EVERYTHING) as session:
        assert not note_replaced(session, 2, arrival(file_path="/elsewhere", prompt="a pier"))
        note_touched(session, [NewPlace(2, "/elsewhere", 8)])
    assert tables(vault) == before


def test_files_change_places_in_one_step(vault: Library) -> None:
    with vault.reading() as session:
        old = {file.image_id: file.path for file in files_after(session, 0, 4)}
    ring = [NewPlace(one, old[other], old_path=old[one]) for one, other in ((1, 2), (2, 3), (3, 1))]
    with vault.writing(EVERYTHING) as session:
        assert moved_to(session, ring) == {1, 2, 3}
    with vault.reading() as session:
        new = {file.image_id: file.path for file in files_after(session, 0, 4)}
    assert new == {1: old[2], 2: old[3], 3: old[1], 4: old[4]}


def test_who_waits_for_the_place_of_one_that_stays_stays_too(vault: Library) -> None:
    with vault.reading() as session:
        old = {file.image_id: file.path for file in files_after(session, 0, 4)}
    chain = [
        NewPlace(1, old[2], old_path=old[1]),
        NewPlace(2, old[3], old_path=old[2]),
        NewPlace(3, "/free.png", old_path="/not/there/any/more"),
        NewPlace(4, "/also free.png", old_path=old[4]),
    ]
    with vault.writing(EVERYTHING) as session:
        assert moved_to(session, chain) == {4}
    with vault.reading() as session:
        new = {file.image_id: file.path for file in files_after(session, 0, 4)}
    assert new == {**old, 4: "/also free.png"}


def test_a_new_file_that_says_nothing_leaves_the_prompt(vault: Library) -> None:
    row = after_replacing(vault, 2, arrival())
    assert (row["prompt"], row["content_hash"]) == ("a harbor", "e" * 64)
    data = json.loads(str(row["generation_data"]))
    assert data["notes"] == ["The file was replaced; what is said about its making is of the file before."]
    row = after_replacing(vault, 2, arrival(content_hash="f" * 64))
    assert len(json.loads(str(row["generation_data"]))["notes"]) == 1


def test_data_that_is_no_object_is_kept(vault: Library) -> None:
    change(vault, "UPDATE images SET generation_data = '{half' WHERE id = 1")
    row = after_replacing(vault, 1, arrival(prompt="new"))
    (entry,) = json.loads(str(row["generation_data"]))["history"]
    assert entry["generation_data"] == {"unreadable": "{half"}
