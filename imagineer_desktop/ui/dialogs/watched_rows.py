"""How the rows of watched folders are drawn: the state has a sign beside its word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from imagineer_desktop.background.watching import FolderState
from imagineer_desktop.models.watched_folders import STATE, STATE_ROLE
from imagineer_desktop.ui.theme.look import Look
from imagineer_desktop.ui.widgets.table_rows import TableRows

ICON = 16
SIGNS = {
    FolderState.WATCHED: ("eye", "ok"),
    FolderState.DEAF: ("refresh-cw", "text2"),
    FolderState.AWAY: ("unplug", "warn"),
    FolderState.PAUSED: ("pause", "text2"),
}


class WatchedRows(TableRows):
    """Table rows whose last cell begins with the sign of the folder's state."""

    def __init__(self, look: Look, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._look = look
        look.changed.connect(view.viewport().update)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, states = self._look.tokens, QStyle.StateFlag
        if option.state & (states.State_Selected | states.State_MouseOver):
            # The cells are drawn narrower than their columns; the row is one piece.
            chosen = bool(option.state & states.State_Selected)
            painter.fillRect(option.rect, tokens.row_sel if chosen else tokens.hover)
        super().paint(painter, option, index)
        painter.fillRect(option.rect.adjusted(0, option.rect.height() - 1, 0, 0), tokens.line)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if index.column() == STATE:
            name, color = SIGNS[index.data(STATE_ROLE)]
            option.icon = self._look.icon(name, ICON, color)
            option.decorationSize = QSize(ICON, ICON)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
