"""How fast a job goes."""

from __future__ import annotations

import pytest

from imagineer_desktop.background.estimate import Estimate


def test_nothing_is_known_before_two_moments() -> None:
    estimate = Estimate()
    estimate.feed(10.0, 0)
    assert estimate.rate is None
    assert estimate.seconds_left(100) is None


def test_a_steady_speed_is_its_own_average() -> None:
    estimate = Estimate()
    for second in range(10):
        estimate.feed(float(second), 50 * second)
    assert estimate.rate == pytest.approx(50)
    assert estimate.seconds_left(1000) == pytest.approx((1000 - 450) / 50)


def test_a_stall_slows_the_estimate_down_without_forgetting_the_speed() -> None:
    estimate = Estimate()
    estimate.feed(0, 0)
    estimate.feed(1, 100)
    estimate.feed(5, 100)
    assert estimate.rate == pytest.approx(50)


def test_another_stage_begins_anew() -> None:
    estimate = Estimate()
    estimate.feed(0, 0)
    estimate.feed(1, 1000)
    estimate.feed(2, 0)
    assert estimate.rate is None
    estimate.feed(3, 5)
    assert estimate.rate == pytest.approx(5)


def test_the_time_left_needs_a_total() -> None:
    estimate = Estimate()
    estimate.feed(0, 0)
    estimate.feed(1, 10)
    assert estimate.seconds_left(0) is None
    assert estimate.seconds_left(5) == 0
