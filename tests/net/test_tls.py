"""Contexts, and the files that they are made from."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.tls import context_for
from rtcli.net.way import TlsWay
from tests.net.certificates import authority, issue

AUTHORITY = authority()
CLIENT = issue(AUTHORITY, "client.example")
OTHER = issue(AUTHORITY, "other.example")


def refused(way: TlsWay, key_log: str | None = None) -> RtError:
    with pytest.raises(RtError) as caught:
        context_for(way, key_log)
    assert caught.value.exit is Exit.USAGE
    return caught.value


def test_verifies_by_the_systems_store() -> None:
    context = context_for(TlsWay())
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_what_is_asked_for_alike_is_made_once() -> None:
    assert context_for(TlsWay(minimum="1.3")) is context_for(TlsWay(minimum="1.3"))
    assert context_for(TlsWay()) is not context_for(TlsWay(minimum="1.3"))


def test_a_file_of_authorities_stands_for_the_systems_store(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(AUTHORITY.pem)
    assert len(context_for(TlsWay(ca_file=str(file))).get_ca_certs()) == 1


def test_authorities_in_hand_are_trusted_besides(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(AUTHORITY.pem)
    assert len(context_for(TlsWay(ca_file=str(file), ca_pem=authority("Another").pem)).get_ca_certs()) == 2


def test_insecure_verifies_nothing() -> None:
    context = context_for(TlsWay(verify=False))
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_NONE, False)


def test_insecure_does_not_look_at_authorities() -> None:
    context_for(TlsWay(verify=False, ca_file="/nowhere"))


@pytest.mark.parametrize(("minimum", "version"), [("1.2", ssl.TLSVersion.TLSv1_2), ("1.3", ssl.TLSVersion.TLSv1_3)])
def test_the_minimum_version(minimum: str, version: ssl.TLSVersion) -> None:
    assert context_for(TlsWay(minimum=minimum)).minimum_version is version


def test_keys_are_logged_where_the_environment_wants_them(tmp_path: Path) -> None:
    path = str(tmp_path / "keys")
    assert context_for(TlsWay(), path).keylog_filename == path


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    error = refused(TlsWay(), str(tmp_path / "no" / "keys"))
    assert (error.stage, error.why) == ("output", "no such file")


@pytest.mark.parametrize("passphrase", [None, "unasked for"])
def test_a_client_certificate(tmp_path: Path, passphrase: str | None) -> None:
    cert, key = CLIENT.files(tmp_path)
    context_for(TlsWay(cert_file=cert, key_file=key, passphrase=passphrase))


def test_certificate_and_key_in_one_file(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text(CLIENT.pem + CLIENT.key_pem())
    context_for(TlsWay(cert_file=str(both)))


def test_a_key_with_a_passphrase(tmp_path: Path) -> None:
    cert, key = CLIENT.files(tmp_path, "geheim")
    way = TlsWay(cert_file=cert, key_file=key, passphrase="geheim")
    context_for(way)
    error = refused(replace(way, passphrase="falsch"))
    assert (error.where, error.why, error.curl_code) == (f"input {key}", "its passphrase is another", 58)
    assert refused(replace(way, passphrase="x" * 2000)).why == "its passphrase is another"
    assert refused(replace(way, passphrase=None)).why == "the key is protected by a passphrase"


def test_a_key_that_belongs_to_another_certificate(tmp_path: Path) -> None:
    (cert, _), (_, key) = CLIENT.files(tmp_path), OTHER.files(tmp_path)
    error = refused(TlsWay(cert_file=cert, key_file=key))
    assert (error.where, error.why) == (f"input {key}", f"the key is not that of {cert}")


def test_a_certificate_without_its_key(tmp_path: Path) -> None:
    cert, key = CLIENT.files(tmp_path)
    error = refused(TlsWay(cert_file=cert))
    assert (error.where, error.why, error.fix) == (f"input {cert}", "no private key in it", "give the key with --key")
    assert refused(TlsWay(cert_file=cert, key_file=cert)).fix == "give a key in PEM form"
    assert refused(TlsWay(key_file=key)).why == "a key without its certificate"
    assert refused(TlsWay(cert_file=key, key_file=cert)).why == "no certificate in it"


def test_a_certificate_that_is_broken(tmp_path: Path) -> None:
    cert, key = CLIENT.files(tmp_path)
    Path(cert).write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert refused(TlsWay(cert_file=cert, key_file=key)).why == "OpenSSL cannot read certificate and key"


@pytest.mark.parametrize("text", ["", "junk", CLIENT.key_pem()])
def test_a_file_without_authorities(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(text)
    error = refused(TlsWay(ca_file=str(file)))
    assert (error.where, error.why, error.curl_code) == (f"input {file}", "no certificate in it", 77)


@pytest.mark.parametrize(
    ("way", "curl_code"),
    [
        (TlsWay(ca_file="/nowhere/x"), 77),
        (TlsWay(cert_file="/nowhere/x"), 58),
    ],
)
def test_a_file_that_is_not_there(way: TlsWay, curl_code: int) -> None:
    error = refused(way)
    assert (error.where, error.why, error.curl_code) == ("input /nowhere/x", "no such file", curl_code)


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    cert, _ = CLIENT.files(tmp_path)
    assert refused(TlsWay(cert_file=cert, key_file="/nowhere/key")).where == "input /nowhere/key"
