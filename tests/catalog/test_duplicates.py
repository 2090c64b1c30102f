"""What is alike is found with certainty, asked about once, and never again when it is judged."""

from __future__ import annotations

import random

import pytest

from imagineer_desktop.catalog.banding import neighbors
from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.duplicates import (
    DuplicatePair,
    likenesses,
    number_of_copies,
    open_pairs,
    store_hashes,
    unhashed,
)
from imagineer_desktop.catalog.edits.duplicates import KeepBoth, KeepOne
from imagineer_desktop.catalog.edits.images import move_to_trash
from imagineer_desktop.catalog.history import History
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.preference import Reason, preference
from imagineer_desktop.catalog.queries import image_details
from imagineer_desktop.catalog.rows import ImageDetails

FAR = (0x0123456789ABCDEF, 0xFEDCBA9876543210, 0xF0F0F0F0F0F0F0F0, 0x8000000000000001)


def flipped(number: int, *bits: int) -> int:
    for bit in bits:
        number ^= 1 << bit
    return number


def hashed(library: Library, hashes: dict[int, int]) -> None:
    with library.writing(EVERYTHING) as session:
        store_hashes(session, [(image_id, None, value) for image_id, value in hashes.items()])


def with_content(library: Library, contents: dict[int, str]) -> None:
    with library.writing(EVERYTHING) as session:
        for image_id, content in contents.items():
            session.connection().exec_driver_sql(
                "UPDATE images SET content_hash = ? WHERE id = ?", (content, image_id)
            )


def pairs(library: Library) -> list[tuple[int, int, int | None]]:
    with library.reading() as session:
        found = open_pairs(session, likenesses(session))
    return [(pair.a, pair.b, pair.distance) for pair in found]


def details(library: Library, image_id: int) -> ImageDetails:
    with library.reading() as session:
        found = image_details(session, image_id)
    assert found is not None
    return found


