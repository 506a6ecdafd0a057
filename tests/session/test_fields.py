"""Requests to the fields that are sent: ours, the user's in their place, and what neither may be."""

import pytest

from rtcli import __version__
from rtcli.errors import RtError
from rtcli.session.fields import request_fields
from rtcli.session.request import Request
from rtcli.wire.url import Url, parse_target

URL = parse_target("http://h.example:8080/x")
Given = tuple[tuple[str, str | None], ...]


def lines(request: Request, *, cookies: str | None = None, proxy: str | None = None) -> list[str]:
    fields = request_fields(request, cookies=cookies, proxy=proxy)
    return [f"{name.decode()}: {value.decode()}" for name, value in fields]


def written(*headers: tuple[str, str | None]) -> list[str]:
    """Without the two that are always there."""
    return lines(Request(URL, headers=headers))[2:]


def test_what_is_sent_by_itself() -> None:
    assert lines(Request(URL)) == ["Host: h.example:8080", f"User-Agent: rtcli/{__version__}"]


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ((("X-One", "1"), ("x-TWO", "2"), ("X-One", "3")), ["X-One: 1", "x-TWO: 2", "X-One: 3"]),
        ((("X-Empty", ""),), ["X-Empty: "]),
        ((("X-None", None),), []),
        ((("X-Blanks", " in \t the midst\t"),), ["X-Blanks: in \t the midst"]),
    ],
)
def test_names_and_values_as_they_are_given(headers: Given, sent: list[str]) -> None:
    assert written(*headers) == sent


def test_what_is_given_takes_the_place_of_ours() -> None:
    headers = (("user-agent", "mine"), ("HOST", "other"), ("X", "1"))
    assert lines(Request(URL, headers=headers, user_agent="theirs")) == ["HOST: other", "user-agent: mine", "X: 1"]


def test_none_takes_ours_out_but_for_the_host() -> None:
    assert lines(Request(URL, headers=(("User-Agent", None), ("Host", None)))) == ["Host: h.example:8080"]


def test_bytes_of_the_command_line_and_of_utf_8() -> None:
    fields = request_fields(Request(URL, headers=(("Last-Event-ID", "zwölf \U0001f600"), ("X", "caf\udce9"))))
    assert fields[2:] == [(b"Last-Event-ID", "zwölf \U0001f600".encode()), (b"X", b"caf\xe9")]


@pytest.mark.parametrize(
    ("url", "user", "value"),
    [
        (URL, "me:pw", "Basic bWU6cHc="),
        (URL, "me", "Basic bWU6"),
        (parse_target("http://me:p%77@h/"), None, "Basic bWU6cHc="),
        (parse_target("http://you:there@h/"), "me:pw", "Basic bWU6cHc="),
    ],
)
def test_credentials(url: Url, user: str | None, value: str) -> None:
    assert lines(Request(url, user=user))[2:] == [f"Authorization: {value}"]


@pytest.mark.parametrize(
    ("asked", "headers", "cookies", "sent"),
    [
        (None, (), None, []),
        ("a=1", (), None, ["Cookie: a=1"]),
        (None, (), "b=2", ["Cookie: b=2"]),
        ("a=1; b=1", (), "b=2; c=3", ["Cookie: a=1; b=2; c=3"]),
        ("a=1", (("cookie", "d=4"),), "b=2", ["Cookie: d=4; b=2"]),
        (None, (("Cookie", "d=4"), ("Cookie", "e=5;")), None, ["Cookie: d=4; e=5"]),
        ("a=1", (("Cookie", None),), "b=2", []),
    ],
)
def test_one_field_has_all_cookies(asked: str | None, headers: Given, cookies: str | None, sent: list[str]) -> None:
    assert lines(Request(URL, cookie=asked, headers=headers), cookies=cookies)[2:] == sent


@pytest.mark.parametrize(
    ("method", "body", "headers", "sent"),
    [
        ("GET", None, (), []),
        ("GET", b"12345", (), ["Content-Length: 5"]),
        ("POST", b"", (), ["Content-Length: 0"]),
        ("post", None, (), ["Content-Length: 0"]),
        ("POST", b"1", (("Transfer-Encoding", "chunked"),), ["Transfer-Encoding: chunked"]),
        ("POST", b"1", (("content-length", "9"),), ["content-length: 9"]),
    ],
)
def test_the_length_of_a_body(method: str, body: bytes | None, headers: Given, sent: list[str]) -> None:
    assert lines(Request(URL, method, headers, body))[2:] == sent


def test_who_we_are_for_a_proxy() -> None:
    assert lines(Request(URL), proxy="Basic eA==")[2:] == ["Proxy-Authorization: Basic eA=="]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("X", "a\r\nY: b", "'\\r' cannot stand in a line of a request"),
        ("X", "a\0b", "'\\x00' cannot stand in a line of a request"),
        ("X", "a\ud800b", "'\\ud800' cannot stand in a line of a request"),
        ("X Y", "1", "this is no name of a header"),
        ("", "1", "this is no name of a header"),
    ],
)
def test_what_no_header_can_be(name: str, value: str, why: str) -> None:
    with pytest.raises(RtError) as caught:
        written((name, value))
    assert (caught.value.where, caught.value.why) == (f"input header {name!r}", why)
