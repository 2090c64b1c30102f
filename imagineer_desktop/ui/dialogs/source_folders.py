"""The folders that pictures are taken from, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from imagineer_desktop.ui.choosing import FileDialog
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.button import Button
from imagineer_desktop.ui.widgets.elided_label import ElidedLabel
from imagineer_desktop.ui.widgets.icon_button import IconButton
from imagineer_desktop.ui.widgets.icon_label import IconLabel

MOST_SHOWN = 4


class SourceFolders(QWidget):
    """Folders or files with a × each, and a button for more."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._paths: list[str] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.more = Button(look, self.tr("Add folder…"), "folder-plus")
        self.more.setToolTip(self.tr("Choose a folder of images to copy"))
        self.more.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._rows)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(self._ask)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def set_paths(self, paths: Sequence[str]) -> None:
        """Show these and no others."""
        self._paths = list(dict.fromkeys(paths))
        self._show()

    def add(self, path: str) -> None:
        """One more; one that is there already stays once."""
        self.set_paths([*self._paths, path])

    def _remove(self, path: str) -> None:
        self._paths.remove(path)
        self._show()
        self.more.setFocus()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.setParent(None)
                row.deleteLater()
        for path in self._paths[:MOST_SHOWN]:
            self._add(self._row(path))
        rest = len(self._paths) - MOST_SHOWN
        if rest > 0:
            label = ElidedLabel(self._look, font="small", color="text2")
            label.setText(self.tr("and {0} more").format(rest))
            self._add(label)
        before: QWidget = self.more.previousInFocusChain() or self
        for cross in self.findChildren(IconButton):
            QWidget.setTabOrder(before, cross)
            before = cross
        self.setAccessibleName(self.tr("Images from {0}").format(", ".join(self._paths)))
        self.changed.emit()

    def _add(self, row: QWidget) -> None:
        self._rows.addWidget(row)
        row.show()  # at once: the dialog takes the height that is needed now

    def _row(self, path: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        label = ElidedLabel(self._look, middle=True)
        label.setText(path)
        cross = IconButton(self._look, "x", self.tr("Leave out {0}").format(path))
        cross.clicked.connect(lambda _=False, path=path: self._remove(path))
        line.addWidget(IconLabel(self._look, "folder"))
        line.addWidget(label, 1)
        line.addWidget(cross)
        return row

    def _ask(self) -> None:
        chooser = FileDialog(self.window(), self.tr("Images to copy"), self._paths[-1] if self._paths else "")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.add)
        chooser.open()
