"""What every command asks of its connection, to the values from which the command of another tool is written."""

from collections.abc import Collection
from typing import Any

from rtcli.cli.written import flag
from rtcli.net.way import CONNECT_TIMEOUT_S, Way

OURS = ("direct", "servername", "alpn", "tls12", "tls13")  # that no other tool has


def others(written: Collection[str], ours: Collection[str]) -> tuple[str, ...]:
    """The options among those that were given which only we have."""
    return tuple(flag(name) for name in (*ours, *OURS) if name in written)


def of_way(way: Way) -> dict[str, Any]:
    tls = way.tls
    return {
        "insecure": not tls.verify,
        "ca_file": tls.ca_file,
        "cert_file": tls.cert_file,
        "key_file": tls.key_file,
        "passphrase": tls.passphrase,
        "proxy": way.proxy,
        "proxy_user": way.proxy_user,
        "no_proxy": way.no_proxy,
        "tunnel": way.tunnel,
        "resolve": way.resolve,
        "connect_to": way.connect_to,
        "unix_socket": way.unix_socket,
        "interface": way.interface,
        "ipv4": way.family == 4,
        "ipv6": way.family == 6,
        "connect_timeout_s": None if way.connect_timeout_s == CONNECT_TIMEOUT_S else way.connect_timeout_s,
    }
