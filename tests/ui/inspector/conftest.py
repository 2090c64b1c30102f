"""The inspector and values as the library hands them out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.catalog.rows import AlbumRow, ImageDetails, ImageRow, LabelRow, Pick
from imagineer_desktop.media.thumbnails import ThumbnailCache
from imagineer_desktop.ui.inspector.inspector import Inspector
from imagineer_desktop.ui.theme.look import Look

ATLAS = AlbumRow(1, "Atlas & <b>more</b>")
LORAS = '[{"path": "/loras/atlas-style.safetensors", "weight": 0.8}, {"name": "grain", "weight": 1.0}]'
TRAINING = AlbumRow(2, "atlas-style v3", is_training_source=True)


def make_details(image_id: int = 1, prompt: str = "a still lake", caption: str = "my words") -> ImageDetails:
    """An image with something in every place."""
    row = ImageRow(
        image_id,
        f"{image_id}.png",
        f"/outputs/batch/{image_id}.png",
        1216,
        832,
        1_947_331,
        "0f3ac9" * 10,
        rating=4,
        pick=Pick.PICKED,
        generated_at=datetime(2025, 10, 14, 20, 41, tzinfo=UTC),
    )
    columns: dict[str, object] = {
        "prompt": prompt,
        "negative_prompt": None,
        "model": "juggernautXL_v9",
        "lora_config": LORAS,
        "steps": 32,
        "guidance_scale": 5.5,
        "sampler": "DPM++ 2M Karras",
        "generation_data": '{"parameters": "<b>as it stands</b>"}',
        "created_at": "2025-10-15 08:00:00.000000",
        "missing_since": None,
    }
    labels = (
        LabelRow(11, image_id, "lake", "tag", None, None),
        LabelRow(12, image_id, "<i>dusk</i>", "tag", "manual", None),
        LabelRow(13, image_id, "snow", "tag", "wd-eva02", 0.91),
        LabelRow(14, image_id, "pine", "tag", "wd-eva02", 0.94),
        LabelRow(15, image_id, caption, "caption", "manual", None),
        LabelRow(16, image_id, "a machine's words", "caption", "claude-3-5-sonnet", 0.9),
    )
    return ImageDetails(row, columns, 2**64 - 1, (ATLAS, TRAINING), labels)


@pytest.fixture
def details() -> ImageDetails:
    return make_details()


@pytest.fixture
def another() -> ImageDetails:
    """Another image with other words."""
    return make_details(2, "a dark forest", "other words")


@pytest.fixture
def thumbnailer(qapp: QApplication, tmp_path: Path) -> Iterator[Thumbnailer]:
    with ThumbnailCache(tmp_path / "thumbnails.db") as cache:
        thumbnailer = Thumbnailer(cache)
        yield thumbnailer
        thumbnailer.close()


@pytest.fixture
def inspector(qtbot: QtBot, look: Look, thumbnailer: Thumbnailer, details: ImageDetails) -> Inspector:
    """The inspector, shown, with one image."""
    inspector = Inspector(look, thumbnailer)
    qtbot.addWidget(inspector)
    inspector.resize(312, 800)
    inspector.show_image(details)
    inspector.show()
    inspector.activateWindow()
    return inspector
