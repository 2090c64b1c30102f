"""The panes of the window in their order, and the places in them where the keyboard can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(panes: Sequence[QWidget]) -> list[QWidget]:
    """What Tab goes through in the panes that are in sight, one pane after the other."""
    return [stop for pane in panes if pane.isVisible() for stop in _stops_in(pane)]


def next_stop(panes: Sequence[QWidget], focused: QWidget | None, forward: bool) -> QWidget | None:
    """Where Tab leads from `focused`, round at the end; None where it is in no pane."""
    order = stops(panes)
    if focused not in order:
        return None
    return order[(order.index(focused) + (1 if forward else -1)) % len(order)]


def next_pane(panes: Sequence[QWidget], focused: QWidget | None, forward: bool) -> QWidget | None:
    """Where F6 leads: the place to begin at in the pane after (or before) the one that has the keyboard."""
    ways = [(pane, entry) for pane in panes if pane.isVisible() and (entry := _entry(pane))]
    if not ways:
        return None
    here = next((place for place, (pane, _) in enumerate(ways) if _holds(pane, focused)), -1)
    if here < 0:
        return ways[0 if forward else -1][1]
    return ways[(here + (1 if forward else -1)) % len(ways)][1]


def _entry(pane: QWidget) -> QWidget | None:
    proxy = pane.focusProxy()
    if proxy is not None and proxy.isVisible() and proxy.isEnabled():
        return proxy
    return next(_stops_in(pane), None)


def _stops_in(pane: QWidget) -> Iterator[QWidget]:
    """In the order of their making, which is that of reading.

    Not by nextInFocusChain: PySide takes what it returns for a child of the widget asked, and lets go
    of menus and panels together with a view that is deleted.
    """
    return (widget for widget in pane.findChildren(QWidget) if _takes_tab(widget))


def _takes_tab(widget: QWidget) -> bool:
    by_tab = Qt.FocusPolicy.TabFocus
    if widget.focusPolicy() & by_tab != by_tab or widget.focusProxy() is not None:
        return False
    return widget.isVisible() and widget.isEnabled()


def _holds(pane: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (pane is widget or pane.isAncestorOf(widget))
