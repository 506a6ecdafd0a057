"""What is told of a session, as documents; that they keep to the schema is tried with the lines of the JSON teller."""

from dataclasses import replace
from typing import Any

import pytest

from rtcli.net.link import Facts
from rtcli.session.stats import Flow, Samples, Stats
from rtcli.talk import documents
from rtcli.wire.fault import Fault
from rtcli.wire.frames import PING, PONG, TEXT
from tests.talk.telling import BEGAN, KEY, PLAIN, SECURE, answer, frame, mortem, opened

FAULT = Fault("frame.reserved-bits", 7, "RSV bits are 010")
FAULT_DOCUMENT = {
    "code": "frame.reserved-bits",
    "offset": 7,
    "says": "RSV bits are 010",
    "clause": "RFC 6455 5.2",
}


def test_pings_and_pongs() -> None:
    ping = {"type": "ping", "t_s": 1.0, "dir": "out", "payload_b64": "cA==", "text": "p"}
    assert documents.control_document(frame(PING, b"p", key=KEY), "out", t_s=1.0) == ping
    pong = {"type": "pong", "t_s": 1.0, "dir": "in", "payload_b64": "/w==", "text": None, "rtt_ms": None}
    assert documents.control_document(frame(PONG, b"\xff"), "in", t_s=1.0) == pong
    assert documents.control_document(frame(PONG), "in", t_s=1.0, rtt_s=0.0123456)["rtt_ms"] == 12.346


def test_a_frame_has_the_keys_of_inspect_frame() -> None:
    document = documents.frame_line(frame(TEXT, b"hi", key=KEY), "out", t_s=1.0, index=3, max_payload=1)
    assert list(document)[:5] == ["type", "t_s", "dir", "index", "offset"]
    assert (document["from"], document["index"], document["payload_b64"], document["payload_cut"]) == (
        "client",
        3,
        "aA==",
        True,
    )


def test_a_fault_has_its_level() -> None:
    document = documents.fault_line(FAULT, "in", t_s=1.0)
    assert document == {"type": "fault", "t_s": 1.0, "dir": "in", "level": "fail", **FAULT_DOCUMENT}


