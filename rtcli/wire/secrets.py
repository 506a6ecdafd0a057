"""Text and heads in, the same out with credentials as ``***``: which names are secret is decided here alone.

It looks at header names, userinfo and query values. Payloads and subprotocols are not searched, and the lines of a
head stay the lines they were, so that a redacted head still parses.
"""

import re
from urllib.parse import unquote

MASK = "***"
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "set-cookie2"})
OPEN_HEADERS = frozenset({"sec-websocket-key"})  # says "key", keeps no secret, and the answer is judged by it

# Anywhere in a name, since people write apikey, accessToken and X-Amz-Signature; "key" only where the word ends there,
# or every keyword would be hidden.
_SECRET_WORDS = re.compile(
    r"(?i:token|secret|signature|passw(?:or)?d|passphrase|credential)"
    r"|[kK][eE][yY][sS]?(?![a-z])"
    r"|(?i:^(?:auth|authorization|jwt|pass|pwd|sig)$)"
)
_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
_QUERY = re.compile(r"(?<=[?#])[^#\s]+")  # a fragment too: OAuth puts access_token there
_LINE_END = re.compile(r"(\r\n|\n|\r)")
_HEADER = re.compile(r"([^:]*):([ \t]*)(.*)", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether the value of a query parameter or header of this name is to be hidden."""
    return _SECRET_WORDS.search(unquote(name)) is not None


def is_secret_header(name: str) -> bool:
    plain = name.strip().lower()
    return plain in SECRET_HEADERS or (plain not in OPEN_HEADERS and is_secret_name(name.strip()))


def redact_url(text: str) -> str:
    """``text`` with userinfo and secret query values masked, in every URL that stands in it."""
    return _QUERY.sub(lambda query: "&".join(map(_redact_pair, query[0].split("&"))), _USERINFO.sub(f"{MASK}@", text))


def redact_header(name: str, value: str) -> str:
    """The value as it may be shown: masked whole for a secret header, else with the URLs in it redacted."""
    if is_secret_header(name):
        return MASK if value.strip() else value
    return redact_url(value)


def redact_head(head: bytes) -> bytes:
    """An HTTP/1.1 head with its credentials masked, line for line; every other byte stays."""
    pieces = _LINE_END.split(head.decode("latin-1"))  # line, its end, line, its end, ...
    name = ""
    for index, line in enumerate(pieces[::2]):
        field = _HEADER.fullmatch(line)
        if index == 0:
            pieces[0] = redact_url(line)
        elif line[:1] in (" ", "\t"):  # RFC 9112 5.2: a folded line goes on with the value before it
            pieces[index * 2] = line[0] + redact_header(name, line[1:])
        elif field:
            name = field[1]
            pieces[index * 2] = f"{name}:{field[2]}{redact_header(name, field[3])}"
    return "".join(pieces).encode("latin-1")


def _redact_pair(pair: str) -> str:
    # Only "&" parts values today; ";" once did, so a secret may begin after one, but never ends at one.
    at = 0
    for part in pair.split(";"):
        name, equals, value = part.partition("=")
        if equals and is_secret_name(name):
            return pair[: at + len(name) + 1] + (MASK if value or len(part) + at < len(pair) else "")
        at += len(part) + 1
    return pair
