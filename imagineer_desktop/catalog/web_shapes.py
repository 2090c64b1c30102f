"""The web application's tables, and the ones that its database guide describes: history, never edited."""

from __future__ import annotations

from imagineer_desktop.catalog.shape import changed, shape, tables

OLDEST = tables(
    shape(
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
    shape(
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
    shape(
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
    shape(
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
    shape(
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
    shape(
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

TRAINING_SOURCE = OLDEST | tables(
    OLDEST["albums"].plus("is_training_source BOOLEAN", before="generation_prompt")
)

OCTOBER = TRAINING_SOURCE | tables(
    TRAINING_SOURCE["albums"].plus("created_by VARCHAR(255)", before="generation_prompt"),
    OLDEST["album_images"].plus("added_by VARCHAR(255)", before="created_at"),
    OLDEST["labels"].plus("created_by VARCHAR(255)", before="created_at"),
)
"""What the web application of October 2025 reads and writes."""

NOW = "created_at DATETIME DEFAULT CURRENT_TIMESTAMP"

GUIDE = tables(
    changed(
        OCTOBER["images"],
        f"""
        file_path TEXT NOT NULL
        is_nsfw BOOLEAN DEFAULT 0
        is_public BOOLEAN DEFAULT 1
        {NOW}
        updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
        file_size INTEGER
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT uq_images_file_path UNIQUE (file_path)",
        indexes="is_public\nis_nsfw\ncreated_at",
    ),
    changed(
        OCTOBER["albums"],
        f"""
        album_type VARCHAR(50) DEFAULT 'batch'
        is_public BOOLEAN DEFAULT 1
        is_training_source BOOLEAN DEFAULT 0
        {NOW}
        updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
        """,
        "PRIMARY KEY (id)",
        indexes="is_public\nalbum_type",
    ),
    changed(
        OCTOBER["album_images"].plus("added_at DATETIME DEFAULT CURRENT_TIMESTAMP", before="created_at"),
        f"""
        sort_order INTEGER DEFAULT 0
        {NOW}
        """,
        "PRIMARY KEY (id)",
        "CONSTRAINT unique_album_image UNIQUE (album_id, image_id)",
        "CONSTRAINT fk_album_images_album_id_albums "
        "FOREIGN KEY(album_id) REFERENCES albums (id) ON DELETE CASCADE",
        "CONSTRAINT fk_album_images_image_id_images "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE",
        indexes="album_id, sort_order\nimage_id",
    ),
    changed(
        OCTOBER["labels"],
        NOW,
        "PRIMARY KEY (id)",
        "CONSTRAINT fk_labels_image_id_images FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE",
        indexes="image_id\nlabel_type",
    ),
    changed(
        OCTOBER["scrape_jobs"].plus("album_name VARCHAR(100)", before="scrape_config"),
        f"""
        name VARCHAR(255) DEFAULT '' NOT NULL
        status VARCHAR(50) DEFAULT 'pending'
        progress INTEGER DEFAULT 0
        images_scraped INTEGER DEFAULT 0
        {NOW}
        created_by VARCHAR(255)
        """,
        "PRIMARY KEY (id)",
        indexes="status",
    ),
    changed(
        OCTOBER["training_runs"],
        f"""
        status VARCHAR(50) DEFAULT 'pending'
        progress INTEGER DEFAULT 0
        {NOW}
        """,
        "PRIMARY KEY (id)",
        indexes="status",
    ),
)
"""The database guide's tables, with everything that the real ones hold beside it."""
