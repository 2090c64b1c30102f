"""Another program: a small window from which the files named on the command line are dragged."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

PLACE = QPoint(1400, 400)


class Folder(QWidget):
    """Begins to drag its files as soon as the pressed pointer moves."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__()
        self._paths = paths
        self._said = False
        self.setGeometry(PLACE.x(), PLACE.y(), 120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._said:
            self._said = True
            QTimer.singleShot(0, self._say_place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            files = QMimeData()
            files.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths])
            drag = QDrag(self)
            drag.setMimeData(files)
            drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)

    def _say_place(self) -> None:
        middle = self.mapToGlobal(self.rect().center())
        print(middle.x(), middle.y(), flush=True)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    folder = Folder([Path(name) for name in sys.argv[1:]])
    folder.show()
    sys.exit(application.exec())
