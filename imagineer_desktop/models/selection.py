"""The selected images, by ranges: a selection of a million images is one range, not a million indexes."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QItemSelectionModel

from imagineer_desktop.models.image_list import ImageList


def selected_ids(selection_model: QItemSelectionModel) -> array[int]:
    """The ids of the selected images in the order of the list."""
    model = selection_model.model()
    if not isinstance(model, ImageList):
        raise TypeError("Only a list of images has selected images.")
    ids = model.ids
    chosen = array("q")
    for first, last in selected_rows(selection_model):
        chosen.extend(ids[first : last + 1])
    return chosen


def selected_rows(selection_model: QItemSelectionModel) -> list[tuple[int, int]]:
    """The selected stretches of rows as (first, last), in order."""
    selection = selection_model.selection()
    stretches = (selection.at(place) for place in range(selection.count()))
    return sorted((stretch.top(), stretch.bottom()) for stretch in stretches)


def selected_count(selection_model: QItemSelectionModel) -> int:
    """How many images are selected."""
    return sum(last - first + 1 for first, last in selected_rows(selection_model))
