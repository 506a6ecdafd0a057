"""The flags of a request over HTTP, curl's, to the value that is sent: its method, its body, its version, and patience
with the answer, besides what every request has.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import request
from rtcli.cli.help import option
from rtcli.cli.options import DURATION, Decorator, all_of

if TYPE_CHECKING:
    from rtcli.session.request import Request
    from rtcli.wire.url import Url

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def pick_method(_context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    import re

    from rtcli.wire.http1 import TOKEN

    if value is not None and not re.fullmatch(TOKEN, value):
        raise click.BadParameter(f"{value!r} is no method", param=param)
    return value


OPTIONS: tuple[Decorator, ...] = (
    option(
        "-X",
        "--request",
        "method",
        metavar="METHOD",
        callback=pick_method,
        group="Request",
        show_default="GET, with a body POST",
        help="Ask by this method.",
    ),
    option(
        "-d",
        "--data",
        metavar="TEXT",
        multiple=True,
        aliases=("--data-ascii", "--data-binary"),
        group="Request",
        help="Send this body, or the one in @FILE, @- or @env:NAME as it is; several are joined by &.",
    ),
    option(
        "--json-body",
        metavar="JSON",
        group="Request",
        help="Send this JSON, or the one in @FILE, @- or @env:NAME, and say that it is JSON.",
    ),
    *request.OPTIONS,
    *request.redirects(followed=True),
    option(
        "--http1.1",
        "http",
        flag_value="1.1",
        default=None,
        group="Request",
        help="Speak HTTP/1.1.",
    ),
    option(
        "--http2",
        "http",
        flag_value="2",
        default=None,
        aliases=("--http2-prior-knowledge",),
        group="Request",
        show_default="over TLS HTTP/2 where the server speaks it, else HTTP/1.1",
        help="Speak HTTP/2; without TLS the server has to know it.",
    ),
    option(
        "--head-timeout",
        type=DURATION,
        metavar="TIME",
        default="2m",
        group="Request",
        help="Give up, with exit code 3, unless the head of the answer comes within TIME.",
    ),
)
options = all_of(OPTIONS)


def asker(asked: dict[str, Any], url: "Url") -> Callable[[], "Request"]:
    """What is asked on each connection; headers that stand in a file or come from a command are taken anew."""
    from rtcli.cli import elsewhere
    from rtcli.session.request import Request

    user = request.with_password(asked["user"])
    body, kind = body_of(asked)
    method = asked["method"] or ("GET" if body is None else "POST")

    def ask() -> Request:
        headers = request.fields(asked)
        if kind and not any(name.lower() == "content-type" for name, _value in headers):
            headers = (("Content-Type", kind), *headers)
        return Request(
            url,
            method,
            headers,
            body,
            user=user and elsewhere.credential(user, "--user"),
            cookie=request.cookie(asked, url),
            user_agent=asked["user_agent"] or None,
            redirects=asked["max_redirs"] if asked["location"] else 0,
            http=asked["http"] or "auto",
            head_timeout_s=asked["head_timeout"],
        )

    return ask


def body_of(asked: dict[str, Any]) -> tuple[bytes | None, str | None]:
    """The body, and what is said of its type where no header does."""
    from rtcli.cli import elsewhere

    if asked["data"] and asked["json_body"] is not None:
        raise click.UsageError("give one of --data and --json-body")
    if asked["data"]:
        return b"&".join(elsewhere.content_or_stdin(value, "--data") for value in asked["data"]), FORM
    if asked["json_body"] is None:
        return None, None
    return json_in(elsewhere.content_or_stdin(asked["json_body"], "--json-body")), JSON


def json_in(body: bytes) -> bytes:
    """The same bytes; RtError where they are no JSON."""
    import json

    from rtcli.errors import RtError

    try:
        json.loads(body)
    except ValueError as exc:
        fix = "to send it all the same: -d, with -H 'Content-Type: application/json'"
        raise RtError("input --json-body", f"this is no JSON: {exc}", fix, kind="usage") from exc
    return body
