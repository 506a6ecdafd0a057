"""Exchanges, links and samples as documents."""

from dataclasses import replace

from rtcli.session.stats import Samples
from rtcli.talk.http_documents import exchange_document, link_document, milliseconds, samples_document
from tests.talk.telling import BEGAN, PLAIN, RESPONSE, SECURE, answer


def test_an_exchange() -> None:
    document = exchange_document(answer("wss://u:p@example.com/chat", RESPONSE, start_s=100.25), BEGAN, False)
    assert document["url"] == "wss://***@example.com/chat"
    assert document["spans"][0] == {"name": "name", "start_s": 0.25, "end_s": 0.251, "says": "127.0.0.1", "ok": True}
    assert (document["request"]["method"], document["request"]["target"]) == ("GET", "/chat?token=***")
    assert (document["response"]["status"], document["response"]["reason"]) == (101, "Switching Protocols")
    assert "s3cret" not in document["request"]["text"] + document["response"]["text"]


def test_no_answer() -> None:
    document = exchange_document(answer("ws://example.com/", None), BEGAN, True)
    assert document["response"] is None
    assert "s3cret" in document["request"]["text"]


def test_a_head_that_is_none() -> None:
    assert exchange_document(replace(answer("ws://example.com/", None), request=b""), BEGAN, True)["request"] is None


def test_a_link() -> None:
    document = link_document(SECURE, False)
    assert document["proxy"]["url"] == "http://proxy.example:3128"
    assert document["proxy"]["answer"].endswith("Proxy-Authorization: ***\r\n\r\n")
    assert document["tls"]["version"] == "TLSv1.3"
    assert document["tls"]["certificate"]["names"] == ("example.com",)
    assert link_document(SECURE, True)["proxy"]["answer"].endswith("Basic dTpw\r\n\r\n")


def test_a_plain_link() -> None:
    assert link_document(PLAIN, False) == {
        "remote": "127.0.0.1:80",
        "local": "127.0.0.1:50000",
        "proxy": None,
        "tls": None,
    }


def test_samples() -> None:
    samples = Samples()
    assert samples_document(samples) == {"count": 0, "p50": None, "p90": None, "p99": None}
    for number in range(1, 101):
        samples.add(number / 1000)
    assert samples_document(samples) == {"count": 100, "p50": 50.0, "p90": 90.0, "p99": 99.0}


def test_milliseconds() -> None:
    assert (milliseconds(None), milliseconds(0.00123456)) == (None, 1.235)
