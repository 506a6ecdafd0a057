"""A host name into a server certificate and the authority that signed it, both made for one run of the lab.

The authority's key signs the one certificate and is forgotten; the server's key is in a file while ssl reads it.
"""

import os
import ssl
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOSTS = ("localhost", "127.0.0.1", "::1")
PROTOCOLS = ("h2", "http/1.1")  # RFC 7301, the dearer first
SKEW = timedelta(hours=1)  # a clock that is slow
LIFETIME = timedelta(days=90)


class Certified(NamedTuple):
    server: ssl.SSLContext
    ca_pem: str  # what a client has to trust


def certify(host: str) -> Certified:
    """A context that serves under the usual names of this machine and the one it listens on."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rtcli lab, for one run")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rtcli lab")])
    ca = (
        _builder(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        _builder(name, ca_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names((*HOSTS, host))), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Certified(_context(secret + leaf.public_bytes(pem)), ca.public_bytes(pem).decode())


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _names(hosts: Iterable[str]) -> Iterator[x509.GeneralName]:
    """RFC 9525 6.3: an address is matched as one, not as a name."""
    for host in dict.fromkeys(hosts):
        try:
            yield x509.IPAddress(ip_address(host))
        except ValueError:
            with suppress(UnicodeError):  # what is no name cannot be listened on either
                yield x509.DNSName(host.encode("idna").decode())


def _context(chain_pem: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(PROTOCOLS)
    with tempfile.TemporaryDirectory(prefix="rtcli-") as folder:  # mode 0700
        path = os.path.join(folder, "chain.pem")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(chain_pem)
        context.load_cert_chain(path)
    return context
