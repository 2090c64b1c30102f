"""The tables of a library at the newest revision, and the naming convention of their constraints.

The truth is the chain of migrations in `alembic/versions`; a test holds the two equal. Tables whose
ids the undo history refers to never reuse one (`sqlite_autoincrement`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Boolean, Float, Integer

from imagineer_desktop.catalog.columns import AsStored, UtcTimestamp

NAMING = {
    "ix": "idx_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NOW = text("CURRENT_TIMESTAMP")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Image(Base):
    """One picture file. The columns from `content_hash` on are the product's own."""

    __tablename__ = "images"
    __table_args__ = (
        UniqueConstraint("file_path"),
        CheckConstraint("rating BETWEEN 0 AND 5", name="rating"),
        CheckConstraint("pick IN (-1, 0, 1)", name="pick"),
        Index(None, "is_public"),
        Index(None, "is_nsfw"),
        Index(None, "created_at"),
        Index(None, "content_hash"),
        Index(None, "model"),
        Index(None, "trashed_at"),
        # Answers "everything that is not in the trash, the newest first" without touching the table. The
        # one above is for whoever walks all images: in it they lie in the order of the file.
        Index(None, "trashed_at", "generated_at"),
        Index(None, "perceptual_hash"),
        # A new file is that of an image whose file is gone only if it has its size.
        Index(None, "file_size"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    filename: Mapped[str] = mapped_column(String(255))
    file_path: Mapped[str] = mapped_column(Text)
    thumbnail_path: Mapped[str | None] = mapped_column(String(500))
    prompt: Mapped[str | None] = mapped_column(Text)
    negative_prompt: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[int | None] = mapped_column(Integer)
    steps: Mapped[int | None] = mapped_column(Integer)
    guidance_scale: Mapped[float | None] = mapped_column(Float)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    lora_config: Mapped[str | None] = mapped_column(Text)
    is_nsfw: Mapped[bool | None] = mapped_column(Boolean, server_default=text("0"))
    is_public: Mapped[bool | None] = mapped_column(Boolean, server_default=text("1"))
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    updated_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    file_size: Mapped[int | None] = mapped_column(Integer)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    file_mtime_ns: Mapped[int | None] = mapped_column(Integer)
    generated_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    generator: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    sampler: Mapped[str | None] = mapped_column(Text)
    scheduler: Mapped[str | None] = mapped_column(Text)
    seed_text: Mapped[str | None] = mapped_column(Text)
    generation_data: Mapped[str | None] = mapped_column(Text)
    rating: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    pick: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    missing_since: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    trashed_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    perceptual_hash: Mapped[int | None] = mapped_column(Integer)
    trouble: Mapped[str | None] = mapped_column(Text)


class Album(Base):
    """A collection. `source_folder` is the folder an import made it from: a renamed album is found again."""

    __tablename__ = "albums"
    __table_args__ = (
        UniqueConstraint("source_folder"),
        Index(None, "is_public"),
        Index(None, "album_type"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    album_type: Mapped[str | None] = mapped_column(String(50), server_default=text("'batch'"))
    is_public: Mapped[bool | None] = mapped_column(Boolean, server_default=text("1"))
    is_training_source: Mapped[bool | None] = mapped_column(Boolean, server_default=text("0"))
    created_by: Mapped[str | None] = mapped_column(String(255))
    generation_prompt: Mapped[str | None] = mapped_column(Text)
    generation_config: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    updated_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    source_folder: Mapped[str | None] = mapped_column(Text)
    image_order: Mapped[str] = mapped_column(String(20), server_default=text("'manual'"))


class AlbumImage(Base):
    """An image's place in an album. `created_at` is the web application's name for `added_at`."""

    __tablename__ = "album_images"
    __table_args__ = (
        UniqueConstraint("album_id", "image_id", name="unique_album_image"),
        Index(None, "album_id", "sort_order"),
        Index(None, "image_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    album_id: Mapped[int] = mapped_column(ForeignKey("albums.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    sort_order: Mapped[int | None] = mapped_column(Integer, server_default=text("0"))
    added_by: Mapped[str | None] = mapped_column(String(255))
    added_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)


class Label(Base):
    """A caption, tag or category of one image, by hand or by the model in `source_model`."""

    __tablename__ = "labels"
    __table_args__ = (
        Index(None, "image_id"),
        Index(None, "label_type"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    label_text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None] = mapped_column(Float)
    label_type: Mapped[str | None] = mapped_column(String(50))
    source_model: Mapped[str | None] = mapped_column(String(100))
    source_prompt: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)


class ScrapeJob(Base):
    """A web scrape: what was asked, how far it came, where its pictures are."""

    __tablename__ = "scrape_jobs"
    __table_args__ = (Index(None, "status"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255), server_default=text("''"))
    description: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(String(500))
    album_name: Mapped[str | None] = mapped_column(String(100))
    scrape_config: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(String(50), server_default=text("'pending'"))
    progress: Mapped[int | None] = mapped_column(Integer, server_default=text("0"))
    images_scraped: Mapped[int | None] = mapped_column(Integer, server_default=text("0"))
    output_directory: Mapped[str | None] = mapped_column(String(500))
    error_message: Mapped[str | None] = mapped_column(Text)
    last_error_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    started_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    completed_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    created_by: Mapped[str | None] = mapped_column(String(255))


class TrainingRun(Base):
    """A training run: its dataset, its configuration, its progress and its outcome."""

    __tablename__ = "training_runs"
    __table_args__ = (Index(None, "status"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    dataset_path: Mapped[str] = mapped_column(String(500))
    output_path: Mapped[str] = mapped_column(String(500))
    training_config: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(String(50), server_default=text("'pending'"))
    progress: Mapped[int | None] = mapped_column(Integer, server_default=text("0"))
    final_checkpoint: Mapped[str | None] = mapped_column(String(500))
    training_loss: Mapped[float | None] = mapped_column(Float)
    validation_loss: Mapped[float | None] = mapped_column(Float)
    error_message: Mapped[str | None] = mapped_column(Text)
    last_error_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)
    started_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)
    completed_at: Mapped[datetime | None] = mapped_column(UtcTimestamp)


class DuplicateDecision(Base):
    """What a person decided about two images that look alike: `decision` is keep_a, keep_b or keep_both."""

    __tablename__ = "duplicate_decisions"
    __table_args__ = (
        UniqueConstraint("image_a", "image_b"),
        CheckConstraint("image_a < image_b", name="order"),
        Index(None, "image_b"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    image_a: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    image_b: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    decision: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)


class WatchedFolder(Base):
    """A folder whose new pictures come in by themselves. `ignored` and `tags` are JSON lists of texts."""

    __tablename__ = "watched_folders"
    __table_args__ = (UniqueConstraint("path"), Index(None, "album_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    recursive: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    ignored: Mapped[str] = mapped_column(Text, server_default=text("'[]'"))
    album_per_folder: Mapped[bool] = mapped_column(Boolean, server_default=text("1"))
    album_id: Mapped[int | None] = mapped_column(ForeignKey("albums.id", ondelete="SET NULL"))
    tags: Mapped[str] = mapped_column(Text, server_default=text("'[]'"))
    is_paused: Mapped[bool] = mapped_column(Boolean, server_default=text("0"))
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)


class PromptPin(Base):
    """The node of a workflow that a person named as its prompt; `role` is prompt or negative."""

    __tablename__ = "prompt_pins"
    __table_args__ = (
        UniqueConstraint("workflow", "role"),
        CheckConstraint("role IN ('prompt', 'negative')", name="role"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workflow: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    node: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime | None] = mapped_column(UtcTimestamp, server_default=NOW)


class KeptValue(Base):
    """An old value that an upgrade could not keep in its place; a downgrade puts it back."""

    __tablename__ = "kept_values"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(Integer)
    column_name: Mapped[str] = mapped_column(Text)
    old_value: Mapped[object | None] = mapped_column(AsStored)
    reason: Mapped[str] = mapped_column(Text)
