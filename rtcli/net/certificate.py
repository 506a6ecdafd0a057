"""A certificate as TLS gives it, to what it says, and to what is wrong with it for a host at a time, in words."""

import hashlib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rtcli.net.link import Certificate

NOT_YET, EXPIRED, SELF_SIGNED, OTHER_NAME, OTHER_ADDRESS = 9, 10, 18, 62, 64  # X509_V_ERR_
MOST_NAMES = 5  # that are listed in one line
SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "stateOrProvinceName": "ST",
    "localityName": "L",
}


def presented(tls: ssl.SSLObject) -> Certificate | None:
    """What the other side of a finished handshake presented."""
    der = tls.getpeercert(binary_form=True)
    if der is None:
        return None
    verified = tls.getpeercert()  # empty for one that was not verified
    return _verified(der, verified) if verified else read(der)


def _verified(der: bytes, told: dict[str, Any]) -> Certificate:
    """From Python's own reading, which costs no import."""
    return Certificate(
        subject=_joined((name, value) for part in told["subject"] for name, value in part),
        issuer=_joined((name, value) for part in told["issuer"] for name, value in part),
        names=tuple(_compressed(value) if ":" in value else value for _, value in told.get("subjectAltName", ())),
        not_before=_iso(datetime.fromtimestamp(ssl.cert_time_to_seconds(told["notBefore"]), UTC)),
        not_after=_iso(datetime.fromtimestamp(ssl.cert_time_to_seconds(told["notAfter"]), UTC)),
        sha256=hashlib.sha256(der).hexdigest(),
    )


def read(der: bytes) -> Certificate | None:
    """From DER; None where it is nothing that can be read."""
    from cryptography import x509

    try:
        leaf = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=_joined((part.rfc4514_attribute_name, str(part.value)) for part in leaf.subject),
            issuer=_joined((part.rfc4514_attribute_name, str(part.value)) for part in leaf.issuer),
            names=_names(leaf),
            not_before=_iso(leaf.not_valid_before_utc),
            not_after=_iso(leaf.not_valid_after_utc),
            sha256=hashlib.sha256(der).hexdigest(),
        )
    except ValueError:
        return None


def _names(leaf: Any) -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in extension.value)


def _joined(pairs: Iterator[tuple[str, str]]) -> str:
    return ", ".join(f"{SHORT.get(name, name)}={value}" for name, value in pairs)


def _compressed(value: str) -> str:
    """0:0:0:0:0:0:0:1 as ::1; a URI has a colon as well."""
    try:
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, value))
    except OSError:
        return value


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def objections(certificate: Certificate, host: str, moment: datetime) -> dict[int, str]:
    """Whatever can be held against it by reading it alone, by OpenSSL's number for that."""
    late_s = (moment - datetime.fromisoformat(certificate.not_after)).total_seconds()
    early_s = (datetime.fromisoformat(certificate.not_before) - moment).total_seconds()
    held = {
        EXPIRED: late_s > 0 and f"expired {_span(late_s)} ago",
        NOT_YET: early_s > 0 and f"is not valid before {certificate.not_before}, in {_span(early_s)}",
        OTHER_NAME: not covers(certificate, host) and f"is for {_listed(certificate.names)}, not for {host}",
        SELF_SIGNED: certificate.subject == certificate.issuer and "is self-signed",
    }
    return {code: words for code, words in held.items() if words}


def covers(certificate: Certificate, host: str) -> bool:
    """Whether it is for this host."""
    return any(_matches(name, host) for name in certificate.names)


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "no name at all"
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _matches(name: str, host: str) -> bool:
    """RFC 9525 6.3: an asterisk stands for one whole label, the first."""
    name, host = name.lower(), host.lower().rstrip(".")
    first, _, rest = name.partition(".")
    return name == host or (first == "*" and rest == host.partition(".")[2] != "")


def _span(seconds: float) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if (count := int(seconds // size)) > 0:
            return f"{count} {unit}{'s' * (count > 1)}"
    return "less than a minute"
