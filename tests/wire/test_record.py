"""Records: values to lines and back in any cut, what a damaged file gives, and the schema that every line keeps."""

import json
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rtcli.wire.fault import Fault
from rtcli.wire.record import LONGEST_PIECE, Direction, End, Opening, RecordReader, Transfer, Value, build_lines

REQUEST = b"GET /?token=abc HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nX: \xff\x00\r\n\r\n"
RESPONSE = b"HTTP/1.1 101 \r\nSet-Cookie: a=b\r\n\r\n"
FIRST = Opening(0.0, "wss://h/", b"GET / HTTP/1.1\r\n\r\n", None, "2026-11-20T10:00:00Z")
LINES = (
    (
        Opening(0.25, "wss://me:pw@h/?token=abc", REQUEST, RESPONSE, "2026-11-20T10:00:00.000001Z"),
        b'{"type":"open","schema":"rtcli/record/1","started_at":"2026-11-20T10:00:00.000001Z","t_s":0.25,'
        b'"target":"wss://***@h/?token=***",'
        b'"request_head":"GET /?token=*** HTTP/1.1\\r\\nHost: h\\r\\nCookie: ***\\r\\nX: \\u00ff\\u0000\\r\\n\\r\\n",'
        b'"response_head":"HTTP/1.1 101 \\r\\nSet-Cookie: ***\\r\\n\\r\\n"}\n',
    ),
    (
        Opening(9, "ws://h/", b"", None),
        b'{"type":"open","t_s":9.0,"target":"ws://h/","request_head":"","response_head":null}\n',
    ),
    (
        Transfer("in", 1.23456789, 7, b"\x81\x00"),
        b'{"type":"bytes","dir":"in","t_s":1.234568,"at":7,"bytes_b64":"gQA="}\n',
    ),
    (Transfer("out", 2, 0, b""), b'{"type":"bytes","dir":"out","t_s":2.0,"at":0,"bytes_b64":""}\n'),
    (End(3, 1, "reset by peer"), b'{"type":"end","t_s":3.0,"exit_code":1,"cause":"reset by peer"}\n'),
    (End(3, 0), b'{"type":"end","t_s":3.0,"exit_code":0,"cause":null}\n'),
)


@cache
def schema() -> Draft202012Validator:
    text = files("rtcli").joinpath("schemas/record-1.json").read_text()
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def read(data: bytes, longest_line: int = 4000) -> list[Value | Fault]:
    reader = RecordReader(longest_line)
    return reader.feed(data) + reader.close()


@pytest.mark.parametrize(("value", "line"), LINES)
def test_a_value_is_a_line_that_keeps_the_schema(value: Value, line: bytes) -> None:
    assert build_lines(value) == line
    schema().validate(json.loads(line))


def test_secrets_are_written_where_they_are_asked_for() -> None:
    opening = LINES[0][0]
    assert RecordReader().feed(build_lines(opening, show_secrets=True)) == [opening]


