"""Who keeps what passes in a stream."""

import json
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.sse import NotAStream
from rtcli.talk.stream_keepers import StreamKeepers
from tests.talk.stream_telling import AT_S, answer, event, plan, response
from tests.talk.telling import BEGAN


def keep(**asked: Any) -> StreamKeepers:
    """A stream that was refused twice, and then had an event."""
    keepers = StreamKeepers(plan(**asked), BEGAN)
    keepers.refused(NotAStream("stream a", "no", answer=answer(503)), AT_S)
    keepers.refused(RtError("connect a", "no"), AT_S)
    if keepers.tap:
        keepers.tap("out", AT_S, b"GET / HTTP/1.1\r\n\r\n")
        keepers.tap("in", AT_S, b"HTTP/1.1 200 OK\r\n\r\ndata")
    keepers.opened(response(), AT_S)
    keepers.arrived([event("a")], AT_S)
    keepers.closed(AT_S)
    keepers.end(Exit.OK, "eof", AT_S)
    return keepers


@pytest.mark.parametrize("asked", [{}, {"record": "r"}, {"har": "h"}, {"record": "r", "har": "h"}])
def test_what_is_asked_for_is_kept(tmp_path: Path, asked: dict[str, str]) -> None:
    keepers = keep(**{key: str(tmp_path / name) for key, name in asked.items()})
    assert (keepers.tap is not None) is ("record" in asked)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(asked.values())
    if "record" in asked:
        lines = [json.loads(line)["type"] for line in (tmp_path / "r").read_text().splitlines()]
        assert lines == ["open", "open", "bytes", "bytes", "end"]
    if "har" in asked:
        entries = json.loads((tmp_path / "h").read_text())["log"]["entries"]
        assert [len(entry["_eventSourceMessages"]) for entry in entries] == [0, 1]
