import io
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.intake.forms import FORMS
from rtcli.intake.source import open_input
from tests.intake.packets import PACKET, PAYLOAD
from tests.intake.reading import SAMPLES, cuts, opened, sample, stream

HELLO = b"\x81\x05Hello"


def test_an_input_is_read_and_its_form_is_said() -> None:
    found = open_input(io.BytesIO(b"81 05 48 65 6c 6c 6f\n"))
    assert (found.form, found.says, found.notes) == ("hex", "read as hex text (14 digits)", [])
    assert list(found.pieces) == [(HELLO, None)]


def test_a_form_may_be_told() -> None:
    found = open_input(io.BytesIO(b"8105"), "raw")
    assert (found.form, found.says) == ("raw", "read as raw, as told")
    assert list(found.pieces) == [(b"8105", None)]


def test_raw_bytes_are_passed_through_without_a_copy() -> None:
    block = bytes(range(256)) * 100
    assert next(open_input(stream(block)).pieces).data is block


def test_a_live_pipe_is_read_as_it_comes() -> None:
    taken = []

    class Pipe:
        def read1(self, size: int) -> bytes:
            taken.append(size)
            return (b"81 05\n", b"48 65\n", b"")[len(taken) - 1]

    pieces = open_input(cast(BinaryIO, Pipe())).pieces
    assert (next(pieces).data, len(taken)) == (b"\x81\x05", 1)
    assert (next(pieces).data, len(taken)) == (b"He", 2)


EMPTY = [
    (b"", None, "input: it is empty"),
    (b"", "hex", "input: it is empty"),
    (b" \n\r\n", None, "input: nothing but white space"),
    (b"# nothing\n", "hex", "input: no bytes in it, read as hex, as told"),
    (b"plain", "literal", "input: no bytes in it, read as literal, as told"),
    (b"ab > cd: Flags [S]\n", "hexdump", "input: no bytes in it, read as hexdump, as told"),
]


@pytest.mark.parametrize(("data", "form", "error"), EMPTY)
def test_nothing_is_an_error_that_names_the_forms(data: bytes, form: str | None, error: str) -> None:
    with pytest.raises(RtError) as raised:
        list(open_input(io.BytesIO(data), form).pieces)
    assert (str(raised.value), raised.value.kind) == (error, "empty-input")
    assert all(name in raised.value.fix for name in FORMS)


def test_an_error_has_the_name_of_the_input_and_comes_after_the_pieces_before_it() -> None:
    pieces = open_input(io.BytesIO(b"81 05\n4g"), name="input frames.hex").pieces
    assert next(pieces).data == b"\x81\x05"
    with pytest.raises(RtError, match="input frames.hex line 2 column 2: 'g' is not a hex digit") as raised:
        next(pieces)
    assert raised.value.stage == "input"


@pytest.mark.parametrize("start", ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a"])
def test_a_capture_file_is_refused_with_a_hint(start: str) -> None:
    with pytest.raises(RtError, match="input: a packet capture file") as raised:
        open_input(io.BytesIO(bytes.fromhex(start) + bytes(20)))
    assert "tcpdump -r FILE -X" in raised.value.fix


PACKETS = {
    "hex": PACKET.hex().encode(),  # Wireshark's "as a hex stream"
    "literal": b'"%s"' % "".join(f"\\x{byte:02x}" for byte in PACKET).encode(),  # and "as escaped string"
    "json": str(list(PACKET)).encode(),
}


@pytest.mark.parametrize("form", PACKETS)
def test_of_a_whole_packet_is_taken_what_it_carries(form: str) -> None:
    assert opened(PACKETS[form]).data == {"client": PAYLOAD}
    assert opened(PACKETS[form], form=form).data == {"client": PAYLOAD}


def test_of_a_part_of_a_packet_is_taken_all() -> None:
    assert opened(PACKET[:-1].hex().encode()).bytes == PACKET[:-1]


TEXTS = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    st.text("0123456789abcdefx \\,:\n[]{}\"'#/*|<>").map(str.encode),
    st.sampled_from(sorted(SAMPLES.glob("*.txt"))).map(lambda path: path.read_bytes()[:2000]),
)
EDITS = st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=3)), max_size=4)


@given(TEXTS, EDITS, st.sampled_from([None, *FORMS]))
def test_any_input_gives_pieces_or_an_error(text: bytes, edits: list[tuple[int, bytes]], form: str | None) -> None:
    for at, change in edits:
        text = text[:at] + change + text[at + len(change) // 2 :]
    whole = opened(text, form=form)
    assert whole.error or whole.data
    if form:
        assert opened(*cuts(text, [at for at, _ in edits]), form=form) == whole


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.txt")))
def test_a_sample_cut_after_its_first_line_reads_the_same(name: str) -> None:
    text = sample(name)
    assert opened(*text.splitlines(True)) == opened(text)
