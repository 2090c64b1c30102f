"""The tab of facts about the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imagineer_desktop.catalog.rows import ImageDetails, SelectionSummary
from imagineer_desktop.ui.inspector import formats
from imagineer_desktop.ui.inspector.fact_rows import Fact, FactRows
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.link_button import LinkButton
from imagineer_desktop.ui.widgets.section_head import SectionHead

HASH_SHOWN = 12


class InfoTab(QWidget):
    """Name, place, size and dates of one file; the sum of several."""

    copied = Signal(str)
    filter_requested = Signal(str, str)
    show_in_folder_requested = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._head = SectionHead(look, self.tr("File"))
        self._show = LinkButton(self.tr("Show in file manager"))
        self._head.add_at_end(self._show)
        self.facts = FactRows(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 14)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self.facts)
        layout.addStretch(1)
        self._show.clicked.connect(self._ask_to_show)
        self.facts.copy_asked.connect(self.copied)
        self.facts.filter_asked.connect(self.filter_requested)

    def show_image(self, details: ImageDetails) -> None:
        """The file of one image."""
        row = details.row
        self._path = row.file_path
        self._show.setVisible(not row.missing)
        path = PurePath(row.file_path)
        facts = [
            Fact(self.tr("Name"), row.filename, middle=True),
            Fact(self.tr("Folder"), path.parent.name or str(path.parent), str(path.parent), middle=True),
            Fact(self.tr("Path"), row.file_path, middle=True),
            Fact(self.tr("Dimensions"), self._pixels(row.width, row.height)),
            Fact(self.tr("File size"), self._size(row.file_size)),
            Fact(self.tr("Generated"), self._moment(row.generated_at)),
            Fact(self.tr("Added"), self._moment(details.columns.get("created_at"))),
            Fact(self.tr("Changed"), self._moment(_of_file(details.columns.get("file_mtime_ns")))),
            Fact(self.tr("Content hash"), (row.content_hash or "")[:HASH_SHOWN], row.content_hash or ""),
            Fact(self.tr("Same file"), self._copies(details.copies)),
            Fact(self.tr("Not shown"), row.trouble or ""),
            Fact(self.tr("Missing since"), self._moment(details.columns.get("missing_since"))),
            Fact(self.tr("In trash since"), self._moment(details.columns.get("trashed_at"))),
        ]
        self.facts.set_facts([fact for fact in facts if fact.value])

    def show_selection(self, summary: SelectionSummary) -> None:
        """What the files of several images are together."""
        number, locale = len(summary.image_ids), self.locale()
        share = self.tr("{on} of {of}")
        counts = ((self.tr("With caption"), summary.with_caption), (self.tr("NSFW"), summary.nsfw))
        self._show.hide()
        self.facts.set_facts(
            [
                Fact(self.tr("Images"), locale.toString(number)),
                Fact(self.tr("Together"), self._size(summary.file_size)),
                *(
                    Fact(name, share.format(on=locale.toString(count), of=locale.toString(number)))
                    for name, count in counts
                ),
            ]
        )

    def _ask_to_show(self) -> None:
        self.show_in_folder_requested.emit(self._path)

    def _pixels(self, width: int | None, height: int | None) -> str:
        if not width or not height:
            return ""
        megapixels = self.locale().toString(width * height / 1e6, "f", 1)
        return self.tr("{pixels} · {number} MP").format(
            pixels=formats.dimensions(width, height), number=megapixels
        )

    def _copies(self, copies: int) -> str:
        """ "2 copies", where the file is in the library more than once."""
        return self.tr("{number} copies").format(number=self.locale().toString(copies)) if copies > 1 else ""

    def _size(self, size: int | None) -> str:
        return "" if size is None else formats.file_size(self.locale(), size)

    def _moment(self, stored: object) -> str:
        moment = formats.read_moment(stored)
        return "" if moment is None else formats.moment(self.locale(), moment)


def _of_file(nanoseconds: object) -> datetime | None:
    if not isinstance(nanoseconds, int):
        return None
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
