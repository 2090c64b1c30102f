"""Edits of pins: which nodes are the prompts of a workflow, and the prompts that follow from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagineer_desktop.catalog.arrivals import PROMPT_MARK, prompt_mark
from imagineer_desktop.catalog.changes import NOTHING, Changes
from imagineer_desktop.catalog.columns import write_timestamp
from imagineer_desktop.catalog.edits.edit import Edit, images_in_words
from imagineer_desktop.catalog.edits.table_rows import RemoveRows, Row, Several, read_rows
from imagineer_desktop.catalog.inserting import insert_rows
from imagineer_desktop.catalog.queries import pages
from imagineer_desktop.catalog.schema import PromptPin

PAGE = 100
"""Images read at once: what the file of one said may be a megabyte."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """The words that an image gets, if those that stand have the mark `seen`; else it is left alone.

    `mark` and `notes` belong into what is kept of its file: the mark of the words that the file says, and
    what is to be known about them.
    """

    image_id: int
    seen: str | None
    prompt: str | None
    negative_prompt: str | None
    mark: str | None
    notes: tuple[str, ...]
    updated_at: str | None = None

    @property
    def changes_words(self) -> bool:
        """A prompt that a person changed stays, while what its file says is noted."""
        return prompt_mark(self.prompt, self.negative_prompt) != self.seen


@dataclass(frozen=True, slots=True)
class PinNodes:
    """Makes nodes the prompts of a workflow, (role, node) each, and retells the prompts of its images.

    Roles without a node lose their pin.
    """

    workflow: str
    nodes: tuple[tuple[str, str], ...]
    retellings: tuple[Retelling, ...] = ()

    @property
    def text(self) -> str:
        number = sum(one.changes_words for one in self.retellings)
        what = "Pin the prompt" if self.nodes else "Forget the pinned prompt"
        return f"{what} of this workflow" + (f" ({images_in_words(number)})" if number else "")

    def touches(self) -> Changes:
        images = frozenset(one.image_id for one in self.retellings)
        return Changes(images=images, membership=bool(images))

    def apply(self, session: Session) -> Edit | None:
        retell = RetellPrompts(self.text, self.touches(), self.retellings)
        inverses = [edit for edit in (retell.apply(session), *self._pin(session)) if edit is not None]
        return Several(self.text, tuple(inverses)) if inverses else None

    def _pin(self, session: Session) -> tuple[Edit | None, ...]:
        """Pin the nodes; the edits that take that back, in their order."""
        asked = select(PromptPin.id, PromptPin.role, PromptPin.node).where(
            PromptPin.workflow == self.workflow
        )
        before = session.execute(asked).all()
        if sorted((row.role, row.node) for row in before) == sorted(self.nodes):
            return ()
        old = RemoveRows(self.text, self.touches(), "prompt_pins", tuple(row.id for row in before))
        put_back = old.apply(session)
        now = write_timestamp(datetime.now(UTC))
        rows = [(self.workflow, role, node, now) for role, node in self.nodes]
        made = insert_rows(session, "prompt_pins", ("workflow", "role", "node", "created_at"), rows)
        remove = RemoveRows(self.text, self.touches(), "prompt_pins", made) if made else None
        return remove, put_back


@dataclass(frozen=True, slots=True)
class RetellPrompts:
    """Gives images the words that their files say; those whose words were changed meanwhile keep them."""

    text: str
    changes: Changes
    retellings: tuple[Retelling, ...]

    def touches(self) -> Changes:
        return self.changes

    def apply(self, session: Session) -> Edit | None:
        now = write_timestamp(datetime.now(UTC))
        inverses: list[Retelling] = []
        for page in pages(self.retellings, PAGE):
            wanted = {one.image_id: one for one in page}
            columns = ("id", "prompt", "negative_prompt", "generation_data", "updated_at")
            stored = [
                row
                for row in read_rows(session, "images", wanted, columns)
                if prompt_mark(row[1], row[2]) == wanted[row[0]].seen
            ]
            inverses += [_as_it_stands(row, wanted[row[0]]) for row in stored]
            if stored:
                session.connection().exec_driver_sql(
                    "UPDATE images SET prompt = ?, negative_prompt = ?, generation_data = ?, updated_at = ? "
                    "WHERE id = ?",
                    [_retold(row, wanted[row[0]], now) for row in stored],
                )
        return RetellPrompts(self.text, self.changes, tuple(inverses)) if inverses else None


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was done already, beside the window: what is left is to remember how to take it back."""

    inverse: Edit

    @property
    def text(self) -> str:
        return self.inverse.text

    def touches(self) -> Changes:
        return NOTHING

    def apply(self, session: Session) -> Edit | None:
        return self.inverse


def _as_it_stands(row: Row, new: Retelling) -> Retelling:
    """What takes back that an image was told anew."""
    image_id, prompt, negative_prompt, written, updated_at = row
    data = _object(written)
    notes = data.get("notes")
    return Retelling(
        image_id,
        prompt_mark(new.prompt, new.negative_prompt),
        prompt,
        negative_prompt,
        data.get(PROMPT_MARK),
        tuple(notes) if isinstance(notes, list) else (),
        updated_at,
    )


def _retold(row: Row, new: Retelling, now: str | None) -> Row:
    data = _object(row[3])
    said = {PROMPT_MARK: new.mark, "raw": data.get("raw"), "notes": list(new.notes)}
    # In the order of an import: taken back, the text is the same to the letter.
    about = {key: value for key, value in data.items() if key not in said and key != "history"}
    kept = {**about, **said, "history": data.get("history")}
    written = json.dumps(
        {key: value for key, value in kept.items() if value or key in about}, ensure_ascii=False
    )
    return new.prompt, new.negative_prompt, written, new.updated_at or now, row[0]


def _object(written: str | None) -> dict[str, Any]:
    """What is kept of a file; no image without it is told anew, for there is nothing to tell it from."""
    data = json.loads(written or "{}")
    return data if isinstance(data, dict) else {}
