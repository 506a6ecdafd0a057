"""Handshakes with servers of every sort, and what is said where they fail."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.connect import open_socket
from rtcli.net.link import Certificate, Ending, Facts, Link
from rtcli.net.place import Place
from rtcli.net.secure import Untrusted, distrust, explain, hint, secure
from rtcli.net.socket_link import link_over
from rtcli.net.spans import Spans
from rtcli.net.way import TlsWay, Way
from tests.links import peered
from tests.net.certificates import DAY, Issued, authority, issue
from tests.net.servers import Serve, echo, reset, says, serving
from tests.vloop import run

AUTHORITY = authority()
GOOD = issue(AUTHORITY, "localhost", "127.0.0.1")
TRUST = TlsWay(ca_pem=AUTHORITY.pem)


def shaken(port: int, way: TlsWay, spans: Spans | None = None, host: str = "127.0.0.1") -> Facts:
    """Connect, shake hands, have one word echoed; gives the link's facts."""

    async def reach(spans: Spans) -> Link:
        sock, address = await open_socket(Place("127.0.0.1", port), Way(), spans)
        return await link_over(sock, Facts(remote=str(address)))

    async def main() -> Facts:
        link = await secure(reach, Place(host, port), Way(way, environment={}), Spans() if spans is None else spans)
        link.write(b"echo")
        assert await link.read() == b"echo"
        await link.close()
        return link.facts

    return asyncio.run(main())


def refused(port: int, way: TlsWay = TRUST, host: str = "127.0.0.1") -> RtError:
    with pytest.raises(RtError) as caught:
        shaken(port, way, host=host)
    assert (caught.value.where, caught.value.exit) == (f"tls {Place(host, port)}", Exit.UNREACHED)
    return caught.value


Start = Callable[..., AbstractContextManager[int]]


@pytest.fixture
def serving_as(tmp_path: Path) -> Start:
    @contextmanager
    def start(issued: Issued, wants: Issued | None = None, alpn: tuple[str, ...] = ()) -> Iterator[int]:
        with serving(echo, tls=issued.context(tmp_path, wants=wants, alpn=alpn)) as port:
            yield port

    return start


def test_a_good_certificate(serving_as: Start) -> None:
    spans = Spans()
    with serving_as(GOOD, alpn=("http/1.1",)) as port:
        facts = shaken(port, TlsWay(ca_pem=AUTHORITY.pem, alpn=("h2", "http/1.1")), spans)
    assert (facts.tls_version, facts.alpn, facts.remote) == ("TLSv1.3", "http/1.1", f"127.0.0.1:{port}")
    assert facts.certificate is not None
    assert facts.certificate.names == ("localhost", "127.0.0.1")
    assert (spans[-1].name, spans[-1].says) == ("tls", f"TLSv1.3, {facts.cipher}, http/1.1")


@pytest.mark.parametrize("host", ["localhost", "localhost.", "127.0.0.1"])
def test_names_and_addresses_are_verified_as_such(serving_as: Start, host: str) -> None:
    with serving_as(GOOD) as port:
        assert shaken(port, TRUST, host=host).alpn is None


def test_the_zone_of_an_address_stays_at_home(serving_as: Start) -> None:
    with serving_as(issue(AUTHORITY, "fe80::1")) as port:
        assert shaken(port, TRUST, host="fe80::1%lo").tls_version == "TLSv1.3"


def test_another_name_may_be_asked_for(serving_as: Start) -> None:
    with serving_as(issue(AUTHORITY, "other.example")) as port:
        assert shaken(port, replace(TRUST, server_name="other.example")).tls_version == "TLSv1.3"


