"""Fusion without movement, with one-pixel separators and without its own focus frames."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

_SEPARATOR_GRAB = 5


class PlainStyle(QProxyStyle):
    """What neither a palette nor a sheet can say. Focus rings are drawn by the sheet and the painters."""

    def __init__(self, edge: QColor) -> None:
        super().__init__("Fusion")
        self._edge = edge

    def set_edge(self, edge: QColor) -> None:
        """The color of the line between docks."""
        self._edge = edge

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric == QStyle.PixelMetric.PM_DockWidgetSeparatorExtent:
            return _SEPARATOR_GRAB
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            return
        if element == QStyle.PrimitiveElement.PE_IndicatorDockWidgetResizeHandle:
            painter.fillRect(_middle_line(option.rect), self._edge)
            return
        super().drawPrimitive(element, option, painter, widget)


def _middle_line(separator: QRect) -> QRect:
    if separator.width() < separator.height():
        return QRect(separator.center().x(), separator.top(), 1, separator.height())
    return QRect(separator.left(), separator.center().y(), separator.width(), 1)
