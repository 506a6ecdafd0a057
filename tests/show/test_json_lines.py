"""Lines of JSON: by hand and by document they are the same, and they keep to their schema."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.json_lines import WORDS_KEPT, JsonLines
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import build_frame
from rtcli.wire.plain import Item
from rtcli.wire.reader import FrameReader, Reading, Rest
from tests.specimens import SPECIMENS

SCHEMA = json.loads((files("rtcli") / "schemas" / "inspect-frame-1.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
KEY = bytes.fromhex("37fa213d")


def lines(data: bytes, how: Reading | None = None, **settings: Any) -> list[dict[str, Any]]:
    """Every line of this input, the last one included, each held against the schema."""
    reader = FrameReader(how)
    view = JsonLines(**settings)
    origin = reader.how.origin
    written = view.batch(reader.feed(data), origin) + view.batch(reader.end(), origin)
    rests = [reader.rest] if reader.rest.length else []
    written += view.end(reader.tally, rests, 0)
    documents = [json.loads(line) for line in written.splitlines()]
    for document in documents:
        VALIDATOR.validate(document)
    assert [index for index, document in enumerate(documents) if "schema" in document] == [0]
    return documents


def test_a_frame() -> None:
    frame, end = lines(build_frame(1, b"Hello", key=KEY))
    assert list(frame.items()) == [
        ("type", "frame"),
        ("schema", "rtcli/inspect-frame/1"),
        ("index", 0),
        ("offset", 0),
        ("head_length", 6),
        ("length", 11),
        ("fin", True),
        ("rsv1", False),
        ("rsv2", False),
        ("rsv3", False),
        ("from", "client"),
        ("opcode", 1),
        ("opcode_name", "text"),
        ("masked", True),
        ("mask_key_hex", "37fa213d"),
        ("payload_length", 5),
        ("payload_b64", "SGVsbG8="),
        ("payload_cut", False),
        ("text", "Hello"),
        ("close_code", None),
        ("close_reason", None),
        ("faults", []),
    ]
    assert end == {
        "type": "end",
        "frames": 1,
        "messages": 1,
        "faults": 0,
        "rest_bytes": 0,
        "head_bytes": 6,
        "payload_bytes": 5,
        "frames_by_opcode": {"text": 1},
        "faults_by_code": {},
        "rest": [],
        "exit_code": 0,
    }


def test_a_close_and_its_faults() -> None:
    frame, _ = lines(build_frame(8, b"\x03\xeeb\xff"), Reading(offset=100))
    assert (frame["close_code"], frame["close_reason"], frame["text"]) == (1006, "b\ufffd", None)
    assert [(fault["code"], fault["offset"]) for fault in frame["faults"]] == [
        ("close.forbidden-code", 102),
        ("close.bad-utf8", 105),
    ]
    assert frame["faults"][0]["clause"].startswith("RFC 6455")
    empty, _ = lines(build_frame(8, b""))
    assert (empty["close_code"], empty["close_reason"]) == (None, None)


def test_a_message() -> None:
    data = Deflater().deflate(b"Hello, Hello, Hello")
    stream = build_frame(1, data[:4], rsv=4, fin=False) + build_frame(0, data[4:])
    *frames, message, _ = lines(stream, Reading(origin="server", deflate=DeflateParameters(), messages=True))
    assert [(frame["opcode_name"], frame["text"], frame["rsv1"]) for frame in frames] == [
        ("text", None, True),
        ("continuation", None, False),
    ]
    assert message["text"] == "Hello, Hello, Hello"
    assert (message["frames"], message["length"], message["wire_length"]) == (2, 19, len(data))
    assert message["compressed"] and message["readable"] and not message["payload_cut"]


@pytest.mark.parametrize(
    ("payload", "most", "text", "cut"),
    [("grüße", 3, "gr", True), ("grüße", 4, "grü", True), ("grüße", 7, "grüße", False), ("", 0, "", False)],
)
def test_what_is_cut(payload: str, most: int, text: str, cut: bool) -> None:
    frame, _ = lines(build_frame(1, payload.encode()), max_payload=most)
    assert (frame["text"], frame["payload_cut"], frame["payload_length"]) == (text, cut, len(payload.encode()))


def test_a_huge_frame_is_cut_and_a_truncated_one_is_not() -> None:
    huge, _ = lines(build_frame(2, bytes(3000)), Reading(keep=1000))
    assert not huge["payload_cut"], "up to 64 KiB a plain frame is kept whole"
    huge, _ = lines(build_frame(2, bytes(70_000)), Reading(keep=1000))
    assert huge["payload_cut"] and huge["payload_length"] == 70_000
    short, _ = lines(build_frame(2, b"abc", declared=9))
    assert (short["payload_cut"], short["faults"][0]["code"]) == (False, "frame.truncated")


def test_text_that_is_not_utf8() -> None:
    frame, end = lines(build_frame(1, b"\xff"))
    assert frame["text"] is None and end["faults_by_code"] == {"message.bad-utf8": 1}


def test_what_is_in_no_frame() -> None:
    fault, end = lines(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert (fault["type"], fault["code"], fault["offset"]) == ("fault", "frame.not-websocket", 0)
    assert end["rest"] == [{"offset": 0, "length": 26, "payload_b64": "SFRUUC8xLjEgNTAyIEJhZCBHYXRld2F5DQo="}]


def test_numbers_count_what_is_not_shown() -> None:
    stream = build_frame(9, b"") + build_frame(1, b"a") + build_frame(9, b"") + build_frame(1, b"b")
    shown = lines(stream, wanted=lambda item: getattr(item, "opcode", 0) == 1)
    assert [line.get("index") for line in shown] == [1, 3, None]


def test_a_sum_alone_carries_the_schema() -> None:
    line = JsonLines().end(FrameReader().tally, [Rest(0, b"a", 1)], 1)
    document = json.loads(line)
    VALIDATOR.validate(document)
    assert list(document)[:2] == ["type", "schema"]


@pytest.mark.parametrize("code", [code for code, specimen in SPECIMENS.items() if len(specimen.data) < 300])
def test_every_specimen_keeps_to_the_schema(code: str) -> None:
    specimen = SPECIMENS[code]
    deflate = None if specimen.deflate is None else DeflateParameters()
    documents = lines(specimen.data, Reading(origin=specimen.origin, deflate=deflate, messages=True))
    assert code in documents[-1]["faults_by_code"]


FRAMES = st.lists(
    st.builds(
        build_frame,
        st.sampled_from([0, 1, 2, 8, 9, 10, 11]),
        st.text(max_size=140).map(str.encode) | st.binary(max_size=140),
        fin=st.sampled_from([True, True, False]),
        key=st.sampled_from([b"", KEY]),
    ),
    min_size=1,
    max_size=8,
).map(b"".join)


@given(FRAMES, st.sampled_from([None, "client", "server"]), st.booleans())
def test_by_hand_as_by_document(stream: bytes, origin: str | None, messages: bool) -> None:
    how = Reading(origin=origin, messages=messages)
    by_hand = lines(stream, how)
    assert by_hand == lines(stream, how, wanted=lambda item: True)
    assert all(list(one) == list(by_hand[1]) for one in by_hand[1:] if one["type"] == by_hand[1]["type"])


@given(st.text(max_size=60))
def test_nothing_but_ascii(text: str) -> None:
    items: list[Item] = FrameReader().feed(build_frame(1, text.encode()) * 2)
    written = JsonLines().batch(items, None)
    assert written.isascii() and b"\x1b" not in written
    assert [json.loads(line)["text"] for line in written.splitlines()] == [text, text]


def test_words_for_headers_are_bounded() -> None:
    view = JsonLines()
    reader = FrameReader()
    shown = 0
    for size in range(126, 126 + 2 * WORDS_KEPT):
        shown += view.batch(reader.feed(build_frame(2, bytes(size))), None).count(b"\n")
    shown += view.batch(reader.end(), None).count(b"\n")
    assert shown == 2 * WORDS_KEPT
    assert max(map(len, view._words.values())) <= WORDS_KEPT
