import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.feed import Feed
from rtcli.intake.hexdump import FOLDED_LIMIT, HEADERS_BYTES, PACKET_BYTES, decode, recognise
from tests.intake.packets import PACKET, PAYLOAD, tcp
from tests.intake.reading import FRAMES, cuts, decoded, sample, stream

SAMPLES = [
    "xxd.txt",
    "xxd-a.txt",
    "xxd-b.txt",
    "xxd-e.txt",
    "xxd-g1.txt",
    "xxd-u-c8.txt",
    "hexdump.txt",
    "hexdump-C.txt",
    "hexdump-d.txt",
    "hexdump-x.txt",
    "od.txt",
    "od-b.txt",
    "od-decimal.txt",
    "od-x1z.txt",
    "od-x4.txt",
]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_tool_prints_is_read(name: str) -> None:
    assert decoded(decode, sample(name)) == ({None: FRAMES}, None, ())
    assert decoded(decode, sample(name).replace(b"\n", b"\r\n")).bytes == FRAMES
    assert str(recognise(sample(name), True)).startswith("rows of a hexdump")


def row(offset: int, data: bytes, form: str) -> str:
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
    return form.format(offset=offset, pairs=data.hex(" "), groups=data.hex(" ", -2), shown=shown)


FORMS = {
    "Wireshark": "{offset:04x}   {pairs:48}   {shown}",
    "tshark": "{offset:04x}  {pairs:48}  {shown}",
    "PowerShell": "{offset:016X} {pairs:47} {shown}",
    "blanks lost on the way": "{offset:08x}: {groups} {shown}",
    "lldb": "0x{offset:08x}: {pairs}  {shown}",
}


def dump(data: bytes, form: str) -> bytes:
    lines = [row(at, data[at : at + 16], FORMS[form]) for at in range(0, len(data), 16)]
    return "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [FRAMES[:16], FRAMES, b"ab cd ef 01 beef be face 00 11 22" * 2 + b"."])
def test_rows_of_other_tools(form: str, data: bytes) -> None:
    assert decoded(decode, dump(data, form)) == ({None: data}, None, ())
    assert recognise(dump(data, form), True) == "rows of a hexdump"


@given(st.binary(min_size=1, max_size=100), st.sampled_from([*FORMS][:2]), st.lists(st.integers(0, 600)))
def test_any_cut_gives_the_same_bytes(data: bytes, form: str, places: list[int]) -> None:
    assert decoded(decode, *cuts(dump(data, form), places)).bytes == data


DUMPS = [  # rows, their bytes, notes
    (b"$ xxd f\n\n00000000: 8105\n\n$ ls\n", b"\x81\x05", ("line 5 was passed over: it is not a row of the dump",)),
    (b"00000000  81 05\n00000002\n$ ls\n", b"\x81\x05", ()),
    (b"0000  81 05\n\n0000  48 65\n", b"\x81\x05He", ()),  # one dump after another
    (b"0000  81 05\n0002\n0000  48 65\n", b"\x81\x05He", ()),
    (b"00000010: 8105\n00000012: 4865\n", b"\x81\x05He", ("the first row has offset 00000010, not 0",)),
    (b"0000  81 05\n*\n0008\n", b"\x81\x05" * 4, ()),
    (b"*\n0000  81 05\n", b"\x81\x05", ()),
    (
        b"0000  81 05\n*\n",
        b"\x81\x05",
        ("the dump ends in a * without the offset after it, so rows are missing at its end",),
    ),
    (
        b"0000000 0581\n*\n0000020\n",
        b"\x81\x05" * 16,
        ("the offsets are taken to be in base 16: hexdump writes 16, od 8",),
    ),
    (
        b"0000000 81 05\n*\n0000010\n",
        b"\x81\x05" * 4,
        ("the offsets are taken to be in base 8: hexdump writes 16, od 8",),
    ),
    (b"0000000 000601 062510 000041\n0000005\n", b"\x81\x01He!", ()),
    (b"0000  81 05 48\n0003  65 6c 6c 6f\n", b"\x81\x05Hello", ()),
    (b"0000  81 05\n0002  48 65 He\n", b"\x81\x05He", ()),
    (b"0000  81 05\n0002  61 62 ab\n", b"\x81\x05ab", ()),  # no wider than the row before
]


