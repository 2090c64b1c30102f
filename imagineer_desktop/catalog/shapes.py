"""The tables as each revision leaves them: history, so what is released here is never edited."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Shape:
    """A table as one revision wants it.

    `columns` maps each name to its declaration, in order; `constraints` are table constraints;
    `indexes` maps each name to its columns.
    """

    name: str
    columns: dict[str, str]
    constraints: tuple[str, ...] = ()
    indexes: dict[str, str] = field(default_factory=dict)

    @property
    def autoincrement(self) -> bool:
        return "AUTOINCREMENT" in self.columns["id"]

    def plus(self, lines: str, before: str) -> Shape:
        """The same table with the columns in `lines` put before the column `before`."""
        columns: dict[str, str] = {}
        for name, declaration in self.columns.items():
            if name == before:
                columns |= _columns(lines)
            columns[name] = declaration
        return replace(self, columns=columns)


Tables = dict[str, Shape]


def _columns(lines: str) -> dict[str, str]:
    """One column a line: its name, then its declaration."""
    pairs = (line.strip().split(" ", 1) for line in lines.strip().splitlines())
    return {name: declaration for name, declaration in pairs}  # noqa: C416


def _shape(name: str, lines: str, *constraints: str, indexes: str = "") -> Shape:
    """`indexes`: one a line, its columns; each is named idx_<table>_<columns>."""
    columns = [line.strip() for line in indexes.splitlines() if line.strip()]
    named = {f"idx_{name}_{one.replace(', ', '_')}": one for one in columns}
    return Shape(name, _columns(lines), constraints, named)


def _tables(*shapes: Shape) -> Tables:
    return {shape.name: shape for shape in shapes}


OLDEST = _tables(
    _shape(
        "images",
        """
        id INTEGER NOT NULL
        filename VARCHAR(255) NOT NULL
        file_path VARCHAR(500) NOT NULL
        thumbnail_path VARCHAR(500)
        prompt TEXT
        negative_prompt TEXT
        seed INTEGER
        steps INTEGER
        guidance_scale FLOAT
        width INTEGER
        height INTEGER
        lora_config TEXT
        is_nsfw BOOLEAN
        is_public BOOLEAN
        created_at DATETIME
        updated_at DATETIME
        """,
        "PRIMARY KEY (id)",
        "UNIQUE (filename)",
    ),
    _shape(
        "albums",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) NOT NULL
        description TEXT
        album_type VARCHAR(50)
        is_public BOOLEAN
        generation_prompt TEXT
        generation_config TEXT
        created_at DATETIME
        updated_at DATETIME
        """,
        "PRIMARY KEY (id)",
    ),
    _shape(
        "album_images",
        """
        id INTEGER NOT NULL
        album_id INTEGER NOT NULL
        image_id INTEGER NOT NULL
        sort_order INTEGER
        created_at DATETIME
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT unique_album_image UNIQUE (album_id, image_id)",
        "FOREIGN KEY(album_id) REFERENCES albums (id)",
        "FOREIGN KEY(image_id) REFERENCES images (id)",
    ),
    _shape(
        "labels",
        """
        id INTEGER NOT NULL
        image_id INTEGER NOT NULL
        label_text TEXT NOT NULL
        confidence FLOAT
        label_type VARCHAR(50)
        source_model VARCHAR(100)
        source_prompt TEXT
        created_at DATETIME
        """,
        "PRIMARY KEY (id)",
        "FOREIGN KEY(image_id) REFERENCES images (id)",
    ),
    _shape(
        "scrape_jobs",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) NOT NULL
        description TEXT
        source_url VARCHAR(500)
        scrape_config TEXT
        status VARCHAR(50)
        progress INTEGER
        images_scraped INTEGER
        output_directory VARCHAR(500)
        error_message TEXT
        last_error_at DATETIME
        created_at DATETIME
        started_at DATETIME
        completed_at DATETIME
        """,
        "PRIMARY KEY (id)",
    ),
    _shape(
        "training_runs",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) NOT NULL
        description TEXT
        dataset_path VARCHAR(500) NOT NULL
        output_path VARCHAR(500) NOT NULL
        training_config TEXT
        status VARCHAR(50)
        progress INTEGER
        final_checkpoint VARCHAR(500)
        training_loss FLOAT
        validation_loss FLOAT
        error_message TEXT
        last_error_at DATETIME
        created_at DATETIME
        started_at DATETIME
        completed_at DATETIME
        """,
        "PRIMARY KEY (id)",
    ),
)
"""The web application's first real tables."""

