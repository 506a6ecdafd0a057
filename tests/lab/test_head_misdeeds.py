"""Streams that are right in every line: which field each one lacks or has too much, and how they go on and end."""

import zlib
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.head_misdeeds import HANDLERS, RAW
from tests.lab.raw import Address, talk
from tests.lab.streaming import data, events, fetch, request, values

QUICK = "every=1ms&count=3"
RIGHT = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
    "access-control-allow-origin": "*",
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.mark.parametrize(
    ("route", "changed"),
    [
        ("sse/latin1", {"content-type": "text/event-stream; charset=iso-8859-1"}),
        ("sse/cacheable", {"cache-control": "public, max-age=60"}),
        ("sse/cached", {"age": "42", "x-cache": "HIT"}),
        ("sse/cdn", {"server": "cloudflare", "cf-ray": "8f00ba7c0ffee000-LAB"}),
        ("sse/no-accel", {"x-accel-buffering": None}),
        ("sse/nginx", {"x-accel-buffering": None, "server": "nginx/1.26.0"}),
        ("sse/no-cors", {"access-control-allow-origin": None}),
        ("sse/other-origin", {"access-control-allow-origin": "https://elsewhere.example", "vary": "origin"}),
        ("sse/any-origin", {"access-control-allow-credentials": "true"}),
        ("sse/gzip", {"content-encoding": "gzip", "vary": "accept-encoding"}),
        ("sse/no-vary", {"access-control-allow-origin": "https://app.example"}),
        ("sse/no-ids", {}),
        ("sse/no-retry", {}),
        ("sse/cut", {}),
        ("sse/http1", {}),
    ],
)
def test_the_head_is_right_but_for_this(lab: Address, route: str, changed: dict[str, str | None]) -> None:
    query = "" if route == "sse/http1" else "?count=3" if route == "sse/nginx" else f"?{QUICK}"
    answer = fetch(lab, f"{route}{query}", "Origin: https://app.example")
    assert answer.head.status == 200
    assert {name: answer.field(name) for name in {**RIGHT, **changed}} == {**RIGHT, **changed}


def test_every_row_has_its_handler() -> None:
    assert len(HANDLERS) + len(RAW) == 15


def test_events_are_counted_from_behind_the_last_one(lab: Address) -> None:
    assert data(fetch(lab, f"sse/cached?{QUICK}").body) == ['{"n":1}', '{"n":2}', '{"n":3}']
    resumed = fetch(lab, f"sse/cached?{QUICK}", "Last-Event-ID: 3").body
    assert [event.id for event in events(resumed)] == ["4", "5", "6"]


def test_what_is_left_out(lab: Address) -> None:
    assert {event.id for event in events(fetch(lab, f"sse/no-ids?{QUICK}").body)} == {None}
    assert b"retry" not in fetch(lab, f"sse/no-retry?{QUICK}").body


def test_nginx_hands_out_one_piece(lab: Address) -> None:
    answer = fetch(lab, "sse/nginx?count=3")
    assert len(answer.pieces) == 1 and len(data(answer.body)) == 3


def test_gzip_is_flushed_for_each_event(lab: Address) -> None:
    engine, seen = zlib.decompressobj(wbits=31), []
    for piece in fetch(lab, f"sse/gzip?{QUICK}").pieces:
        seen.append(engine.decompress(piece))
    assert [piece.count(b"data:") for piece in seen] == [0, 1, 1, 1, 0]
    assert engine.eof


def test_the_cut_leaves_the_events_whole(lab: Address) -> None:
    answer = fetch(lab, f"sse/cut?{QUICK}")
    assert [fault.code for fault in answer.faults] == ["chunk.truncated"]
    assert len(data(answer.body)) == 3


def test_http1_ends_with_the_connection(lab: Address) -> None:
    raw = talk(lab, request("sse/http1"))
    assert b"transfer-encoding" not in raw and len(values(raw.partition(b"\r\n\r\n")[2])) == 2
