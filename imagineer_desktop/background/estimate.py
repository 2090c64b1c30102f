"""How fast a job goes and how long it will take."""

from __future__ import annotations

HALF_LIFE = 4.0
"""Seconds after which a measured speed counts half: calm enough to read, quick enough to follow a drive."""


class Estimate:
    """A smoothed speed, fed with (moment in seconds, steps done so far)."""

    def __init__(self) -> None:
        self._moment: float | None = None
        self._done = 0
        self._rate: float | None = None

    def feed(self, moment: float, done: int) -> None:
        """`moment` is a monotonic clock in seconds. A `done` that falls back means another stage began."""
        if self._moment is None or done < self._done:
            self._moment, self._done, self._rate = moment, done, None
            return
        passed = moment - self._moment
        if passed <= 0:
            return
        speed = (done - self._done) / passed
        kept = 0.5 ** (passed / HALF_LIFE)
        self._rate = speed if self._rate is None else kept * self._rate + (1 - kept) * speed
        self._moment, self._done = moment, done

    @property
    def rate(self) -> float | None:
        """Steps a second, None before two moments are known."""
        return self._rate

    def seconds_left(self, total: int) -> float | None:
        """Seconds until `total` steps are done, None while that cannot be said."""
        if not self._rate or total <= 0:
            return None
        return max(0, total - self._done) / self._rate
