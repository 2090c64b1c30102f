"""Which backups are listed, verified, pinned, removed and due; no clock and no stranger's file spoils it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.errors import CatalogError
from imagineer_desktop.jobs.backups import backups
from imagineer_desktop.jobs.backups.backup_due import Due, Notice, back_up_daily, is_due, same_disk, state_of
from imagineer_desktop.jobs.backups.backup_errors import ProblemsFoundError
from imagineer_desktop.jobs.backups.backup_facts import Facts
from imagineer_desktop.jobs.backups.backup_list import BackupEntry, backups_of, pin, unpin, verify_backup
from imagineer_desktop.jobs.backups.backup_manifest import (
    Manifest,
    manifest_place,
    read_manifest,
    rewrite_manifest,
    write_manifest,
)
from imagineer_desktop.jobs.backups.backup_retention import ALL_OF, BEFORE_AN_OPERATION, superfluous, thin
from imagineer_desktop.jobs.backups.backups import back_up, back_up_as
from imagineer_desktop.jobs.backups.last_backup import newest_backup
from imagineer_desktop.jobs.backups.leftovers import unfinished
from imagineer_desktop.jobs.backups.snapshots import NameTakenError
from imagineer_desktop.jobs.progress import finish

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
NOTHING = Facts({}, None, None, 4096)


def entry(number: int, created_at: datetime, reason: str = "daily", **known: bool) -> BackupEntry:
    path = Path(f"imagineer-{number}.db")
    manifest = Manifest(
        path.name, Path("imagineer.db"), reason, created_at, "", 0, NOTHING, number=number,
        pinned=known.get("pinned", False),
    )  # fmt: skip
    return BackupEntry(path, created_at, 0, reason, known.get("verified", True), manifest)


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
NEAR = st.integers(0, 800 * 24).map(lambda hours: NOW - timedelta(hours=hours))
HISTORIES = st.lists(
    st.builds(
        lambda moment, reason, verified, pinned: (moment, reason, verified, pinned),
        st.one_of(NEAR, NEAR, MOMENTS),
        st.sampled_from(["daily", "by hand", "before upgrade", "before restore"]),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=60,
)


def history(drawn: Sequence[tuple[datetime, str, bool, bool]]) -> list[BackupEntry]:
    return [
        entry(number, moment, reason, verified=verified, pinned=pinned)
        for number, (moment, reason, verified, pinned) in enumerate(drawn, 1)
    ]


@given(HISTORIES, st.one_of(st.just(NOW), MOMENTS))
@settings(max_examples=300, deadline=None)
def test_whatever_the_clock_does_the_promised_ones_stay(
    drawn: list[tuple[datetime, str, bool, bool]], now: datetime
) -> None:
    entries = history(drawn)
    gone = superfluous(entries, now)
    newest = sorted((one for one in entries if one.verified), key=lambda one: one.order)[-2:]
    assert not [one for one in gone if one in newest or one.pinned or not one.verified]
    assert not [one for one in gone if one.created_at > now - ALL_OF]
    assert not [
        one for one in gone if one.reason.startswith("before") and one.created_at > now - BEFORE_AN_OPERATION
    ]
    kept = [one for one in entries if one.verified and one not in gone]
    if now >= max((one.created_at for one in kept), default=now):
        spared = [
            one
            for one in kept
            if not one.pinned
            and one.created_at <= max(each.created_at for each in kept) - BEFORE_AN_OPERATION
        ]
        assert len(spared) <= 2 + 7 + 4 + 12


@given(HISTORIES, st.one_of(st.just(NOW), MOMENTS))
@settings(max_examples=200, deadline=None)
def test_done_twice_it_removes_nothing_more(
    drawn: list[tuple[datetime, str, bool, bool]], now: datetime
) -> None:
    entries = history(drawn)
    gone = superfluous(entries, now)
    assert superfluous([one for one in entries if one not in gone], now) == []


@given(HISTORIES)
@settings(max_examples=200, deadline=None)
def test_each_of_the_last_days_weeks_and_months_keeps_one(
    drawn: list[tuple[datetime, str, bool, bool]],
) -> None:
    entries = [one for one in history(drawn) if one.verified]
    gone = superfluous(entries, NOW)
    kept = [one for one in entries if one not in gone]
    for most, period in ((7, "%Y-%m-%d"), (4, "%G-%V"), (12, "%Y-%m")):
        seen = list(dict.fromkeys(f"{one.created_at:{period}}" for one in reversed(entries)))
        assert set(seen[:most]) <= {f"{one.created_at:{period}}" for one in kept}


def test_two_years_of_days_become_a_few() -> None:
    entries = [entry(number, NOW - timedelta(days=730 - number)) for number in range(731)]
    gone = superfluous(entries, NOW)
    kept = [one.created_at for one in entries if one not in gone]
    assert 7 + 10 <= len(kept) <= 7 + 4 + 12
    assert kept[-7:] == [NOW - timedelta(days=day) for day in range(6, -1, -1)]
    assert min(kept) > NOW - timedelta(days=366)


def test_a_clock_of_1970_or_of_the_future_removes_nothing_of_the_last_days() -> None:
    entries = [entry(number, NOW - timedelta(hours=50 - number)) for number in range(50)]
    assert superfluous(entries, datetime(1970, 1, 1, tzinfo=UTC)) == []
    gone = superfluous(entries, datetime(2099, 1, 1, tzinfo=UTC))
    assert not [one for one in gone if one.created_at > entries[-1].created_at - ALL_OF]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library" / "imagineer.db"
    migrating.create(path)
    change(path, "a")
    return path


def change(library: Path, name: str) -> None:
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("INSERT INTO images (filename, file_path) VALUES (?, ?)", (name, name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def dated(library: Path, folder: Path, days: float, reason: str = "daily") -> Path:
    """A backup as it was made so many days ago."""
    made = finish(back_up(library, folder, reason)).path
    rewrite_manifest(made, created_at=datetime.now(UTC) - timedelta(days=days))
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_listed_they_tell_what_is_in_them(library: Path, folder: Path) -> None:
    assert backups_of(library, folder) == []
    first = finish(back_up(library, folder, "by hand"))
    change(library, "b")
    second = finish(back_up(library, folder, "before upgrade"))
    found = backups_of(library, folder)
    assert [one.path for one in found] == [second.path, first.path]
    assert found[0].counts is not None
    assert found[0].counts["images"] == 2
    assert found[0].newest is not None
    assert (found[0].reason, found[0].verified, found[0].pinned) == ("before upgrade", True, False)
    assert (found[0].size, found[0].revision) == (second.path.stat().st_size, migrating.HEAD)


def test_those_of_another_library_are_not_listed(library: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "imagineer.db"
    migrating.create(other)
    finish(back_up(other, folder, "by hand"))
    mine = finish(back_up(library, folder, "by hand")).path
    assert [one.path for one in backups_of(library, folder)] == [mine]


def test_those_of_a_library_that_was_moved_are_listed_and_stay(library: Path, folder: Path) -> None:
    made = [dated(library, folder, 900 + number) for number in range(4)]
    moved = library.parent.parent / "moved" / "imagineer.db"
    moved.parent.mkdir()
    library.rename(moved)
    assert {one.path for one in backups_of(moved, folder)} == set(made)
    assert thin(moved, folder) == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2}', "nonsense", '{"format": 2, "created_at": "yesterday"}', "[" * 100_000],
)
def test_without_a_manifest_of_ours_one_is_listed_by_its_name(library: Path, folder: Path, text: str) -> None:
    made = finish(back_up(library, folder, "by hand"))
    made.manifest.write_text(text, encoding="utf-8")
    (found,) = backups_of(library, folder)
    assert (found.path, found.verified, found.counts) == (made.path, False, None)
    assert abs(found.created_at - made.created_at) < timedelta(seconds=5)
    checked = finish(verify_backup(made.path))
    assert (checked.verified, checked.is_sound) == (False, True)
    assert "no manifest" in checked.problems[0]
    with pytest.raises(CatalogError, match="no manifest"):
        pin(made.path)


def test_verified_it_is_what_it_was(library: Path, folder: Path) -> None:
    made = finish(back_up(library, folder, "by hand"))
    found = finish(verify_backup(made.path))
    assert (found.verified, found.problems, found.sha256) == (True, (), made.sha256)
    assert found.facts is not None
    assert found.facts.counts == made.counts
    manifest = read_manifest(made.path)
    assert manifest is not None
    assert manifest.checked_at is not None
    assert manifest.checked_at > made.created_at


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda whole: whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:], "SHA-256"),
        (lambda whole: whole[:-4096], "made with"),
        (lambda whole: b"\0" * 4096 + whole[4096:], "SQLite says"),
        (lambda whole: b"", "made with"),
    ],
    ids=["a bit", "a page less", "no header", "nothing"],
)
def test_a_spoiled_one_is_told_and_is_not_good_any_more(
    library: Path, folder: Path, spoil: object, says: str
) -> None:
    made = finish(back_up(library, folder, "by hand"))
    assert callable(spoil)
    made.path.write_bytes(spoil(made.path.read_bytes()))
    found = finish(verify_backup(made.path))
    assert not found.verified
    assert says in " ".join(found.problems)
    assert not backups_of(library, folder)[0].verified
    assert newest_backup(library, folder) is None


def test_verifying_leaves_the_locks_of_a_backup_that_is_open_alone(library: Path, folder: Path) -> None:
    made = finish(back_up(library, folder, "by hand"))
    with closing(sqlite3.connect(made.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        finish(verify_backup(made.path))
        held = Path("/proc/locks").read_text(encoding="utf-8") if Path("/proc/locks").exists() else None
        if held is not None:
            assert f":{made.path.stat().st_ino} " in held


def test_thinned_the_strangers_the_pinned_and_the_good_stay(library: Path, folder: Path) -> None:
    old = [dated(library, folder, 1000 + number / 24) for number in range(6)]
    pin(old[2])
    before = dated(library, folder, 20, "before upgrade")
    new = [dated(library, folder, 0.1) for _ in range(2)]
    renamed = old[3].with_name("my favorite.db")
    manifest_place(old[3]).rename(manifest_place(renamed))
    old[3].rename(renamed)
    lost = old[4]
    manifest_place(lost).unlink()
    strangers = ["holiday.db", "imagineer-20200101-000000-daily.db", "notes.json", ".x.imagineer-part"]
    for stranger in strangers:
        (folder / stranger).write_text("mine", encoding="utf-8")
    (folder / "link.db").symlink_to(library)
    removed = thin(library, folder)
    assert removed
    assert set(removed) <= {old[0], old[1], old[5]}
    stay = {one.name for one in (old[2], before, *new, renamed, lost)} | set(strangers) | {"link.db"}
    assert stay <= names(folder)
    assert not any(one.exists() or manifest_place(one).exists() for one in removed)
    assert library.exists()
    unpin(old[2])
    assert old[2] in thin(library, folder) or old[2] in {one.path for one in backups_of(library, folder)}


def test_one_that_is_open_in_a_program_stays(library: Path, folder: Path) -> None:
    old = [dated(library, folder, 1000 + number / 24) for number in range(5)]
    for one in old:
        Path(f"{one}-wal").touch()
    assert thin(library, folder) == []


def test_a_removal_that_was_cut_off_is_brought_to_its_end(library: Path, folder: Path) -> None:
    half, gone, kept = (dated(library, folder, days) for days in (900, 901, 0))
    for one in (half, gone):
        rewrite_manifest(one, is_going=True)
    gone.unlink()
    assert [one.path for one in backups_of(library, folder) if one.verified] == [kept]
    thin(library, folder)
    assert names(folder) == {kept.name, manifest_place(kept).name}


def test_a_manifest_whose_backup_was_never_shown_is_swept_away(library: Path, folder: Path) -> None:
    made = finish(back_up(library, folder, "by hand"))
    manifest = read_manifest(made.path)
    assert manifest is not None
    never = folder / "imagineer-20260101-000000-by-hand.db"
    part = unfinished(never, "part")
    write_manifest(replace(manifest, file=never.name, part=part.name), never)
    moved = folder / "imagineer-20260102-000000-by-hand.db"
    write_manifest(replace(manifest, file=moved.name), moved)
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    finish(verify_backup(made.path))
    assert not manifest_place(never).exists()
    assert not part.exists()
    assert manifest_place(moved).exists(), "its backup may have been put elsewhere by the user"


def test_under_a_name_of_the_users_nothing_is_written_over(library: Path, folder: Path) -> None:
    folder.mkdir()
    wanted = folder / "mine.sqlite"
    made = finish(back_up_as(library, wanted))
    assert (made.path, made.manifest) == (wanted, folder / "mine.sqlite.json")
    assert finish(verify_backup(wanted)).verified
    with pytest.raises(NameTakenError):
        finish(back_up_as(library, wanted))
    with pytest.raises(NameTakenError):
        finish(back_up_as(library, library))
    (folder / "link.db").symlink_to(library)
    with pytest.raises(NameTakenError):
        finish(back_up_as(library, folder / "link.db"))
    assert finish(verify_backup(wanted)).verified


AT = time(2, 0)


def untouched(library: Path) -> None:
    """As if nobody had written to it for an hour."""
    moment = library.stat().st_mtime - 3600
    os.utime(library, (moment, moment))


def test_due_once_a_day_when_something_changed(library: Path, folder: Path) -> None:
    untouched(library)
    assert is_due(library, folder)
    finish(back_up_daily(library, folder))
    now = datetime.now(UTC)
    an_hour_ago = (now - timedelta(hours=1)).astimezone().time()
    assert not is_due(library, folder, now + timedelta(seconds=1), an_hour_ago)
    tomorrow = now + timedelta(days=1, hours=1)
    assert state_of(library, folder, tomorrow, AT).due is Due.UNCHANGED
    change(library, "b")
    assert is_due(library, folder, tomorrow, AT)


def test_a_missed_time_is_made_up_for(library: Path, folder: Path) -> None:
    finish(back_up_daily(library, folder))
    change(library, "b")
    now = datetime.now(UTC)
    for days in (1, 4, 30):
        assert is_due(library, folder, now + timedelta(days=days, minutes=1), AT)


def test_a_clock_that_went_back_does_not_stop_them(library: Path, folder: Path) -> None:
    finish(back_up_daily(library, folder))
    change(library, "b")
    assert is_due(library, folder, datetime(1970, 1, 2, tzinfo=UTC), AT)


def test_a_copy_equal_to_the_last_one_is_not_kept_twice(library: Path, folder: Path) -> None:
    first = finish(back_up_daily(library, folder))
    os.utime(library)  # written to, but not changed
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    second = finish(back_up_daily(library, folder))
    assert (first.is_new, second.is_new, second.path) == (True, False, first.path)
    assert len(backups_of(library, folder)) == 1
    manifest = read_manifest(first.path)
    assert manifest is not None
    assert manifest.equal_at is not None
    change(library, "b")
    assert finish(back_up_daily(library, folder)).is_new


def test_a_row_that_only_changed_is_a_change(library: Path, folder: Path) -> None:
    finish(back_up_daily(library, folder))
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE images SET filename = 'z'")
    assert finish(back_up_daily(library, folder)).is_new


def test_what_was_written_just_before_is_not_trusted_to_be_unchanged(library: Path) -> None:
    assert backups.marks_of(library) is None
    untouched(library)
    marks = backups.marks_of(library)
    assert marks is not None
    assert marks[1] is None
    Path(f"{library}-wal").touch()
    os.utime(f"{library}-wal", (1, 1))
    assert backups.marks_of(library) != marks


def test_a_notice_when_there_is_reason_for_one(library: Path, folder: Path) -> None:
    assert state_of(library, folder).notice is Notice.NEVER
    untouched(library)
    finish(back_up_daily(library, folder))
    later = datetime.now(UTC) + timedelta(days=8)
    assert state_of(library, folder, later).notice is Notice.NONE, "it is as it was"
    change(library, "b")
    assert state_of(library, folder, later).notice is Notice.OLD
    assert state_of(library, folder).notice is Notice.NONE
    assert state_of(library, folder, failures=2).notice is Notice.NONE
    assert state_of(library, folder, failures=3).notice is Notice.FAILING


def test_the_same_disk_is_told(library: Path, tmp_path: Path) -> None:
    assert same_disk(library, tmp_path / "not" / "there" / "yet")
    assert state_of(library, tmp_path).same_disk
    memory = Path("/dev/shm")
    if memory.is_dir() and memory.stat().st_dev != tmp_path.stat().st_dev:
        assert not same_disk(library, memory / "not there")


def test_a_damaged_library_has_a_kind_of_its_own(library: Path, folder: Path) -> None:
    library.write_bytes(b"not a database" * 1000)
    with pytest.raises(ProblemsFoundError):
        finish(back_up(library, folder, "by hand"))


def test_manifests_of_the_first_format_are_read(library: Path, folder: Path) -> None:
    made = finish(back_up(library, folder, "by hand"))
    told = json.loads(made.manifest.read_text(encoding="utf-8"))
    kept = ("program", "library", "reason", "created_at", "revision", "counts", "size", "sha256")
    old = {"format": 1} | {name: told[name] for name in kept}
    made.manifest.write_text(json.dumps(old), encoding="utf-8")
    assert finish(verify_backup(made.path)).verified
    assert backups_of(library, folder)[0].verified
