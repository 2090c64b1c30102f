"""Files that moved: where they were and where they are now, before their images are given the new paths."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from imagineer_desktop.jobs.files.relinking import Move, RelinkPlan, Sureness
from imagineer_desktop.jobs.progress import Progress
from imagineer_desktop.models.moves import AFTER, BEFORE, KNOWN_BY, NAME, MovesModel
from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.dialogs.sheet import Sheet
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_label import IconLabel
from imagineer_desktop.ui.widgets.plain_label import PlainLabel
from imagineer_desktop.ui.widgets.plain_tooltip import plain_tooltip
from imagineer_desktop.ui.widgets.table_rows import ROW_HEIGHT, TableRows

WIDTH = 880
HEADER = 29
MOST_ROWS = 8
COLUMNS = {NAME: 210, BEFORE: 260, AFTER: 260, KNOWN_BY: 110}


class RelinkDialog(Sheet):
    """Shows a search, then what it found. `accepted_plan` carries the moves that the person agreed to."""

    accepted_plan = Signal(object)
    """A tuple of Move."""
    place_chosen = Signal(str)
    """A folder in which to look too."""
    stopped = Signal()
    """Closed while the search is still running."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", WIDTH, parent)
        self.setWindowTitle(self.tr("Find moved files"))
        self._plan = RelinkPlan()
        self._sure: tuple[Move, ...] = ()
        self._likely: tuple[Move, ...] = ()
        self._searching = False
        self._model = MovesModel(self)
        self._head = PlainLabel(look, "", "title")
        self._rest = PlainLabel(look, "", "body", "text2")
        self._rest.setWordWrap(True)
        self._bar = QProgressBar()
        self._table = QTreeView()
        self._also = QCheckBox()
        self._searched = ElidedLabel(look, font="small", color="text2", middle=True)
        self._elsewhere = Button(look, self.tr("Look in another folder…"))
        self._arrange()
        self._also.toggled.connect(self._show_moves)
        self._elsewhere.clicked.connect(self._ask_for_place)
        self.agree.clicked.connect(self._finish)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What the button would relink now."""
        return (*self._sure, *self._likely) if self._also.isChecked() else self._sure

    def show_search(self, places: Sequence[str]) -> None:
        """A search has begun in these folders."""
        self._searching = True
        self._say_places(places)
        self._head.setText(self.tr("Looking for moved files"))
        self._rest.setText(self.tr("Files are recognized by their content, wherever they are now."))
        self._bar.setRange(0, 0)
        self._refresh()

    def show_progress(self, progress: Progress) -> None:
        """How far the search is."""
        number = QLocale().toString(progress.done)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        if progress.total:
            whole = QLocale().toString(progress.total)
            self._rest.setText(self.tr("{0}: {1} of {2}").format(progress.text, number, whole))
        else:
            self._rest.setText(self.tr("{0} files seen so far").format(number))

    def show_plan(self, plan: RelinkPlan) -> None:
        """What the search found."""
        self._searching = False
        self._plan = plan
        doubtful = Sureness.SAME_NAME_AND_SIZE
        self._sure = tuple(move for move in plan.moves if move.sureness is not doubtful)
        self._likely = tuple(move for move in plan.moves if move.sureness is doubtful)
        self._say_places(plan.searched)
        self._also.setChecked(not self._sure and bool(self._likely))
        number = QLocale().toString(len(self._likely))
        self._also.setText(
            self.tr("Also 1 image of which only name and size agree")
            if len(self._likely) == 1
            else self.tr("Also {0} images of which only name and size agree").format(number)
        )
        self._say_found(len(plan.moves), plan.missing - len(plan.moves))
        self._show_moves()
        (self.agree if self.moves else self._elsewhere).setFocus()

    def show_error(self, text: str) -> None:
        """The search broke off: what happened, what is safe, what to do."""
        self.show_plan(RelinkPlan(searched=self._plan.searched))
        self._head.setText(self.tr("The search broke off"))
        self._rest.setText("")
        self.say_error(text)

    def reject(self) -> None:
        """Cancel ends the search too. Nothing is changed by one."""
        if self._searching:
            self.stopped.emit()
        super().reject()

    def _say_places(self, places: Sequence[str]) -> None:
        first = places[0] if places else ""
        more = QLocale().toString(len(places) - 1)
        several = (
            self.tr("In {0} and {1} more folders")
            if len(places) > 2
            else self.tr("In {0} and {1} more folder")
        )
        self._searched.setText(
            several.format(first, more)
            if len(places) > 1
            else self.tr("In {0}").format(first)
            if first
            else ""
        )
        self._searched.setToolTip(plain_tooltip("\n".join(places)))

    def _say_found(self, moved: int, left: int) -> None:
        number, rest = QLocale().toString(moved), QLocale().toString(left)
        heads = {0: self.tr("No moved files were found"), 1: self.tr("1 file moved")}
        self._head.setText(heads.get(moved) or self.tr("{0} files moved").format(number))
        words = {
            0: self.tr("Every missing file was found.") if moved else self.tr("No file is missing."),
            1: self.tr("1 image is missing still: its file is not in the folders that were searched."),
        }
        many = self.tr("{0} images are missing still: their files are not in the folders that were searched.")
        self._rest.setText(words.get(left) or many.format(rest))

    def _show_moves(self) -> None:
        moves = self.moves or self._likely
        self._model.show(moves)
        self._table.setFixedHeight(HEADER + ROW_HEIGHT * min(max(len(moves), 3), MOST_ROWS) + 2)
        self._refresh()

    def _refresh(self) -> None:
        number = len(self.moves)
        words = QLocale().toString(number)
        self.agree.setText(
            self.tr("Relink 1 image") if number == 1 else self.tr("Relink {0} images").format(words)
        )
        some = bool(self._plan.moves) and not self._searching
        self.agree.setEnabled(some and number > 0)
        self.agree.setVisible(some)
        self.refuse.setText(self.tr("Cancel") if some or self._searching else self.tr("Close"))
        self._bar.setVisible(self._searching)
        self._table.setVisible(some)
        self._also.setVisible(some and bool(self._likely))
        self._elsewhere.setEnabled(not self._searching)
        if some:
            self.say_consequence(self.tr("One step to undo. No file is touched."), "undo-2")
        else:
            self.say_consequence(self.tr("A search changes nothing."), "info")
        # Else the dialog is fitted to what was in sight before.
        self.fields.activate()
        self.say_error("")

    def _arrange(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the search"))
        self._elsewhere.setToolTip(self.tr("Look in another folder as well"))
        self._elsewhere.setAutoDefault(False)
        self._table.setAccessibleName(self.tr("Files before and after"))
        self._also.setToolTip(self.tr("The library does not know what was in these files"))
        self._dress_table()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._head)
        words.addWidget(self._rest)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(IconLabel(self._look, "folder"))
        place.addWidget(self._searched, 1)
        place.addWidget(self._elsewhere)
        self.fields.addLayout(words)
        self.fields.addWidget(self._bar)
        self.fields.addWidget(self._table)
        self.fields.addWidget(self._also)
        self.fields.addLayout(place)

    def _dress_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setItemDelegate(TableRows(table))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in COLUMNS.items():
            header.resizeSection(column, width)
            stretched = column in (BEFORE, AFTER)
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            )

    def _ask_for_place(self) -> None:
        chooser = FileDialog(self, self.tr("Look in another folder"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.place_chosen)
        chooser.open()

    def _finish(self) -> None:
        if self.moves:
            self.accepted_plan.emit(self.moves)
            self.accept()
