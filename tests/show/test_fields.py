import pytest

from rtcli.report.rules import RULES
from rtcli.show.fields import AT_FAULT, LABELS, head_fields
from rtcli.show.paint import STYLES
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame


def fields(head: str, payload: bytes = b"", *codes: str) -> dict[str, tuple[str, str]]:
    frame = Frame(0, bytes.fromhex(head), payload, tuple(Fault(code, 0, "") for code in codes))
    return {field.name: (field.value, field.meaning) for field in head_fields(frame)}


@pytest.mark.parametrize(
    ("head", "value", "meaning"),
    [
        ("8100", "1", "the whole message"),
        ("0100", "0", "first frame, more follow"),
        ("0000", "0", "more frames follow"),
        ("8000", "1", "last of its message"),
        ("8900", "1", "a whole control frame"),
        ("0900", "0", "more frames follow"),
    ],
)
def test_fin(head: str, value: str, meaning: str) -> None:
    assert fields(head)["fin"] == (value, meaning)


@pytest.mark.parametrize(
    ("head", "codes", "value", "meaning"),
    [
        ("8100", (), "000", "none set"),
        ("c100", (), "100", "RSV1: compressed"),
        ("c100", ("frame.masked-by-server",), "100", "RSV1: compressed"),
        ("c100", ("frame.reserved-bits",), "100", "RSV1"),
        ("d100", (), "101", "RSV1, RSV3"),
        ("b100", (), "011", "RSV2, RSV3"),
    ],
)
def test_reserved_bits(head: str, codes: tuple[str, ...], value: str, meaning: str) -> None:
    assert fields(head, b"", *codes)["rsv"] == (value, meaning)


@pytest.mark.parametrize(
    ("head", "value", "meaning"),
    [
        ("8000", "0x0", "continuation"),
        ("8a00", "0xA", "pong"),
        ("8300", "0x3", "reserved for data frames"),
        ("8f00", "0xF", "reserved for control frames"),
    ],
)
def test_opcode(head: str, value: str, meaning: str) -> None:
    assert fields(head)["opcode"] == (value, meaning)


@pytest.mark.parametrize(
    ("head", "length", "extended"),
    [
        ("8100", ("0", "no payload"), None),
        ("8101", ("1", "byte of payload"), None),
        ("817d", ("125", "bytes of payload"), None),
        ("817e0080", ("126", "it is in the next 16 bits"), ("128", "bytes of payload")),
        ("817f0000000000011170", ("127", "it is in the next 64 bits"), ("70,000", "bytes of payload")),
    ],
)
def test_length(head: str, length: tuple[str, str], extended: tuple[str, str] | None) -> None:
    found = fields(head)
    assert (found["length"], found.get("extended")) == (length, extended)


@pytest.mark.parametrize(
    ("head", "mask", "key"),
    [
        ("8105", ("0", "not masked"), None),
        ("818537fa213d", ("1", "masked"), ("", "taken off the payload below")),
        ("818500000000", ("1", "masked"), ("", "all zero: it masks nothing")),
        ("818037fa213d", ("1", "masked"), ("", "nothing to mask")),
    ],
)
def test_mask_and_key(head: str, mask: tuple[str, str], key: tuple[str, str] | None) -> None:
    found = fields(head)
    assert (found["mask"], found.get("key")) == (mask, key)


@pytest.mark.parametrize(
    ("head", "payload", "code"),
    [
        ("8802", b"\x03\xea", ("1002", "protocol error")),
        ("8804", b"\x0b\xb8no", ("3000", "unauthorized")),
        ("8801", b"\x03", None),
        ("8800", b"", None),
        ("8102", b"\x03\xea", None),
    ],
)
def test_close_code(head: str, payload: bytes, code: tuple[str, str] | None) -> None:
    assert fields(head, payload).get("code") == code


def test_fields_say_where_they_stand() -> None:
    frame = Frame(90, bytes.fromhex("81fe008037fa213d"), b"")
    assert [(field.name, field.at, field.data.hex(), field.bits) for field in head_fields(frame)] == [
        ("fin", 0, "81", 0x80),
        ("rsv", 0, "81", 0x70),
        ("opcode", 0, "81", 0x0F),
        ("mask", 1, "fe", 0x80),
        ("length", 1, "fe", 0x7F),
        ("extended", 2, "0080", 0),
        ("key", 4, "37fa213d", 0),
    ]


def test_the_tables_speak_of_the_same_fields_rules_and_styles() -> None:
    assert set(AT_FAULT.values()) <= set(LABELS)
    assert set(AT_FAULT) <= set(RULES)
    assert {f"field.{name}" for name in LABELS} <= set(STYLES)
