"""Stdin as what is sent, in all of its forms."""

import json

import pytest

from rtcli.exits import Exit
from rtcli.talk.plan import Input
from tests.talk.scene import Scene, Visit, silent

CLOSED = ("close", "1000")


@pytest.mark.parametrize(
    "given, stdin, heard",
    [
        (Input(), b"a\nb\n", [("text", "a"), ("text", "b"), CLOSED]),
        (Input(), b"a\nno line feed", [("text", "a"), ("text", "no line feed"), CLOSED]),
        (Input(), b"", [CLOSED]),
        (Input("binary"), b"a\n", [("binary", "a"), CLOSED]),
        (Input(one_shot=True), b"a\nb\n", [("text", "a\nb\n"), CLOSED]),
        (Input("frames"), bytes.fromhex("8182000000006869 8982000000006869"), [("text", "hi"), ("ping", "hi"), CLOSED]),
    ],
)
def test_forms(scene: Scene, given: Input, stdin: bytes, heard: list[tuple[str, str]]) -> None:
    came = scene.play(silent, input=given, stdin=stdin)
    assert (came.exit, came.heard) == (Exit.OK, heard)


def lines(*documents: dict[str, object]) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def test_control_frames_from_json_lines(scene: Scene) -> None:
    stdin = lines(
        {"type": "ping", "text": "are you there"},
        {"type": "pong"},
        {"type": "message", "text": "hi"},
        {"type": "close", "code": 4001, "reason": "enough"},
        {"type": "message", "text": "never sent"},
    )
    came = scene.play(silent, input=Input("json-lines"), stdin=stdin)
    assert (came.exit, came.heard) == (Exit.OK, [("ping", "are you there"), ("text", "hi"), ("close", "4001")])


def test_more_than_the_peer_takes_at_once(scene: Scene) -> None:
    async def slow(visit: Visit) -> None:
        visit.peer.pause()
        visit.peer.transport.loop.call_later(3.0, visit.peer.resume)

    numbers = [str(number) for number in range(8000)]
    came = scene.play(slow, input=Input(), stdin="\n".join(numbers).encode())
    assert (came.exit, came.heard) == (Exit.OK, [*(("text", number) for number in numbers), CLOSED])
