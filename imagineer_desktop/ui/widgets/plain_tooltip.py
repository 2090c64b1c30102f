"""Tooltips that show every sign of a text as it stands."""

from __future__ import annotations

from html import escape


def plain_tooltip(text: str) -> str:
    """`text` for `setToolTip`. Qt takes what looks like markup for markup, and file names may look so.

    Qt guesses by the first "<" or "&lt;" it meets, so only such texts are written as markup that shows them.
    """
    if "<" not in text and "&lt;" not in text:
        return text
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>'
