"""HTTP exchanges to a HAR 1.2 file, with messages in them, as browsers export and import it.

It is written as it happens, message by message; where the end never came, only the closing brackets are missing.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl

from rtcli import __version__
from rtcli.net.spans import Span
from rtcli.talk.began import Began
from rtcli.talk.http_documents import Exchange
from rtcli.talk.private import open_private, write_all
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.secrets import redact_head, redact_url

PHASES = {"name": "dns", "connect": "connect", "tls": "ssl", "upgrade": "wait", "head": "wait"}  # as HAR calls them
Document = dict[str, object]


class Kind(NamedTuple):
    """What an entry is of, and the key of its messages."""

    resource: str
    messages: str


class Answered(Exchange, Protocol):
    """With as much of the body as was kept."""

    @property
    def body(self) -> bytes: ...


class HarFile:
    """Entries one after the other; times are instants of `net.clock`."""

    def __init__(self, path: str, began: Began, kind: Kind, *, show_secrets: bool = False) -> None:
        self._path = path
        self._began = began
        self._kind = kind
        self._show_secrets = show_secrets
        self._file = open_private(path)
        creator = {"name": "rtcli", "version": __version__}
        self._put(f'{{"log":{{"version":"1.2","creator":{json.dumps(creator)},"pages":[],"entries":[')
        self._entries = self._messages = 0
        self._opened_s: float | None = None  # of the entry that is not closed yet

    def end(self, t_s: float) -> None:
        """Close the document."""
        if self._opened_s is not None:
            self._close_entry(t_s)
        self._put("]}}\n")
        self._file.close()

    def _entry(self, answer: Answered, t_s: float) -> None:
        """All of an entry but its messages and its end."""
        began_s = answer.spans[0].start_s if answer.spans else t_s
        entry = {
            "startedDateTime": self._began.date(began_s),
            "_resourceType": self._kind.resource,
            "request": self._request(answer),
            "response": self._response(answer),
            "cache": {},
            "timings": _timings(answer.spans),
        }
        self._put("," * bool(self._entries) + "\n" + json.dumps(entry)[:-1] + f',"{self._kind.messages}":[')
        self._entries, self._messages, self._opened_s = self._entries + 1, 0, began_s

    def _close_entry(self, t_s: float) -> None:
        assert self._opened_s is not None
        self._put(f'],"time":{round((t_s - self._opened_s) * 1000, 3)}}}')
        self._opened_s = None

    def _put_messages(self, messages: list[Document]) -> None:
        """Those of one read or write, into the entry that is open."""
        if messages:
            self._put("," * bool(self._messages) + "\n" + ",\n".join(map(json.dumps, messages)))
            self._messages += len(messages)

    def _wall_s(self, t_s: float) -> float:
        return round(self._began.wall_s + self._began.since_s(t_s), 6)

    def _request(self, answer: Answered) -> Document:
        head = self._head(answer.request)
        url = answer.url.display(show_secrets=self._show_secrets)
        query = [{"name": name, "value": value} for name, value in parse_qsl(url.partition("?")[2], True)]
        sizes = {"headersSize": len(answer.request), "bodySize": 0}
        start = {"method": head.method if head else "GET", "url": url, "httpVersion": "HTTP/1.1"}
        return {**start, "headers": _fields(head), "queryString": query, "cookies": [], **sizes}

    def _response(self, answer: Answered) -> Document:
        raw = answer.response.raw if answer.response else b""
        head = self._head(raw)
        text = answer.body.decode("utf-8", "replace")
        kind = head.get_all("Content-Type")[:1] if head else []
        content = {
            "size": len(answer.body),
            "mimeType": kind[0] if kind else "x-unknown",
            **({"text": text} if text else {}),
        }
        start = {"status": (head.status or 0) if head else 0, "statusText": head.reason if head else ""}
        place = self._place(head)
        sizes = {"headersSize": len(raw), "bodySize": len(answer.body)}
        version = {"httpVersion": head.version if head else ""}
        return {
            **start,
            **version,
            "headers": _fields(head),
            "cookies": [],
            "content": content,
            "redirectURL": place,
            **sizes,
        }

    def _place(self, head: Head | None) -> str:
        places = head.get_all("Location") if head else []
        return redact_url(places[0]) if places and not self._show_secrets else "".join(places[:1])

    def _head(self, raw: bytes) -> Head | None:
        return parse_head(raw if self._show_secrets else redact_head(raw))

    def _put(self, text: str) -> None:
        write_all(self._file, self._path, text.encode())


def _fields(head: Head | None) -> list[Document]:
    return [{"name": field.name, "value": field.value} for field in head.fields] if head else []


def _timings(spans: Iterable[Span]) -> Document:
    """Milliseconds by phase; -1 is a phase that was not there. HAR counts TLS into the connection."""
    took = {"blocked": -1.0, "dns": -1.0, "connect": -1.0, "ssl": -1.0, "send": 0.0, "wait": 0.0, "receive": 0.0}
    for span in spans:
        if phase := PHASES.get(span.name):
            took[phase] = round(max(took[phase], 0.0) + (span.end_s - span.start_s) * 1000, 3)
    if took["ssl"] >= 0:
        took["connect"] = round(max(took["connect"], 0.0) + took["ssl"], 3)
    return dict(took)
