import pytest

from rtcli.wire.llm.foreign import foreign

VERCEL, OLLAMA, ARRAY, LINES = "AI SDK 4", "Ollama", "alt=sse", "JSON lines"


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b'0:"Hello"\n0:" world"\n', VERCEL),
        (b'f:{"messageId":"m"}\n', VERCEL),
        (b"2:[1]", VERCEL),
        (b'{"model":"m","message":{"role":"assistant","content":"H"},"done":false}\n{"model":"m"', OLLAMA),
        (b'{"model":"m","response":"H","done":false}\n', OLLAMA),
        (b'[{"candidates": [\n', ARRAY),
        (b"\xef\xbb\xbf\r\n[{", ARRAY),
        (b'{"choices": []}', LINES),
        (b'{"done": true}\n', LINES),
        (b"data: {}\n\n", None),
        (b"<!doctype html>", None),
        (b'{"cut', None),
        (b"1\n", None),
        (b'"text"\n', None),
        (b"\xff\xfe", None),
        (b"", None),
        (b'{"a":' * 100_000, None),
    ],
)
def test_a_body_by_its_first_line(start: bytes, what: str | None) -> None:
    said = foreign(start)
    assert said is None if what is None else said is not None and what in said
