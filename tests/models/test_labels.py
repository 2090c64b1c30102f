"""What the label part shows."""

from __future__ import annotations

from imagineer_desktop.catalog.rows import ImageDetails, ImageRow, LabelCount, LabelRow, SelectionSummary
from imagineer_desktop.models.labels import labels_of_image, labels_of_selection


def details(*labels: tuple[str, str | None, str | None, float | None]) -> ImageDetails:
    rows = tuple(LabelRow(number, 1, *label) for number, label in enumerate(labels, 1))
    return ImageDetails(ImageRow(1, "a.png", "/a.png"), {}, None, labels=rows)


def test_labels_by_hand_and_by_models_are_apart() -> None:
    shown = labels_of_image(
        details(
            ("lake", "tag", None, None),
            ("snow", "tag", "wd-eva02", 0.5),
            ("pine", "tag", "wd-eva02", 0.9),
            ("art", "category", "manual", None),
            ("lake", "tag", "blip", 0.7),
        )
    )
    assert [label.text for label in shown.by_hand] == ["lake", "art"]
    assert [(part.source_model, [label.text for label in part.labels]) for part in shown.by_machine] == [
        ("wd-eva02", ["pine", "snow"]),
        ("blip", ["lake"]),
    ]
    assert shown.by_machine[0].label_ids == (3, 2)


def test_the_same_label_twice_is_one_chip_for_both_rows() -> None:
    shown = labels_of_image(details(("lake", "tag", None, None), ("lake", "tag", None, None)))
    assert [(label.label_ids, label.on_some) for label in shown.by_hand] == [((1, 2), False)]


def test_captions_by_hand_come_first() -> None:
    shown = labels_of_image(
        details(
            ("a machine's words", "caption", "claude-3-5-sonnet", 0.9),
            ("my words", "caption", "manual", None),
            ("from the page", "scrape_caption", "scraper", None),
        )
    )
    assert shown.caption_texts == ("my words", "from the page", "a machine's words")
    assert (shown.with_caption, shown.without_caption) == (1, 0)
    assert shown.by_hand == ()


def test_an_image_without_labels() -> None:
    shown = labels_of_image(details())
    assert (shown.captions, shown.by_hand, shown.by_machine, shown.without_caption) == ((), (), (), 1)


def test_a_selection_says_on_how_many() -> None:
    summary = SelectionSummary(
        image_ids=(1, 2, 3),
        captions=(
            LabelCount("one", "caption", None, None, 1, (10,)),
            LabelCount("one", "caption", "blip", None, 1, (11,)),
        ),
        with_caption=2,
        labels=(
            LabelCount("lake", "tag", None, None, 3, (1, 2, 3)),
            LabelCount("dusk", "tag", None, None, 2, (4, 5)),
        ),
    )
    shown = labels_of_selection(summary)
    assert [(label.text, label.images, label.of, label.on_some) for label in shown.by_hand] == [
        ("lake", 3, 3, False),
        ("dusk", 2, 3, True),
    ]
    assert shown.caption_texts == ("one",)
    assert shown.without_caption == 1
