"""Certificates of every sort that a server may present, made for one test run."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
PEM = serialization.Encoding.PEM


def named(text: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"), x509.NameAttribute(NameOID.COMMON_NAME, text)]
    )


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @cached_property
    def pem(self) -> str:
        return self.certificate.public_bytes(PEM).decode()

    @cached_property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_pem(self, passphrase: str = "") -> str:
        lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            lock = serialization.BestAvailableEncryption(passphrase.encode())
        return self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, lock).decode()

    def files(self, folder: Path, passphrase: str = "") -> tuple[str, str]:
        """Paths of certificate and key."""
        stem = folder / f"{self.certificate.serial_number}"
        cert, key = stem.with_suffix(".crt"), stem.with_suffix(".key")
        cert.write_text(self.pem)
        key.write_text(self.key_pem(passphrase))
        return str(cert), str(key)

    def context(self, folder: Path, *, wants: "Issued | None" = None, alpn: tuple[str, ...] = ()) -> ssl.SSLContext:
        """To serve by; `wants` is the authority that clients have to be of."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files(folder))
        if alpn:
            context.set_alpn_protocols(alpn)
        if wants is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=wants.pem)
        return context


def authority(text: str = "Test Authority") -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    return _issued(named(text), key, Signer(named(text), key), is_authority=True)


@dataclass(frozen=True)
class Signer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def issue(by: Issued | None, *names: str, begins: timedelta = -DAY, ends: timedelta = 30 * DAY) -> Issued:
    """A certificate for these names, valid between two instants from now; by nobody: self-signed."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), named("a server")
    signer = Signer(by.certificate.subject, by.key) if by else Signer(subject, key)
    return _issued(subject, key, signer, names=names, span=(begins, ends))


def _issued(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: Signer,
    *,
    names: tuple[str, ...] = (),
    span: tuple[timedelta, timedelta] = (-DAY, 30 * DAY),
    is_authority: bool = False,
) -> Issued:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + span[0])
        .not_valid_after(now + span[1])
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
    return Issued(key, builder.sign(signer.key, hashes.SHA256()))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
