"""Credentials: which names are secret, and that nothing of their values is left while the rest stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.secrets import is_secret_header, is_secret_name, redact_head, redact_header, redact_url

SECRET_NAMES = (
    "token access_token accessToken authtoken csrf-token key apikey api_key apiKey API-KEY keyId keys secret "
    "client_secret X-Amz-Signature signature password passwd passphrase X-Amz-Credential auth jwt pwd sig %74oken"
).split()
OPEN_NAMES = "keyword keyboard author sigma design id q since passage monkeypatch".split()

URLS = (
    ("ws://host/path?q=1", "ws://host/path?q=1"),
    ("ws://user:pw@host/", "ws://***@host/"),
    ("ws://a@b@host/", "ws://***@host/"),
    ("ws://host/a@b", "ws://host/a@b"),
    ("?token=abc", "?token=***"),
    ("/x?a=1&token=abc&b=2", "/x?a=1&token=***&b=2"),
    ("/x?token", "/x?token"),
    ("/x?token=", "/x?token="),
    ("/x?token=a;b=c&d", "/x?token=***&d"),
    ("/x?token=;b", "/x?token=***"),
    ("/x?a=1;token=b", "/x?a=1;token=***"),
    ("/x?a=1;token=b;c=d", "/x?a=1;token=***"),
    ("/x?token=a?b", "/x?token=***"),
    ("/x#access_token=abc&type=b", "/x#access_token=***&type=b"),
    ("/x?token=a#key=b", "/x?token=***#key=***"),
    ("GET http://u:p@host/?key=a HTTP/1.1", "GET http://***@host/?key=*** HTTP/1.1"),
)

HEADERS = (
    ("Authorization", "Basic dXNlcjpwdw==", "***"),
    ("authorization", "", ""),
    ("Proxy-Authorization", "Basic x", "***"),
    ("Cookie", "a=b", "***"),
    ("Set-Cookie", "a=b; Path=/", "***"),
    ("X-Api-Key", "abc", "***"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="),
    ("Location", "https://h/?token=abc", "https://h/?token=***"),
    ("Host", "example", "example"),
)

HEADS = (
    (b"", b""),
    (b"GET /?token=a HTTP/1.1\r\nHost: h\r\n\r\n", b"GET /?token=*** HTTP/1.1\r\nHost: h\r\n\r\n"),
    (b"GET / HTTP/1.1\r\nCOOKIE:a=b\r\n\r\n", b"GET / HTTP/1.1\r\nCOOKIE:***\r\n\r\n"),
    (b"GET / HTTP/1.1\r\nCookie : \t a=b\r\n\r\n", b"GET / HTTP/1.1\r\nCookie : \t ***\r\n\r\n"),
    (b"X\r\nCookie: a\r\n b\r\n\tc\r\nA: b\r\n c\r\n", b"X\r\nCookie: ***\r\n ***\r\n\t***\r\nA: b\r\n c\r\n"),
    (b"X\nCookie: a\rAuthorization: b\nY: \xff\x00\n\n", b"X\nCookie: ***\rAuthorization: ***\nY: \xff\x00\n\n"),
    (b"X\r\nno colon here\r\n: empty\r\n\r\n", b"X\r\nno colon here\r\n: empty\r\n\r\n"),
    (b"X\r\nAuthorization:\r\n\r\n", b"X\r\nAuthorization:\r\n\r\n"),
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_name_that_says_so_is_secret(name: str) -> None:
    assert is_secret_name(name) and is_secret_header(name)


@pytest.mark.parametrize("name", OPEN_NAMES)
def test_other_names_are_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(("text", "shown"), URLS)
def test_a_url_is_shown_without_its_secrets(text: str, shown: str) -> None:
    assert redact_url(text) == shown


@pytest.mark.parametrize(("name", "value", "shown"), HEADERS)
def test_a_header_is_shown_without_its_secrets(name: str, value: str, shown: str) -> None:
    assert redact_header(name, value) == shown


@pytest.mark.parametrize(("head", "shown"), HEADS)
def test_a_head_keeps_its_lines(head: bytes, shown: bytes) -> None:
    assert redact_head(head) == shown


HEAD_BYTES = st.lists(
    st.sampled_from(
        [b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"Cookie", b"?", b"key=", b"//", b"@", b"#", b"a", b"\xff"]
    )
).map(b"".join)


@given(HEAD_BYTES | st.binary())
def test_what_is_redacted_stays_so_and_keeps_its_line_ends(head: bytes) -> None:
    shown = redact_head(head)
    assert redact_head(shown) == shown
    assert [end for end in shown if end in b"\r\n"] == [end for end in head if end in b"\r\n"]


@given(st.sampled_from(SECRET_NAMES), st.text(st.characters(codec="ascii", categories=["L", "N", "P"])))
def test_no_piece_of_a_secret_value_is_left(name: str, value: str) -> None:
    marked = value.replace("&", "").replace("#", "") + "Z"
    assert redact_url(f"ws://h/?{name}={marked}&end") == f"ws://h/?{name}=***&end"
