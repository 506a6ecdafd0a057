from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.rules import RULES
from rtcli.wire.frames import CLOSE, CONTROL_LIMIT, OPCODES
from tests.command import Ran, cli
from tests.golden import golden

HELLO = "818537fa213d7f9f4d5158"  # RFC 6455 5.7: a masked text of "Hello"


def test_its_help() -> None:
    golden("cli/help-make-frame.txt", cli("make-frame", "--help").out)


@pytest.mark.parametrize(
    ("argv", "digits"),
    [
        ([], "8100"),
        (["--payload", "Hello"], "810548656c6c6f"),
        (["--payload", "Hello", "--mask", "37fa213d"], HELLO),
        (["--payload", "Hello", "--mask", "37 fa 21 3d"], HELLO),
        (["--payload", "é"], "8102c3a9"),
        (["--payload-hex", "00 ff", "--opcode", "binary"], "820200ff"),
        (["--opcode", "ping"], "8900"),
        (["--opcode", "0xB"], "8b00"),
        (["--opcode", "3"], "8300"),
        (["--close-code", "1000"], "880203e8"),
        (["--close-code", "1001", "--reason", "bye"], "880503e9627965"),
        (["--close-code", "65535", "--opcode", "text"], "8102ffff"),
        (["--payload", "Hello", "--fragment", "3"], "010348656c80026c6f"),
        (["--payload", "Hello", "--fragment", "3", "--no-fin"], "010348656c00026c6f"),
        (["--payload", "Hello", "--fragment", "3", "--rsv", "1"], "410348656c80026c6f"),
        (["--fragment", "3"], "8100"),
        (["--no-fin"], "0100"),
        (["--rsv", "1"], "c100"),
        (["--rsv", "2", "--rsv", "3", "--rsv", "3"], "b100"),
        (["--mask-bit"], "8180"),
        (["--no-mask-bit", "--mask", "01020304", "--payload", "a"], "81010102030460"),
        (["--mask", "00000000", "--mask-with", "01020304", "--payload", "a"], "81810000000060"),
        (["--mask-with", "01020304", "--payload", "a"], "810160"),
        (["--length-form", "16", "--payload", "a"], "817e000161"),
        (["--length-form", "64"], "817f0000000000000000"),
        (["--declare", "5"], "8105"),
        (["--declare", "18446744073709551615"], "817fffffffffffffffff"),
        (["--payload", "Hello", "--truncate", "6"], "81"),
        (["--truncate", "99"], ""),
        (["--deflate", "--payload", "Hello"], "c107f248cdc9c90700"),
        (["--deflate=server_max_window_bits=9", "--payload", "Hello"], "c107f248cdc9c90700"),
    ],
)
def test_each_switch(argv: list[str], digits: str) -> None:
    assert cli("make-frame", "--out", "hex", *argv) == Ran(0, f"{digits}\n".encode(), b"")


@pytest.mark.parametrize(
    ("out", "tty", "written"),
    [
        ([], False, bytes.fromhex(HELLO)),
        ([], True, f"{HELLO}\n".encode()),
        (["--out", "raw"], True, bytes.fromhex(HELLO)),
        (["--out", "hex"], False, f"{HELLO}\n".encode()),
        (["--out", "base64"], False, b"gYU3+iE9f59NUVg=\n"),
    ],
)
def test_how_it_is_written(out: list[str], tty: bool, written: bytes) -> None:
    assert cli("make-frame", "--payload", "Hello", "--mask", "37fa213d", *out, tty=tty).stdout == written


def test_a_file_that_is_written_has_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "frame.bin"
    assert cli("make-frame", "--payload", "Hello", "-o", str(file), tty=True).stdout == b""
    assert file.read_bytes() == b"\x81\x05Hello"


def test_the_payload_from_a_file_or_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / "payload"
    file.write_bytes(b"\x00\xff")
    assert cli("make-frame", "--payload-file", str(file)).stdout == b"\x81\x02\x00\xff"
    assert cli("make-frame", "--payload-file", "-", stdin=b"Hello").stdout == b"\x81\x05Hello"


def test_an_argument_is_taken_byte_for_byte() -> None:
    assert cli("make-frame", "--payload", "a\udcffb").stdout == b"\x81\x03a\xffb"


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (
            ["--payload", "a", "--payload-hex", "61"],
            "give one of --payload, --payload-hex, --payload-file and --close-code",
        ),
        (["--reason", "bye"], "--reason stands behind a --close-code"),
        (["--length-form", "7", "--payload-hex", "00" * 300], "300 does not fit into a length of 7 bits"),
        (["--length-form", "16", "--declare", "65536"], "65536 does not fit into a length of 16 bits"),
        (["--mask", "37fa21"], "invalid value for '--mask': '37fa21' has 3 bytes, not 4"),
        (["--deflate=fast"], "invalid value for '--deflate': 'fast' is no parameter of permessage-deflate"),
    ],
)
def test_what_cannot_be_meant(argv: list[str], why: str) -> None:
    ran = cli("make-frame", *argv)
    assert (ran.code, ran.stdout, ran.err) == (2, b"", f"error: {why}\nhint: see rtcli make-frame --help\n")


def test_a_payload_that_is_not_there(tmp_path: Path) -> None:
    ran = cli("make-frame", "--payload-file", str(tmp_path))
    assert ran.code == 2
    assert ran.err.endswith(": Is a directory\nhint: give a FILE, or - for standard input\n")


