"""Redirects of requests: the method, what is taken along, and where they do not go."""

from dataclasses import replace

import pytest

from rtcli.errors import RtError
from rtcli.session.redirected import redirected
from rtcli.session.request import Request
from rtcli.wire.url import parse_target

HERE = parse_target("http://h.example/a/b?c=1")
POST = Request(HERE, "POST", (("Content-Type", "text/plain"), ("X", "1")), b"body")


def onward(request: Request, place: str, status: int = 302, followed: int = 0) -> Request | None:
    return redirected(request, status, [place], followed=followed)


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        *((status, method, method) for status in (301, 302, 307, 308) for method in ("GET", "HEAD", "PUT", "QUERY")),
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "GET", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
    ],
)
def test_the_method_then(status: int, method: str, then: str) -> None:
    following = onward(replace(POST, method=method), "/x", status)
    assert following is not None and following.method == then
    assert following.body == (b"body" if method == then else None)
    assert following.headers == (POST.headers if method == then else (("X", "1"),))


@pytest.mark.parametrize(
    ("place", "goes_to"),
    [
        ("/x", "http://h.example/x"),
        ("x#part", "http://h.example/a/x"),
        ("?z", "http://h.example/a/b?z"),
        ("//other/x", "http://other/x"),
        ("https://h.example/", "https://h.example/"),
        ("HTTP://H.example:80/caf\xe9", "http://h.example/caf%E9"),
    ],
)
def test_where_it_goes(place: str, goes_to: str) -> None:
    following = onward(POST, place)
    assert following is not None and following.url.display() == goes_to


@pytest.mark.parametrize("status", [200, 204, 300, 304, 305, 401, 503])
def test_statuses_that_do_not_redirect(status: int) -> None:
    assert onward(POST, "/x", status) is None


def test_without_a_place_and_where_none_is_followed() -> None:
    assert redirected(POST, 302, [], followed=0) is None
    assert onward(replace(POST, redirects=0), "/x") is None


SECRETS = Request(
    parse_target("http://me:pw@h.example/"),
    headers=(("authorization", "a"), ("X-API-Key", "k"), ("Host", "own"), ("Accept", "*/*"), ("Last-Event-ID", "7")),
    user="me:pw",
    cookie="c=1",
)


@pytest.mark.parametrize("place", ["http://other/", "http://h.example:8080/", "https://h.example/"])
def test_what_a_stranger_is_told(place: str) -> None:
    following = onward(SECRETS, place)
    assert following is not None
    assert following.headers == (("Accept", "*/*"), ("Last-Event-ID", "7"))
    assert (following.user, following.cookie, following.url.userinfo) == (None, None, "")


def test_what_the_same_server_is_told() -> None:
    following = onward(SECRETS, "http://h.example/x")
    assert following == replace(SECRETS, url=parse_target("http://me:pw@h.example/x"))
    following = onward(SECRETS, "http://you:there@h.example/x")
    assert following is not None and following.url.userinfo == "you:there"


@pytest.mark.parametrize(
    ("here", "place", "followed", "why", "curl_code"),
    [
        ("http://h/", "/x?token=hush", 20, "after 20 redirects yet another, to /x?token=***", 47),
        ("http://h/", "ftp://h/x", 0, "it redirects to what is no URL: the scheme ftp: is not known", 1),
        ("http://h/", "//u:hush@[", 0, "it redirects to what is no URL: //***@[", 1),
        ("http://h/", "wss://h/x", 0, "it redirects to wss:, which is not followed", 1),
        ("http://h/", "lab:echo", 0, "it redirects to lab:, which is not followed", 1),
        ("https://h/", "http://h/?key=hush", 0, "it redirects to http://h/?key=***, which is not encrypted", 1),
    ],
)
def test_why_it_is_not_followed(here: str, place: str, followed: int, why: str, curl_code: int) -> None:
    with pytest.raises(RtError) as caught:
        onward(Request(parse_target(here)), place, followed=followed)
    assert (caught.value.where, caught.value.why) == ("redirect h", why)
    assert (caught.value.kind, caught.value.curl_code, caught.value.exit) == ("redirect", curl_code, 3)
