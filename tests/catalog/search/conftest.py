"""A library in which every field of the filter language finds something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select

from imagineer_desktop.catalog.changes import EVERYTHING
from imagineer_desktop.catalog.library import Library
from imagineer_desktop.catalog.migrating import create
from imagineer_desktop.catalog.schema import Album, AlbumImage, Image, Label
from imagineer_desktop.catalog.search import fulltext
from imagineer_desktop.catalog.search.parser import parse
from imagineer_desktop.catalog.search.sql import condition

NOW = datetime(2025, 12, 1, 12, tzinfo=timezone(timedelta(hours=-4)))


def lora(*names: str) -> str:
    return json.dumps(
        [{"name": name, "weight": 0.8, "path": f"C:\\loras\\{name}.safetensors"} for name in names]
    )


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


PLAIN: dict[str, object] = {"rating": 0, "pick": 0, "is_nsfw": False, "is_public": True}

IMAGES: tuple[dict[str, object], ...] = (
    {
        "prompt": "a lighthouse at dusk, 100% detail",
        "model": "sdxl",
        "steps": 20,
        "rating": 5,
        "generated_at": moment(2025, 10, 1, 3, 59, 59),
        "width": 1024,
        "height": 768,
        "seed": 42,
        "pick": 1,
    },
    {
        "prompt": "a harbor, (cat:1.2) <lora:detail:0.8>",
        "model": "juggernautXL_v9",
        "steps": 30,
        "rating": 3,
        "generated_at": moment(2025, 10, 1, 4),
        "width": 1024,
        "height": 1024,
        "seed_text": "18446744073709551615",
        "lora_config": lora("add_detail", "märchen"),
    },
    {
        "prompt": "赤い髪の少女、夕焼け",
        "model": "sdxl-turbo",
        "steps": 4,
        "guidance_scale": 1.5,
        "generated_at": moment(2025, 10, 31, 12),
        "seed": 2**63 - 1,
        "lora_config": json.dumps({"path": "/l/old_style.safetensors"}),
        "is_nsfw": True,
        "pick": -1,
    },
    {
        "prompt": "Ölgemälde eines Hafens",
        "model": "flux.gguf",
        "guidance_scale": 7.0,
        "steps": 20,
        "generated_at": moment(2025, 11, 1, 4),
        "sampler": "DPM++ 2M Karras",
        "generator": "ComfyUI",
        "trouble": "The file is damaged.",
        "lora_config": "not json: paint",
    },
    {
        "prompt": None,
        "generated_at": None,
        "missing_since": moment(2025, 11, 2),
        "is_public": False,
        "seed": -1,
    },
    {"prompt": "", "trashed_at": moment(2025, 11, 2), "generated_at": moment(2025, 11, 30, 12)},
)

LABELS = (
    (1, "red hair", "tag"),
    (1, "a ram stands beside the tower", "caption"),
    (2, "RAM", "tag"),
    (2, "painting", "category"),
    (3, "ram*", "tag"),
    (4, "artoria_(fate)", None),
    (4, 'says "hi"', "scrape_caption"),
    (5, "ramen", "tag"),
    (5, "50% off_", "tag"),
)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Images 1 to 6; albums "Sea" (1, 2), "Zodiac, signs" (3, a training source), "Empty". For reading."""
    with closing(filled_library(tmp_path_factory.mktemp("searched"))) as library:
        yield library


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The same library with its full-text index. For reading."""
    with closing(filled_library(tmp_path_factory.mktemp("indexed"))) as library:
        with library.writing(EVERYTHING) as session:
            fulltext.create(session.connection())
        yield library


def filled_library(folder: Path) -> Library:
    path = folder / "library.db"
    create(path)
    library = Library(path)
    with library.writing(EVERYTHING) as session:
        for number, values in enumerate(IMAGES, 1):
            name = f"{number:05}_x.png"
            session.add(Image(id=number, filename=name, file_path=f"/out/{name}", **(PLAIN | values)))
        session.add_all(
            [
                Album(id=1, name="Sea"),
                Album(id=2, name="Zodiac, signs", is_training_source=True),
                Album(id=3, name="Empty"),
            ]
        )
        session.flush()
        session.add_all(
            AlbumImage(album_id=album, image_id=image) for album, image in ((1, 1), (1, 2), (2, 3))
        )
        session.add_all(
            Label(image_id=image, label_text=text, label_type=kind) for image, text, kind in LABELS
        )
        session.flush()
    return library


def ids(library: Library, text: str, indexed: bool = False, now: datetime = NOW) -> set[int]:
    with library.reading() as session:
        return set(session.scalars(select(Image.id).where(condition(parse(text), now, indexed))))


@pytest.fixture(params=[False, True], ids=["like", "indexed"])
def found(request: pytest.FixtureRequest, searched: Library, indexed: Library) -> Callable[[str], set[int]]:
    """What a search finds, without and with the full-text index."""
    return lambda text: ids(indexed if request.param else searched, text, request.param)


@pytest.fixture
def found_at(searched: Library) -> Callable[[str, datetime], set[int]]:
    """What a search finds at a time and place."""
    return lambda text, now: ids(searched, text, now=now)
