"""How large a picture is drawn in a box."""

from __future__ import annotations


def fitted(width: int, height: int, box_width: int, box_height: int) -> tuple[int, int]:
    """The size of a picture inside a box: whole, in its own aspect, never enlarged, at least 1 x 1."""
    scale = min(1.0, box_width / max(1, width), box_height / max(1, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
