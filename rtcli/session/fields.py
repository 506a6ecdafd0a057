"""A request to the fields that go on the wire: ours, or the user's in their place, names and values as written."""

import re

from rtcli import __version__
from rtcli.errors import RtError
from rtcli.session.request import Request
from rtcli.session.upgrade import basic, credentials, merged
from rtcli.wire.http1 import TOKEN

# RFC 9110 5.5; U+DC80 to U+DCFF stand for bytes of the command line, all other surrogates for nothing.
_UNWRITABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
_WITH_CONTENT = ("POST", "PUT", "PATCH")  # RFC 9110 8.6: without a body they say that its length is 0

Fields = list[tuple[bytes, bytes]]


def request_fields(request: Request, *, cookies: str | None = None, proxy: str | None = None) -> Fields:
    """In the order in which they are sent; `cookies` were set by servers, `proxy` authorizes us with a proxy."""
    asked = [value for name, value in request.headers if value is not None and name.lower() == "cookie"]
    asked = asked or ([request.cookie] if request.cookie else [])
    given = [field for field in request.headers if not _is_ours(*field)]
    user = credentials(request)
    ours = (
        ("Host", request.url.authority),
        ("User-Agent", f"rtcli/{__version__}" if request.user_agent is None else request.user_agent),
        ("Proxy-Authorization", proxy),
        ("Authorization", basic(user) if user is not None else None),
        ("Cookie", _with_cookies("; ".join(asked), cookies or "") or None),
        ("Content-Length", _length(request)),
    )
    fields = merged([(name, value) for name, value in ours if value is not None], given)
    return [(_name(name), _value(name, value.strip(" \t"))) for name, value in fields]


def _is_ours(name: str, value: str | None) -> bool:
    """One Cookie field has all cookies, RFC 6265 5.4; and none goes without Host, RFC 9112 3.2."""
    return (name.lower() == "cookie" and value is not None) or (name.lower() == "host" and value is None)


def _length(request: Request) -> str | None:
    is_chunked = any(name.lower() == "transfer-encoding" for name, _ in request.headers)
    if is_chunked or (request.body is None and request.method.upper() not in _WITH_CONTENT):
        return None
    return str(len(request.body or b""))


def _with_cookies(asked: str, cookies: str) -> str:
    """What the user asked for, without what servers have set anew, and what they set."""
    new = {pair.partition("=")[0].strip() for pair in cookies.split(";")}
    kept = [pair.strip() for pair in asked.split(";") if pair.strip() and pair.partition("=")[0].strip() not in new]
    return "; ".join([*kept, *([cookies] if cookies else [])])


def _name(name: str) -> bytes:
    if not re.fullmatch(TOKEN, name):
        raise RtError(f"input header {name!r}", "this is no name of a header", "write NAME: VALUE")
    return name.encode()


def _value(name: str, value: str) -> bytes:
    if found := _UNWRITABLE.search(value):
        why = f"{found[0]!r} cannot stand in a line of a request"
        raise RtError(f"input header {name!r}", why, "take it out of the value, or of the file that it comes from")
    return value.encode("utf-8", "surrogateescape")