@pytest.mark.parametrize(
    ("issued", "why"),
    [
        (issue(AUTHORITY, "127.0.0.1", begins=-9 * DAY, ends=-3 * DAY), "certificate expired 3 days ago"),
        (issue(AUTHORITY, "127.0.0.1", begins=3.5 * DAY), "certificate is not valid before "),
        (issue(AUTHORITY, "other.example"), "certificate is for other.example, not for 127.0.0.1"),
        (issue(None, "127.0.0.1"), "certificate is self-signed"),
        (issue(None, "a.example"), "certificate is self-signed, and is for a.example, not for 127.0.0.1"),
        (
            issue(authority("Unknown"), "127.0.0.1"),
            "certificate is from an unknown authority (O=Tests, CN=Unknown)",
        ),
        (
            issue(AUTHORITY, "a.example", begins=-9 * DAY, ends=-3 * DAY),
            "certificate is for a.example, not for 127.0.0.1, and expired 3 days ago",
        ),
    ],
)
def test_a_certificate_that_does_not_stand_up(serving_as: Start, issued: Issued, why: str) -> None:
    with serving_as(issued) as port:
        error = refused(port)
        assert shaken(port, TlsWay(verify=False)).certificate == getattr(error, "certificate", None)
    assert isinstance(error, Untrusted)
    assert error.why.startswith(why)
    assert (error.kind, error.curl_code) == ("certificate", 60)
    assert error.fix.endswith("look anyway with --insecure")
    assert error.certificate is not None
    assert error.certificate.issuer == ", ".join(
        f"{part.rfc4514_attribute_name}={part.value!s}" for part in issued.certificate.issuer
    )


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        (9, "is this machine's clock right?"),
        (10, "renew it on the server"),
        (18, "trust its authority with --cacert FILE"),
        (62, "ask for one with --server-name"),
    ],
)
def test_what_to_do_about_a_certificate(code: int, fix: str) -> None:
    assert fix in distrust(Place("h", 1), verification(code)).fix


def test_a_name_that_is_not_covered(serving_as: Start) -> None:
    with serving_as(GOOD) as port:
        assert refused(port, host="h.example").why == "certificate is for localhost, 127.0.0.1, not for h.example"


def test_a_failed_verification_is_told_in_its_span(serving_as: Start) -> None:
    spans = Spans()
    with serving_as(issue(None, "127.0.0.1")) as port, pytest.raises(Untrusted):
        shaken(port, TRUST, spans)
    assert [(span.name, span.says, span.ok) for span in spans[2:]] == [("tls", "certificate is self-signed", False)]


def test_a_certificate_that_cannot_be_had_again(tmp_path: Path) -> None:
    """The second connection is refused."""
    context = issue(None, "127.0.0.1").context(tmp_path)

    async def main() -> RtError:
        tries = 0

        async def reach(spans: Spans) -> Link:
            nonlocal tries
            tries += 1
            if tries > 1:
                raise RtError("connect", "refused")
            sock, _ = await open_socket(Place("127.0.0.1", port), Way(), spans)
            return await link_over(sock, Facts())

        with pytest.raises(Untrusted) as caught:
            await secure(reach, Place("127.0.0.1", port), Way(TRUST, environment={}), Spans())
        return caught.value

    with serving(echo, tls=context) as port:
        error = asyncio.run(main())
    assert (error.why, getattr(error, "certificate", 0)) == ("certificate is self-signed", None)


def verification(code: int, message: str = "no") -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "no")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize("code", [64, 62])
def test_openssl_has_two_numbers_for_a_wrong_name(code: int) -> None:
    assert distrust(Place("h", 1), verification(code)).why == "certificate is for another name"


def test_a_verdict_that_is_not_in_the_table() -> None:
    untrusted = distrust(Place("h", 1), verification(23, "certificate revoked"))
    assert untrusted.why == "certificate cannot be trusted: certificate revoked"
    explain(untrusted, Certificate("CN=a", "CN=b", ("h",), "2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z", ""), "h")
    assert untrusted.why == "certificate cannot be trusted: certificate revoked"


def test_a_client_certificate(serving_as: Start, tmp_path: Path) -> None:
    cert, key = issue(AUTHORITY, "client").files(tmp_path)
    with serving_as(GOOD, wants=AUTHORITY) as port:
        assert shaken(port, replace(TRUST, cert_file=cert, key_file=key)).tls_version == "TLSv1.3"


