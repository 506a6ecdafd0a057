from typing import Any

import click
import pytest

from rtcli.cli.frame_values import Deflate, HexDigits, Opcode, Pong
from rtcli.wire.deflate import DeflateParameters

EITHER = Opcode(faults="whatever is at fault")


CONTEXT, PARAMETER = click.Context(click.Command("x")), click.Option(["--it"])


@pytest.mark.parametrize(
    ("kind", "word", "value"),
    [
        (Opcode(), "text", 1),
        (Opcode(), "continuation", 0),
        (Opcode(), "0xA", 10),
        (Opcode(), "15", 15),
        (Opcode(), 9, 9),
        (EITHER, "faults", "faults"),
        (EITHER, "ping", 9),
        (HexDigits(), "81 05", b"\x81\x05"),
        (HexDigits(), "", b""),
        (HexDigits(4), "37fa213d", bytes.fromhex("37fa213d")),
        (Deflate(), "", DeflateParameters()),
        (Deflate(), "client_max_window_bits=10", DeflateParameters(client_max_window_bits=10)),
    ],
)
def test_what_a_word_means(kind: click.ParamType[Any], word: str | int, value: object) -> None:
    assert kind(str(word) if kind is not EITHER else word) == value


@pytest.mark.parametrize(
    ("kind", "word", "why"),
    [
        (Opcode(), "txt", "'txt' is not one of continuation, text, binary, close, ping, pong, nor a number"),
        (Opcode(), "16", "nor a number from 0 to 15"),
        (Opcode(), "-1", "nor a number from 0 to 15"),
        (EITHER, "fault", "ping, pong, faults, nor a number"),
        (HexDigits(), "81 0", "'81 0' is not an even number of hex digits"),
        (HexDigits(4), "37fa21", "'37fa21' has 3 bytes, not 4"),
        (Deflate(), "level=9", "'level' is no parameter of permessage-deflate"),
    ],
)
def test_what_is_no_value_says_why(kind: click.ParamType[Any], word: str, why: str) -> None:
    with pytest.raises(click.BadParameter) as raised:
        kind(word)
    assert why in str(raised.value)


def test_a_tab_offers_names_and_words() -> None:
    assert [item.value for item in EITHER.shell_complete(CONTEXT, PARAMETER, "")][-2:] == ["pong", "faults"]
    assert [(item.value, item.help) for item in EITHER.shell_complete(CONTEXT, PARAMETER, "pi")] == [
        ("ping", "opcode 9")
    ]


@pytest.mark.parametrize(
    ("word", "value"),
    [("auto", ("auto", 0.0)), ("off", ("off", 0.0)), ("wrong", ("wrong", 0.0)), ("delay:2s", ("auto", 2.0))],
)
def test_a_pong_is_how_and_how_late(word: str, value: tuple[str, float]) -> None:
    assert Pong()(word) == Pong()(value) == value
    assert word.startswith(Pong().shell_complete(CONTEXT, PARAMETER, word[:2])[0].value)


@pytest.mark.parametrize("word", ["", "late", "auto:1s", "delay"])
def test_any_other_pong_is_none(word: str) -> None:
    with pytest.raises(click.BadParameter, match="is not one of auto, off, wrong, delay:TIME"):
        Pong()(word)
