"""The close handshake as a state: codes in and out, who was first, and whether it was clean."""

import pytest

from rtcli.net.link import Ending
from rtcli.session.closing import Closing, failing_code
from rtcli.wire.fault import Fault


@pytest.mark.parametrize(
    ("code", "reason", "payload"),
    [
        (None, "", b""),
        (1000, "", b"\x03\xe8"),
        (1014, "später", b"\x03\xf6sp\xc3\xa4ter"),
        (4999, "x" * 123, b"\x13\x87" + b"x" * 123),
    ],
)
def test_what_is_sent(code: int | None, reason: str, payload: bytes) -> None:
    assert Closing().send(code, reason) == payload


@pytest.mark.parametrize(
    ("code", "reason", "says"),
    [
        (1005, "", "1005"),
        (1006, "", "1006"),
        (1015, "", "1015"),
        (999, "", "999"),
        (5000, "", "5000"),
        (70000, "", "70000"),
        (-1, "", "-1"),
        (1000, "ü" * 62, "124 bytes"),
        (None, "why", "a code"),
    ],
)
def test_what_must_not_be_sent(code: int | None, reason: str, says: str) -> None:
    closing = Closing()
    with pytest.raises(ValueError, match=says):
        closing.send(code, reason)
    assert closing.code_sent is None


@pytest.mark.parametrize(
    ("payload", "code", "reason", "answer"),
    [
        (b"", 1005, "", b""),
        (b"\x03\xe8", 1000, "", b"\x03\xe8"),
        (b"\x03\xf4bye", 1012, "bye", b"\x03\xf4"),
        (b"\x0f\xa0\xff", 4000, "\ufffd", b"\x0f\xa0"),
        (b"\x03\xed", 1005, "", b"\x03\xea"),
        (b"\x03\xee", 1006, "", b"\x03\xea"),
        (b"\x00\x05", 5, "", b"\x03\xea"),
        (b"\x03", 1005, "", b""),
    ],
)
def test_what_is_received_and_answered(payload: bytes, code: int, reason: str, answer: bytes) -> None:
    closing = Closing()
    closing.receive(payload)
    assert (closing.code_received, closing.reason, closing.is_clean) == (code, reason, False)
    assert closing.answer() == answer
    assert (closing.code, closing.is_clean) == (code, True)


def test_ours_alone() -> None:
    closing = Closing()
    assert (closing.code, closing.has_begun) == (None, False)
    closing.send(1001, "bye")
    assert (closing.code, closing.reason, closing.is_clean) == (1001, "bye", False)


def test_whoever_is_first_counts() -> None:
    closing = Closing()
    closing.ended_by("server")
    closing.ended_by("client", "protocol-error")
    closing.ended_by("network", "ping-timeout")
    assert (closing.by, closing.cause) == ("server", "protocol-error")


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["frame.reserved-bits", "message.bad-utf8"], 1002),
        (["message.bad-utf8"], 1007),
        (["deflate.error"], 1007),
        (["frame.too-big"], 1009),
        (["close.bad-utf8"], 1007),
        (["close.forbidden-code"], 1002),
    ],
)
def test_the_code_that_tells_a_fault(codes: list[str], code: int) -> None:
    assert failing_code([Fault(name, 0, "") for name in codes]) == code


@pytest.mark.parametrize(
    ("ending", "by", "cause"),
    [
        (Ending.FIN, "server", None),
        (Ending.TLS_CLOSE, "server", None),
        (Ending.RESET, "network", None),
        (Ending.TLS_CUT, "network", None),
        (Ending.TLS_ERROR, "network", None),
        (Ending.OURS, "client", "aborted"),
    ],
)
def test_who_ends_what_nobody_closed(ending: Ending, by: str, cause: str | None) -> None:
    closing = Closing()
    closing.cut(ending)
    assert (closing.by, closing.cause) == (by, cause)
