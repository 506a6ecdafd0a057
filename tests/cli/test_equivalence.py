"""What is asked of a connection on the left, the values that another tool is told on the right."""

from typing import Any

import pytest

from rtcli.cli.equivalence import of_way, others
from rtcli.net.way import TlsWay, Way

USUAL = of_way(Way())


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (
            Way(tls=TlsWay(verify=False, ca_file="a", cert_file="b", key_file="c", passphrase="d")),
            {"insecure": True, "ca_file": "a", "cert_file": "b", "key_file": "c", "passphrase": "d"},
        ),
        (
            Way(proxy="p:1", proxy_user="a:b", no_proxy="*", tunnel=True),
            {"proxy": "p:1", "proxy_user": "a:b", "no_proxy": "*", "tunnel": True},
        ),
        (Way(resolve=("a:1:::1",), connect_to=("a:1:b:2",)), {"resolve": ("a:1:::1",), "connect_to": ("a:1:b:2",)}),
        (Way(unix_socket="/run/it", interface="lo"), {"unix_socket": "/run/it", "interface": "lo"}),
        (Way(family=4, connect_timeout_s=2.0), {"ipv4": True, "connect_timeout_s": 2.0}),
        (Way(family=6), {"ipv6": True}),
    ],
)
def test_a_way_is_told_in_plain_values(way: Way, told: dict[str, Any]) -> None:
    assert of_way(way) == USUAL | told


def test_a_way_that_says_nothing_asks_for_nothing() -> None:
    assert not any(USUAL.values())


def test_what_only_we_have_is_named_as_it_is_written() -> None:
    assert others(["tls13", "direct", "llm", "headers"], ["llm", "state"]) == ("--llm", "--direct", "--tlsv1.3")
