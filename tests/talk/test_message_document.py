"""A message to the line that --json has for it; that this keeps to the schema is tried with the JSON teller."""

from typing import Any

import pytest

from rtcli.talk.message_document import message_document
from rtcli.wire.frames import BINARY, TEXT
from rtcli.wire.messages import Message
from tests.talk.telling import binary, message


def test_a_message_key_by_key() -> None:
    assert list(message_document(message(b"hi"), "in", t_s=1.5).items()) == [
        ("type", "message"),
        ("t_s", 1.5),
        ("dir", "in"),
        ("opcode", 1),
        ("opcode_name", "text"),
        ("length", 2),
        ("wire_length", 2),
        ("frames", 1),
        ("compressed", False),
        ("readable", True),
        ("payload_cut", False),
        ("text", "hi"),
        ("payload_b64", None),
    ]


@pytest.mark.parametrize(
    ("item", "most", "shown"),
    [
        (message("é".encode()), None, ("é", None, False)),
        (message("aé".encode()), 2, ("a", None, True)),
        (message(b"ab"), 2, ("ab", None, False)),
        (message(b"ab"), 0, ("", None, True)),
        (message(b"ab", length=3), None, ("ab", None, True)),
        (message(b"\xff"), None, (None, "/w==", False)),
        (message(b"\xc3"), None, (None, "ww==", False)),
        (binary(b"ab"), None, (None, "YWI=", False)),
        (binary(b"ab"), 1, (None, "YQ==", True)),
    ],
)
def test_what_of_a_payload_is_there(item: Message, most: int | None, shown: tuple[Any, ...]) -> None:
    document = message_document(item, "out", t_s=0.0, max_payload=most)
    assert (document["text"], document["payload_b64"], document["payload_cut"]) == shown
    assert document["opcode_name"] == {TEXT: "text", BINARY: "binary"}[item.opcode]
