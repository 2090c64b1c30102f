"""An errand runs the newest job at once; what was replaced or stopped is heard of no more."""

from __future__ import annotations

import threading
from collections.abc import Generator

from pytestqt.qtbot import QtBot

from imagineer_desktop.background.errand import Errand
from imagineer_desktop.jobs.progress import Progress


def answer(value: object) -> Generator[Progress, None, object]:
    yield Progress("Working", 1, 1)
    return value


def waiting(gate: threading.Event, closed: list[str]) -> Generator[Progress, None, object]:
    try:
        yield Progress("Waiting")
        gate.wait(10)
        yield Progress("Waiting")
        return "too late"
    finally:
        closed.append("closed")


def broken() -> Generator[Progress, None, object]:
    yield Progress("Working")
    raise ValueError("broken")


def test_a_job_ends(qtbot: QtBot) -> None:
    errand = Errand()
    with qtbot.waitSignals([errand.progressed, errand.succeeded]):
        errand.run(answer(7))
    with qtbot.waitSignal(errand.failed) as said:
        errand.run(broken())
    assert str(said.args[0]) == "broken"
    errand.close()


def test_a_new_job_takes_the_place_of_the_one_before(qtbot: QtBot) -> None:
    errand = Errand()
    heard: list[object] = []
    errand.succeeded.connect(heard.append)
    gate = threading.Event()
    closed: list[str] = []
    with qtbot.waitSignal(errand.progressed):
        errand.run(waiting(gate, closed))
    with qtbot.waitSignal(errand.succeeded):
        errand.run(answer("new"))
    gate.set()
    qtbot.waitUntil(lambda: closed == ["closed"])
    errand.close()
    assert heard == ["new"]


def test_closing_waits_for_the_end(qtbot: QtBot) -> None:
    errand = Errand()
    gate = threading.Event()
    closed: list[str] = []
    errand.run(waiting(gate, closed))
    gate.set()
    errand.close()
    assert not errand.under_way
