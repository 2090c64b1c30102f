"""A library worth losing, and the ways in which it gets damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from imagineer_desktop.catalog import migrating
from imagineer_desktop.catalog.carving.carver import Carver, Origin, Row
from imagineer_desktop.catalog.carving.cells import cell_count, children
from imagineer_desktop.catalog.carving.pages import TABLE_INTERIOR, TABLE_LEAF, Pages
from imagineer_desktop.catalog.carving.schema import own_schema
from imagineer_desktop.catalog.carving.trees import tree
from imagineer_desktop.catalog.carving.wal import Wal

PAGE = 4096
WORDS = ["mist", "lake", "neon", "robot", "garden", "portrait", "tarot", "dawn", "moon", "fox", "glass"]
Content = dict[str, dict[int, tuple[object, ...]]]
"""table -> rowid -> the values as SQLite reads them, in the order of the columns."""


@dataclass(frozen=True)
class Patient:
    """A healthy library, an earlier state of it, and where its pages lie."""

    path: Path
    earlier: bytes
    content: Content
    earlier_content: Content
    roots: dict[str, int]

    def leaves(self, table: str) -> list[int]:
        with Pages(self.path) as pages:
            return [leaf.number for leaf in tree(pages, self.roots[table]).leaves]

    def interiors(self, table: str) -> list[int]:
        """The pages between the root of a table and its leaves."""
        with Pages(self.path) as pages:
            below = [child.number for child in children(pages, self.roots[table])]
            return [number for number in below if pages.kind(number) == TABLE_INTERIOR]


Damage = Callable[[bytearray, Random, Patient], None]


def make_patient(folder: Path, images: int) -> Patient:
    """A library with five times as many rows as `images`, of all kinds, in a folder of its own."""
    path = folder / "imagineer.db"
    migrating.create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            _fill(connection, 0, images * 3 // 4)
        earlier = path.read_bytes(), read(path)
        with connection:
            _fill(connection, images * 3 // 4, images)
            connection.execute("UPDATE images SET rating = 5 WHERE id % 97 = 0")
            connection.execute("DELETE FROM labels WHERE id % 101 = 0")
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    return Patient(path, earlier[0], read(path), earlier[1], roots)


def read(path: Path) -> Content:
    """Every row of a sound library."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' "
            "AND name <> 'alembic_version' AND rootpage > 0"
        ).fetchall()
        return {
            name: {row[0]: row[1:] for row in connection.execute(f'SELECT rowid, * FROM "{name}"')}
            for (name,) in names
        }


def _fill(connection: sqlite3.Connection, first: int, last: int) -> None:
    for start in range(first, last, 200):
        _add(connection, range(start + 1, min(start + 200, last) + 1))


