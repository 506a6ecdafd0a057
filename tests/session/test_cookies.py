"""Cookies that come back: to whom, for which paths, and what a hostile field does."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.cookies import Cookies
from rtcli.session.fields import request_fields
from rtcli.session.request import Request
from rtcli.wire.url import parse_target


@pytest.mark.parametrize(
    ("came_from", "said", "goes_to", "sent"),
    [
        ("http://127.0.0.1:81/a", "id=1", "http://127.0.0.1:81/a", "id=1"),
        ("http://127.0.0.1:81/a", "id=1; Path=/", "http://127.0.0.1:82/b", "id=1"),
        ("http://h.test/a/b", "id=1", "http://h.test/c", None),
        ("http://h.test/", "id=1; Path=/in", "http://h.test/in/side", "id=1"),
        ("http://h.test/", "id=1", "http://other.test/", None),
        ("http://h.test/", "id=1", "http://sub.h.test/", None),
        ("http://www.h.test/", "id=1; Domain=h.test", "http://api.h.test/", "id=1"),
        ("http://h.test/", "id=1; Domain=other.test", "http://other.test/", None),
        ("https://h.test/", "id=1; Secure", "https://h.test/", "id=1"),
        ("https://h.test/", "id=1; Secure", "http://h.test/", None),
        ("http://h.test/", "id=1; Max-Age=0", "http://h.test/", None),
        ("http://[::1]:81/", "id=1", "http://[::1]:81/", "id=1"),
        ("http://localhost/", 'id="a b"; HttpOnly; SameSite=Lax', "http://localhost/", 'id="a b"'),
        ("http://h.test/", "no name;;", "http://h.test/", "no name"),
        ("http://h.test/", "caf\xc3\xa9=\xe9", "http://h.test/", "café=\udce9"),
        ("http://h.test/", "id=\x01", "http://h.test/", None),
    ],
)
def test_where_they_go(came_from: str, said: str, goes_to: str, sent: str | None) -> None:
    cookies = Cookies()
    cookies.keep(parse_target(came_from), [said])
    assert cookies.field(parse_target(goes_to)) == sent


def test_several_and_the_last_of_a_name() -> None:
    cookies, url = Cookies(), parse_target("http://h.test/")
    cookies.keep(url, ["a=1", "b=2"])
    cookies.keep(url, ["a=3"])
    assert sorted(str(cookies.field(url)).split("; ")) == ["a=3", "b=2"]


def test_none_came() -> None:
    cookies, url = Cookies(), parse_target("http://h.test/")
    cookies.keep(url, [])
    assert cookies.field(url) is None


@given(st.text(st.characters(max_codepoint=255)))
def test_whatever_comes(said: str) -> None:
    cookies, url = Cookies(), parse_target("http://h.test/")
    cookies.keep(url, [said])
    request_fields(Request(url), cookies=cookies.field(url))


def test_the_jar_is_loaded_for_the_first_cookie_only() -> None:
    code = "import sys, rtcli.session.cookies as c; c.Cookies().field(None); assert 'http.cookiejar' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
