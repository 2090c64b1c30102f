"""The look that the tests of widgets share: the real one, dark, at the mockups' size."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from imagineer_desktop.ui.theme.look import Look


@pytest.fixture(scope="session")
def _one_look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Look:
    return Look(qapp, tmp_path_factory.mktemp("glyphs"), base=13)


@pytest.fixture
def look(_one_look: Look) -> Look:
    """The application's look, dark again after a test that changed it."""
    _one_look.motion = True
    _one_look.set_theme("dark")
    return _one_look
