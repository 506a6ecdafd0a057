"""A place as people write it."""

import pytest

from rtcli.net.place import Place


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("chat.example", 443), "chat.example:443"),
        (Place("127.0.0.1", 80), "127.0.0.1:80"),
        (Place("::1", 80), "[::1]:80"),
    ],
)
def test_an_ipv6_address_stands_in_brackets(place: Place, text: str) -> None:
    assert str(place) == text
