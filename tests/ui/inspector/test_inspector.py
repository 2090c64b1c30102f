"""What the inspector shows, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QScrollBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from imagineer_desktop.catalog.rows import (
    AlbumRow,
    ImageDetails,
    ImageRow,
    LabelCount,
    Pick,
    SelectionSummary,
)
from imagineer_desktop.ui.inspector.inspector import GENERATION, INFO, LABELS, Inspector
from imagineer_desktop.ui.inspector.label_chips import MOST
from imagineer_desktop.ui.inspector.marks import Toggle
from imagineer_desktop.ui.inspector.page import Page
from imagineer_desktop.ui.widgets.stars import Stars

SEVEN = SelectionSummary(
    image_ids=tuple(range(1, 8)),
    ratings={3: 3, 4: 3, 5: 1},
    picks={Pick.PICKED: 4, Pick.UNFLAGGED: 3},
    nsfw=2,
    public=7,
    file_size=9_500_000,
    captions=(
        LabelCount("one", "caption", None, None, 3, (1,)),
        LabelCount("two", "caption", None, None, 2, (2,)),
    ),
    with_caption=5,
    labels=(
        LabelCount("lake", "tag", None, None, 7, (3, 4)),
        LabelCount("dusk", "tag", None, None, 3, (5, 6, 7)),
        LabelCount("snow", "tag", "wd-eva02", 0.9, 2, (8, 9)),
    ),
    albums=((AlbumRow(1, "Atlas"), 4),),
)


Kind = TypeVar("Kind", bound=QWidget)


def texts(inspector: Inspector) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisibleTo(inspector)]


def button(where: QWidget, name: str) -> QAbstractButton:
    found = [
        one
        for one in where.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisibleTo(where)
    ]
    assert len(found) == 1, f"{len(found)} buttons are called {name!r}"
    return found[0]


def child(where: QWidget, kind: type[Kind]) -> Kind:
    found = where.findChild(kind)
    assert isinstance(found, kind)
    return found


def scroll_bar(inspector: Inspector) -> QScrollBar:
    """Of the tab with labels."""
    pages = inspector.findChildren(Page)
    return next(page.verticalScrollBar() for page in pages if page.widget() is inspector.labels)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def facts(rows: object) -> dict[str, str]:
    return {fact.label: fact.value for fact in rows.facts}  # type: ignore[attr-defined]


def test_nothing_selected_is_said_in_words(inspector: Inspector) -> None:
    inspector.show_nothing()
    assert texts(inspector) == ["Select an image to see what is known of it."]


def test_file_facts_are_complete_and_plain(inspector: Inspector) -> None:
    inspector.show_tab(INFO)
    shown = facts(inspector.info.facts)
    assert shown["Name"] == "1.png"
    assert shown["Path"] == "/outputs/batch/1.png"
    assert shown["Dimensions"] == "1216 × 832 · 1.0 MP"
    assert shown["File size"] == "1.9 MB"
    assert shown["Content hash"] == "0f3ac90f3ac9"
    assert "Missing since" not in shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in inspector.findChildren(QLabel))


def test_a_missing_file_says_since_when(inspector: Inspector, details: ImageDetails) -> None:
    away = replace(
        details,
        row=replace(details.row, missing=True),
        columns=details.columns | {"missing_since": "2025-11-01 10:00:00.000000"},
    )
    inspector.show_image(away)
    inspector.show_tab(INFO)
    assert "1 Nov 2025" in facts(inspector.info.facts)["Missing since"]
    assert "Show in file manager" not in [
        one.accessibleName() for one in inspector.findChildren(QAbstractButton) if one.isVisibleTo(inspector)
    ]


def test_generation_facts_filter_and_copy(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_tab(GENERATION)
    tab = inspector.generation
    shown = facts(tab.facts)
    assert shown["Seed"] == "18446744073709551615"
    assert (shown["Steps"], shown["CFG scale"]) == ("32", "5.5")
    assert [fact.value for fact in tab.facts.facts if fact.field == "lora"] == [
        "atlas-style · 0.8",
        "grain · 1",
    ]
    with qtbot.waitSignal(inspector.filter_requested) as asked:
        click(button(tab, "Filter by this: LoRA"))
    assert asked.args == ["lora", "atlas-style"]
    with qtbot.waitSignal(inspector.copied) as copied:
        click(button(tab, "Copy Steps"))
    assert copied.args == ["32"]
    with qtbot.waitSignal(inspector.copied) as copied:
        click(button(tab, "Copy all"))
    lines = copied.args[0].splitlines()
    assert lines[0] == "Prompt: a still lake"
    assert "Seed: 18446744073709551615" in lines


def test_raw_metadata_is_laid_out_only_when_opened(inspector: Inspector) -> None:
    inspector.show_tab(GENERATION)
    raw = inspector.generation.raw
    assert raw.block.toPlainText() == ""
    click(child(raw, QToolButton))
    assert raw.block.toPlainText() == '{\n  "parameters": "<b>as it stands</b>"\n}'


def test_several_images_show_their_spread(inspector: Inspector) -> None:
    inspector.show_selection(SEVEN)
    shown = texts(inspector)
    for words in ("7 images selected", "3 to 5 stars", "2 different captions, 2 without", "“one”"):
        assert words in shown
    for name in ("Pick 4", "Unflagged 3", "Reject 0"):
        assert not button(inspector, name).isChecked()
    nsfw, public = inspector.findChildren(QCheckBox)
    assert (nsfw.text(), nsfw.checkState()) == ("NSFW 2 of 7", Qt.CheckState.PartiallyChecked)
    assert (public.text(), public.checkState()) == ("Public", Qt.CheckState.Checked)
    assert inspector.labels.field.placeholderText() == "Add label to 7 images"
    assert button(inspector, "dusk, 3 of 7")
    assert button(inspector, "snow, by wd-eva02, confidence 0.90, 2 of 7")
    assert button(inspector, "Open album Atlas, 4 of 7")


@pytest.mark.parametrize(
    ("ratings", "words"),
    [({0: 2, 1: 1}, "none to 1 star"), ({0: 1, 4: 1}, "none to 4 stars"), ({3: 2, 4: 0}, "")],
)
def test_spread_of_stars(inspector: Inspector, ratings: dict[int, int], words: str) -> None:
    inspector.show_selection(replace(SEVEN, ratings=ratings))
    found = [text for text in texts(inspector) if "star" in text]
    assert found == ([words] if words else [])


def test_marks_are_asked_for(qtbot: QtBot, inspector: Inspector) -> None:
    stars = child(inspector.marks, Stars)
    with qtbot.waitSignal(inspector.rating_chosen) as rated:
        QTest.keyClick(stars, Qt.Key.Key_2)
    assert rated.args == [2]
    with qtbot.waitSignal(inspector.pick_chosen) as picked:
        click(button(inspector, "Reject"))
    assert picked.args == [Pick.REJECTED]
    assert button(inspector, "Pick").isChecked()


@pytest.mark.parametrize(("ratings", "wanted"), [({3: 2, 5: 1}, 3), ({3: 3}, 0)])
def test_a_click_on_the_lowest_star_gives_it_to_all(
    qtbot: QtBot, inspector: Inspector, ratings: dict[int, int], wanted: int
) -> None:
    inspector.show_selection(replace(SEVEN, ratings=ratings))
    stars = child(inspector.marks, Stars)
    with qtbot.waitSignal(inspector.rating_chosen) as rated:
        QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=QPoint(4 + 2 * 21 + 8, 12))
    assert rated.args == [wanted]


def test_a_toggle_asks_for_all_unless_all_have_it(qtbot: QtBot) -> None:
    toggle = Toggle("NSFW")
    qtbot.addWidget(toggle)
    for on, wanted in ((0, True), (2, True), (7, False)):
        toggle.show_share(on, 7)
        before = toggle.checkState()
        with qtbot.waitSignal(toggle.chosen) as chosen:
            toggle.click()
        assert chosen.args == [wanted]
        assert toggle.checkState() == before


def test_album_lines_open_albums(qtbot: QtBot, inspector: Inspector) -> None:
    with qtbot.waitSignal(inspector.album_clicked) as opened:
        click(button(inspector, "Open album atlas-style v3"))
    assert opened.args == [2]


def test_the_same_image_again_moves_nothing(inspector: Inspector, details: ImageDetails) -> None:
    chips = inspector.labels.chips
    kept = chips.chip(chips.labels[0])
    inspector.resize(312, 420)
    scroll = scroll_bar(inspector)
    scroll.setValue(30)
    kept.setFocus()
    fewer = [label for label in details.labels if label.id != 12]
    inspector.show_image(replace(details, labels=tuple(fewer)))
    assert [label.text for label in chips.labels] == ["lake"]
    assert chips.chip(chips.labels[0]) is kept
    assert scroll.value() == 30


def test_the_scroll_bar_takes_its_room_from_the_margin(qtbot: QtBot, inspector: Inspector) -> None:
    field = inspector.labels.field
    width = field.width()
    inspector.resize(312, 380)
    qtbot.waitUntil(lambda: scroll_bar(inspector).maximum() > 0)
    qtbot.waitUntil(lambda: field.width() == width)


def test_tabs_show_what_they_name(inspector: Inspector) -> None:
    for tab, part in ((INFO, inspector.info), (LABELS, inspector.labels), (GENERATION, inspector.generation)):
        inspector.show_tab(tab)
        assert part.isVisibleTo(inspector)
    assert not inspector.marks.isVisibleTo(inspector)


def test_every_control_has_a_name(inspector: Inspector, qtbot: QtBot) -> None:
    for tab in (INFO, LABELS, GENERATION):
        inspector.show_tab(tab)
        for control in inspector.findChildren(QAbstractButton):
            if control.isVisibleTo(inspector):
                assert control.accessibleName() or control.text(), control
            if isinstance(control, QToolButton) and control.isVisibleTo(inspector):
                assert control.toolTip() or control.text(), control.accessibleName()


def test_a_long_name_and_sixty_labels_fit_the_least_width(
    inspector: Inspector, details: ImageDetails
) -> None:
    many = tuple(replace(details.labels[0], id=100 + n, label_text=f"label {n} " * 5) for n in range(60))
    long = replace(details, row=replace(details.row, filename="a_very_long_name_" * 9 + ".png"), labels=many)
    inspector.show_image(long)
    inspector.resize(inspector.minimumSizeHint())
    assert inspector.width() <= 288
    assert inspector.labels.width() <= 288
    assert (
        max(
            chip.geometry().right()
            for chip in map(inspector.labels.chips.chip, inspector.labels.chips.labels)
        )
        < 288
    )


def test_the_strip_shows_the_first_images(inspector: Inspector, details: ImageDetails) -> None:
    rows: list[ImageRow] = [replace(details.row, id=number) for number in range(1, 40)]
    inspector.show_selection(SEVEN, rows)
    strip = inspector.head.strip
    assert strip.isVisibleTo(inspector)
    assert not strip.grab().isNull()
    assert strip.mapTo(inspector, QPoint(0, 0)).x() == 14


def test_of_thousands_of_labels_the_first_are_shown(inspector: Inspector) -> None:
    labels = tuple(LabelCount(f"label {n}", "tag", None, None, 1, (n,)) for n in range(3000))
    inspector.show_selection(replace(SEVEN, labels=labels))
    assert len(inspector.labels.chips.labels) == MOST
    assert [text for text in texts(inspector) if text.startswith("and ")] in (
        ["and 2880 more"],
        ["and 2,880 more"],
    )
    inspector.show_selection(SEVEN)
    assert not [text for text in texts(inspector) if text.startswith("and ")]