def test_an_opening() -> None:
    document = documents.open_document(opened(), BEGAN, attempt=2)
    assert document["attempt"] == 2
    assert document["url"] == "wss://***@example.com/chat?token=***"
    assert document["spans"] == [
        {"name": "name", "start_s": 0.01, "end_s": 0.011, "says": "127.0.0.1", "ok": True},
        {"name": "upgrade", "start_s": 0.011, "end_s": 0.0125, "says": "", "ok": True},
    ]
    request, response = document["request"], document["response"]
    assert (request["method"], request["target"]) == ("GET", "/chat?token=***")
    assert request["headers"][:2] == [["Host", "example.com"], ["Authorization", "***"]]
    assert (response["status"], response["reason"]) == (101, "Switching Protocols")
    assert ["Set-Cookie", "***"] in response["headers"]
    assert response["text"].startswith("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
    assert response["text"].endswith("\r\n\r\n")
    assert document["subprotocol"] == "chat"
    assert document["extensions"] == [{"name": "permessage-deflate", "parameters": {"server_max_window_bits": "10"}}]
    assert document["deflate"] == {
        "server_no_context_takeover": False,
        "client_no_context_takeover": False,
        "server_max_window_bits": 10,
        "client_max_window_bits": 15,
    }
    assert [(each["url"], each["response"] and each["response"]["status"]) for each in document["earlier"]] == [
        ("ws://example.com/", 302),
        ("ws://example.com/silent", None),
    ]
    assert document["faults"] == []


def test_secrets_are_shown_where_that_is_asked_for() -> None:
    hidden = documents.open_document(opened(SECURE), BEGAN, attempt=1)
    assert "s3cret" not in str(hidden) and "dTpw" not in str(hidden) and "u:p" not in str(hidden)
    shown = documents.open_document(opened(SECURE), BEGAN, attempt=1, show_secrets=True)
    assert shown["url"] == "wss://u:p@example.com/chat?token=s3cret"
    assert ["Authorization", "Basic dTpw"] in shown["request"]["headers"]
    assert "dTpw" in shown["proxy"]["answer"]


@pytest.mark.parametrize(
    ("facts", "proxy", "tls"),
    [
        (PLAIN, None, None),
        (
            SECURE,
            {
                "url": "http://proxy.example:3128",
                "answer": "HTTP/1.1 200 Connection established\r\nProxy-Authorization: ***\r\n\r\n",
            },
            {
                "version": "TLSv1.3",
                "cipher": "TLS_AES_128_GCM_SHA256",
                "alpn": None,
                "certificate": {
                    "subject": "example.com",
                    "issuer": "an authority",
                    "names": ("example.com",),
                    "not_before": "2026-01-01",
                    "not_after": "2027-01-01",
                    "sha256": "00" * 32,
                },
            },
        ),
        (
            Facts(proxy="socks5://u:p@proxy.example", tls_version="TLSv1.2"),
            {"url": "socks5://***@proxy.example", "answer": None},
            {"version": "TLSv1.2", "cipher": None, "alpn": None, "certificate": None},
        ),
    ],
)
def test_what_lies_between(facts: Facts, proxy: object, tls: object) -> None:
    document = documents.open_document(opened(facts, deflate=None), BEGAN, attempt=1)
    assert (document["remote"], document["local"]) == (facts.remote, facts.local)
    assert (document["proxy"], document["tls"], document["deflate"]) == (proxy, tls, None)


def test_a_head_that_never_was_whole_is_none() -> None:
    half = replace(opened(), earlier=(replace(answer("ws://example.com/", None), request=b"GET / HT"),))
    assert documents.open_document(half, BEGAN, attempt=1)["earlier"][0]["request"] is None


@pytest.mark.parametrize(
    ("other", "code", "name"),
    [
        ({}, 1000, "normal closure"),
        ({"code": 4001}, 4001, "for private use"),
        ({"code": None, "link_ending": None, "clean": False}, None, None),
    ],
)
def test_a_post_mortem(other: dict[str, Any], code: int | None, name: str | None) -> None:
    document = documents.mortem_document(mortem(**other, faults=(FAULT,)))
    assert (document["code"], document["name"]) == (code, name)
    assert document["link_ending"] == ("fin" if code else None)
    assert document["faults"] == [FAULT_DOCUMENT]
    assert (document["silence_in_s"], document["silence_out_s"], document["duration_s"]) == (0.5, 0.25, 2.0)


def test_the_end() -> None:
    rtt = Samples()
    for seconds in (0.001, 0.002, 0.0301239):
        rtt.add(seconds)
    stats = Stats(received=Flow(1, 2, 3, 4, 5), rtt=rtt, pings_received=6, faults={"frame.reserved-bits": 1})
    document = documents.end_document(stats, None, failures=("no",), exit_code=1)
    assert document == {
        "stats": {
            "received": {"messages": 1, "frames": 2, "bytes": 3, "wire_bytes": 4, "control": 5},
            "sent": {"messages": 0, "frames": 0, "bytes": 0, "wire_bytes": 0, "control": 0},
            "rtt_ms": {"count": 3, "p50": 2.0, "p90": 30.124, "p99": 30.124},
            "gaps_ms": {"count": 0, "p50": None, "p90": None, "p99": None},
            "pings_received": 6,
            "pings_unanswered": 0,
            "faults": {"frame.reserved-bits": 1},
        },
        "post_mortem": None,
        "failures": ["no"],
        "exit_code": 1,
    }
    document = documents.end_document(stats, mortem(), failures=(), exit_code=0)
    assert document["post_mortem"] == documents.mortem_document(mortem())
