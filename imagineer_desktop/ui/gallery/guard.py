"""What keeps an error in an answer to Qt from ending the program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject

Self = TypeVar("Self", bound=QObject)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def guarded(
    otherwise: Callable[[], Answer],
) -> Callable[
    [Callable[Concatenate[Self, Given], Answer]],
    Callable[Concatenate[Self, Given], Answer],
]:
    """Marks a method that Qt calls: its exception is reported by sys.excepthook, and Qt gets `otherwise()`.

    Qt goes on with whatever an overridden method leaves behind; after an exception that is nothing at
    all, and for some return types the process dies without a word.
    """

    def guard(
        method: Callable[Concatenate[Self, Given], Answer],
    ) -> Callable[Concatenate[Self, Given], Answer]:
        @wraps(method)
        def answer(self: Self, /, *given: Given.args, **named: Given.kwargs) -> Answer:
            try:
                return method(self, *given, **named)
            except Exception:  # noqa: BLE001 - reported, and Qt gets an answer it can live with
                sys.excepthook(*sys.exc_info())
                return otherwise()

        return answer

    return guard


def nothing() -> None:
    """The answer of methods that give none."""