TRAINING_SOURCE = OLDEST | _tables(
    OLDEST["albums"].plus("is_training_source BOOLEAN", before="generation_prompt")
)

OCTOBER = TRAINING_SOURCE | _tables(
    TRAINING_SOURCE["albums"].plus("created_by VARCHAR(255)", before="generation_prompt"),
    OLDEST["album_images"].plus("added_by VARCHAR(255)", before="created_at"),
    OLDEST["labels"].plus("created_by VARCHAR(255)", before="created_at"),
)
"""What the web application of October 2025 reads and writes."""

GUIDE = _tables(
    _shape(
        "images",
        """
        id INTEGER NOT NULL
        filename VARCHAR(255) NOT NULL
        file_path TEXT NOT NULL
        thumbnail_path VARCHAR(500)
        prompt TEXT
        negative_prompt TEXT
        seed INTEGER
        steps INTEGER
        guidance_scale FLOAT
        width INTEGER
        height INTEGER
        lora_config TEXT
        is_nsfw BOOLEAN DEFAULT 0
        is_public BOOLEAN DEFAULT 1
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
        file_size INTEGER
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT uq_images_file_path UNIQUE (file_path)",
        indexes="is_public\nis_nsfw\ncreated_at",
    ),
    _shape(
        "albums",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) NOT NULL
        description TEXT
        album_type VARCHAR(50) DEFAULT 'batch'
        is_public BOOLEAN DEFAULT 1
        is_training_source BOOLEAN DEFAULT 0
        created_by VARCHAR(255)
        generation_prompt TEXT
        generation_config TEXT
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "PRIMARY KEY (id)",
        indexes="is_public\nalbum_type",
    ),
    _shape(
        "album_images",
        """
        id INTEGER NOT NULL
        album_id INTEGER NOT NULL
        image_id INTEGER NOT NULL
        sort_order INTEGER DEFAULT 0
        added_by VARCHAR(255)
        added_at DATETIME DEFAULT CURRENT_TIMESTAMP
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT unique_album_image UNIQUE (album_id, image_id)",
        "CONSTRAINT fk_album_images_album_id_albums "
        "FOREIGN KEY(album_id) REFERENCES albums (id) ON DELETE CASCADE",
        "CONSTRAINT fk_album_images_image_id_images "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE",
        indexes="album_id, sort_order\nimage_id",
    ),
    _shape(
        "labels",
        """
        id INTEGER NOT NULL
        image_id INTEGER NOT NULL
        label_text TEXT NOT NULL
        confidence FLOAT
        label_type VARCHAR(50)
        source_model VARCHAR(100)
        source_prompt TEXT
        created_by VARCHAR(255)
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT fk_labels_image_id_images FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE",
        indexes="image_id\nlabel_type",
    ),
    _shape(
        "scrape_jobs",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) DEFAULT '' NOT NULL
        description TEXT
        source_url VARCHAR(500)
        album_name VARCHAR(100)
        scrape_config TEXT
        status VARCHAR(50) DEFAULT 'pending'
        progress INTEGER DEFAULT 0
        images_scraped INTEGER DEFAULT 0
        output_directory VARCHAR(500)
        error_message TEXT
        last_error_at DATETIME
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        started_at DATETIME
        completed_at DATETIME
        created_by VARCHAR(255)
        """,
        "PRIMARY KEY (id)",
        indexes="status",
    ),
    _shape(
        "training_runs",
        """
        id INTEGER NOT NULL
        name VARCHAR(255) NOT NULL
        description TEXT
        dataset_path VARCHAR(500) NOT NULL
        output_path VARCHAR(500) NOT NULL
        training_config TEXT
        status VARCHAR(50) DEFAULT 'pending'
        progress INTEGER DEFAULT 0
        final_checkpoint VARCHAR(500)
        training_loss FLOAT
        validation_loss FLOAT
        error_message TEXT
        last_error_at DATETIME
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
        started_at DATETIME
        completed_at DATETIME
        """,
        "PRIMARY KEY (id)",
        indexes="status",
    ),
)
"""The database guide's tables, with everything that the real ones hold beside it."""


def _product(name: str, lines: str = "", *constraints: str, indexes: str = "") -> Shape:
    """The guide's table with ids that are never reused, and the columns in `lines` put last."""
    guide = GUIDE[name]
    more = _shape(name, lines or "id INTEGER", *constraints, indexes=indexes)
    columns = guide.columns | more.columns | {"id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"}
    return Shape(name, columns, guide.constraints[1:] + constraints, guide.indexes | more.indexes)


PRODUCT = _tables(
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
        indexes="content_hash\ngenerated_at\nmodel\ntrashed_at",
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