@pytest.mark.parametrize(("text", "data", "notes"), DUMPS)
def test_offsets_tell_how_much_is_data(text: bytes, data: bytes, notes: tuple[str, ...]) -> None:
    assert decoded(decode, text) == ({None: data}, None, notes)
    assert decoded(decode, *cuts(text, range(len(text)))) == ({None: data}, None, notes)


WRONG = [  # rows, the bytes before, the error
    (b"0000  81 05\n0004  48\n", b"\x81\x05", "line 2 column 1: offset 0004 does not follow 0000 and its 2 bytes"),
    (b"0000  81 05 48\n0002  48\n", b"\x81\x05H", "line 2 column 1: offset 0002 does not follow 0000 and its 3 bytes"),
    (b"0000000 201\n0000009 1\n", b"\x81", "line 2 column 9: no pairs of digits follow the offset"),
    (
        b"0000000 201 005\n0000002 110\n0000009\n",
        b"\x81\x05H",
        "line 3 column 1: offset 0000009 does not follow 0000002 and its 1 bytes",
    ),
    (b"0000  81 05\n0002  4g\n", b"\x81\x05", "line 2 column 7: no pairs of digits follow the offset"),
    (b"00000000: 8105\n00000002: 814 05\n", b"\x81\x05", "line 2 column 11: '814' is not made of whole bytes"),
    (b"0000  81 05\n0002  48 6g 65\n", b"\x81\x05H", "line 2 column 11: 'g' is not a hex digit"),
    (b"0000  81 05 4g 65\n0004  48 65\n", b"\x81\x05", "line 1 column 14: 'g' is not a hex digit"),
    (
        b"00000000: 81\n*\nffffffff\n",
        b"\x81",
        "line 3 column 1: offset ffffffff does not follow 00000000 and its 1 bytes",
    ),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert decoded(decode, text) == ({None: data}, f"input {error}", ())


def test_folded_rows_come_in_blocks() -> None:
    text = b"00000000: 8105\n*\n%08x: 4865\n" % (FOLDED_LIMIT // 64 + 2)
    pieces = [len(piece.data) for piece in decode(Feed(stream(text)))]
    assert sum(pieces) == FOLDED_LIMIT // 64 + 4
    assert max(pieces) < FOLDED_LIMIT // 1024


RECOGNISED = [
    (b"00000000: 8105\n", False, True),
    (b"0000 8105 4865\n0000 8105\n", True, False),  # hex in groups of four
    (b"0010 8105 4865\n0014 8105\n", True, True),
    (b"0010 81 05\n0012 48 65\n", True, True),
    (b"0010 81 05\n", True, False),
    (b"0010 81 05 4\n0012 48\n", True, False),
    (b"81 05 48\n", True, False),
]


@pytest.mark.parametrize(("text", "ended", "is_dump"), RECOGNISED)
def test_a_dump_is_told_from_hex(text: bytes, ended: bool, is_dump: bool) -> None:
    assert (recognise(text, ended) is not None) == is_dump


def test_packets_that_wireshark_copied_give_what_they_carry() -> None:
    packets = dump(PACKET, "Wireshark") + b"\n" + dump(tcp(b"more", sequence=1 + len(PAYLOAD)), "Wireshark")
    taken = decoded(decode, *cuts(packets, range(0, len(packets), 100)))
    assert taken.data == {"client": PAYLOAD + b"more"}
    assert taken.notes[0].startswith("connection of 127.0.0.1:40000 and 127.0.0.1:80")


def test_a_dump_that_begins_like_a_packet_need_not_be_one() -> None:
    begins_like_one = PACKET[:2] + b"\xff\xff" + PACKET[4:] + bytes(HEADERS_BYTES)
    assert decoded(decode, dump(begins_like_one, "tshark")).bytes == begins_like_one
    longer = begins_like_one + bytes(range(256)) * (PACKET_BYTES // 256)
    assert decoded(decode, dump(longer, "lldb"), b"junk").bytes == longer
