"""What every test stands on: a home of its own, a guard around the user's things, nothing left behind."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import platformdirs
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QStandardPaths, QThread
from PySide6.QtWidgets import QApplication, QWidget

_CHECKOUT = Path(__file__).resolve().parent.parent
_QT_FLOORS = frozenset({"background", "models", "ui", "journeys"})
_HOMES = {
    "HOME": "",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}


def _absolute(path: str) -> str:
    """The absolute form of `path` without a look at the disk, which would call the guard again."""
    return os.path.abspath(path)  # noqa: PTH100


class UsersThingTouched(BaseException):
    """A test reached for the user's own things. Not an Exception, so that no handler hides it."""


class Guard:
    """The watch over the places where the user's own things lie, by the names that Python opens."""

    def __init__(self) -> None:
        homes = (
            platformdirs.user_data_path(),
            platformdirs.user_config_path(),
            platformdirs.user_cache_path(),
            platformdirs.user_state_path(),
        )
        self.homes = tuple(dict.fromkeys(f"{home}{os.sep}" for home in homes))
        self.places = [str(_CHECKOUT / "instance") + os.sep]
        if own_library := os.environ.get("IMAGINEER_DATABASE"):
            self.places.append(_absolute(own_library))
        self.touched: list[str] = []

    def watch(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit hook: raises UsersThingTouched before the file is opened."""
        if event not in {"open", "sqlite3.connect"} or not isinstance(
            arguments[0], str | bytes | os.PathLike
        ):
            return
        path = os.fsdecode(arguments[0])
        if path.startswith("file:"):
            path = unquote(path.removeprefix("file:").removeprefix("//"))
        if self.is_the_users(_absolute(path)):
            self.touched.append(path)
            raise UsersThingTouched(f"A test opened {path}, which belongs to the user.")

    def is_the_users(self, path: str) -> bool:
        """Whether `path` lies in a place of Imagineer under the user's own data, settings and caches."""
        if path.startswith(self.homes):
            home = next(home for home in self.homes if path.startswith(home))
            return "imagineer" in path.removeprefix(home).partition(os.sep)[0].casefold()
        return path.startswith(tuple(self.places))


_guard = Guard()
sys.addaudithook(_guard.watch)

# Before any test module is imported, since some values are read only once.
_home = Path(tempfile.mkdtemp(prefix="imagineer-tests-"))
for _variable, _folder in _HOMES.items():
    (_home / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_variable] = str(_home / _folder)
os.environ["IMAGINEER_DATABASE"] = str(_home / "imagineer.db")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
QStandardPaths.setTestModeEnabled(True)


def pytest_sessionfinish() -> None:
    shutil.rmtree(_home)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs_a_screen = pytest.mark.skip(reason="journeys need a real window: .ci/screen pytest tests/journeys")
    for item in items:
        if _floor(item) == "journeys" and os.environ["QT_QPA_PLATFORM"] == "offscreen":
            item.add_marker(needs_a_screen)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top of the checkout."""
    return _CHECKOUT


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real databases and outputs beside the checkout; without it the test is skipped."""
    folder = _CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the real databases and outputs are not here: {folder}")
    return folder


@pytest.fixture
def guard() -> Guard:
    """The watch over the user's things, for the tests of the watch itself."""
    return _guard


@pytest.fixture(autouse=True)
def _users_things_untouched() -> Iterator[None]:
    """Fails a test that reached for the user's things, even where the program caught the guard's refusal."""
    yield
    touched = list(_guard.touched)
    _guard.touched.clear()
    assert not touched, f"the test opened what belongs to the user: {', '.join(touched)}"


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test of the Qt floors that leaves a window or a thread, and closes the window."""
    if _floor(request.node) not in _QT_FLOORS:
        yield
        return
    windows, threads = set(_windows()), set(_running_threads())
    yield
    _delete_what_waits_for_it()
    if set(_windows()) - windows:
        gc.collect()
    left = [window for window in _windows() if window not in windows]
    names = [f"window {_name(window)}" for window in left]
    names += [f"thread {name}" for name in _running_threads() if name not in threads]
    for window in left:
        window.close()
        window.deleteLater()
    _delete_what_waits_for_it()
    assert not names, f"the test left behind: {', '.join(names)}"


def _floor(item: pytest.Item) -> str:
    """The folder of `tests/` that the test lies in ("catalog", "ui", ...)."""
    place = item.path.relative_to(_CHECKOUT / "tests") if item.path.is_relative_to(_CHECKOUT) else item.path
    return place.parts[0]


def _windows() -> list[QWidget]:
    """The top-level widgets that nobody owns, without the one label that Qt keeps for all tooltips."""
    if QApplication.instance() is None:
        return []
    widgets = QApplication.topLevelWidgets()
    return [one for one in widgets if one.parent() is None and one.metaObject().className() != "QTipLabel"]


def _running_threads() -> list[str]:
    """The names of the threads beside the main one: Qt's, as far as Python knows them, and Python's own."""
    known = [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QThread)]
    main = QThread.currentThread()
    running = [_name(one) for one in known if one is not main and one.isRunning()]
    own = [one for one in threading.enumerate() if one is not threading.main_thread()]
    return running + [one.name for one in own if not isinstance(one, threading._DummyThread)]


def _name(thing: QWidget | QThread) -> str:
    return f"{type(thing).__name__} {thing.objectName()!r}"


def _delete_what_waits_for_it() -> None:
    """Runs the deleteLater() calls, which Qt leaves waiting while no event loop runs."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
