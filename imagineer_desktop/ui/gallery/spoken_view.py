"""What makes screen readers see the cells of a view of our own."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView


class QTableView(QAbstractItemView):
    """An item view whose cells are read aloud.

    Qt chooses what it tells assistive programs by the name of a class and has nothing for views that are
    not its own. The interface it keeps for this name asks only what every item view answers: the model,
    `visualRect`, `indexAt` and the selection. (The one for `QListView` takes a QListView for granted.)
    """
