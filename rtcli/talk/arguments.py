"""What stands behind a command's name, to the value that the command works on; an RtError says what is wrong with it.

Nothing is changed by that. Files are read whole, since a message is sent whole.
"""

import os
import re
from base64 import b64decode

from rtcli.errors import RtError
from rtcli.wire.close import close_name, forbidden
from rtcli.wire.expr import Expression, compile_expression
from rtcli.wire.quantity import parse_size

OFF = ("off", "none")
SWITCH = {"on": True, "off": False, "": True}
MOST_CONTROL_BYTES = 125  # RFC 6455 5.5
HEX_BETWEEN = re.compile(r"(?<![0-9a-f])0x|\\x|[\s:,-]", re.IGNORECASE)
BASE64_HEAD = "base64:"
CODE = re.compile("[0-9]{1,5}")
SHOWN = 40  # characters of what was typed that an error repeats


def nothing(argument: str) -> None:
    if argument:
        raise RtError("input", f"{_shown(argument)} is too much", "the command stands alone")


def as_it_is(argument: str) -> str:
    return argument


def encoded(argument: str) -> bytes:
    """As UTF-8, with ? for what has no place in it."""
    return argument.encode("utf-8", "replace")


def switch(argument: str) -> bool:
    if argument not in SWITCH:
        raise RtError("input", f"{_shown(argument)} is neither on nor off", "write on or off")
    return SWITCH[argument]


def control(argument: str) -> bytes:
    data = encoded(argument)
    if len(data) > MOST_CONTROL_BYTES:
        why = f"{len(data)} bytes are too many: a ping or pong carries {MOST_CONTROL_BYTES} at most"
        raise RtError("input", why, "shorten it; RFC 6455 5.5")
    return data


def text(argument: str) -> bytes:
    if not argument.startswith("@"):
        return encoded(argument)
    data = _file(argument[1:])
    try:
        data.decode()
    except UnicodeDecodeError as exc:
        why = f"the byte at {exc.start} is not UTF-8, which a text message has to be"
        raise RtError(f"input {argument[1:]}", why, f"send it as binary: /binary {argument}") from exc
    return data


def binary(argument: str) -> bytes:
    if argument.startswith("@"):
        return _file(argument[1:])
    if argument.startswith(BASE64_HEAD):
        return _base64("".join(argument.removeprefix(BASE64_HEAD).split()))
    try:
        return bytes.fromhex(HEX_BETWEEN.sub("", argument))
    except ValueError as exc:
        fix = "write /binary 00 ff, /binary @FILE, or /binary base64:AP8="
        raise RtError("input", f"{_shown(argument)} is not pairs of hex digits", fix) from exc


def close(argument: str) -> tuple[int | None, str]:
    """The code and the reason; as at the lab, 1005 is a close frame without a code."""
    word, _, rest = argument.partition(" ")
    reason = rest.strip()
    if word and not CODE.fullmatch(word):
        raise RtError(
            "input", f"{_shown(word)} is not a close code", "write /close, /close 1000, or /close 4000 REASON"
        )
    code = int(word or 1000)
    if code == 1005:
        return None, ""
    if forbidden(code):
        why = f"{code} must not stand in a close frame: {close_name(code)}"
        raise RtError("input", why, "use 1000 to 1003, 1007 to 1014, or 3000 to 4999; RFC 6455 7.4")
    if len(encoded(reason)) > MOST_CONTROL_BYTES - 2:
        raise RtError("input", f"the reason is over {MOST_CONTROL_BYTES - 2} bytes", "shorten it; RFC 6455 5.5")
    return code, reason


def fragment(argument: str) -> int | None:
    return None if argument in OFF else parse_size(argument) or None


def expression(argument: str) -> Expression | None:
    return compile_expression(argument, where="/filter") if argument and argument not in OFF else None


def path(argument: str) -> str | None:
    if not argument:
        raise RtError("input", "no file is named", "write /record FILE, or /record off")
    return None if argument in OFF else os.path.expanduser(argument)


def _shown(argument: str) -> str:
    return repr(argument if len(argument) <= SHOWN else argument[:SHOWN] + "…")


def _base64(digits: str) -> bytes:
    try:
        return b64decode(digits.replace("-", "+").replace("_", "/") + "=" * (-len(digits) % 4), validate=True)
    except ValueError as exc:
        raise RtError("input", f"{_shown(digits)} is not base64", "write /binary base64:AP8=") from exc


def _file(name: str) -> bytes:
    try:
        with open(os.path.expanduser(name), "rb") as file:
            return file.read()
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or str(exc)
        raise RtError(f"input {name}", why, "give a file that can be read", kind="unreadable") from exc
