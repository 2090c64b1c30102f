"""What a gallery, the left panel and the inspector ask."""

from __future__ import annotations

import pytest

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.edits.albums import AddToAlbum
from imagineer_desktop.catalog.edits.images import flag, move_to_trash
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.queries import (
    albums,
    counts,
    image_details,
    image_ids,
    image_rows,
    vocabulary,
)
from imagineer_desktop.catalog.rows import ImageFilter, Pick, SortKey, Source, SourceKind
from imagineer_desktop.catalog.schema import Image
from imagineer_desktop.catalog.search.mistakes import FilterMistake
from imagineer_desktop.catalog.summaries import summary


def ask(library: Library, question: ImageFilter) -> list[int]:
    with library.reading() as session:
        return list(image_ids(session, question))


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        (SortKey.DATE, True, [12, 11, 10]),
        (SortKey.DATE, False, [1, 2, 3]),
        (SortKey.NAME, True, [12, 11, 10]),
        (SortKey.RATING, True, [11, 5, 10]),
        (SortKey.FILE_SIZE, False, [1, 2, 3]),
        (SortKey.ALBUM, True, [12, 11, 10]),
    ],
)
def test_orders_are_total(filled: Library, sort: SortKey, descending: bool, first: list[int]) -> None:
    assert ask(filled, ImageFilter(sort=sort, descending=descending))[:3] == first


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (SourceKind.ALL, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12}),
        (SourceKind.UNFILED, {7, 8, 9, 10, 12}),
        (SourceKind.TRAINING, {4, 5, 6}),
        (SourceKind.REJECTED, {8}),
        (SourceKind.MISSING, {9}),
        (SourceKind.TRASH, {11}),
    ],
)
def test_sources_and_their_counts_agree(filled: Library, kind: SourceKind, expected: set[int]) -> None:
    history = History(filled)
    history.do(flag((8, 11), Pick.REJECTED))
    history.do(move_to_trash((11,)))
    with filled.writing(EVERYTHING) as session:
        image = session.get_one(Image, 9)
        image.missing_since = image.created_at
    assert set(ask(filled, ImageFilter(Source(kind)))) == expected
    with filled.reading() as session:
        assert counts(session).sources[kind] == len(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", 12),
        ("HARBOR", 6),
        ("lighthouse 100%", 6),
        ("100_", 0),
        ("ram", 2),
        ('"number 3"', 1),
        ("00007", 1),
        ("dusk lighthouse", 1),
        ("'; DROP TABLE images; --", 0),
        ("rating:>=4 harbor", 2),
        ("lighthouse OR is:nsfw", 6),
        ("tag:ram -caption:dawn", 1),
        ("album:sea", 4),
    ],
)
def test_words_match_prompt_name_and_labels(filled: Library, words: str, expected: int) -> None:
    assert len(ask(filled, ImageFilter(words=words))) == expected


def test_album_order_is_by_place_then_by_arrival(filled: Library) -> None:
    source = Source(SourceKind.ALBUM, 2)
    assert ask(filled, ImageFilter(source, sort=SortKey.ALBUM, descending=False)) == [4, 5, 6]
    assert ask(filled, ImageFilter(source)) == [6, 5, 4]


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(filled: Library) -> None:
    with filled.reading() as session:
        rows = image_rows(session, [5, 99, 1])
    assert [row.id for row in rows] == [5, 1]
    assert (rows[0].in_training_source, rows[0].has_caption) == (True, False)
    assert (rows[1].in_training_source, rows[1].has_caption) == (False, True)
    assert rows[1].generated_at is not None
    assert rows[1].generated_at.utcoffset() is not None


def test_albums_count_what_they_show(filled: Library) -> None:
    History(filled).do(move_to_trash((4,)))
    with filled.reading() as session:
        assert {album.name: album.images for album in albums(session)} == {"Sea": 3, "zodiac": 2, "Empty": 0}
        assert [album.name for album in albums(session, of_image=4)] == ["Sea", "zodiac"]


def test_details_hold_every_column_and_an_exact_seed(filled: Library) -> None:
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("ALTER TABLE images ADD COLUMN mood TEXT")
        session.connection().exec_driver_sql(
            "UPDATE images SET mood = 'calm', seed = NULL, seed_text = '18446744073709551615' WHERE id = 1"
        )
    with filled.reading() as session:
        details = image_details(session, 1)
        assert image_details(session, 99) is None
    assert details is not None
    assert details.columns["mood"] == "calm"
    assert details.seed == 2**64 - 1
    assert [album.name for album in details.albums] == ["Sea"]
    assert [label.label_text for label in details.labels] == ["a ram at dawn", "ram"]
    assert [label.by_machine for label in details.labels] == [False, True]


def test_a_selection_is_summed_up(filled: Library) -> None:
    History(filled).do(AddToAlbum(3, (1,)))
    with filled.reading() as session:
        found = summary(session, [1, 2, 3, 7])
    assert found.ratings == {1: 2, 2: 1, 3: 1}
    assert found.picks == {Pick.UNFLAGGED: 4}
    assert (found.nsfw, found.public, found.file_size) == (1, 4, 13_000)
    assert found.with_caption == 1
    assert [(label.label_text, label.source_model, label.images) for label in found.labels] == [
        ("ram", "wd-eva02", 1),
        ("ram", "manual", 1),
        ("dusk", "manual", 1),
    ]
    assert [(album.name, number) for album, number in found.albums] == [("Empty", 1), ("Sea", 3)]


def test_a_selection_of_any_size_is_summed_up_in_few_statements(filled: Library) -> None:
    with filled.reading() as session:
        found = summary(session, range(1, 50_000))
    assert sum(found.ratings.values()) == 12


def test_the_vocabulary_is_by_frequency(filled: Library) -> None:
    with filled.reading() as session:
        assert vocabulary(session) == ("ram", "dusk")


def test_a_search_that_makes_no_sense_says_where(filled: Library) -> None:
    with filled.reading() as session, pytest.raises(FilterMistake, match="character 1") as caught:
        image_ids(session, ImageFilter(words='"unbalanced'))
    assert caught.value.column == 1


def test_what_is_in_the_trash_is_found_by_asking_for_it(filled: Library) -> None:
    History(filled).do(move_to_trash((2, 4)))
    assert ask(filled, ImageFilter(words="harbor")) == [12, 10, 8, 6]
    assert ask(filled, ImageFilter(words="harbor is:trashed")) == [4, 2]
