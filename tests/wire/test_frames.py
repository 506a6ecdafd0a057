"""One frame: its parts, built legally and not, and what its header alone does wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.frames import Frame, build_frame, head_faults, head_size, opcode_of

KEY = bytes.fromhex("37fa213d")


@pytest.mark.parametrize(
    ("data", "expected"),
    [  # RFC 6455 5.7
        (build_frame(1, b"Hello"), "810548656c6c6f"),
        (build_frame(1, b"Hello", key=KEY), "818537fa213d7f9f4d5158"),
        (build_frame(1, b"Hel", fin=False), "010348656c"),
        (build_frame(0, b"lo"), "80026c6f"),
        (build_frame(9, b"Hello"), "890548656c6c6f"),
        (build_frame(10, b"Hello", key=KEY), "8a8537fa213d7f9f4d5158"),
        (build_frame(2, bytes(256))[:6], "827e01000000"),
        (build_frame(2, bytes(65536))[:12], "827f00000000000100000000"),
        # legal no more
        (build_frame(3, b"", rsv=5, fin=False), "5300"),
        (build_frame(1, b"hi", length_form=16), "817e00026869"),
        (build_frame(1, b"hi", length_form=64), "817f00000000000000026869"),
        (build_frame(1, b"hi", declared=5), "81056869"),
        (build_frame(2, b"", declared=1 << 63), "827f8000000000000000"),
        (build_frame(1, b"hi", mask_bit=True), "81826869"),
        (build_frame(1, b"hi", key=KEY, mask_bit=False), "810237fa213d5f93"),
    ],
)
def test_build(data: bytes, expected: str) -> None:
    assert data.hex() == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"opcode": 16},
        {"opcode": -1},
        {"rsv": 8},
        {"key": b"abc"},
        {"declared": 200, "length_form": 7},
        {"declared": 1 << 16, "length_form": 16},
        {"declared": 1 << 64},
        {"declared": -1},
    ],
)
def test_what_no_bits_can_say(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="."):
        build_frame(**{"opcode": 1, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "size"),
    [("", 0), ("81", 0), ("8100", 2), ("8180", 6), ("817e", 4), ("81fe", 8), ("817f", 10), ("81ff", 14)],
)
def test_head_size(data: str, size: int) -> None:
    assert head_size(b"..." + bytes.fromhex(data), 3) == size


@given(
    st.integers(0, 15),
    st.binary(max_size=300),
    st.booleans(),
    st.integers(0, 7),
    st.sampled_from([b"", KEY]),
    st.sampled_from([None, 16, 64]),
)
def test_parts_round_trip(opcode: int, payload: bytes, fin: bool, rsv: int, key: bytes, form: int | None) -> None:
    data = build_frame(opcode, payload, fin=fin, rsv=rsv, key=key, length_form=form)
    frame = Frame(7, data[: head_size(data, 0)], payload)
    assert (frame.opcode, frame.fin, frame.rsv, frame.key, frame.masked) == (opcode, fin, rsv, key, bool(key))
    assert frame.length == len(payload)
    assert frame.length_form == (form or (16 if len(payload) > 125 else 7))
    assert frame.end == 7 + len(data)


def test_every_opcode_has_a_name() -> None:
    names = [Frame(0, bytes((0x80 | opcode, 0)), b"").opcode_name for opcode in range(16)]
    assert [opcode_of(name) for name in names] == list(range(16))
    assert names[:4] == ["continuation", "text", "binary", "reserved-3"]
    assert names[7:12] == ["reserved-7", "close", "ping", "pong", "reserved-11"]


SERVER = {"origin": "server", "deflated": False}
CLIENT = {"origin": "client", "deflated": False}
DEFLATED = {"origin": "server", "deflated": True}


@pytest.mark.parametrize(
    ("head", "how", "faults"),
    [
        ("8105", SERVER, {}),
        ("817e007e", SERVER, {}),
        ("c105", DEFLATED, {}),
        ("818537fa213d", CLIENT, {}),
        ("c105", SERVER, {"frame.reserved-bits": 10}),
        ("a105", DEFLATED, {"frame.reserved-bits": 10}),
        ("f005", DEFLATED, {"frame.rsv1-on-continuation": 10, "frame.reserved-bits": 10}),
        ("c005", SERVER, {"frame.reserved-bits": 10}),
        ("c805", DEFLATED, {"frame.rsv1-on-control": 10}),
        ("cb05", DEFLATED, {"frame.rsv1-on-control": 10, "frame.reserved-opcode": 10}),
        ("c305", DEFLATED, {"frame.reserved-opcode": 10}),
        ("8705", SERVER, {"frame.reserved-opcode": 10}),
        ("0905", SERVER, {"frame.control-fragmented": 10}),
        ("818537fa213d", SERVER, {"frame.masked-by-server": 11}),
        ("8105", CLIENT, {"frame.unmasked-by-client": 11}),
        ("897e007e", SERVER, {"frame.control-too-long": 11}),
        ("897e0005", SERVER, {"frame.control-too-long": 11, "frame.length-not-minimal": 12}),
        ("817e007d", SERVER, {"frame.length-not-minimal": 12}),
        ("817f000000000000ffff", SERVER, {"frame.length-not-minimal": 12}),
        ("817f0000000000010000", SERVER, {}),
        ("817f8000000000000000", SERVER, {"frame.length-top-bit": 12}),
        (
            "7bfe000237fa213d",
            SERVER,
            {
                "frame.reserved-bits": 10,
                "frame.reserved-opcode": 10,
                "frame.control-fragmented": 10,
                "frame.masked-by-server": 11,
                "frame.control-too-long": 11,
                "frame.length-not-minimal": 12,
            },
        ),
    ],
)
def test_head_faults(head: str, how: dict[str, str | bool], faults: dict[str, int]) -> None:
    found = head_faults(bytes.fromhex(head), 10, **how)  # type: ignore[arg-type]
    assert {fault.code: fault.offset for fault in found} == faults
    assert all(fault.says for fault in found)


def test_a_compressed_message_nobody_agreed_on_is_explained() -> None:
    (fault,) = head_faults(b"\xc1\x05", 0, origin="server", deflated=False)
    assert fault.says == "RSV bits are 100; RSV1 marks a compressed message, but no compression was agreed on"
