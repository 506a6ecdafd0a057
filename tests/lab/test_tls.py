"""The certificate of one run: who takes it, for which names, and that its key is gone from the disk."""

import os
import socket
import ssl
import tempfile
from pathlib import Path

import pytest
from cryptography import x509

from rtcli.lab.embedded import running
from rtcli.lab.tls import Certified, certify


@pytest.fixture(scope="module")
def certified() -> Certified:
    return certify("lab.example")


def handshake(certified: Certified, name: str, *protocols: str) -> str | None:
    """The protocol that is agreed on by a client which takes nothing but this name."""
    trust = ssl.create_default_context(cadata=certified.ca_pem)
    trust.verify_flags |= ssl.VERIFY_X509_STRICT
    trust.set_alpn_protocols(protocols)
    with running(tls=certified.server) as address, socket.create_connection(address, timeout=10) as sock:
        with trust.wrap_socket(sock, server_hostname=name) as secure:
            return secure.selected_alpn_protocol()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "lab.example"])
def test_it_holds_for_every_name_of_the_lab(certified: Certified, name: str) -> None:
    assert handshake(certified, name, "http/1.1") == "http/1.1"


def test_it_holds_for_no_other(certified: Certified) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certified, "elsewhere.example")


@pytest.mark.parametrize(
    ("offered", "chosen"), [(("h2", "http/1.1"), "h2"), (("http/1.1", "h2"), "h2"), (("http/1.1",), "http/1.1")]
)
def test_http2_is_preferred(certified: Certified, offered: tuple[str, ...], chosen: str) -> None:
    assert handshake(certified, "localhost", *offered) == chosen


def test_each_run_has_an_authority_of_its_own(certified: Certified) -> None:
    other = certify("lab.example")
    assert other.ca_pem != certified.ca_pem
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(Certified(certified.server, other.ca_pem), "localhost")


def test_the_authority_can_sign_and_nothing_else(certified: Certified) -> None:
    ca = x509.load_pem_x509_certificate(certified.ca_pem.encode())
    assert ca.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(True, 0)
    usage = ca.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.digital_signature) == (True, False)
    assert ca.subject == ca.issuer


@pytest.mark.parametrize("host", ["münchen.example", "x" * 70, "fe80::1", "0.0.0.0"])
def test_any_host_is_taken(host: str) -> None:
    assert certify(host).ca_pem.startswith("-----BEGIN CERTIFICATE-----\n")


def test_the_key_was_nobody_elses_and_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[int] = []
    load = ssl.SSLContext.load_cert_chain

    def watched(context: ssl.SSLContext, path: str) -> None:
        seen.extend(os.stat(place).st_mode & 0o777 for place in (path, os.path.dirname(path)))
        load(context, path)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    certify("127.0.0.1")
    assert seen == [0o600, 0o700]
    assert list(tmp_path.iterdir()) == []
