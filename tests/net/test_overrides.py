"""--resolve and --connect-to as curl writes them."""

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.overrides import addresses_given, place_instead, place_named
from rtcli.net.place import Place

PLACE = Place("chat.example", 443)


@pytest.mark.parametrize(
    ("entries", "addresses"),
    [
        ([], ()),
        (["chat.example:443:127.0.0.1"], ("127.0.0.1",)),
        (["Chat.Example:443:127.0.0.1"], ("127.0.0.1",)),
        (["chat.example:443:127.0.0.1, [::1]"], ("127.0.0.1", "::1")),
        (["chat.example:443:::1"], ("::1",)),
        (["chat.example:80:127.0.0.1"], ()),
        (["other.example:443:127.0.0.1"], ()),
        (["*:443:127.0.0.2"], ("127.0.0.2",)),
        (["*:443:127.0.0.2", "chat.example:443:127.0.0.1"], ("127.0.0.1",)),
        (["+chat.example:443:127.0.0.1"], ("127.0.0.1",)),
        (["chat.example:443:127.0.0.1", "chat.example:443:127.0.0.3"], ("127.0.0.3",)),
        (["chat.example:443:127.0.0.1", "-chat.example:443"], ()),
        (["*:443:127.0.0.2", "-chat.example:443"], ("127.0.0.2",)),
    ],
)
def test_resolve(entries: list[str], addresses: tuple[str, ...]) -> None:
    assert addresses_given(entries, PLACE) == addresses


def test_resolve_takes_an_ipv6_host_in_brackets() -> None:
    assert addresses_given(["[::1]:80:127.0.0.1"], Place("::1", 80)) == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ([], PLACE),
        (["chat.example:443:other.example:8443"], Place("other.example", 8443)),
        (["::other.example:8443"], Place("other.example", 8443)),
        ([":443:other.example:"], Place("other.example", 443)),
        (["chat.example:::8443"], Place("chat.example", 8443)),
        (["chat.example:80:other.example:1"], PLACE),
        (["third.example::other.example:1"], PLACE),
        (["::first.example:1", "::second.example:2"], Place("first.example", 1)),
        (["::[::1]:8443"], Place("::1", 8443)),
    ],
)
def test_connect_to(entries: list[str], place: Place) -> None:
    assert place_instead(entries, PLACE) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [("127.0.0.1:80", Place("127.0.0.1", 80)), ("[::1]:80", Place("::1", 80)), ("Host:1", Place("host", 1))],
)
def test_a_place_by_its_name(text: str, place: Place) -> None:
    assert place_named("--direct", text) == place


@pytest.mark.parametrize("entry", ["", "host", "host:80", "host:80:", "host:80:1.2.3.4,", "host:x:1.2.3.4", "a:b:80:x"])
def test_what_is_no_resolve_entry_is_refused(entry: str) -> None:
    with pytest.raises(RtError, match=r"^usage --resolve: .* cannot be read") as caught:
        addresses_given([entry], PLACE)
    assert (caught.value.exit, caught.value.kind) == (Exit.USAGE, "bad-option")


@pytest.mark.parametrize("entry", ["", "host", "a:1:b", "a:x:b:y", "a:1:b:2:3"])
def test_what_is_no_connect_to_entry_is_refused(entry: str) -> None:
    with pytest.raises(RtError, match=r"^usage --connect-to: "):
        place_instead([entry], PLACE)


@pytest.mark.parametrize("text", ["", "host", ":80", "host:", "::1:80"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(RtError, match=r"^usage --direct: "):
        place_named("--direct", text)


@pytest.mark.parametrize("port", ["0", "65536", "99999999"])
def test_a_port_out_of_range_is_refused(port: str) -> None:
    with pytest.raises(RtError, match="from 1 to 65535"):
        place_named("--direct", f"host:{port}")