@pytest.mark.parametrize("spread", [64, 20, 8])
def test_banding_finds_what_comparing_each_with_each_finds(spread: int) -> None:
    """`spread` bits vary: few of them crowd the bands, so that they are banded again."""
    chance = random.Random(spread)
    places = chance.sample(range(64), spread)
    numbers = {flipped(FAR[0], *chance.sample(places, chance.randint(0, spread // 2))) for _ in range(700)}
    numbers |= {flipped(number, *chance.sample(range(64), 3)) for number in list(numbers)[:100]}
    wanted = {
        (one, other, (one ^ other).bit_count())
        for one in numbers
        for other in numbers
        if one < other and (one ^ other).bit_count() <= 3
    }
    found = list(neighbors(list(numbers)))
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert wanted


def test_every_way_to_flip_three_bits_is_found() -> None:
    """One bit in each of three bands, and all of them in one."""
    for bits in [(0, 16, 32), (0, 16, 48), (16, 32, 63), (3, 4, 5), (15, 16, 17), (61, 62, 63)]:
        other = flipped(FAR[3], *bits)
        assert list(neighbors([FAR[3], other])) == [(*sorted((FAR[3], other)), 3)]
    assert list(neighbors([FAR[3], flipped(FAR[3], 0, 16, 32, 48)])) == []


def test_copies_come_first_then_the_most_alike(filled: Library) -> None:
    with_content(filled, {8: "same", 11: "same"})
    with filled.writing(EVERYTHING) as session:
        rows = [(1, None, FAR[3]), (2, None, flipped(FAR[3], 5, 40)), (3, None, FAR[1]), (4, None, FAR[1])]
        store_hashes(session, [*rows, (8, "same", FAR[0]), (11, "same", FAR[0])])
    assert pairs(filled) == [(8, 11, None), (3, 4, 0), (1, 2, 2)]
    assert DuplicatePair(8, 11, None).exact


def test_plain_pictures_are_like_no_other(filled: Library) -> None:
    hashed(filled, {1: 0, 2: 0, 3: 1, 4: 3})
    assert pairs(filled) == [(3, 4, 1)]
    with filled.reading() as session:
        assert 1 not in unhashed(session)


def test_a_hash_is_only_kept_for_the_content_it_was_made_of(filled: Library) -> None:
    with_content(filled, {1: "new"})
    with filled.writing(EVERYTHING) as session:
        store_hashes(session, [(1, "old", FAR[0]), (2, None, FAR[0])])
    with filled.reading() as session:
        assert list(unhashed(session)) == [1, *range(3, 13)]


def test_a_group_of_n_is_n_minus_one_questions(filled: Library) -> None:
    hashed(filled, dict.fromkeys((2, 5, 7, 9), FAR[0]) | {10: flipped(FAR[0], 1)})
    assert pairs(filled) == [(2, 5, 0), (2, 7, 0), (2, 9, 0), (2, 10, 1)]
    history = History(filled)
    history.do(KeepBoth(2, 5))
    assert pairs(filled) == [(2, 7, 0), (2, 9, 0), (2, 10, 1)]
    history.do(KeepOne(7, 2))
    assert pairs(filled) == [(5, 7, 0), (5, 9, 0), (5, 10, 1)]


def test_what_is_in_the_trash_is_not_asked_about(filled: Library) -> None:
    with_content(filled, {1: "x", 2: "x", 3: "x"})
    with filled.reading() as session:
        alike = likenesses(session)
        assert number_of_copies(session, "x") == 3
    History(filled).do(move_to_trash((1,)))
    assert pairs(filled) == [(2, 3, None)]
    assert details(filled, 2).copies == 2
    with filled.reading() as session:
        assert open_pairs(session, alike) == (DuplicatePair(2, 3, None),)


def test_a_decision_goes_with_its_image_and_stays_with_a_restored_one(filled: Library) -> None:
    with_content(filled, {1: "x", 2: "x"})
    history = History(filled)
    history.do(KeepOne(1, 2))
    assert pairs(filled) == []
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("UPDATE images SET trashed_at = NULL WHERE id = 2")
    assert pairs(filled) == []
    with filled.writing(EVERYTHING) as session:
        session.connection().exec_driver_sql("DELETE FROM images WHERE id = 2")
        decisions = session.connection().exec_driver_sql("SELECT count(*) FROM duplicate_decisions")
        assert decisions.scalar_one() == 0


def test_undoing_asks_again(filled: Library) -> None:
    with_content(filled, {4: "x", 9: "x"})
    history = History(filled)
    history.do(KeepOne(9, 4, kept_name="00009.png"))
    assert history.undo() == "Keep “00009.png” of 2 duplicates"
    assert pairs(filled) == [(4, 9, None)]


class TestPreference:
    def test_says_why(self, filled: Library) -> None:
        found = preference(details(filled, 1), details(filled, 7))
        assert found.keep == 0
        assert found.reasons == (Reason.MORE_ALBUMS, Reason.CAPTION, Reason.MORE_LABELS, Reason.OLDER)

    def test_is_the_same_from_the_other_side(self, filled: Library) -> None:
        for one in range(1, 13):
            for other in range(1, 13):
                here = preference(details(filled, one), details(filled, other))
                there = preference(details(filled, other), details(filled, one))
                assert here.reasons == there.reasons
                assert here.keep is None or here.keep != there.keep

    def test_nothing_speaks_for_one_of_two_equals(self, filled: Library) -> None:
        assert preference(details(filled, 8), details(filled, 8)).keep is None

    def test_a_file_that_is_there_wins(self, filled: Library) -> None:
        with filled.writing(EVERYTHING) as session:
            session.connection().exec_driver_sql(
                "UPDATE images SET missing_since = '2026-01-02 03:04:05' WHERE id = 1"
            )
        found = preference(details(filled, 1), details(filled, 6))
        assert (found.keep, found.reasons[0]) == (1, Reason.FILE_IS_THERE)
