"""A pasted command line to the words that bash, or Windows' cmd, would make of it.

Nothing is expanded: variables, globs and the output of other commands stay as they were written.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from rtcli.errors import RtError

_BASH = re.compile(
    r"""(?P<joined>\\(?:\r?\n|\Z))
    | '(?P<single>[^']*+)'
    | \$'(?P<ansi>(?:[^'\\]|\\.)*+)'
    | \$?"(?P<double>(?:[^"\\]|\\.)*+)"
    | \\(?P<escaped>.)
    | (?P<plain>(?:[^\s'"\\|;<>&$]|\$(?!['"])|&(?!&|\s|\Z)|;(?!\s|\Z))++)
    | (?P<blank>\s++)
    | (?P<operator>[|;<>&])""",
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\(?:([$`"\\])|\r?\n)')
_ANSI = re.compile(  # a character beyond U+FFFF is written as two halves by who thinks in UTF-16, as browsers do
    rb"""\\(?:(?P<simple>[abeEfnrtv\\'"?]) | x(?P<hex>[0-9a-fA-F]{1,2}) | (?P<octal>[0-7]{1,3})
    | u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
    | u(?P<short>[0-9a-fA-F]{1,4}) | U(?P<long>[0-9a-fA-F]{1,8}) | c(?P<control>[\x40-\x7e]))""",
    re.VERBOSE,
)
_SIMPLE = dict(zip(b"abeEfnrtv\\'\"?", b"\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_FIRST_QUOTE = re.compile(r"""\^["\r\n]|['"]|\\\r?\n""")
_CARET_LINE_END = re.compile(r"\^[ \t]*\r?\n")
_CMD = re.compile(
    r'\^(?:[ \t]*\r?\n)?(?P<literal>\r?\n|.|\Z)|(?P<quoted>"[^"]*+"?)|(?P<end>[&|<>\r\n])|[^\^"&|<>\r\n]++', re.DOTALL
)
_RUNTIME = re.compile(r'(?P<slashes>\\*)(?P<quote>"+)|(?P<blank>[ \t\r\n]++)|[^ \t\r\n"\\]++|\\++(?!")')


class Words(NamedTuple):
    """The words of the first command, and what stands behind its end."""

    words: list[str]
    behind: str


def split_command(text: str) -> Words:
    """The words of a command line in whichever way it is quoted; RtError where a quote is not closed."""
    try:
        text.encode(errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise RtError("input curl", "the line holds half a character", "copy it anew") from error
    return cmd_words(text) if is_cmd(text) else bash_words(text)


def is_cmd(text: str) -> bool:
    """Whether carets do in it what backslashes do in other shells."""
    first = _FIRST_QUOTE.search(text)
    if first is None:
        return False
    return first[0][0] == "^" or (first[0] == '"' and _CARET_LINE_END.search(text) is not None)


def bash_words(text: str) -> Words:
    words: list[str] = []
    pieces: list[str] = []  # of the word at hand; an empty one is a word too
    at = 0
    while at < len(text):
        piece = _BASH.match(text, at)
        if piece is None:
            raise _unclosed(text[at:].lstrip("$")[0])
        if piece.lastgroup in ("blank", "operator"):
            words += _joined(pieces)
            pieces = []
        if piece.lastgroup == "operator":
            return Words(words, text[at:].strip())
        if piece.lastgroup in _PIECES:
            pieces.append(_PIECES[piece.lastgroup](piece[piece.lastgroup]))
        at = piece.end()
    return Words(words + _joined(pieces), "")


def cmd_words(text: str) -> Words:
    """First cmd takes its carets away, and then the program's own start-up splits what is left into words."""
    line, behind = _without_carets(text)
    words: list[str] = []
    word: str | None = None
    in_quotes = False
    for piece in _RUNTIME.finditer(line):
        if piece["blank"] and not in_quotes:
            words += [] if word is None else [word]
            word = None
        elif piece["quote"]:
            literal, in_quotes = _runtime_quotes(len(piece["slashes"]), len(piece["quote"]), in_quotes=in_quotes)
            word = (word or "") + literal
        else:
            word = (word or "") + piece[0]
    if in_quotes:
        raise _unclosed('"')
    return Words(words if word is None else [*words, word], behind)


def _joined(pieces: list[str]) -> list[str]:
    """The one word of these, or none; bytes of one character may have come in two pieces."""
    if not pieces:
        return []
    return ["".join(pieces).encode(errors="surrogateescape").decode(errors="surrogateescape")]


def _ansi(text: str) -> str:
    data = _ANSI.sub(_ansi_character, text.encode(errors="surrogateescape"))
    return data.decode(errors="surrogateescape")


def _ansi_character(escape: re.Match[bytes]) -> bytes:
    """The bytes of one escape of $'...'."""
    kind, digits = escape.lastgroup, escape[escape.lastgroup or 0]
    match kind:
        case "simple":
            return bytes([_SIMPLE[digits[0]]])
        case "control":
            return bytes([digits[0] & 0x1F])
        case "hex":
            return bytes([int(digits, 16)])
        case "octal":
            return bytes([int(digits, 8) & 0xFF])
    point = int(digits, 16)
    if kind == "low":
        point = 0x10000 + ((int(escape["high"], 16) & 0x3FF) << 10) + (point & 0x3FF)
    return chr(min(point, 0x10FFFF)).encode(errors="surrogatepass")


def _without_carets(text: str) -> tuple[str, str]:
    """The line as a program is given it, and what stands behind the end of the command."""
    line: list[str] = []
    for piece in _CMD.finditer(text):
        if piece["end"]:
            return "".join(line), text[piece.start() :].strip()
        line.append(piece[0] if piece["literal"] is None else piece["literal"])
    return "".join(line), ""


def _runtime_quotes(slashes: int, quotes: int, *, in_quotes: bool) -> tuple[str, bool]:
    """Two backslashes before a quote are one, an odd one makes it a character, and so does a quote inside quotes."""
    literal = "\\" * (slashes // 2)
    if slashes % 2:
        literal, quotes = literal + '"', quotes - 1
    while quotes:
        if in_quotes and quotes > 1:
            literal, quotes = literal + '"', quotes - 2
        else:
            in_quotes, quotes = not in_quotes, quotes - 1
    return literal, in_quotes


def _unclosed(quote: str) -> RtError:
    why = f"the command line ends inside {quote}"
    return RtError("input curl", why, "copy it whole, and hand it over as one word or from a file")


_PIECES: dict[str, Callable[[str], str]] = {
    "single": str,
    "ansi": _ansi,
    "double": lambda text: _IN_DOUBLE.sub(lambda escape: escape[1] or "", text),
    "escaped": str,
    "plain": str,
}
