"""Whether a grid is complete: for pictures of the window, which wait for it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from imagineer_desktop.background.thumbnailer import Thumbnailer
from imagineer_desktop.ui.gallery.grid import GalleryGrid


def all_is_there(grid: GalleryGrid, thumbnailer: Thumbnailer) -> bool:
    """Every image in sight has its thumbnail, or will never have one: missing, or not to be read."""
    return all(_is_settled(grid, thumbnailer, row) for row in grid.visible_rows())


def _is_settled(grid: GalleryGrid, thumbnailer: Thumbnailer, row: int) -> bool:
    image = grid.images.image(row)
    if image is None or image.missing or thumbnailer.trouble(image.id):
        return True
    return grid.images.index(row).data(Qt.ItemDataRole.DecorationRole) is not None
