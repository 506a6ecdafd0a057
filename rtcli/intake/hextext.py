"""Text of hex digits turned into bytes: any spacing between the pairs, colons, commas, dashes, quotes and brackets, 0x
and \\x before them, comments and prompts around them. A pair parted by anything but a line's end is an error."""

import re
from collections.abc import Iterator

from rtcli.intake.feed import Feed, Piece
from rtcli.intake.text import PART_BYTES, Text

DIGITS = b"0123456789abcdefABCDEF"
SEPARATORS = b" \t\r\n\v\f,;:.-_|%+&\"'`[](){}<>\\"
SPACED = bytes.maketrans(SEPARATORS, b" " * len(SEPARATORS))
COMMENT = re.compile(rb"(?m)(?:#|//).*|/\*.*?(?:\*/|$)|^[ \t]*(?:[$%]|>>>|PS [^>\n]*>) .*")
CALL_END = re.compile(rb""",\s*["'](?:hex|base64(?:url)?)["']\s*\)""")  # of Node's Buffer.from("81", "hex")
TOKEN = re.compile(
    rb"(?P<prefix>0[xX]|\\[xX])?(?P<digits>(?:(?!0[xX])[0-9a-fA-F])+)|(?P<line_end>\r?\n)|0[xX]|\\[xX]|[%s]|(?P<foreign>.)"
    % re.escape(SEPARATORS),
    re.DOTALL,
)
PAIR = re.compile(rb"(?<![0-9A-Za-z])[0-9a-fA-F]{2}(?![0-9A-Za-z])")
BASE64_TOO = 20  # a run of so few hex digits may well be base64; of more, hardly


def recognise(text: bytes, ended: bool) -> str | None:
    """Hex, also with a few wrong digits among them, unless those make it base64: then it is not hex gone wrong."""
    bare = _without_prefixes(without_comments(text)).translate(None, SEPARATORS)
    wrong = bare.translate(None, DIGITS)
    if len(bare) < 2 or len(wrong) > max(len(bare) // 8, len(PAIR.findall(text))):
        return None
    run = text.strip()
    if wrong and run.isalnum() and run.lower() != run != run.upper():
        return None
    if not ended:
        return "hex text"
    too = "; it could be base64 too" if run == bare and len(run) < BASE64_TOO and len(run) % 4 != 1 else ""
    return f"hex text ({len(bare)} digits{too})"


def decode(feed: Feed) -> Iterator[Piece]:
    return read_hex(Text(feed))


def read_hex(text: Text) -> Iterator[Piece]:
    half = b""  # the digit that a line's end has parted from its partner
    half_at = text.place(0)
    for part in text.parts(_cut):
        data = None if half else _pairs(part)
        if data is None:
            part = without_comments(part)
            data = None if half else _pairs(part)
        if data is not None:
            yield Piece(data)
            continue
        data, half, wrong = _walk(half, part)
        half_at = text.place(len(part.rstrip()) - 1)
        if data:
            yield Piece(data)
        if wrong:
            raise text.wrong(*wrong)
    if half:
        raise text.wrong_at(*half_at, f"an odd number of hex digits: the last one, '{half.decode()}', is alone")


def without_comments(text: bytes) -> bytes:
    """The same text with blanks for comments, prompts and the end of a call, so that places stay."""
    return blanked(COMMENT, blanked(CALL_END, text))


def blanked(what: re.Pattern[bytes], text: bytes) -> bytes:
    return what.sub(lambda found: b" " * len(found[0]), text)


def _without_prefixes(text: bytes) -> bytes:
    return text.replace(b"\\x", b"  ").replace(b"0x", b"  ").replace(b"0X", b"  ")


def _pairs(part: bytes) -> bytes | None:
    """Its bytes where all is as it should be, at the speed of C."""
    try:
        return bytes.fromhex(_without_prefixes(part).translate(SPACED).decode("ascii"))
    except ValueError:
        return None


def _cut(window: bytes) -> int:
    """After the last line, or within an endless one at a separator; in a mere run of digits after a pair."""
    if end := window.rfind(b"\n") + 1:
        return end
    if len(window) < PART_BYTES:
        return 0
    return max(window.rfind(b"\\"), *(window.rfind(mark) + 1 for mark in (b" ", b",", b":", b"-"))) or len(window) & ~1


def _walk(half: bytes, part: bytes) -> tuple[bytes, bytes, tuple[int, str] | None]:
    """Token by token: the bytes before what is wrong, the digit left over, and where and what is wrong."""
    data = bytearray()
    for token in TOKEN.finditer(part):
        at, (prefix, digits, line_end) = token.start(), token.group("prefix", "digits", "line_end")
        if token["foreign"]:
            return bytes(data), half, (at, f"{character(part, at)} is not a hex digit")
        if half and not line_end and (prefix or not digits):
            return bytes(data), half, (at, f"an odd number of hex digits: '{half.decode()}' is alone before this")
        if digits:
            run = half + digits
            half = run[-1:] if len(run) % 2 and not prefix and _wrapped(part, token) else b""
            run = b"0" + run if prefix and len(run) == 1 else run.removesuffix(half)
            if len(run) % 2:
                return bytes(data), b"", _odd(part, token)
            data += bytes.fromhex(run.decode())
    return bytes(data), half, None


def _wrapped(part: bytes, run: re.Match[bytes]) -> bool:
    """Whether a line's end parts this run of digits: bytes written one by one have no third digit."""
    return len(run["digits"]) > 2 and (run.end() == len(part) or part[run.end()] in b"\r\n")


def _odd(part: bytes, run: re.Match[bytes]) -> tuple[int, str]:
    """What is wrong about a run of odd length: the strange character that ends it, or a digit is missing."""
    after = TOKEN.match(part, run.end())
    if after and after["foreign"]:
        return run.end(), f"{character(part, run.end())} is not a hex digit"
    digits = run["digits"].decode()
    shown = digits if len(digits) <= 12 else f"{digits[:8]}..."
    return run.start(), f"an odd number of hex digits: '{shown}' has {len(digits)}"


def character(text: bytes, at: int) -> str:
    """The character that starts there, safe to print."""
    return ascii(text[at : at + 4].decode("utf-8", "replace")[0])
