"""Every small widget on one sheet, in both themes, for eyes: `python tests/ui/gallery_of_widgets.py`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.banner import Banner
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.chip import FilterChip, LabelChip, MachineChip
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.empty_state import EmptyState
from imagineer_desktop.ui.widgets.error_card import ErrorCard
from imagineer_desktop.ui.widgets.flow_layout import FlowLayout
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.prompt_block import PromptBlock
from imagineer_desktop.ui.widgets.section_head import SectionHead
from imagineer_desktop.ui.widgets.stars import Stars
from imagineer_desktop.ui.widgets.task_chip import TaskChip
from imagineer_desktop.ui.widgets.toast import Toast

_FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


class Sheet(QWidget):
    """All widgets, as the mockup of states has them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 20)
        row.setSpacing(28)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(6)
            row.addLayout(column, 1)
        self._left(left)
        self._right(right)
        left.addStretch(1)
        right.addStretch(1)
        self.resize(1300, 860)

    def _rows(self, column: QVBoxLayout, head: str, *rows: QWidget | list[QWidget]) -> None:
        column.addWidget(SectionHead(self._look, head))
        for row in rows:
            if isinstance(row, QWidget):
                column.addWidget(row)
            else:
                line = QHBoxLayout()
                line.setSpacing(6)
                for widget in row:
                    line.addWidget(widget)
                line.addStretch(1)
                column.addLayout(line)

    def _left(self, column: QVBoxLayout) -> None:
        look = self._look
        chips = QWidget()
        flow = FlowLayout(chips)
        for chip in (
            FilterChip(look, "Tag", "landscape"),
            FilterChip(look, "Rating", "★ 3 or more"),
            FilterChip(look, "not Model", "sdxl-turbo"),
            LabelChip(look, "painted landscape"),
            LabelChip(look, "dusk", "3 of 7"),
            MachineChip(look, "mountain", "0.97"),
            LabelChip(look, "a <b>very</b> long label that nobody would give by hand, but a file may carry"),
        ):
            flow.addWidget(chip)
        self.focused_chip = LabelChip(look, "focused")
        flow.addWidget(self.focused_chip)
        off = FilterChip(look, "Tag", "disabled")
        off.setEnabled(False)
        flow.addWidget(off)
        self._rows(column, "Chips: filter, label by hand, on some, by a model", chips)
        self._rows(
            column, "Buttons: plain, primary, with icon, disabled, destructive, quiet, link", self._buttons()
        )
        field = QLineEdit("tag:landscape rating:>= model:juggernaut*")
        field.setClearButtonEnabled(True)
        hint = QLineEdit()
        hint.setPlaceholderText("Add label to 7 images")
        self._rows(column, "Fields", field, hint, self._fields())
        task, other, several = TaskChip(look), TaskChip(look), TaskChip(look)
        task.show_task("download", "Importing 12,480 of 38,112 · 640 a second · 40 s left", 12480, 38112)
        other.show_task("shield-check", "Verifying backup · 71 %", 71, 100)
        several.show_count(3)
        self._rows(column, "Tasks", [task, other, several])
        stars, none = Stars(look), Stars(look)
        stars.set_stars(3)
        self._rows(column, "Stars", [stars, PlainLabel(look, "3 to 5 stars", "small", "text2"), none])
        block = PromptBlock(look, "Prompt")
        block.set_text(
            "painterly landscape, a still alpine lake at dusk, violet sky, low sun behind conifers, mirror "
            "reflection, visible brush strokes, muted shadows, <lora:atlas-style:0.8>"
        )
        one = PromptBlock(look, "Negative prompt")
        one.set_text("people, text, watermark")
        self._rows(column, "Prompt", block, one)

    def _buttons(self) -> list[QWidget]:
        look = self._look
        off = Button(look, "Export 0 images")
        off.setEnabled(False)
        return [
            Button(look, "Cancel"),
            Button(look, "Export 38 images", kind="primary"),
            Button(look, "Import folder…", "folder-plus", "primary"),
            Button(look, "Back up now", "database-backup"),
            off,
            Button(look, "Stop import", kind="danger"),
            Button(look, "Add filter", "plus", "quiet"),
            LinkButton("Show"),
        ]

    def _fields(self) -> list[QWidget]:
        box = QComboBox()
        box.addItems(["Newest first", "Oldest first"])
        off = QComboBox()
        off.addItem("Disabled")
        off.setEnabled(False)
        number = QSpinBox()
        number.setRange(0, 4096)
        number.setValue(1024)
        number.lineEdit().setTextMargins(7, 0, 7, 0)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setValue(40)
        slider.setFixedWidth(120)
        return [box, off, number, slider]

    def _right(self, column: QVBoxLayout) -> None:
        look = self._look
        ground = QWidget()
        ground.setFixedHeight(68)
        self.toast = Toast(look, ground)
        self._rows(column, "Toast, four seconds, never takes focus", ground)
        banner = Banner(look)
        banner.say("unplug", "Drive “Vault” is away. Its 2,400 images stay, greyed out.", "Find folder…")
        self._rows(column, "Banner, for a state that lasts", banner)
        card = ErrorCard(look)
        card.say(
            "The backup could not be written",
            "The disk “Data” has 40 MB left and 188 MB are needed. Free some space, or choose another place.",
            "OSError",
        )
        card.add_button("Choose another place…")
        card.add_button("Try again")
        self._rows(column, "Error, in the place where it happened", card)
        self._rows(column, "Choices", self._choices())
        self._rows(column, "Colors of meaning, always with a shape", self._meanings())
        tools: list[QWidget] = [
            IconButton(look, name, name)
            for name in ("layout-grid", "maximize", "columns-2", "panel-right", "info")
        ]
        for index, state in ((0, True), (3, True)):
            tool = tools[index]
            assert isinstance(tool, IconButton)
            tool.setCheckable(True)
            tool.setChecked(state)
        tools[4].setEnabled(False)
        tabs = QTabBar()
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        for name in ("Info", "Labels", "Generation"):
            tabs.addTab(name)
        self._rows(column, "Tools and tabs", [*tools, tabs])
        title = ElidedLabel(look, middle=True)
        title.setText(
            "a-very-long-file-name-that-was-made-by-a-workflow-with-many-words-00213-3417820071.png"
        )
        title.setFixedWidth(300)
        self._rows(column, "Names", title)
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setValue(33)
        self._rows(column, "Progress", bar)
        empty = EmptyState(look, "images")
        empty.say(
            "This library is empty.",
            "Import a folder of outputs, or open the library you have. Your files stay where they are.",
            "Or drop folders and images anywhere in this window.",
        )
        empty.add_button("Import folder…", "folder-plus", primary=True)
        empty.add_button("Open existing library…", "database")
        column.addWidget(empty, 20)

    def _choices(self) -> list[QWidget]:
        on, off, some, dead = QCheckBox("Sort"), QCheckBox("Scale"), QCheckBox("Some"), QCheckBox("Off")
        on.setChecked(True)
        some.setTristate(True)
        some.setCheckState(Qt.CheckState.PartiallyChecked)
        dead.setEnabled(False)
        chosen, other = QRadioButton("Leave files"), QRadioButton("Copy")
        chosen.setChecked(True)
        return [on, off, some, dead, chosen, other]

    def _meanings(self) -> list[QWidget]:
        pieces: list[QWidget] = []
        for icon, token, word, filled in (
            ("flag", "pick", "Pick", True),
            ("x", "reject", "Reject", False),
            ("eye-off", "nsfw", "NSFW", False),
            ("bot", "machine", "Machine", False),
            ("triangle-alert", "warn", "Warning", False),
            ("circle-alert", "error", "Error", False),
        ):
            label = IconLabel(self._look, icon, color=token)
            label.set_icon(icon, token, filled)
            pieces += [label, PlainLabel(self._look, word, "small", token)]
        return pieces


