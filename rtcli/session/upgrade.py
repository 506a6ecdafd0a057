"""What is asked of an opening handshake to the request that asks for it: our fields, or the user's in their place."""

import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence

from rtcli import __version__
from rtcli.errors import RtError
from rtcli.session.asked import Asked
from rtcli.session.request import Request
from rtcli.wire.accept import build_key
from rtcli.wire.extensions import DEFLATE
from rtcli.wire.handshake_request import UpgradeRequest, build_request, upgrade_request
from rtcli.wire.http1 import Head, parse_head

KEY_BYTES = 16

# A line's end, or half of a character; the halves U+DC80 to U+DCFF stand for bytes of the command line.
_UNWRITABLE = re.compile("[\r\n\0\ud800-\udc7f\udd00-\udfff]")

Fields = Sequence[tuple[str, str]]


def opening_request(asked: Asked, *, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """The head as it goes on the wire."""
    legal = upgrade_request(asked.url.authority, build_key(random(KEY_BYTES)), target=asked.url.path)
    fields = merged([*legal.fields, *_optional_fields(asked)], asked.headers)
    for name, value in fields:
        _check_writable(name, value)
    return build_request(UpgradeRequest(tuple(fields), legal.target))


def read_request(request: bytes) -> Head:
    """The same head as a server reads it, so that the answer is judged by what was really sent."""
    head = parse_head(request)
    assert head is not None  # it ends in a blank line
    return head


def merged(ours: Fields, given: Sequence[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """Our fields, each replaced by what was given under its name, None taking it out; behind them all else given."""
    names = [name.lower() for name, _ in given]
    mine = {name.lower() for name, _ in ours}
    fields: list[tuple[str, str]] = []
    for name, value in ours:
        if name.lower() in names:
            fields += [(other, text) for other, text in given if other.lower() == name.lower() and text is not None]
        else:
            fields.append((name, value))
    return fields + [(name, text) for name, text in given if name.lower() not in mine and text is not None]


def basic(user: str) -> str:
    """`USER:PASSWORD` as the value of an Authorization field, RFC 7617."""
    whole = user if ":" in user else f"{user}:"
    return f"Basic {b64encode(whole.encode(errors='surrogateescape')).decode()}"


def credentials(asked: Asked | Request) -> str | None:
    """`USER:PASSWORD`, as it was given or as it stands in the URL."""
    return asked.user if asked.user is not None else ":".join(asked.url.credentials or ()) or None


def _optional_fields(asked: Asked) -> list[tuple[str, str]]:
    user, deflate = credentials(asked), asked.deflate
    if deflate is not None and not deflate.lstrip().startswith(DEFLATE):
        deflate = f"{DEFLATE}; {deflate}" if deflate.strip() else DEFLATE
    fields = (
        ("User-Agent", f"rtcli/{__version__}" if asked.user_agent is None else asked.user_agent),
        ("Sec-WebSocket-Protocol", ", ".join(asked.subprotocols) or None),
        ("Sec-WebSocket-Extensions", deflate),
        ("Origin", asked.origin),
        ("Authorization", basic(user) if user is not None else None),
        ("Cookie", asked.cookie),
    )
    return [(name, value) for name, value in fields if value is not None]


def _check_writable(name: str, value: str) -> None:
    if found := _UNWRITABLE.search(name + value):
        why = f"{found[0]!r} cannot stand in a line of a request"
        raise RtError(f"input header {name!r}", why, "take it out of the value, or of the file that it comes from")