def _add(connection: sqlite3.Connection, numbers: range) -> None:
    """Images with labels, albums and places in them; every 50th has a long text."""
    random = Random(numbers.start)
    moment = "2025-10-28 20:00:{:02}.{:06}"
    connection.executemany(
        "INSERT INTO images (id, filename, file_path, prompt, seed, steps, guidance_scale, width, height, "
        "lora_config, created_at, generated_at, model, generation_data, content_hash, rating, pick) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 1024, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                f"{number}_{random.choice(WORDS)}.png",
                f"/pictures/set_{number % 40}/{number}.png",
                " ".join(random.choices(WORDS, k=12)) if number % 11 else None,
                random.getrandbits(62) if number % 3 else number,
                number % 50,
                float(number % 9) if number % 2 else number * 0.37,
                None if number % 13 == 0 else 768,
                '[{"path": "x", "weight": 0.6}]' if number % 4 == 0 else None,
                moment.format(number % 60, number % 999983),
                moment.format(number % 60, number % 7919),
                random.choice(WORDS),
                '{"workflow": "' + "ünïcödé " * random.randrange(500, 2500) + '"}'
                if number % 50 == 0
                else None,
                f"{random.getrandbits(256):064x}",
                number % 6,
                number % 3 - 1,
            )
            for number in numbers
        ),
    )
    connection.executemany(
        "INSERT INTO labels (image_id, label_text, confidence, label_type, source_model, created_at) "
        "VALUES (?, ?, ?, 'tag', ?, ?)",
        (
            (
                number,
                random.choice(WORDS),
                1.0 if copy else 0.25,
                "claude-3-5-sonnet",
                moment.format(copy, number % 7),
            )
            for number in numbers
            for copy in range(3)
        ),
    )
    albums = [
        (number, f"Album {number}", "set", f"/pictures/set_{number}")
        for number in numbers
        if number % 90 == 1
    ]
    connection.executemany(
        "INSERT INTO albums (id, name, album_type, source_folder) VALUES (?, ?, ?, ?)", albums
    )
    connection.executemany(
        "INSERT INTO album_images (album_id, image_id, sort_order) VALUES (?, ?, ?)",
        ((number // 90 * 90 + 1, number, number % 90) for number in numbers),
    )
    connection.executemany(
        "INSERT INTO scrape_jobs (name, source_url, status) VALUES (?, ?, 'completed')",
        ((f"Scrape {number}", f"https://example.org/{number}") for number in numbers if number % 500 == 1),
    )
    connection.executemany(
        "INSERT INTO training_runs (name, dataset_path, output_path, training_loss) VALUES (?, ?, ?, ?)",
        (
            (f"Run {number}", f"/sets/{number}", f"/out/{number}", 0.5)
            for number in numbers
            if number % 500 == 1
        ),
    )


def share_in_pages(patient: Patient, count: int) -> float:
    """The share of rows, in percent, that begin in the first pages of the file."""
    there = 0
    with Pages(patient.path) as pages:
        for table in patient.content:
            for number in patient.leaves(table):
                there += cell_count(pages, number) if number <= count else 0
    return there / sum(map(len, patient.content.values())) * 100


def one_bit_in_a_text(data: bytearray, random: Random, patient: Patient) -> None:
    data[data.index(b"/pictures/set_7/", random.randrange(len(data) // 2)) + 3] ^= 4


def twenty_bits(data: bytearray, random: Random, patient: Patient) -> None:
    for _ in range(20):
        data[random.randrange(PAGE, len(data))] ^= 1 << random.randrange(8)


def _zero(data: bytearray, number: int) -> None:
    data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)


def a_leaf_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    _zero(data, random.choice(patient.leaves("labels")))


def an_interior_page_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    _zero(data, random.choice(patient.interiors("labels") or [patient.roots["labels"]]))


def a_table_root_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    _zero(data, patient.roots["labels"])


def all_table_roots_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    for table in ("images", "labels", "album_images"):
        _zero(data, patient.roots[table])


def an_index_root_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    _zero(data, patient.roots["idx_labels_image_id"])


def _random_pages(data: bytearray, random: Random, count: int) -> None:
    for number in random.sample(range(2, len(data) // PAGE + 1), count):
        data[(number - 1) * PAGE : number * PAGE] = random.randbytes(PAGE)


def one_percent_random(data: bytearray, random: Random, patient: Patient) -> None:
    _random_pages(data, random, len(data) // PAGE // 100)


def five_percent_random(data: bytearray, random: Random, patient: Patient) -> None:
    _random_pages(data, random, len(data) // PAGE // 20)


def ten_pages_random(data: bytearray, random: Random, patient: Patient) -> None:
    _random_pages(data, random, 10)


def _truncated(share: float) -> Damage:
    def truncate(data: bytearray, random: Random, patient: Patient) -> None:
        del data[int(len(data) * share) :]

    return truncate


def _start_zeroed(count: int) -> Damage:
    def zero(data: bytearray, random: Random, patient: Patient) -> None:
        data[:count] = bytes(count)

    return zero


def stale_pages(data: bytearray, random: Random, patient: Patient) -> None:
    for number in random.sample(range(2, len(patient.earlier) // PAGE + 1), 50):
        part = slice((number - 1) * PAGE, number * PAGE)
        data[part] = patient.earlier[part]


def page_1_and_all_roots_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    _zero(data, 1)
    for number in patient.roots.values():
        _zero(data, number)


def the_whole_schema_zeroed(data: bytearray, random: Random, patient: Patient) -> None:
    with Pages(patient.path) as pages:
        leaves = [number for number in range(1, pages.count + 1) if pages.kind(number) == TABLE_LEAF]
        for number in {1, *own_schema(pages, leaves).pages}:
            _zero(data, number)


DAMAGES: dict[str, tuple[Damage, float]] = {
    "one bit in a text": (one_bit_in_a_text, 99.9),
    "20 random bits": (twenty_bits, 99.9),
    "a leaf zeroed": (a_leaf_zeroed, 99.5),
    "an interior page zeroed": (an_interior_page_zeroed, 100),
    "a table root zeroed": (a_table_root_zeroed, 100),
    "an index root zeroed": (an_index_root_zeroed, 100),
    "1 % random pages": (one_percent_random, 98),
    "5 % random pages": (five_percent_random, 93),
    "10 random pages": (ten_pages_random, 98),
    "truncated to 99 %": (_truncated(0.99), 95),
    "truncated to 90 %": (_truncated(0.9), 85),
    "truncated to 50 %": (_truncated(0.5), 45),
    "first 16 bytes zeroed": (_start_zeroed(16), 100),
    "first 100 bytes zeroed": (_start_zeroed(100), 100),
    "page 1 zeroed": (_start_zeroed(PAGE), 100),
    "the whole schema zeroed": (the_whole_schema_zeroed, 100),
    "all table roots zeroed": (all_table_roots_zeroed, 100),
    "page 1 and all roots zeroed": (page_1_and_all_roots_zeroed, 99),
    "50 stale pages": (stale_pages, 98),
}
"""Each class of damage, and the least share of rows that must come back identical, in percent."""


@pytest.fixture(params=DAMAGES)
def damage(request: pytest.FixtureRequest) -> tuple[str, Damage, float]:
    return (request.param, *DAMAGES[request.param])


@pytest.fixture(scope="session")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Patient:
    """A library of some 20,000 rows. Copy before you damage it."""
    return make_patient(tmp_path_factory.mktemp("patient"), 4000)


@pytest.fixture
def damaged(patient: Patient, tmp_path: Path) -> Callable[[Damage, int], Path]:
    """Makes a damaged copy of the patient."""

    def make(damage: Damage, seed: int) -> Path:
        data = bytearray(patient.path.read_bytes())
        damage(data, Random(seed), patient)
        path = tmp_path / "damaged.db"
        path.write_bytes(data)
        return path

    return make


@dataclass(frozen=True)
class Carved:
    """What was carved: the best row for each rowid, and the carver that did it."""

    rows: dict[str, dict[int, Row]]
    carver: Carver

    def origins(self, table: str) -> set[Origin]:
        return {row.origin for row in self.rows.get(table, {}).values()}

    def named(self, table: str) -> dict[int, dict[str, object]]:
        """rowid -> column -> value."""
        names = self.carver.layouts[table].names
        return {
            rowid: dict(zip(names, row.values, strict=True))
            for rowid, row in self.rows.get(table, {}).items()
        }


def carve(path: Path, wal: Path | None = None, newest: Sequence[str] = ()) -> Carved:
    """Carve a file, and keep the best of several rows with one id."""
    with Pages(path, Wal(wal) if wal else None) as pages:
        carver = Carver(pages, newest)
        rows: dict[str, dict[int, Row]] = {}
        for row in carver.rows():
            best = rows.setdefault(row.table, {})
            if row.rowid not in best or row.origin < best[row.rowid].origin:
                best[row.rowid] = row
    return Carved(rows, carver)


@dataclass(frozen=True)
class Outcome:
    """How carved rows compare with the healthy ones.

    `wrong` are rows with another value, `cut` such as are known to have lost their end, `strange`
    those that the library did not have at all; `strangers` are of no row that it ever had, and are not
    told to be misplaced.
    """

    identical: float
    wrong: int
    cut: int
    strange: int
    strangers: list[Row]


def compare(carved: Carved, healthy: Content, ever: Content | None = None) -> Outcome:
    """Compare bit by bit: 1 is not 1.0."""
    identical = wrong = cut = strange = 0
    strangers = []
    for table, rows in carved.rows.items():
        if table in {"sqlite_sequence", "alembic_version"}:
            continue
        for rowid, row in rows.items():
            truth = healthy.get(table, {}).get(rowid)
            if truth is None:
                strange += 1
                if rowid not in (ever or {}).get(table, {}) and row.origin is not Origin.MISPLACED:
                    strangers.append(row)
            elif repr(truth) == repr(tuple(row.values)):
                identical += 1
            else:
                cut += not row.whole
                wrong += row.whole
    total = sum(map(len, healthy.values()))
    return Outcome(identical / total * 100, wrong, cut, strange, strangers)


@pytest.fixture(name="carve")
def carve_fixture() -> Callable[..., Carved]:
    return carve


@pytest.fixture(name="compare")
def compare_fixture() -> Callable[..., Outcome]:
    return compare


@pytest.fixture(name="read")
def read_fixture() -> Callable[[Path], Content]:
    return read
