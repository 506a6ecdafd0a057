"""A stage for whole conversations."""

from pathlib import Path

import pytest

from tests.talk.scene import Scene


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    return Scene(monkeypatch, tmp_path)
