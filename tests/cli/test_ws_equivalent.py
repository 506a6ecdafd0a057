"""Flags on the left, the values from which the command of another tool is written on the right."""

from pathlib import Path
from typing import Any

import pytest

from rtcli.cli.ws_equivalent import equivalent, wanted
from rtcli.show.equivalent import Wanted
from tests.cli.planning import planned

OFFERED = "permessage-deflate; client_max_window_bits"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], {}),
        (["--deflate=off"], {"extensions": None}),
        (["--deflate="], {"extensions": "permessage-deflate"}),
        (["--deflate=permessage-deflate"], {"extensions": "permessage-deflate"}),
        (["--deflate=client_max_window_bits=9"], {"extensions": "permessage-deflate; client_max_window_bits=9"}),
        (["-H", "X: 1", "-H", "Y:", "-A", "Mine"], {"headers": (("X", "1"), ("Y", None)), "user_agent": "Mine"}),
        (["-s", "a", "--origin", "https://a.example"], {"subprotocols": ("a",), "origin": "https://a.example"}),
        (["-u", "a:b", "-b", "c=1"], {"user": "a:b", "cookie": "c=1"}),
        (["-L"], {"location": True}),
        (["-L", "--max-redirs", "3"], {"location": True, "redirects": 3}),
        (["-k", "--cert", "FILE", "--pass", "x"], {"insecure": True, "cert_file": "FILE", "passphrase": "x"}),
        (["--cacert", "FILE"], {"ca_file": "FILE"}),
        (["-x", "p:1", "-U", "a:b", "-p"], {"proxy": "p:1", "proxy_user": "a:b", "tunnel": True}),
        (["--noproxy", "*", "--interface", "lo"], {"no_proxy": "*", "interface": "lo"}),
        (["--resolve", "a:1:::1", "--connect-to", "a:1:b:2"], {"resolve": ("a:1:::1",), "connect_to": ("a:1:b:2",)}),
        (["--unix-socket", "/run/it", "-6"], {"unix_socket": "/run/it", "ipv6": True}),
        (["-4", "--connect-timeout", "2s", "-m", "3s"], {"ipv4": True, "connect_timeout_s": 2.0, "max_time_s": 3.0}),
        (["--ping-interval", "9s", "--ping-timeout", "2s"], {"ping_interval_s": 9.0, "ping_timeout_s": 2.0}),
        (["--on-connect", "a", "-d", "b", "--expect", "c", "--binary"], {"sends": (b"a", b"b"), "binary": True}),
    ],
)
def test_a_plan_is_told_in_plain_values(argv: list[str], told: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    words = [str(file) if word == "FILE" else word for word in argv]
    values = {name: str(file) if value == "FILE" else value for name, value in told.items()}
    assert wanted(planned(*words).plan) == Wanted(**{"url": "ws://127.0.0.1:9/", "extensions": OFFERED} | values)


def test_what_only_we_have_is_said() -> None:
    plan = planned().plan
    text = equivalent(plan, ["expect_close", "tls13", "headers"], websocat=False)
    assert "it has nothing like --expect-close, --tlsv1.3\n" in text
    assert equivalent(plan, [], websocat=True).startswith("websocat ")