def test_a_long_transfer_takes_several_lines_that_read_the_same() -> None:
    data = bytes(range(256)) * (LONGEST_PIECE // 256) * 2 + b"end"
    lines = build_lines(Transfer("out", 1.0, 5, data))
    assert lines.count(b"\n") == 3
    found = [value for value in RecordReader().feed(lines) if isinstance(value, Transfer)]
    assert [value.at for value in found] == [5, 5 + LONGEST_PIECE, 5 + 2 * LONGEST_PIECE]
    assert b"".join(value.data for value in found) == data


@pytest.mark.parametrize("t_s", (-1.0, float("nan"), float("inf"), 1e10))
def test_a_time_that_is_none_is_our_own_mistake(t_s: float) -> None:
    with pytest.raises(ValueError, match="t_s"):
        build_lines(End(t_s, 0))


OPEN = b'{"type":"open","t_s":0,"target":"","request_head":"","response_head":null}'
BAD_LINES = (
    (b"\x81\x05Hello", "no line of a record"),
    (b"[]", "its type is none of open, bytes, end"),
    (b'{"type":["open"]}', "its type is none of"),
    (b'{"type":"close"}', "its type is none of"),
    (b"[" * 200_000, "no line of a record"),
    (b"9" * 5000, "4300 digits"),
    (b'{"type":"end","t_s":NaN,"exit_code":0,"cause":null}', "NaN is not JSON"),
    (b'{"type":"end","t_s":-1,"exit_code":0,"cause":null}', "t_s is no time"),
    (b'{"type":"end","t_s":1e999,"exit_code":0,"cause":null}', "t_s is no time"),
    (b'{"type":"end","t_s":true,"exit_code":0,"cause":null}', "t_s is missing"),
    (b'{"type":"end","t_s":0,"exit_code":"0","cause":null}', "exit_code is missing"),
    (b'{"type":"end","t_s":0,"exit_code":0,"cause":0}', "cause is missing"),
    (b'{"type":"bytes","t_s":0,"at":0,"bytes_b64":""}', "dir is missing"),
    (b'{"type":"bytes","dir":"up","t_s":0,"at":0,"bytes_b64":""}', "dir is neither"),
    (b'{"type":"bytes","dir":"in","t_s":0,"at":-1,"bytes_b64":""}', "at is negative"),
    (b'{"type":"bytes","dir":"in","t_s":0,"at":0,"bytes_b64":"A"}', "base64"),
    (b'{"type":"bytes","dir":"in","t_s":0,"at":0,"bytes_b64":"\xc3\xa9"}', "ASCII"),
    (OPEN.replace(b'"t_s"', b'"schema":"rtcli/record/2","t_s"'), "its schema is not rtcli/record/1"),
    (OPEN.replace(b'"t_s"', b'"schema":"rtcli/record/1","t_s"'), "started_at is missing"),
    (OPEN.replace(b'"request_head":""', b'"request_head":"\\u0100"'), "latin-1"),
    (OPEN.replace(b"null", b'"\\ud800"'), "latin-1"),
    (OPEN.replace(b"null", b"0"), "response_head is missing"),
)


@pytest.mark.parametrize(("line", "says"), BAD_LINES)
def test_record_bad_line(line: bytes, says: str) -> None:
    before, after = build_lines(FIRST), build_lines(End(1.0, 0))
    first, fault, end = read(before + line + b"\n" + after, 1 << 20)
    assert (first, end) == (FIRST, End(1.0, 0))
    assert isinstance(fault, Fault) and fault[:2] == ("record.bad-line", len(before)) and says in fault.says


def test_a_line_that_is_too_long_is_said_and_not_kept() -> None:
    reader = RecordReader(longest_line=100)
    for _ in range(1000):
        assert reader.feed(b"x" * 50) == []
        assert len(reader.line) <= 100
    found = reader.feed(b"\n" + build_lines(End(1.0, 0)))
    assert found[0] == Fault("record.bad-line", 0, "line of 50000 bytes, 100 are allowed")
    assert found[-1] == End(1.0, 0)


@pytest.mark.parametrize("first", (Transfer("in", 0.0, 0, b"x"), Opening(0.0, "ws://h/", b"", None)))
def test_a_record_begins_with_its_schema(first: Value) -> None:
    why = Fault("record.bad-line", 0, "the first line is no opening with the schema rtcli/record/1")
    assert read(build_lines(first) + build_lines(End(1.0, 0))) == [why, first, End(1.0, 0)]


def test_a_gap_in_the_bytes_is_said_once() -> None:
    transfers = [Transfer("in", 0.0, at, b"abc") for at in (0, 3, 9, 12)]
    other = Transfer("out", 0.0, 0, b"x")
    anew = Opening(1.0, "ws://h/", b"", None)
    values: list[Value] = [FIRST, *transfers, other, anew, transfers[0], End(2.0, 0)]
    found = read(b"".join(map(build_lines, values)))
    (fault,) = (value for value in found if isinstance(value, Fault))
    assert (fault.code, fault.says) == ("record.bad-line", "in bytes at 9 where 6 was due")
    assert [value for value in found if not isinstance(value, Fault)] == values
    assert found.index(fault) == 3


WHOLE = build_lines(FIRST) + build_lines(Transfer("in", 0.5, 0, b"abc")) + build_lines(End(1.0, 0))


def test_record_truncated() -> None:
    for cut in range(len(WHOLE) - 1):
        found = read(WHOLE[:cut])
        values, fault = found[:-1], found[-1]
        assert values == read(WHOLE)[: len(values)]
        assert isinstance(fault, Fault) and fault.code == "record.truncated"


def test_a_missing_line_end_at_the_end_loses_nothing() -> None:
    assert read(WHOLE[:-1]) == read(WHOLE)


def test_where_a_record_was_cut_is_said() -> None:
    half = build_lines(FIRST) + b'{"type"'
    assert read(half)[-1] == Fault("record.truncated", len(half) - 7, "the last line breaks off after 7 bytes")
    assert read(half[:-7])[-1] == Fault("record.truncated", len(half) - 7, "there is no end line")
    assert read(b"") == [Fault("record.truncated", 0, "there is no end line")]


def test_blank_lines_line_ends_and_unknown_keys_do_no_harm() -> None:
    altered = WHOLE.replace(b"\n", b"\r\n\n \n").replace(b'"type"', b'"later":[1],"type"')
    assert read(altered) == read(WHOLE) == [FIRST, Transfer("in", 0.5, 0, b"abc"), End(1.0, 0)]


def test_a_second_record_in_the_same_file_begins_anew() -> None:
    assert read(WHOLE + WHOLE) == read(WHOLE) * 2


SECONDS = st.integers(0, 10**12).map(lambda microseconds: microseconds / 1e6)
TEXT = st.text(st.characters(), max_size=20)
OPENINGS = st.builds(Opening, SECONDS, TEXT, st.binary(), st.none() | st.binary(), st.none() | TEXT)
DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(("in", "out"))
ENDS = st.builds(End, SECONDS, st.integers(), st.none() | TEXT)


@st.composite
def records(draw: st.DrawFn) -> list[Value]:
    """Openings that each begin their bytes at 0, as a session writes them."""
    values: list[Value] = [draw(OPENINGS.filter(lambda opening: opening.started_at is not None))]
    at: dict[Direction, int] = {"in": 0, "out": 0}
    for value in draw(st.lists(OPENINGS | st.tuples(DIRECTIONS, SECONDS, st.binary()), max_size=9)):
        if isinstance(value, Opening):
            values.append(value)
            at = {"in": 0, "out": 0}
        else:
            direction, t_s, data = value
            values.append(Transfer(direction, t_s, at[direction], data))
            at[direction] += len(data)
    return [*values, draw(ENDS)]


@given(records(), st.lists(st.integers(0, 300), max_size=20))
def test_a_record_reads_the_same_in_any_cut_and_keeps_the_schema(values: list[Value], cuts: list[int]) -> None:
    lines = b"".join(build_lines(value, show_secrets=True) for value in values)
    validator = schema()
    for line in lines.splitlines():
        validator.validate(json.loads(line))
    reader, found, at = RecordReader(), [], 0
    for size in [*cuts, len(lines)]:
        found += reader.feed(lines[at : at + size])
        at += size
    assert found + reader.close() == values


@given(records())
def test_what_is_masked_still_reads_as_a_record(values: list[Value]) -> None:
    lines = b"".join(map(build_lines, values))
    found = read(lines, 1 << 20)
    assert [type(value) for value in found] == [type(value) for value in values]
    assert b"".join(build_lines(value) for value in found if not isinstance(value, Fault)) == lines


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from(["open", "bytes", "end", "in"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("type t_s dir at bytes_b64 target request_head exit_code cause".split()), inner
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.binary() | JSON.map(lambda item: json.dumps(item).encode()), max_size=6), st.integers(1, 50))
def test_any_bytes_give_values_or_faults_in_any_cut(lines: list[bytes], size: int) -> None:
    data = b"\n".join(lines)
    reader, found = RecordReader(200), []
    for at in range(0, len(data), size):
        found += reader.feed(data[at : at + size])
        assert len(reader.line) <= 200
    assert found + reader.close() == read(data, 200)
