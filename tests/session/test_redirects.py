"""Answers that point elsewhere to what is asked next, or to why it is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.asked import Asked
from rtcli.session.redirects import has_secrets, location, onward, same_origin
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.url import Url, parse_target

HERE = parse_target("ws://me:pw@h.example/a/b?c=1")
ASKED = Asked(HERE, redirects=3)


def redirect(place: str, status: int = 302) -> Head:
    head = parse_head(f"HTTP/1.1 {status} X\r\nLocation: {place}\r\n\r\n".encode("utf-8", "replace"))
    assert head is not None
    return head


def target(place: str, here: Url = HERE) -> str | None:
    following = onward(replace(ASKED, url=here), redirect(place), [here])
    return following.url.display(show_secrets=True) if isinstance(following, Asked) else None


@pytest.mark.parametrize(
    ("place", "goes_to"),
    [
        ("/x", "ws://me:pw@h.example/x"),
        ("x?y=2", "ws://me:pw@h.example/a/x?y=2"),
        ("?z", "ws://me:pw@h.example/a/b?z"),
        ("../x", "ws://me:pw@h.example/x"),
        ("http://h.example:80/x", "ws://me:pw@h.example/x"),
        ("ws://h.example/x#part", "ws://me:pw@h.example/x"),
        ("https://h.example/x", "wss://h.example/x"),
        ("wss://h.example/x", "wss://h.example/x"),
        ("//other/x", "ws://other/x"),
        ("http://you:there@other/x", "ws://you:there@other/x"),
        ("http://h.example:8080/x", "ws://h.example:8080/x"),
        ("/x y", "ws://me:pw@h.example/x%20y"),
        ("/é%C3%A9", "ws://me:pw@h.example/%C3%A9%C3%A9"),
        ("ftp://h/x", None),
        ("lab:echo", None),
        ("http://", None),
        ("http://[::1/", None),
        ("http://h\\x", None),
    ],
)
def test_where_it_goes(place: str, goes_to: str | None) -> None:
    assert target(place) == goes_to


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_statuses_that_redirect(status: int) -> None:
    assert isinstance(onward(ASKED, redirect("/x", status), [HERE]), Asked)


@pytest.mark.parametrize("status", [101, 200, 300, 304, 305, 401, 503])
def test_statuses_that_do_not(status: int) -> None:
    assert location(redirect("/x", status)) is None
    assert onward(ASKED, redirect("/x", status), [HERE]) == ""


def test_none_is_followed_unless_it_is_asked_for() -> None:
    assert onward(replace(ASKED, redirects=0), redirect("/x"), [HERE]) == ""


@pytest.mark.parametrize(
    ("place", "here", "why"),
    [
        (
            "ws://h.example/?key=hush",
            "wss://h.example/",
            "it redirects to ws://h.example/?key=***, which is not encrypted",
        ),
        ("/", "ws://h.example/", "it redirects in a circle, back to ws://h.example/"),
        ("lab:echo", "ws://h.example/", "it redirects to lab:, which is not followed"),
        ("ftp://h", "ws://h.example/", "it redirects to what is no URL: the scheme ftp: is not known"),
        ("//u:hush@[", "ws://h.example/", "it redirects to what is no URL: //***@["),
    ],
)
def test_why_not(place: str, here: str, why: str) -> None:
    url = parse_target(here)
    assert onward(Asked(url, redirects=3), redirect(place), [url]) == why


def test_too_many() -> None:
    visited = [parse_target(f"ws://h/{count}") for count in range(4)]
    assert onward(ASKED, redirect("/x?token=hush"), visited) == "after 3 redirects yet another, to /x?token=***"


def test_what_a_stranger_is_told() -> None:
    headers = (("X", "1"), ("Authorization", "a"), ("X-Api-Key", "k"), ("Host", "own"), ("Accept", None))
    asked = replace(ASKED, headers=headers, user="me:pw", cookie="c=1", origin="http://o")
    following = onward(asked, redirect("http://other/"), [HERE])
    assert isinstance(following, Asked)
    assert (following.headers, following.user, following.cookie) == ((("X", "1"), ("Accept", None)), None, None)
    assert (following.origin, following.url.userinfo) == ("http://o", "")
    back = onward(asked, redirect("http://h.example/back"), [HERE, following.url])
    assert isinstance(back, Asked)
    assert (back.headers, back.user, back.url.userinfo) == (headers, "me:pw", "me:pw")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (Asked(parse_target("ws://h")), False),
        (Asked(parse_target("ws://u@h")), True),
        (Asked(parse_target("ws://h"), user="a:b"), True),
        (Asked(parse_target("ws://h"), cookie="a=b"), True),
        (Asked(parse_target("ws://h"), headers=(("Authorization", "x"),)), True),
        (Asked(parse_target("ws://h"), headers=(("X", "x"),)), False),
    ],
)
def test_who_has_secrets(asked: Asked, answer: bool) -> None:
    assert has_secrets(asked) == answer


def test_origins() -> None:
    assert same_origin(parse_target("ws://h/a"), parse_target("http://h:80/b"))
    assert not same_origin(parse_target("ws://h:443/a"), parse_target("wss://h/b"))


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40))
def test_any_location_leads_somewhere_or_says_why_not(place: str) -> None:
    following = onward(ASKED, redirect(place), [HERE])
    assert isinstance(following, Asked | str)
