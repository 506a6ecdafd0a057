"""Digest challenges to what answers them: the examples of RFC 7616 and RFC 2617, and what cannot be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.digest import answer_digest
from rtcli.wire.http1 import Head, parse_head

# RFC 7616 3.9.1
REALM = 'realm="http-auth@example.org", qop="auth, auth-int"'
NONCE = 'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def head(*challenges: str) -> Head:
    fields = "".join(f"WWW-Authenticate: {challenge}\r\n" for challenge in challenges)
    parsed = parse_head(f"HTTP/1.1 401 Unauthorized\r\n{fields}\r\n".encode("latin-1", "replace"))
    assert parsed is not None
    return parsed


def answer(*challenges: str, user: str = "Mufasa:Circle of Life") -> str | None:
    return answer_digest(head(*challenges), user, "/dir/index.html", cnonce=CNONCE)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm: str, response: str) -> None:
    assert answer(f"Digest {REALM}, algorithm={algorithm}, {NONCE}") == (
        f'Digest username="Mufasa", realm="http-auth@example.org", {NONCE.split(", ")[0]}, uri="/dir/index.html", '
        f'response="{response}", algorithm={algorithm}, {NONCE.split(", ")[1]}, qop=auth, nc=00000001, '
        f'cnonce="{CNONCE}"'
    )


def test_without_qop_as_rfc_2069_has_it() -> None:
    said = answer('digest realm="r", nonce="n"', user="u:p")
    # MD5(MD5(u:r:p):n:MD5(GET:/dir/index.html)), computed by another program
    assert said == (
        'Digest username="u", realm="r", nonce="n", uri="/dir/index.html", response="fef71a1ed020d5dbc919be49210d36ef"'
    )


@pytest.mark.parametrize("algorithm", ["MD5-sess", "SHA-256-sess", "md5", "sha-256-SESS"])
def test_other_spellings_are_kept_and_count(algorithm: str) -> None:
    said = answer(f"Digest {REALM}, algorithm={algorithm}, {NONCE}")
    assert said and f"algorithm={algorithm}," in said
    assert (said.split('response="')[1][:32] == "8ca523f5e9506fed4657c9700eebdbec") == (algorithm == "md5")


def test_the_first_challenge_that_can_be_answered() -> None:
    said = answer(
        'Digest nonce="a", algorithm=SHA-512-256', 'Basic realm="b", Digest realm="c", nonce="d", Basic realm="e"'
    )
    assert said and 'realm="c", nonce="d"' in said


def test_quotes_inside_quotes() -> None:
    said = answer(r'Digest realm="a \"b\" \\", nonce="n"', user='m"e:pw')
    assert said and said.startswith(r'Digest username="m\"e", realm="a \"b\" \\", nonce="n"')


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "Digest",
        'Basic realm="x"',
        'Digest realm="r"',
        'Digest nonce="n", qop="auth-int"',
        'Digest nonce="n", algorithm=X',
    ],
)
def test_what_cannot_be_answered(challenge: str) -> None:
    assert answer(challenge) is None


@given(st.text('Digest realm="nonce", qop=auth\\algorithm-sess1', max_size=60))
def test_any_challenge_is_answered_or_not(challenge: str) -> None:
    answer(f"Digest {challenge}")
