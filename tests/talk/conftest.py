"""A stage for whole conversations."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.talk.scene import Scene
    from tests.talk.stream_scene import StreamScene


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Scene":
    from tests.talk.scene import Scene  # what has no part in a conversation need not import one

    return Scene(monkeypatch, tmp_path)


@pytest.fixture
def stream_scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "StreamScene":
    from tests.talk.stream_scene import StreamScene

    return StreamScene(monkeypatch, tmp_path)
