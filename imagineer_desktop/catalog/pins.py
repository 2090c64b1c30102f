"""Nodes pinned as the prompt of a workflow, and the images whose prompts they may tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import Image, PromptPin

Pins = dict[str, dict[str, str]]
"""By workflow the id of the node for each role ("prompt", "negative")."""

_COLUMNS = (Image.id, Image.prompt, Image.negative_prompt, Image.generation_data)


class StoredWords(NamedTuple):
    """The prompts of an image as they stand, and what its file said, as JSON."""

    image_id: int
    prompt: str | None
    negative_prompt: str | None
    generation_data: str | None


def pins_of(session: Session) -> Pins:
    """Every pin of the library: for whoever reads pictures that come in."""
    found: Pins = {}
    for workflow, role, node in session.execute(select(PromptPin.workflow, PromptPin.role, PromptPin.node)):
        found.setdefault(workflow, {})[role] = node
    return found


def number_made_by(session: Session, generator: str) -> int:
    """How many images a program made, those in the trash included."""
    return session.scalar(select(func.count()).where(Image.generator == generator)) or 0


def words_after(session: Session, generator: str, image_id: int, limit: int) -> list[StoredWords]:
    """The next images after `image_id` that a program made, by id; at most `limit`."""
    asked = select(*_COLUMNS).where(Image.generator == generator, Image.id > image_id)
    return [StoredWords(*row) for row in session.execute(asked.order_by(Image.id).limit(limit))]


def words_of(session: Session, ids: Iterable[int]) -> list[StoredWords]:
    """Those of `ids` that exist, by id."""
    found: list[StoredWords] = []
    for page in pages(ids):
        asked = select(*_COLUMNS).where(Image.id.in_(page)).order_by(Image.id)
        found += [StoredWords(*row) for row in session.execute(asked)]
    return found
