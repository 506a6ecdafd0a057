"""What a certificate says, and what can be held against it."""

from datetime import UTC, datetime, timedelta

import pytest

from rtcli.net.certificate import EXPIRED, NOT_YET, OTHER_NAME, SELF_SIGNED, covers, objections, presented, read
from rtcli.net.link import Certificate
from tests.net.certificates import DAY, authority, issue

AUTHORITY = authority()
GOOD = issue(AUTHORITY, "chat.example", "127.0.0.1", "::1")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def certificate(
    *names: str, begins: str = "2026-01-01", ends: str = "2027-01-01", issuer: str = "CN=ca"
) -> Certificate:
    return Certificate("CN=leaf", issuer, names, f"{begins}T12:00:00Z", f"{ends}T12:00:00Z", "")


def test_reads_der() -> None:
    found = read(GOOD.der)
    assert found is not None
    assert (found.subject, found.issuer) == ("O=Tests, CN=a server", "O=Tests, CN=Test Authority")
    assert found.names == ("chat.example", "127.0.0.1", "::1")
    assert datetime.fromisoformat(found.not_after) - datetime.fromisoformat(found.not_before) == 31 * DAY
    assert (len(found.sha256), found.not_after[-1]) == (64, "Z")


def test_reads_one_without_names() -> None:
    found = read(AUTHORITY.der)
    assert found is not None
    assert found.names == ()


@pytest.mark.parametrize("der", [b"", b"nonsense", GOOD.der[:-9]])
def test_what_cannot_be_read_is_nothing(der: bytes) -> None:
    assert read(der) is None


class Told:
    """A finished handshake."""

    def __init__(self, der: bytes | None, verified: dict[str, object] | None = None) -> None:
        self.der, self.verified = der, verified or {}

    def getpeercert(self, binary_form: bool = False) -> object:
        return self.der if binary_form else self.verified


VERIFIED = {
    "subject": ((("organizationName", "Tests"),), (("commonName", "a server"),)),
    "issuer": ((("organizationName", "Tests"),), (("commonName", "Test Authority"),)),
    "notBefore": GOOD.certificate.not_valid_before_utc.strftime("%b %d %H:%M:%S %Y GMT"),
    "notAfter": GOOD.certificate.not_valid_after_utc.strftime("%b %d %H:%M:%S %Y GMT"),
    "subjectAltName": (("DNS", "chat.example"), ("IP Address", "127.0.0.1"), ("IP Address", "0:0:0:0:0:0:0:1")),
}


def test_a_verified_one_says_the_same_without_cryptography() -> None:
    assert presented(Told(GOOD.der, VERIFIED)) == read(GOOD.der)  # type: ignore[arg-type]


def test_a_name_with_a_colon_that_is_no_address_stays() -> None:
    told = {**VERIFIED, "subjectAltName": (("URI", "https://chat.example/"),)}
    found = presented(Told(GOOD.der, told))  # type: ignore[arg-type]
    assert found is not None
    assert found.names == ("https://chat.example/",)


def test_one_that_was_not_verified_is_read_as_well() -> None:
    assert presented(Told(GOOD.der)) == read(GOOD.der)  # type: ignore[arg-type]


def test_no_certificate_is_nothing() -> None:
    assert presented(Told(None)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (certificate("h.example"), {}),
        (certificate("h.example", ends="2026-06-28"), {EXPIRED: "expired 3 days ago"}),
        (certificate("h.example", ends="2026-06-30"), {EXPIRED: "expired 1 day ago"}),
        (
            certificate("h.example", begins="2026-07-03"),
            {NOT_YET: "is not valid before 2026-07-03T12:00:00Z, in 2 days"},
        ),
        (certificate("a.example", "b.example"), {OTHER_NAME: "is for a.example, b.example, not for h.example"}),
        (certificate(), {OTHER_NAME: "is for no name at all, not for h.example"}),
        (
            certificate(*(f"{number}.example" for number in range(7))),
            {OTHER_NAME: "is for 0.example, 1.example, 2.example, 3.example, 4.example and 2 more, not for h.example"},
        ),
        (certificate("h.example", issuer="CN=leaf"), {SELF_SIGNED: "is self-signed"}),
        (
            certificate("a.example", ends="2026-06-28", issuer="CN=leaf"),
            {
                EXPIRED: "expired 3 days ago",
                OTHER_NAME: "is for a.example, not for h.example",
                SELF_SIGNED: "is self-signed",
            },
        ),
    ],
)
def test_objections(given: Certificate, held: dict[int, str]) -> None:
    assert objections(given, "h.example", NOW) == held


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_how_long_ago(ago: timedelta, words: str) -> None:
    given = certificate("h.example", ends="2026-06-01")
    assert objections(given, "h.example", datetime(2026, 6, 1, 12, tzinfo=UTC) + ago)[EXPIRED] == f"expired {words} ago"


@pytest.mark.parametrize(
    ("name", "host", "is_covered"),
    [
        ("h.example", "h.example", True),
        ("H.Example", "h.example.", True),
        ("*.example", "h.example", True),
        ("*.example", "a.h.example", False),
        ("*.example", "example", False),
        ("*", "localhost", False),
        ("h*.example", "hh.example", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
    ],
)
def test_names_that_cover_a_host(name: str, host: str, is_covered: bool) -> None:
    assert covers(certificate(name), host) is is_covered
