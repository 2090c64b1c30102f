"""Pictures coming into the library: new rows, the albums of their batches, their captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.memberships import append_links
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import Album, Image, Label

SQLITE_INTEGERS = range(-(2**63), 2**63)
"""What an INTEGER column can hold; ComfyUI draws seeds up to 2**64 - 1."""

FROM_SIDECAR = "sidecar"
"""`labels.source_model` of a caption that lay in a text file beside the picture."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that was read and is about to become a row; `batch_folder` is what its album stands for."""

    file_path: str
    width: int | None
    height: int | None
    file_size: int
    content_hash: str
    file_mtime_ns: int
    generated_at: datetime
    batch_folder: str | None = None
    caption: str | None = None
    prompt: str | None = None
    negative_prompt: str | None = None
    seed: int | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    generator: str | None = None
    model: str | None = None
    sampler: str | None = None
    scheduler: str | None = None
    lora_config: str | None = None
    generation_data: str | None = None


def known_paths(session: Session, paths: Iterable[str]) -> dict[str, bool]:
    """Those of `paths` that the library has, in the trash or not; True where it holds them missing."""
    found: dict[str, bool] = {}
    for page in pages(paths):
        missing = Image.missing_since.is_not(None)
        statement = select(Image.file_path, missing).where(Image.file_path.in_(page))
        found.update((path, is_missing) for path, is_missing in session.execute(statement))
    return found


def found_again(session: Session, paths: Iterable[str]) -> None:
    """Files that lie where the library has them are not missing."""
    for page in pages(paths):
        session.execute(
            update(Image)
            .where(Image.file_path.in_(page), Image.missing_since.is_not(None))
            .values(missing_since=None)
        )


def take_in(session: Session, arrivals: Sequence[Arrival]) -> int:
    """Add the arrivals with their captions, those of a batch to its album; returns the albums made."""
    if not arrivals:
        return 0
    now = datetime.now(UTC)
    rows = [_image_values(arrival, now) for arrival in arrivals]
    ids = session.execute(insert(Image).returning(Image.id, sort_by_parameter_order=True), rows).scalars()
    by_folder: dict[str, list[int]] = {}
    captions = []
    for image_id, arrival in zip(ids, arrivals, strict=True):
        if arrival.batch_folder is not None:
            by_folder.setdefault(arrival.batch_folder, []).append(image_id)
        if arrival.caption:
            captions.append(_caption_values(image_id, arrival.caption, now))
    if captions:
        session.execute(insert(Label), captions)
    return sum(_file_into_batch(session, folder, image_ids, now) for folder, image_ids in by_folder.items())


def _image_values(arrival: Arrival, now: datetime) -> dict[str, object]:
    fits = arrival.seed is not None and arrival.seed in SQLITE_INTEGERS
    return {
        "filename": Path(arrival.file_path).name,
        "file_path": arrival.file_path,
        "width": arrival.width,
        "height": arrival.height,
        "file_size": arrival.file_size,
        "content_hash": arrival.content_hash,
        "file_mtime_ns": arrival.file_mtime_ns,
        "generated_at": arrival.generated_at,
        "prompt": arrival.prompt,
        "negative_prompt": arrival.negative_prompt,
        "seed": arrival.seed if fits else None,
        "seed_text": None if fits or arrival.seed is None else str(arrival.seed),
        "steps": arrival.steps,
        "guidance_scale": arrival.guidance_scale,
        "generator": arrival.generator,
        "model": arrival.model,
        "sampler": arrival.sampler,
        "scheduler": arrival.scheduler,
        "lora_config": arrival.lora_config,
        "generation_data": arrival.generation_data,
        "is_nsfw": False,
        "is_public": True,
        "created_at": now,
        "updated_at": now,
    }


def _caption_values(image_id: int, caption: str, now: datetime) -> dict[str, object]:
    return {
        "image_id": image_id,
        "label_text": caption,
        "label_type": "caption",
        "source_model": FROM_SIDECAR,
        "created_at": now,
    }


def _file_into_batch(session: Session, folder: str, image_ids: list[int], now: datetime) -> bool:
    """Append images to the folder's album, made if there is none; True when it was made."""
    album_id = _batch_album(session, folder)
    made = album_id is None
    if album_id is None:
        name = batch_name(folder)
        album_id = session.execute(
            insert(Album)
            .values(
                name=name,
                description=_description(name),
                album_type="batch",
                is_public=True,
                is_training_source=False,
                source_folder=folder,
                created_at=now,
                updated_at=now,
            )
            .returning(Album.id)
        ).scalar_one()
    append_links(session, album_id, image_ids, now)
    return made


def _batch_album(session: Session, folder: str) -> int | None:
    """The album of a batch folder, by its folder, or by the name and words the web application gave it."""
    album_id = session.scalar(select(Album.id).where(Album.source_folder == folder))
    if album_id is not None:
        return album_id
    name = batch_name(folder)
    album_id = session.scalar(
        select(Album.id)
        .where(
            Album.source_folder.is_(None),
            Album.album_type == "batch",
            Album.name == name,
            Album.description == _description(name),
        )
        .order_by(Album.id)
        .limit(1)
    )
    if album_id is not None:
        session.execute(update(Album).where(Album.id == album_id).values(source_folder=folder))
    return album_id


def batch_name(folder: str) -> str:
    """An album is named after its folder; `scraped/job_1/images` after the job, for "images" says nothing."""
    path = Path(folder)
    return path.parent.name if path.name.lower() == "images" and path.parent.name else path.name


def _description(name: str) -> str:
    return f"Imported batch from {name}"
