"""Close codes: names, ranges and what a close frame holds."""

import pytest

from rtcli.wire.close import CLOSE_NAMES, close_name, forbidden, read_close


@pytest.mark.parametrize(
    ("code", "never_sent"),
    [
        (0, True),
        (999, True),
        (1000, False),
        (1003, False),
        (1004, True),
        (1005, True),
        (1006, True),
        (1007, False),
        (1014, False),
        (1015, True),
        (1016, True),
        (2999, True),
        (3000, False),
        (3999, False),
        (4000, False),
        (4999, False),
        (5000, True),
        (65535, True),
    ],
)
def test_forbidden(code: int, never_sent: bool) -> None:
    assert forbidden(code) is never_sent


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (1000, "normal closure"),
        (1006, "abnormal closure"),
        (3000, "unauthorized"),
        (3500, "for libraries and frameworks, registered with IANA"),
        (4321, "for private use"),
        (2000, "unassigned, held for the protocol"),
        (12, "below the range of close codes"),
        (5000, "above the range of close codes"),
    ],
)
def test_close_name(code: int, name: str) -> None:
    assert close_name(code) == name


def test_every_code_has_a_name() -> None:
    assert all(close_name(code) for code in range(0x10000))
    assert set(range(1000, 1016)) <= set(CLOSE_NAMES)


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b"", (None, b"")),
        (b"\x03", (None, b"")),
        (b"\x03\xe8", (1000, b"")),
        (b"\x03\xeabye", (1002, b"bye")),
    ],
)
def test_read_close(payload: bytes, value: tuple[int | None, bytes]) -> None:
    assert read_close(payload) == value
