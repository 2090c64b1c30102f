"""How fast something goes and how long it takes, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate

MINUTE, HOUR = 60, 3600


def pace(rate: float | None, seconds_left: float | None, brief: bool = False) -> str:
    """`rate` images a second and what is left, as far as known: "640 a second · about 40 seconds left".

    `brief` is for the narrow chip: "640 a second · 40 s left".
    """
    words = []
    if rate is not None and rate > 0:
        words.append(_rate(rate))
    if seconds_left is not None:
        words.append(_left(seconds_left, brief))
    return " · ".join(words)


def duration(seconds: float) -> str:
    """A time that has passed: "19 seconds", "3 minutes"."""
    return _span(seconds, brief=False)


def _rate(rate: float) -> str:
    if rate >= 1:
        return translate("Pace", "{0} a second").format(QLocale().toString(round(rate)))
    return translate("Pace", "{0} a minute").format(QLocale().toString(max(round(rate * MINUTE), 1)))


def _left(seconds: float, brief: bool) -> str:
    text = translate("Pace", "{0} left") if brief else translate("Pace", "about {0} left")
    return text.format(_span(_calm(seconds), brief))


def _calm(seconds: float) -> float:
    """Rounded up to what can be promised: the last seconds singly, then by five, then by minutes."""
    if seconds <= 10:
        return max(round(seconds), 1)
    return -(-seconds // 5) * 5


def _span(seconds: float, brief: bool) -> str:
    if seconds < 1.5 * MINUTE:
        number = round(seconds)
        units = (translate("Pace", "{0} s"), translate("Pace", "1 second"), translate("Pace", "{0} seconds"))
    elif seconds < 1.5 * HOUR:
        number = round(seconds / MINUTE)
        units = (
            translate("Pace", "{0} min"),
            translate("Pace", "1 minute"),
            translate("Pace", "{0} minutes"),
        )
    else:
        number = round(seconds / HOUR)
        units = (translate("Pace", "{0} h"), translate("Pace", "1 hour"), translate("Pace", "{0} hours"))
    short, one, many = units
    if brief:
        return short.format(number)
    return one if number == 1 else many.format(QLocale().toString(number))