def icons_sheet(look: Look, folder: Path) -> QPixmap:
    """Every icon at 16, 20 and 12 pixels, to find one that is out of tune."""
    names = sorted(file.stem for file in folder.glob("*.svg"))
    sheet = QPixmap(QSize(1040, 40 + 40 * (len(names) // 10 + 1)) * 2)
    sheet.setDevicePixelRatio(2)
    sheet.fill(look.tokens.panel)
    painter = QPainter(sheet)
    for index, name in enumerate(names):
        corner = QPoint(20 + index % 10 * 102, 20 + index // 10 * 40)
        for size, shift in ((16, 0), (20, 24), (12, 52)):
            painter.drawPixmap(corner + QPoint(shift, (20 - size) // 2), look.pixmap(name, size, "text2", 2))
    painter.end()
    return sheet


def main() -> None:
    """Write the pictures into `screenshots/`."""
    app = QApplication(sys.argv)
    _FOLDER.mkdir(exist_ok=True)
    suffix = os.environ.get("QT_SCALE_FACTOR", "1")
    with tempfile.TemporaryDirectory() as glyphs:
        look = Look(app, Path(glyphs), base=13)
        for theme in ("dark", "light"):
            look.set_theme(theme)
            look.motion = False
            sheet = Sheet(look)
            sheet.show()
            sheet.activateWindow()
            sheet.toast.say("Added label “low mist” to 7 images", "Undo")
            sheet.focused_chip.setFocus()
            for _round in range(5):
                app.processEvents()
            sheet.grab().save(str(_FOLDER / f"widgets-{theme}-{suffix}.png"))
            for index, button in enumerate(sheet.findChildren(QPushButton)[:8]):
                button.setFocus()
                app.processEvents()
                area = QRect(button.mapTo(sheet, QPoint(-6, -6)), button.size() + QSize(12, 12))
                sheet.grab(area).save(str(_FOLDER / f"focus-{theme}-{index}.png"))
            sheet.close()
        icons_sheet(look, Path(__file__).resolve().parents[2] / "resources" / "icons").save(
            str(_FOLDER / "icons.png")
        )


if __name__ == "__main__":
    main()
