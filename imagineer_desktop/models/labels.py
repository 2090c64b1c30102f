"""What the label part of the inspector shows, of one image or of many, and what its field completes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imagineer_desktop.catalog.rows import HAND_SOURCES, ImageDetails, LabelCount, LabelRow, SelectionSummary

CAPTION = "caption"
TAG = "tag"
CATEGORY = "category"
NEW_TYPES = (TAG, CAPTION, CATEGORY)
"""The types a label is given when it is added by hand, the usual one first."""


@dataclass(frozen=True, slots=True)
class LabelShown:
    """One chip: a label on `images` of the `of` images shown, and the rows it stands for."""

    text: str
    label_type: str | None
    source_model: str | None
    confidence: float | None
    images: int
    of: int
    label_ids: tuple[int, ...]

    @property
    def by_machine(self) -> bool:
        return bool(self.source_model) and self.source_model not in HAND_SOURCES

    @property
    def on_some(self) -> bool:
        return self.images < self.of


@dataclass(frozen=True, slots=True)
class MachineLabels:
    """What one model said, the surest first."""

    source_model: str
    labels: tuple[LabelShown, ...]

    @property
    def label_ids(self) -> tuple[int, ...]:
        return tuple(label_id for label in self.labels for label_id in label.label_ids)


@dataclass(frozen=True, slots=True)
class LabelsShown:
    """All labels of what is selected: captions and other labels, by hand and by model.

    `captions` are in the order they are offered: by hand before by model. `with_caption` counts images.
    """

    images: int
    captions: tuple[LabelShown, ...] = ()
    with_caption: int = 0
    by_hand: tuple[LabelShown, ...] = ()
    by_machine: tuple[MachineLabels, ...] = ()

    @property
    def caption_texts(self) -> tuple[str, ...]:
        """The different captions, each once."""
        return tuple(dict.fromkeys(caption.text for caption in self.captions))

    @property
    def without_caption(self) -> int:
        return self.images - self.with_caption


def labels_of_image(details: ImageDetails) -> LabelsShown:
    """The labels of one image; the same words twice by the same author are one chip."""
    together: dict[tuple[str, str | None, str | None], list[LabelRow]] = {}
    for label in details.labels:
        together.setdefault((label.label_text, label.label_type, label.source_model), []).append(label)
    counts = [
        LabelCount(*key, _surest(row.confidence for row in rows), 1, tuple(row.id for row in rows))
        for key, rows in together.items()
    ]
    captions = [count for count in counts if count.is_caption]
    labels = [count for count in counts if not count.is_caption]
    return _shown(1, captions, labels, with_caption=1 if captions else 0)


def labels_of_selection(summary: SelectionSummary) -> LabelsShown:
    """The labels of several images, those on most of them first."""
    return _shown(len(summary.image_ids), summary.captions, summary.labels, summary.with_caption)


def _shown(
    images: int, captions: Iterable[LabelCount], labels: Iterable[LabelCount], with_caption: int
) -> LabelsShown:
    by_machine: dict[str, list[LabelShown]] = {}
    by_hand = []
    for label in labels:
        chip = _chip(label, images)
        if label.by_machine and label.source_model:
            by_machine.setdefault(label.source_model, []).append(chip)
        else:
            by_hand.append(chip)
    return LabelsShown(
        images=images,
        captions=tuple(_chip(label, images) for label in sorted(captions, key=lambda one: one.by_machine)),
        with_caption=with_caption,
        by_hand=tuple(by_hand),
        by_machine=tuple(
            MachineLabels(model, tuple(sorted(chips, key=lambda chip: -(chip.confidence or 0))))
            for model, chips in by_machine.items()
        ),
    )


def _chip(label: LabelCount, of: int) -> LabelShown:
    return LabelShown(
        label.label_text,
        label.label_type,
        label.source_model,
        label.confidence,
        label.images,
        of,
        label.label_ids,
    )


def _surest(confidences: Iterable[float | None]) -> float | None:
    return max((one for one in confidences if one is not None), default=None)
