"""What is asked of TLS, to the context for it; files that are missing or wrong are told before anything is dialled."""

import ssl
from functools import lru_cache
from typing import NoReturn

from rtcli.errors import RtError
from rtcli.net.oserrors import words_for
from rtcli.net.way import TlsWay

MINIMUM = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
CURL_CLIENT_CERTIFICATE, CURL_CA_FILE = 58, 77


@lru_cache(maxsize=8)
def context_for(way: TlsWay, key_log: str | None = None) -> ssl.SSLContext:
    """One context for all connections that ask for the same: reading the system's store takes 20 ms."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if way.minimum is not None:
        context.minimum_version = MINIMUM[way.minimum]
    if way.alpn:
        context.set_alpn_protocols(way.alpn)
    if way.verify:
        _trust(context, way)
    else:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if way.cert_file is not None:
        _identify(context, way.cert_file, way)
    elif way.key_file is not None:
        raise RtError(f"input {way.key_file}", "a key without its certificate", "give the certificate with --cert")
    if key_log:
        _log_keys(context, key_log)
    return context


def _trust(context: ssl.SSLContext, way: TlsWay) -> None:
    if way.ca_file is None:
        context.load_default_certs()
    else:
        _text(way.ca_file, CURL_CA_FILE)
        try:
            context.load_verify_locations(way.ca_file)
        except ssl.SSLError as error:
            why, fix = "no certificate in it", "give authorities in PEM form"
            raise RtError(f"input {way.ca_file}", why, fix, curl_code=CURL_CA_FILE) from error
    if way.ca_pem is not None:
        context.load_verify_locations(cadata=way.ca_pem)


def _identify(context: ssl.SSLContext, cert_file: str, way: TlsWay) -> None:
    """With the client's certificate; OpenSSL calls most of what can be wrong by one name, so look for ourselves."""
    key_file = way.key_file or cert_file
    if "-----BEGIN CERTIFICATE-----" not in _text(cert_file, CURL_CLIENT_CERTIFICATE):
        _refuse(cert_file, "no certificate in it", "give a certificate in PEM form")
    if "PRIVATE KEY-----" not in _text(key_file, CURL_CLIENT_CERTIFICATE):
        fix = "give a key in PEM form" if way.key_file else "give the key with --key"
        _refuse(key_file, "no private key in it", fix)
    asked = False

    def passphrase() -> str:  # without one given OpenSSL would ask at the terminal
        nonlocal asked
        asked = True
        return way.passphrase or ""

    try:
        context.load_cert_chain(cert_file, key_file, passphrase)
    except (ssl.SSLError, ValueError) as error:  # ValueError: a passphrase of over 1024 bytes
        if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
            _refuse(key_file, f"the key is not that of {cert_file}", "give the certificate's own key with --key", error)
        if asked:
            why = "its passphrase is another" if way.passphrase else "the key is protected by a passphrase"
            _refuse(key_file, why, "give it with --pass", error)
        _refuse(cert_file, "OpenSSL cannot read certificate and key", "look at both with openssl x509 and pkey", error)


def _log_keys(context: ssl.SSLContext, path: str) -> None:
    try:
        context.keylog_filename = path
    except OSError as error:
        why = words_for(error)
        raise RtError(f"output {path}", why, "SSLKEYLOGFILE names a file that can be written, or nothing") from error


def _text(path: str, curl_code: int) -> str:
    try:
        with open(path, encoding="latin-1") as file:
            return file.read()
    except OSError as error:
        why = words_for(error)
        raise RtError(f"input {path}", why, "name a file that can be read", curl_code=curl_code) from error


def _refuse(path: str, why: str, fix: str, error: Exception | None = None) -> NoReturn:
    raise RtError(f"input {path}", why, fix, curl_code=CURL_CLIENT_CERTIFICATE) from error
