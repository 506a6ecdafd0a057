"""Targets: what the user writes, what goes on the wire, and what is refused with a word on how to write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.wire.url import DEFAULT_PORTS, Url, parse_target

FRAGMENT = "the fragment was dropped: it never goes on the wire"
TARGETS = (
    ("ws://host", Url("ws", "host", 80, "/"), ()),
    ("wss://host", Url("wss", "host", 443, "/"), ()),
    ("http://host:8080/a/../b", Url("http", "host", 8080, "/a/../b"), ()),
    ("https://host/?", Url("https", "host", 443, "/?"), ()),
    (" WSS://EXAMPLE.com/Path \n", Url("wss", "example.com", 443, "/Path"), ()),
    ("ws://host?x=1", Url("ws", "host", 80, "/?x=1"), ()),
    ("ws://host:/x", Url("ws", "host", 80, "/x"), ()),
    ("ws://host:00081", Url("ws", "host", 81, "/"), ()),
    ("ws://my_host.local.", Url("ws", "my_host.local.", 80, "/"), ()),
    ("ws://host/ü?q=☕%zz%41", Url("ws", "host", 80, "/%C3%BC?q=%E2%98%95%zz%41"), ()),
    ("ws://host/a|b^`{}\"<>'", Url("ws", "host", 80, "/a|b^`{}\"<>'"), ()),
    ("ws://host/x#y", Url("ws", "host", 80, "/x"), (FRAGMENT,)),
    ("ws://host#/x", Url("ws", "host", 80, "/"), (FRAGMENT,)),
    ("ws://user:p%40w@host", Url("ws", "host", 80, "/", "user:p%40w"), ()),
    ("ws://me@there@host", Url("ws", "host", 80, "/", "me@there"), ()),
    ("ws://jürgen@host", Url("ws", "host", 80, "/", "j%C3%BCrgen"), ()),
    ("ws://host/a@b", Url("ws", "host", 80, "/a@b"), ()),
    ("ws://[::1]", Url("ws", "::1", 80, "/"), ()),
    ("ws://[0:0::1]:81/x", Url("ws", "::1", 81, "/x"), ()),
    ("ws://[FE80::1%25eth0]", Url("ws", "fe80::1%eth0", 80, "/"), ()),
    ("ws://[fe80::1%eth0]", Url("ws", "fe80::1%eth0", 80, "/"), ()),
    ("ws://[fe80::1%25]", Url("ws", "fe80::1%25", 80, "/"), ()),
    (
        "ws://Bücher.example",
        Url("ws", "xn--bcher-kva.example", 80, "/"),
        ("the host goes on the wire as xn--bcher-kva.example",),
    ),
    (
        "ws://\U0001f6dc.\ua64a.example",  # newer than IDNA 2003
        Url("ws", "xn--o88h.xn--xw8a.example", 80, "/"),
        ("the host goes on the wire as xn--o88h.xn--xw8a.example",),
    ),
    ("ws://exam\u200bple", Url("ws", "example", 80, "/"), ("the host goes on the wire as example",)),
    ("localhost:8080/x", Url("ws", "localhost", 8080, "/x"), ("no scheme given: taken as ws://",)),
    ("host", Url("ws", "host", 80, "/"), ("no scheme given: taken as ws://",)),
    ("//host/x", Url("ws", "host", 80, "/x"), ("no scheme given: taken as ws://",)),
    ("host/a:b", Url("ws", "host", 80, "/a:b"), ("no scheme given: taken as ws://",)),
    ("host:443", Url("wss", "host", 443, "/"), ("no scheme given: taken as wss://",)),
    ("[::1]:9", Url("ws", "::1", 9, "/"), ("no scheme given: taken as ws://",)),
    ("user:pw@host/x#y", Url("ws", "host", 80, "/x", "user:pw"), (FRAGMENT, "no scheme given: taken as ws://")),
    ("lab:echo", Url("lab", "", 0, "echo"), ()),
    ("lab:sse/cut?after=2s&tls#x", Url("lab", "", 0, "sse/cut?after=2s&tls"), (FRAGMENT,)),
    ("LAB://echo", Url("lab", "", 0, "echo"), ()),
)

REFUSED = (
    ("ws://host:0", "port"),
    ("ws://host:65536", "port"),
    ("ws://host:-1", "port"),
    ("ws://host:8080x", "port"),
    ("ws://host:٣", "port"),
    ("ws://host:" + "9" * 5000, "port"),
    ("ws://", "host is missing"),
    ("ws:///path", "host is missing"),
    ("ws://:80", "host is missing"),
    ("ws://user@/x", "host is missing"),
    ("", "host is missing"),
    ("ws://a b", "a space at character 7"),
    ("ws://a/b\u00a0c", "a space"),
    ("ws://a/\x1b[31m", "a control character at character 8"),
    ("ws://a/\x85", "a control character"),
    ("ws:\\\\host", "a backslash"),
    ("ws://host/\udcff", "not UTF-8"),
    ("ws:/host", "two slashes"),
    ("wss:host", "two slashes"),
    ("htp://host", "the scheme htp:"),
    ("htp:", "the scheme htp:"),
    ("gopher://host", "the scheme gopher:"),
    ("javascript:alert(1)", "the scheme javascript:"),
    ("ws://::1", "not HOST or HOST:PORT"),
    ("::1", "not HOST or HOST:PORT"),
    ("fe80::1", "not HOST or HOST:PORT"),
    ("ws://[::1", "not HOST or HOST:PORT"),
    ("ws://[::1]x", "not HOST or HOST:PORT"),
    ("ws://[1.2.3.4]", "not an IPv6 address"),
    ("ws://[fe80::1%]", "not a zone"),
    ("ws://[fe80::1%a/b]", "not HOST or HOST:PORT"),
    ("ws://[fe80::1%a!]", "not a zone"),
    ("ws://a..b", "cannot be a host name"),
    ("ws://a%41", "cannot be a host name"),
    ("ws://" + "a" * 64, "cannot be a host name"),
    ("ws://" + "a." * 128, "cannot be a host name"),
    ("ws://℀.example", "cannot be a host name"),
    ("ws://faß.example", "'ß' in the host is read in two ways"),
    ("ws://ü..b", "IDNA 2003"),
    ("ws://\ufffd.example", "IDNA 2003"),
    ("ws://" + "ü" * 5000, "IDNA 2003"),
    ("lab:", "no route"),
    ("lab://?tls", "no route"),
)


@pytest.mark.parametrize(("text", "url", "notes"), TARGETS)
def test_a_target_means_its_url(text: str, url: Url, notes: tuple[str, ...]) -> None:
    found = parse_target(text)
    assert found == url and found.notes == notes


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_a_mistake_is_refused_with_a_hint(text: str, why: str) -> None:
    with pytest.raises(RtError) as raised:
        parse_target(text)
    assert why in raised.value.why and raised.value.fix and raised.value.stage == "url"


@pytest.mark.parametrize(("text", "near"), (("htp://h", "http or https?"), ("wws://h", "ws"), ("htps://h", "https")))
def test_a_near_miss_names_the_scheme_it_may_be(text: str, near: str) -> None:
    with pytest.raises(RtError) as raised:
        parse_target(text)
    assert f"did you mean {near}" in raised.value.fix


@pytest.mark.parametrize(
    "text",
    (
        "ws://me:pw@host:x",
        "ws://me:p/w@host",
        "me:p/w:1@host:2",
        "wss:/me:pw@host",
        "htp://me:pw@host?token=pw",
        "me:pw@",
    ),
)
def test_an_error_repeats_no_secret(text: str) -> None:
    with pytest.raises(RtError) as raised:
        parse_target(text)
    assert "pw" not in f"{raised.value}{raised.value.fix}" and "p/w" not in f"{raised.value}{raised.value.fix}"


@pytest.mark.parametrize(
    ("text", "scheme"), (("host", "http"), ("host:443", "https"), ("https://host:80", "https"), ("ws://host", "ws"))
)
def test_the_guess_takes_the_commands_own_scheme(text: str, scheme: str) -> None:
    assert parse_target(text, default_scheme="http").scheme == scheme


def test_a_default_scheme_that_is_none_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="lab"):
        parse_target("host", default_scheme="lab")


@pytest.mark.parametrize(
    ("text", "authority", "origin"),
    (
        ("ws://host", "host", "http://host"),
        ("ws://host:443", "host:443", "http://host:443"),
        ("wss://HOST:443", "host", "https://host"),
        ("https://host:8443", "host:8443", "https://host:8443"),
        ("http://[fe80::1%25eth0]", "[fe80::1]", "http://[fe80::1]"),
        ("wss://u:p@[::1]:81", "[::1]:81", "https://[::1]:81"),
    ),
)
def test_host_and_origin_headers(text: str, authority: str, origin: str) -> None:
    url = parse_target(text)
    assert (url.authority, url.origin) == (authority, origin)


@pytest.mark.parametrize(
    ("text", "shown"),
    (
        ("wss://me:pw@host/x?api_key=abc&id=7", "wss://***@host/x?api_key=***&id=7"),
        ("ws://[fe80::1%eth0]:81", "ws://[fe80::1%25eth0]:81/"),
        ("lab:echo?token=abc", "lab:echo?token=***"),
    ),
)
def test_what_is_shown_keeps_secrets(text: str, shown: str) -> None:
    url = parse_target(text)
    assert url.display() == shown
    assert parse_target(url.display(show_secrets=True)) == url
    assert "pw" not in repr(url)


def test_parts_that_a_url_is_asked_for() -> None:
    assert parse_target("wss://host").secure and not parse_target("ws://host").secure
    assert parse_target("ws://host").credentials is None
    assert parse_target("ws://me%3A:p%C3%BC@host").credentials == ("me:", "pü")
    assert parse_target("ws://me@host").credentials == ("me", "")
    lab = parse_target("lab:ws/slow?delay=2s&tls&text=a%20b&delay=3s&&")
    assert (lab.route, lab.parameters) == ("ws/slow", {"delay": "3s", "tls": "", "text": "a b"})


HOSTS = st.from_regex(
    r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z0-9]{1,9}){0,3}", fullmatch=True, alphabet=st.characters(codec="ascii")
)
VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\\#")
URLS = st.builds(
    Url,
    st.sampled_from(sorted(DEFAULT_PORTS)),
    HOSTS | st.ip_addresses(v=6).map(str) | st.just("fe80::1%eth0"),
    st.integers(1, 65535),
    st.text(VISIBLE).map("/".__add__),
    st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters=":%!@")),
)


@given(URLS)
def test_a_url_comes_back_from_its_writing(url: Url) -> None:
    assert parse_target(url.display(show_secrets=True)) == url


@given(st.text(st.characters()) | st.text("ws:/lab[]@?#%.:0189é \\-"), st.sampled_from(sorted(DEFAULT_PORTS)))
def test_any_text_is_a_target_or_refused(text: str, scheme: str) -> None:
    try:
        url = parse_target(text, default_scheme=scheme)
    except RtError as error:
        assert error.exit == 2 and error.why and error.fix
    else:
        # What reaches a request line is visible ASCII.
        wire = url.authority + url.path
        assert wire.isascii() and not any(letter.isspace() or not letter.isprintable() for letter in wire)
        assert parse_target(url.display(show_secrets=True)) == url
