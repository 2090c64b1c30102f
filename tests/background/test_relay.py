"""Changes of the library, told in the window's thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.relay import ChangeRelay
from imagineer_desktop.catalog.changes import Changes
from imagineer_desktop.catalog.library import Library


def write(library: Library, changes: Changes) -> None:
    with library.writing(changes):
        pass


def test_a_write_of_another_thread_is_told_in_ours(qtbot: QtBot, library: Library) -> None:
    relay, threads = ChangeRelay(library), list[QThread]()

    def note(_: object) -> None:
        threads.append(QThread.currentThread())

    relay.changed.connect(note)
    with qtbot.waitSignal(relay.changed) as told:
        writer = threading.Thread(target=write, args=(library, Changes(albums=True)))
        writer.start()
    writer.join()
    assert told.args == [Changes(albums=True)]
    assert threads == [QObject().thread()]
    relay.close()


def test_a_burst_is_told_at_once_and_then_merged(qtbot: QtBot, library: Library) -> None:
    relay, told = ChangeRelay(library), list[Changes]()
    relay.changed.connect(told.append)
    write(library, Changes(images=frozenset({0})))
    qtbot.waitUntil(lambda: len(told) == 1, timeout=90)
    for number in range(1, 50):
        write(library, Changes(images=frozenset({number}), membership=number == 7))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == Changes(images=frozenset(range(1, 50)), membership=True)
    relay.close()


def test_a_closed_relay_is_silent(qtbot: QtBot, library: Library) -> None:
    relay = ChangeRelay(library)
    write(library, Changes(labels=True))
    relay.close()
    write(library, Changes(labels=True))
    with qtbot.assertNotEmitted(relay.changed, wait=150):
        pass