KEY = ["--mask", "37fa213d"]
CLIENT, SERVER, DEFLATE = ["--from", "client"], ["--from", "server"], ["--deflate"]
ILLEGAL: list[tuple[list[list[str]], list[str], set[str]]] = [  # frames, how they are looked at, the faults they earn
    ([["--rsv", "2"]], [], {"frame.reserved-bits"}),
    ([["--opcode", "3"]], [], {"frame.reserved-opcode"}),
    ([[]], CLIENT, {"frame.unmasked-by-client"}),
    ([KEY], SERVER, {"frame.masked-by-server"}),
    ([KEY, []], [], {"frame.mask-mixed"}),
    ([["--length-form", "16", "--payload", "hi"]], [], {"frame.length-not-minimal"}),
    ([["--declare", str(1 << 63)]], [], {"frame.length-top-bit"}),
    ([["--opcode", "ping", "--no-fin"]], [], {"frame.control-fragmented"}),
    ([["--opcode", "pong", "--payload-hex", "00" * 126]], [], {"frame.control-too-long"}),
    ([["--opcode", "continuation"]], [], {"frame.continuation-without-start"}),
    ([["--no-fin"], []], [], {"frame.message-inside-message"}),
    ([["--no-fin"], ["--opcode", "0", "--rsv", "1"]], DEFLATE, {"frame.rsv1-on-continuation"}),
    ([["--opcode", "ping", "--rsv", "1"]], DEFLATE, {"frame.rsv1-on-control"}),
    ([["--payload", "hi", "--truncate", "1"]], [], {"frame.truncated"}),
    ([["--payload", "hi", "--declare", "3"]], [], {"frame.truncated"}),
    ([["--mask-bit", "--payload", "hi"]], [], {"frame.truncated"}),
    ([["--declare", str(1 << 40)]], [], {"frame.too-big", "frame.truncated"}),
    ([["--payload-hex", "c3"]], [], {"message.bad-utf8"}),
    ([["--payload", "hi", *KEY, "--mask-with", "ffffffff"]], [], {"message.bad-utf8"}),
    ([["--no-fin"]], [], {"message.unfinished"}),
    ([["--rsv", "1", "--payload-hex", "ffff"]], DEFLATE, {"deflate.error"}),
    ([["--deflate", "--payload", "hi"]], [], {"frame.reserved-bits"}),
    ([["--opcode", "close", "--payload-hex", "03"]], [], {"close.one-byte"}),
    ([["--close-code", "1006"]], [], {"close.forbidden-code"}),
    ([["--close-code", "1000", "--reason", "\udcff"]], [], {"close.bad-utf8"}),
    ([["--close-code", "1000"], []], [], {"close.data-after"}),
]
NOT_IN_A_SWITCH = {"frame.not-websocket", "message.too-big", "deflate.too-big"}  # not frames, and 64 MiB of them


def seen(frames: list[list[str]], how: list[str]) -> Any:
    """The last line of what inspect-frame makes of these frames."""
    data = b"".join(cli("make-frame", *argv).stdout for argv in frames)
    return cli("inspect-frame", "--json", *how, stdin=data).documents[-1]


@pytest.mark.parametrize(("frames", "how", "faults"), ILLEGAL)
def test_an_illegal_switch_earns_its_fault(frames: list[list[str]], how: list[str], faults: set[str]) -> None:
    assert seen(frames, how)["faults_by_code"].keys() == faults


def test_there_is_a_switch_for_every_fault_of_a_frame() -> None:
    earned = set.union(*[faults for *_, faults in ILLEGAL])
    assert earned | NOT_IN_A_SWITCH == {
        code for code in RULES if code.partition(".")[0] in ("frame", "message", "deflate", "close")
    }


@st.composite
def legal(draw: st.DrawFn) -> tuple[list[str], int, bytes]:
    """A legal frame as switches, its opcode, and its payload as it should be read again."""
    opcode = draw(st.sampled_from([code for code in OPCODES.values() if code]))
    limit = CONTROL_LIMIT if opcode >= CLOSE else 300
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=limit // 4))
    argv = ["--opcode", str(opcode)]
    if opcode == CLOSE:
        code = draw(st.sampled_from([1000, 1011, 3000, 4999]))
        text = text[: limit // 5]
        argv += ["--close-code", str(code), "--reason", text]
        payload = code.to_bytes(2, "big") + text.encode()
    elif draw(st.booleans()):
        argv, payload = [*argv, "--payload", text], text.encode()
    else:
        argv, payload = [*argv, "--payload-hex", text.encode().hex()], text.encode()
    if draw(st.booleans()):
        argv += ["--mask", draw(st.binary(min_size=4, max_size=4)).hex()]
    if opcode < CLOSE and draw(st.booleans()):
        argv += ["--fragment", str(draw(st.integers(1, 100)))]
    if opcode < CLOSE and draw(st.booleans()):
        argv += ["--deflate=server_max_window_bits=9"]
    return argv, opcode, payload


@given(legal(), st.sampled_from(["raw", "hex", "base64"]))
def test_what_is_legal_is_read_again_without_a_fault(made: tuple[list[str], int, bytes], out: str) -> None:
    argv, opcode, payload = made
    how = ["--deflate"] if any(word.startswith("--deflate") for word in argv) else []
    data = cli("make-frame", *argv, "--out", out).stdout
    ran = cli("inspect-frame", "--json", "--messages", "--as", out, *how, stdin=data)
    *frames, end = ran.documents
    assert (ran.code, end["faults"], end["rest_bytes"]) == (0, 0, 0)
    last = frames[-1]
    assert last["opcode"] == opcode
    assert b64decode(last["payload_b64"]) == payload