def test_a_server_that_misses_a_client_certificate_may_say_so_late(serving_as: Start) -> None:
    async def main() -> Link:
        async def reach(spans: Spans) -> Link:
            sock, _ = await open_socket(Place("127.0.0.1", port), Way(), spans)
            return await link_over(sock, Facts())

        link = await secure(reach, Place("127.0.0.1", port), Way(TRUST, environment={}), Spans())
        assert await link.read() == b""
        await link.close()
        return link

    with serving_as(GOOD, wants=AUTHORITY) as port:
        link = asyncio.run(main())
    assert link.ending is Ending.TLS_ERROR
    assert link.trouble == "the peer's alert: certificate required"
    assert hint(link.trouble) == "give a client certificate with --cert FILE"


def test_a_version_that_is_too_low(tmp_path: Path) -> None:
    context = GOOD.context(tmp_path)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving(echo, tls=context) as port:
        assert shaken(port, TRUST).tls_version == "TLSv1.2"
        error = refused(port, replace(TRUST, minimum="1.3"))
    assert (error.why, error.curl_code) == ("the peer's alert: protocol version", 35)
    assert error.fix == "the server speaks other versions of TLS"


def reset_once_asked(sock: socket.socket) -> None:
    sock.recv(65536)
    reset(sock)


@pytest.mark.parametrize(
    ("serve", "why", "fix"),
    [
        (
            says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "the server answers in plain HTTP",
            "use ws:// or http:// on this port, or the port for TLS",
        ),
        (
            says(b"SSH-2.0-\x1b[31mEvil\r\n"),
            "the server does not speak TLS: it begins with b'SSH-2.0-\\x1b[31mEvil\\r\\n'",
            "is this the right port?",
        ),
        (says(b"\x15\x03\x03\x00\x02\x02\x50"), "the peer's alert: internal error", ""),
        (says(), "the server ended the connection during the handshake", "does it speak TLS on this port?"),
        (says(b"\x16\x03"), "the server ended the connection during the handshake", ""),
        (
            reset_once_asked,
            "the server reset the connection during the handshake",
            "does it speak TLS on this port?",
        ),
    ],
)
def test_servers_that_do_not_shake_hands(serve: Serve, why: str, fix: str) -> None:
    with serving(serve) as port:
        error = refused(port)
    assert (error.why, error.fix, error.kind, error.curl_code) == (why, fix, "handshake", 35)


def test_a_server_name_that_cannot_be_one() -> None:
    with serving(echo) as port, pytest.raises(RtError) as caught:
        shaken(port, replace(TRUST, server_name=".example"))
    assert (caught.value.where, caught.value.exit) == ("usage --server-name", Exit.USAGE)


def test_a_limit_leaves_nothing_open() -> None:
    async def main() -> None:
        link, peer = peered()

        async def reach(_: Spans) -> Link:
            return link

        spans = Spans()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await secure(reach, Place("h.example", 443), Way(TRUST, environment={}), spans)
        assert link.ending is Ending.OURS
        assert spans.current == ("tls", 0.0, 10.0, "", False)
        assert (await peer.read())[:2] == b"\x16\x03"

    run(main())


def test_keys_are_logged(serving_as: Start, tmp_path: Path) -> None:
    async def main() -> None:
        async def reach(spans: Spans) -> Link:
            sock, _ = await open_socket(Place("127.0.0.1", port), Way(), spans)
            return await link_over(sock, Facts())

        environment = {"SSLKEYLOGFILE": str(tmp_path / "keys")}
        link = await secure(reach, Place("127.0.0.1", port), Way(TRUST, environment=environment), Spans())
        await link.close()

    with serving_as(GOOD) as port:
        asyncio.run(main())
    assert "CLIENT_TRAFFIC_SECRET_0" in (tmp_path / "keys").read_text()
