"""Jobs in a thread: their four ends, and the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from imagineer_desktop.background.runner import JobQueue, JobThread
from imagineer_desktop.jobs.progress import Job, Progress


def counting(total: int) -> Job[str]:
    for number in range(total):
        yield Progress("Counting", number + 1, total)
    return f"counted {total}"


class Gate:
    """A job that stands still until it is let go, and notes when it is tidied up."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.reached = threading.Event()
        self.tidied = False

    def job(self) -> Job[str]:
        try:
            yield Progress("Waiting", 0, 2)
            self.reached.set()
            self.opened.wait()
            yield Progress("Going on", 1, 2)
            return "through"
        finally:
            self.tidied = True


def test_a_job_succeeds_with_its_result_after_its_last_progress(qtbot: QtBot) -> None:
    thread = JobThread(counting(1000))
    told: list[Progress] = []
    thread.progressed.connect(told.append)
    with qtbot.waitSignal(thread.succeeded) as end:
        thread.begin()
    assert end.args == ["counted 1000"]
    assert told[-1].done == 1000
    assert len(told) < 20, "progress is told at most ten times a second"
    assert thread.over
    thread.wait()


def test_every_signal_arrives_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    thread, heard = JobThread(counting(3)), list[QThread]()

    def note(_: object) -> None:
        heard.append(QThread.currentThread())

    thread.progressed.connect(note)
    thread.succeeded.connect(note)
    with qtbot.waitSignal(thread.succeeded):
        thread.begin()
    assert set(heard) == {QObject().thread()}
    thread.wait()


def test_a_job_fails_with_its_error(qtbot: QtBot) -> None:
    def job() -> Job[None]:
        yield Progress("About to fail")
        raise OSError("The drive is away.")

    thread = JobThread(job())
    with qtbot.waitSignal(thread.failed) as end:
        thread.begin()
    assert isinstance(end.args[0], OSError)
    thread.wait()


def test_a_cancelled_job_is_closed_at_its_next_yield(qtbot: QtBot) -> None:
    gate = Gate()
    thread = JobThread(gate.job())
    with qtbot.waitSignal(thread.cancelled):
        thread.begin()
        gate.reached.wait()
        thread.cancel()
        gate.opened.set()
    assert gate.tidied
    thread.wait()


def test_a_waiting_job_is_cancelled_without_a_thread(qtbot: QtBot) -> None:
    thread = JobThread(counting(1))
    with qtbot.waitSignal(thread.cancelled):
        thread.cancel()
    thread.begin()
    assert not thread.isRunning()


def test_an_error_while_tidying_up_is_told(qtbot: QtBot) -> None:
    gate = threading.Event()

    def job() -> Job[None]:
        try:
            while True:
                gate.set()
                yield Progress("Working")
        finally:
            raise RuntimeError("could not tidy up")

    thread = JobThread(job())
    with qtbot.waitSignal(thread.failed) as end:
        thread.begin()
        gate.wait()
        thread.cancel()
    assert str(end.args[0]) == "could not tidy up"
    thread.wait()


def test_the_queue_runs_one_job_at_a_time_in_order(qtbot: QtBot) -> None:
    queue, gate, ends = JobQueue(), Gate(), list[str]()
    first = queue.submit("First", gate.job())
    second = queue.submit("Second", counting(5))
    first.succeeded.connect(ends.append)
    second.succeeded.connect(ends.append)
    qtbot.waitUntil(gate.reached.is_set)
    assert queue.running is first
    assert [task.title for task in queue.tasks] == ["First", "Second"]
    assert second.waiting
    with qtbot.waitSignal(queue.stood_still):
        gate.opened.set()
    assert ends == ["through", "counted 5"]
    assert queue.tasks == ()
    queue.close()


def test_a_task_knows_how_far_it_is(qtbot: QtBot) -> None:
    queue, gate = JobQueue(), Gate()
    task = queue.submit("Import", gate.job())
    with qtbot.waitSignal(task.progressed):
        pass
    assert task.progress == Progress("Waiting", 0, 2)
    assert task.rate is None
    gate.opened.set()
    with qtbot.waitSignal(queue.stood_still):
        pass
    queue.close()


@pytest.mark.parametrize("chosen", [0, 1])
def test_one_of_two_is_cancelled_and_the_other_goes_on(qtbot: QtBot, chosen: int) -> None:
    queue, gates = JobQueue(), [Gate(), Gate()]
    tasks = [queue.submit(str(number), gate.job()) for number, gate in enumerate(gates)]
    qtbot.waitUntil(gates[0].reached.is_set)
    with qtbot.waitSignals([tasks[chosen].cancelled, tasks[1 - chosen].succeeded, queue.stood_still]):
        tasks[chosen].cancel()
        for gate in gates:
            gate.opened.set()
    queue.close()


def test_closing_cancels_everything_and_waits(qtbot: QtBot) -> None:
    queue, gate = JobQueue(), Gate()
    running, waiting = queue.submit("Running", gate.job()), queue.submit("Waiting", counting(3))
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignals([running.cancelled, waiting.cancelled]):
        threading.Timer(0.05, gate.opened.set).start()
        queue.close()
        assert gate.tidied
        assert not running.isRunning()
    with pytest.raises(RuntimeError):
        queue.submit("Late", counting(1))


def test_submitting_says_so(qtbot: QtBot) -> None:
    queue = JobQueue()
    submit: Callable[[], JobThread] = lambda: queue.submit("Import", counting(1))  # noqa: E731
    with qtbot.waitSignal(queue.changed):
        submit()
    with qtbot.waitSignal(queue.stood_still):
        pass
    queue.close()


def test_idle_jobs_come_last_and_are_asked_to_give_way(qtbot: QtBot) -> None:
    queue, gate = JobQueue(), Gate()
    queue.submit("Reading", gate.job(), idle=True)
    qtbot.waitUntil(gate.reached.is_set)
    queue.submit("Hashing", counting(5), idle=True)
    assert not queue.others_wait(), "idle jobs do not chase each other away"
    queue.submit("Import", counting(5))
    queue.submit("Next import", counting(5))
    assert queue.others_wait()
    assert [task.title for task in queue.tasks] == ["Reading", "Import", "Next import", "Hashing"]
    with qtbot.waitSignal(queue.stood_still):
        gate.opened.set()
    assert not queue.others_wait()
    queue.close()
