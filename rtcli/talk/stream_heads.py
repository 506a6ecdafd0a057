"""A request and its answer, as HTTP has them in any version, to both heads as HTTP/1.1 writes them: to be drawn."""

from dataclasses import dataclass

from rtcli.net.spans import Span
from rtcli.session.http import HttpAnswer
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.url import Url


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One of them; the version in both start lines is the one that was spoken."""

    url: Url
    request: bytes
    response: Head | None
    spans: tuple[Span, ...]
    body: bytes
    interim: tuple[Head, ...] = ()


def exchanged(answer: HttpAnswer) -> Exchanged:
    start = f"{answer.method} {answer.url.path} {answer.http_version}".encode("utf-8", "surrogateescape")
    status = f"{answer.http_version} {answer.status} {answer.reason}".rstrip().encode("latin-1")
    response = parse_head(_head(status, answer.fields))
    return Exchanged(answer.url, _head(start, answer.request_fields), response, answer.spans, answer.body)


def _head(start: bytes, fields: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join([start, b"\r\n", *[name + b": " + value + b"\r\n" for name, value in fields], b"\r\n"])
