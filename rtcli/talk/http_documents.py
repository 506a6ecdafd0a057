"""What both live clients tell of HTTP and of measurements, as documents: exchanges, links, spans, samples.

Times are seconds since the command began; credentials are masked unless asked for.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from rtcli.net.link import Facts
from rtcli.net.spans import Span
from rtcli.session.stats import Samples
from rtcli.talk.began import Began
from rtcli.talk.message_document import Document
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.secrets import redact_head, redact_url
from rtcli.wire.url import Url

PERCENTS = (50, 90, 99)


class Exchange(Protocol):
    """One request and what came back."""

    @property
    def url(self) -> Url: ...
    @property
    def request(self) -> bytes: ...
    @property
    def response(self) -> Head | None: ...
    @property
    def spans(self) -> Sequence[Span]: ...


def exchange_document(exchange: Exchange, began: Began, show_secrets: bool) -> Document:
    """One request and what came back."""
    return {
        "url": exchange.url.display(show_secrets=show_secrets),
        "spans": [_span(span, began) for span in exchange.spans],
        "request": _head(parse_head(_shown(exchange.request, show_secrets))),
        "response": exchange.response and _head(parse_head(_shown(exchange.response.raw, show_secrets))),
    }


def _head(head: Head | None) -> Document | None:
    """A head as it stood, one character a byte, and taken apart."""
    if head is None:
        return None
    start = (
        {"status": head.status, "reason": head.reason}
        if head.status
        else {"method": head.method, "target": head.target}
    )
    headers = [[field.name, field.value] for field in head.fields]
    return {"text": head.raw.decode("latin-1"), **start, "headers": headers}


def _shown(head: bytes, show_secrets: bool) -> bytes:
    return head if show_secrets else redact_head(head)


def _span(span: Span, began: Began) -> Document:
    start_s, end_s = began.since_s(span.start_s), began.since_s(span.end_s)
    return {"name": span.name, "start_s": start_s, "end_s": end_s, "says": span.says, "ok": span.ok}


def link_document(facts: Facts, show_secrets: bool) -> Document:
    """Both ends of the link, the proxy between them, and TLS."""
    answer = facts.proxy_answer and _shown(facts.proxy_answer, show_secrets).decode("latin-1")
    proxy = facts.proxy if facts.proxy is None or show_secrets else redact_url(facts.proxy)
    tls = {
        "version": facts.tls_version,
        "cipher": facts.cipher,
        "alpn": facts.alpn,
        "certificate": facts.certificate and asdict(facts.certificate),
    }
    return {
        "remote": facts.remote,
        "local": facts.local,
        "proxy": None if proxy is None else {"url": proxy, "answer": answer},
        "tls": tls if facts.tls_version else None,
    }


def samples_document(samples: Samples) -> Document:
    return {
        "count": samples.count,
        **{f"p{percent}": milliseconds(samples.percentile(percent)) for percent in PERCENTS},
    }


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
