"""Old libraries of every kind, made by code, and a way to read all that a library holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

IMAGES = """CREATE TABLE images (
    id INTEGER NOT NULL, filename VARCHAR(255) NOT NULL, file_path VARCHAR(500) NOT NULL,
    thumbnail_path VARCHAR(500), prompt TEXT, negative_prompt TEXT, seed INTEGER, steps INTEGER,
    guidance_scale FLOAT, width INTEGER, height INTEGER, lora_config TEXT, is_nsfw BOOLEAN,
    is_public BOOLEAN, created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id), UNIQUE (filename));"""
RUNS = """CREATE TABLE training_runs (
    id INTEGER NOT NULL, name VARCHAR(255) NOT NULL, description TEXT, dataset_path VARCHAR(500) NOT NULL,
    output_path VARCHAR(500) NOT NULL, training_config TEXT, status VARCHAR(50), progress INTEGER,
    final_checkpoint VARCHAR(500), training_loss FLOAT, validation_loss FLOAT, error_message TEXT,
    last_error_at DATETIME, created_at DATETIME, started_at DATETIME, completed_at DATETIME,
    PRIMARY KEY (id));"""


def _albums(*more: str, key: str = "id INTEGER NOT NULL PRIMARY KEY") -> str:
    columns = (
        key,
        "name VARCHAR(255) NOT NULL",
        "description TEXT",
        "album_type VARCHAR(50)",
        "is_public BOOLEAN",
        "generation_prompt TEXT",
        "generation_config TEXT",
        "created_at DATETIME",
        "updated_at DATETIME",
        *more,
    )
    return f"CREATE TABLE albums ({', '.join(columns)});"


def _links(*more: str) -> str:
    columns = ["id INTEGER NOT NULL", "album_id INTEGER NOT NULL", "image_id INTEGER NOT NULL"]
    columns += ["sort_order INTEGER", "created_at DATETIME", *more, "PRIMARY KEY (id)"]
    columns += ["CONSTRAINT unique_album_image UNIQUE (album_id, image_id)"]
    columns += [
        "FOREIGN KEY(album_id) REFERENCES albums (id)",
        "FOREIGN KEY(image_id) REFERENCES images (id)",
    ]
    return f"CREATE TABLE album_images ({', '.join(columns)});"


def _labels(*more: str) -> str:
    columns = ["id INTEGER NOT NULL", "image_id INTEGER NOT NULL", "label_text TEXT NOT NULL"]
    columns += ["confidence FLOAT", "label_type VARCHAR(50)", "source_model VARCHAR(100)"]
    columns += ["source_prompt TEXT", "created_at DATETIME", *more, "PRIMARY KEY (id)"]
    columns += ["FOREIGN KEY(image_id) REFERENCES images (id)"]
    return f"CREATE TABLE labels ({', '.join(columns)});"


def _scrapes(*more: str) -> str:
    columns = ["id INTEGER NOT NULL PRIMARY KEY", "name VARCHAR(255) NOT NULL", "description TEXT"]
    columns += ["source_url VARCHAR(500)", "scrape_config TEXT", "status VARCHAR(50)", "progress INTEGER"]
    columns += ["images_scraped INTEGER", "output_directory VARCHAR(500)", "error_message TEXT"]
    columns += ["last_error_at DATETIME", "created_at DATETIME", "started_at DATETIME"]
    columns += ["completed_at DATETIME", *more]
    return f"CREATE TABLE scrape_jobs ({', '.join(columns)});"


OLDEST = IMAGES + RUNS + _albums() + _links() + _labels() + _scrapes()
TRAINING_SOURCE_ADDED = OLDEST + "ALTER TABLE albums ADD COLUMN is_training_source BOOLEAN DEFAULT 0;"
OCTOBER_REST = RUNS + _links("added_by VARCHAR(255)") + _labels("created_by VARCHAR(255)") + _scrapes()
OCTOBER_ALBUMS = _albums("is_training_source BOOLEAN", "created_by VARCHAR(255)")
OCTOBER = IMAGES + OCTOBER_REST + OCTOBER_ALBUMS

NEWER = (
    IMAGES
    + RUNS
    + _links("added_by VARCHAR(255)")
    + _labels("created_by VARCHAR(255)")
    + _scrapes("album_id INTEGER REFERENCES albums(id)", "album_name VARCHAR(255)")
    + _albums(
        "created_by VARCHAR(255)",
        "is_set_template BOOLEAN DEFAULT 0",
        "csv_data TEXT",
        "source_type VARCHAR(50)",
        "source_id INTEGER",
        key="id INTEGER PRIMARY KEY AUTOINCREMENT",
    )
    + """
    CREATE TABLE migration_history (id INTEGER PRIMARY KEY, name TEXT UNIQUE, applied_at DATETIME);
    INSERT INTO migration_history VALUES (1, 'add_album_templates', '2025-11-02 10:00:00');
    CREATE TABLE bug_reports (report_id VARCHAR(50) PRIMARY KEY, payload BLOB, size REAL);
    INSERT INTO bug_reports VALUES ('r-1', x'00ff10', 4.0);
    CREATE TABLE batch_templates (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE NOT NULL);
    INSERT INTO batch_templates VALUES (7, 'Zodiac');
    CREATE TABLE batch_generation_runs (
        id INTEGER PRIMARY KEY, template_id INTEGER REFERENCES batch_templates(id) ON DELETE CASCADE,
        album_id INTEGER REFERENCES albums(id) ON DELETE SET NULL, progress REAL);
    INSERT INTO batch_generation_runs VALUES (1, 7, 1, 12.5);
    """
)

GUIDE = """
    CREATE TABLE images (id INTEGER PRIMARY KEY, filename VARCHAR(255) NOT NULL,
        file_path VARCHAR(500) NOT NULL UNIQUE, width INTEGER, height INTEGER, file_size INTEGER,
        is_nsfw BOOLEAN DEFAULT 0, is_public BOOLEAN DEFAULT 1,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
    CREATE INDEX idx_images_is_public ON images (is_public);
    CREATE TABLE albums (id INTEGER PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT,
        album_type VARCHAR(50) DEFAULT 'batch', is_public BOOLEAN DEFAULT 1,
        is_training_source BOOLEAN DEFAULT 0, created_by VARCHAR(255),
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE album_images (album_id INTEGER NOT NULL, image_id INTEGER NOT NULL,
        added_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, added_by VARCHAR(255), sort_order INTEGER DEFAULT 0,
        PRIMARY KEY (album_id, image_id),
        FOREIGN KEY (album_id) REFERENCES albums(id) ON DELETE CASCADE,
        FOREIGN KEY (image_id) REFERENCES images(id) ON DELETE CASCADE);
    CREATE TABLE labels (id INTEGER PRIMARY KEY, image_id INTEGER NOT NULL, label_text TEXT NOT NULL,
        label_type VARCHAR(20), -- caption, tag, category
        source_model VARCHAR(50), confidence FLOAT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        FOREIGN KEY (image_id) REFERENCES images(id) ON DELETE CASCADE);
    CREATE TABLE scrape_jobs (id INTEGER PRIMARY KEY, source_url VARCHAR(500) NOT NULL,
        album_name VARCHAR(100) NOT NULL, scrape_config TEXT, status VARCHAR(50) DEFAULT 'pending',
        progress INTEGER DEFAULT 0, images_scraped INTEGER DEFAULT 0, error_message TEXT,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, started_at TIMESTAMP, completed_at TIMESTAMP,
        created_by VARCHAR(255));
    CREATE INDEX idx_scrape_jobs_status ON scrape_jobs (status);
""" + RUNS.replace("PRIMARY KEY (id));", "PRIMARY KEY (id), CHECK (name <> ''));")
GUIDE_WITHOUT_ROWID = GUIDE.replace(
    "image_id) REFERENCES images(id) ON DELETE CASCADE);\n    CREATE TABLE labels",
    "image_id) REFERENCES images(id) ON DELETE CASCADE) WITHOUT ROWID;\n    CREATE TABLE labels",
)

SURROUNDED = (
    OCTOBER.replace("prompt TEXT,", "prompt TEXT COLLATE NOCASE CHECK (length(prompt) < 9999),", 1)
    + """
    ALTER TABLE images ADD COLUMN "my note" TEXT DEFAULT 'it''s, (mine)' COLLATE RTRIM;
    ALTER TABLE images ADD COLUMN rating INTEGER;
    ALTER TABLE images ADD COLUMN model TEXT;
    ALTER TABLE images ADD COLUMN area INTEGER GENERATED ALWAYS AS (width * height) VIRTUAL;
    ALTER TABLE labels ADD COLUMN album INTEGER REFERENCES albums(id);
    CREATE INDEX by_prompt ON images (lower(prompt), seed) WHERE prompt IS NOT NULL;
    CREATE INDEX idx_images_is_nsfw ON images (is_nsfw DESC);
    CREATE UNIQUE INDEX names ON images (filename);
    CREATE VIEW public_images AS SELECT id, filename FROM images WHERE is_public;
    CREATE VIEW everything AS SELECT * FROM images JOIN labels ON labels.image_id = images.id;
    CREATE VIEW broken AS SELECT missing FROM not_there;
    CREATE TABLE log (what TEXT, at TEXT);
    CREATE TRIGGER touched AFTER UPDATE ON images BEGIN
        UPDATE images SET updated_at = 'touched' WHERE id = new.id; END;
    CREATE TRIGGER logged AFTER DELETE ON labels BEGIN
        INSERT INTO log VALUES ('label ' || old.id || ' went; "quoted" ''text''', 'now'); END;
    CREATE TRIGGER through_the_view INSTEAD OF DELETE ON public_images BEGIN
        UPDATE images SET is_public = 0 WHERE id = old.id; END;
    CREATE TABLE _alembic_tmp_images (id INTEGER PRIMARY KEY);
"""
)

LOOSE = """
    CREATE TABLE images (id INTEGER PRIMARY KEY, filename TEXT, file_path TEXT, prompt TEXT, seed TEXT,
        is_nsfw, created_at TEXT);
    CREATE TABLE albums (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE album_images
        (id INTEGER PRIMARY KEY, album_id INTEGER, image_id INTEGER, sort_order INTEGER);
    CREATE TABLE labels (id INTEGER PRIMARY KEY, image_id INTEGER, label_text TEXT, confidence REAL);
    CREATE TABLE scrape_jobs (id INTEGER PRIMARY KEY, name TEXT, progress REAL, images_scraped INTEGER);
"""


def _fill(connection: sqlite3.Connection) -> None:
    """Rows with difficult values, in whatever columns there are."""
    moment = "2025-10-28 20:00:00.841525"
    for number in range(1, 7):
        _insert(
            connection,
            "images",
            id=number * 3,
            filename=f"{number}.png",
            file_path=f"/mnt/speedy/imagineer/outputs/set_{number % 2}/{number}.png",
            prompt=(None, "", "ünïcödé ✨ 'quoted' \"text\"", "a\x00b", "x" * 5000, "<b>&</b>")[number - 1],
            seed=(None, 42, -1, 2**63 - 1, 0, "text in a number")[number - 1],
            steps=number,
            guidance_scale=number * 1.1,
            width=512,
            is_nsfw=(0, 1, None, "true", 2, 0)[number - 1],
            is_public=number % 2,
            file_size=number * 1000,
            lora_config='[{"path": "x", "weight": 0.6}]',
            created_at=("", moment, None, "2025-10-28", moment, "not a date")[number - 1],
            updated_at=moment,
        )
        _insert(connection, "labels", image_id=number * 3, label_text=f"tag {number}", confidence=0.9)
    for number in range(1, 5):
        _insert(
            connection,
            "albums",
            id=number,
            name="same name",
            is_public=None,
            is_training_source=number % 2,
            source_id=number,
            created_by="me@example.org",
            created_at=moment,
        )
        _insert(
            connection, "album_images", album_id=number, image_id=number * 3, sort_order=0, added_at=moment
        )
    _insert(
        connection,
        "scrape_jobs",
        name="n",
        album_name="a",
        source_url="u",
        progress=45.5,
        images_scraped="many",
    )
    _insert(connection, "scrape_jobs", name="", album_name="", source_url="", progress=50.0)
    _insert(
        connection,
        "training_runs",
        name="run",
        dataset_path="",
        output_path="o",
        training_loss=0.25,
        progress=99.5,
    )


def _orphans(connection: sqlite3.Connection) -> None:
    _insert(connection, "labels", image_id=900, label_text="of no image")
    _insert(connection, "album_images", album_id=77, image_id=3, sort_order=5)
    _insert(connection, "album_images", album_id=1, image_id=901, sort_order=5)


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    row = {name: value for name, value in values.items() if name in names}
    if row:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


SCHEMAS = {
    "oldest": OLDEST,
    "training-source-added": TRAINING_SOURCE_ADDED,
    "october": OCTOBER,
    "newer": NEWER,
    "guide": GUIDE,
    "guide-without-rowid": GUIDE_WITHOUT_ROWID,
    "surrounded": SURROUNDED,
    "loose": LOOSE,
}

MORE_ROWS = {
    "loose": """
        INSERT INTO images (id, filename, file_path) VALUES
            (50, 'a.png', '/mnt/x/a.png'), (51, 'a.png', '/mnt/x/a.png'), (52, 'b.png', '/mnt/x/a.png'),
            (53, 'c.png', '/mnt/x/./a.png'), (54, NULL, NULL), (55, NULL, NULL),
            (56, 'a.png', 'a.png'), (57, 'a.png', 'a.png'),
            (58, 'w.png', 'C:\\x\\w.png'), (59, 'w.png', 'C:\\x\\w.png');
        INSERT INTO images (id, filename, file_path, prompt)
            VALUES (60, 'bytes.png', CAST(x'2f78ff2f612e706e67' AS TEXT), CAST(x'80fe' AS TEXT));
        INSERT INTO album_images (id, album_id, image_id, sort_order) VALUES
            (100, 1, 3, 9), (101, 1, 3, NULL), (102, NULL, 3, 1), (103, NULL, 3, 1), (104, 77, 3, 1);
        INSERT INTO labels (image_id, label_text) VALUES (NULL, NULL), (3, NULL);
        INSERT INTO albums VALUES (30, NULL);
        """,
    "surrounded": """
        UPDATE images SET rating = 9, model = 'mine' WHERE id = 3;
        UPDATE images SET rating = 4 WHERE id = 6;
        UPDATE images SET "my note" = 'n  ' WHERE id = 9;
        """,
    "newer": "DELETE FROM albums WHERE id = 4;",
}
"""What only some kinds can hold: one path twice, no values, links twice, texts that are not UTF-8."""

MakeOld = Callable[[str, Path], None]
Read = Callable[[Path], "dict[str, list[dict[str, object]]]"]


@pytest.fixture(params=SCHEMAS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of old library, one after the other."""
    return str(request.param)


@pytest.fixture
def make_old() -> MakeOld:
    """Makes an old library of a kind at a path. Its triggers come last: they are not about these rows."""

    def make(kind: str, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(SCHEMAS[kind])
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            _fill(connection)
            _orphans(connection)
            connection.executescript(MORE_ROWS.get(kind, ""))
            for _, sql in triggers:
                connection.execute(sql)

    return make


@pytest.fixture
def read() -> Read:
    """Reads every table: its rows in a fixed order, each value with its storage class."""

    def read_all(path: Path) -> dict[str, list[dict[str, object]]]:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = lambda text: text.decode(errors="surrogateescape")
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
            ).fetchall()
            return {name: _rows(connection, name) for (name,) in names if name != "alembic_version"}

    return read_all


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    names = [name for (name,) in connection.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))]
    columns = ", ".join(f'typeof("{name}"), "{name}"' for name in names)
    order = "id" if "id" in names else ", ".join(f'"{name}"' for name in names[:2])
    rows = connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY {order}').fetchall()
    return [{name: (row[place * 2], row[place * 2 + 1]) for place, name in enumerate(names)} for row in rows]
