"""The tables as each revision of ours leaves them: history, so what is released here is never edited."""

from __future__ import annotations

from dataclasses import replace

from imagineer_desktop.catalog.shape import Shape, changed, shape, tables
from imagineer_desktop.catalog.web_shapes import GUIDE


def _product(name: str, lines: str = "", *constraints: str, indexes: str = "") -> Shape:
    """The guide's table with ids that are never reused, and the columns in `lines` put last."""
    guide = GUIDE[name]
    ids = "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
    more = changed(guide, f"{ids}\n{lines}", *guide.constraints[1:], *constraints, indexes=indexes)
    return replace(more, indexes=guide.indexes | more.indexes)


PRODUCT = tables(
    _product(
        "images",
        """
        content_hash VARCHAR(64)
        file_mtime_ns INTEGER
        generated_at DATETIME
        generator TEXT
        model TEXT
        sampler TEXT
        scheduler TEXT
        seed_text TEXT
        generation_data TEXT
        rating INTEGER DEFAULT 0 NOT NULL
        pick INTEGER DEFAULT 0 NOT NULL
        missing_since DATETIME
        trashed_at DATETIME
        """,
        "CONSTRAINT ck_images_rating CHECK (rating BETWEEN 0 AND 5)",
        "CONSTRAINT ck_images_pick CHECK (pick IN (-1, 0, 1))",
        indexes="content_hash\nmodel\ntrashed_at\ntrashed_at, generated_at",
    ),
    _product(
        "albums",
        """
        source_folder TEXT
        image_order VARCHAR(20) DEFAULT 'manual' NOT NULL
        """,
        "CONSTRAINT uq_albums_source_folder UNIQUE (source_folder)",
    ),
    _product("album_images"),
    _product("labels"),
    _product("scrape_jobs"),
    _product("training_runs"),
)
"""What Imagineer Desktop adds: content hash, generation data, culling, trash; ids are never reused."""

DUPLICATES = PRODUCT | tables(
    replace(
        PRODUCT["images"],
        columns=PRODUCT["images"].columns | {"perceptual_hash": "INTEGER"},
        indexes=PRODUCT["images"].indexes | {"idx_images_perceptual_hash": "perceptual_hash"},
    ),
    shape(
        "duplicate_decisions",
        """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        image_a INTEGER NOT NULL
        image_b INTEGER NOT NULL
        decision VARCHAR(20) NOT NULL
        decided_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "CONSTRAINT uq_duplicate_decisions_image_a_image_b UNIQUE (image_a, image_b)",
        "CONSTRAINT ck_duplicate_decisions_order CHECK (image_a < image_b)",
        "CONSTRAINT fk_duplicate_decisions_image_a_images "
        "FOREIGN KEY(image_a) REFERENCES images (id) ON DELETE CASCADE",
        "CONSTRAINT fk_duplicate_decisions_image_b_images "
        "FOREIGN KEY(image_b) REFERENCES images (id) ON DELETE CASCADE",
        indexes="image_b",
    ),
)
"""A hash of how a picture looks, and what was decided about two that look alike."""

GROWING_FOLDERS = DUPLICATES | tables(
    replace(
        DUPLICATES["images"],
        columns=DUPLICATES["images"].columns | {"trouble": "TEXT"},
        indexes=DUPLICATES["images"].indexes | {"idx_images_file_size": "file_size"},
    ),
    shape(
        "watched_folders",
        """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        path TEXT NOT NULL
        recursive BOOLEAN DEFAULT 1 NOT NULL
        ignored TEXT DEFAULT '[]' NOT NULL
        album_per_folder BOOLEAN DEFAULT 1 NOT NULL
        album_id INTEGER
        tags TEXT DEFAULT '[]' NOT NULL
        is_paused BOOLEAN DEFAULT 0 NOT NULL
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "CONSTRAINT uq_watched_folders_path UNIQUE (path)",
        "CONSTRAINT fk_watched_folders_album_id_albums "
        "FOREIGN KEY(album_id) REFERENCES albums (id) ON DELETE SET NULL",
        indexes="album_id",
    ),
    shape(
        "prompt_pins",
        """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        workflow VARCHAR(64) NOT NULL
        role VARCHAR(20) NOT NULL
        node TEXT NOT NULL
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "CONSTRAINT uq_prompt_pins_workflow_role UNIQUE (workflow, role)",
        "CONSTRAINT ck_prompt_pins_role CHECK (role IN ('prompt', 'negative'))",
    ),
)
"""Folders whose new pictures come in by themselves, prompts of workflows, why files cannot be shown."""
