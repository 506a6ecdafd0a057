"""The flags of a connection on the left, what the dialler is told on the right."""

from pathlib import Path
from typing import Any

import pytest

from rtcli.net.way import TlsWay, Way
from tests.cli.planning import planned, refused


@pytest.fixture
def pem(tmp_path: Path) -> str:
    file = tmp_path / "some.pem"
    file.write_text("PEM")
    return str(file)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], {}),
        (["--connect-timeout", "1m30s"], {"connect_timeout_s": 90.0}),
        (["-4"], {"family": 4}),
        (["--ipv6"], {"family": 6}),
        (
            ["--resolve", "a:1:::1", "--resolve", "b:2:127.0.0.1,::1"],
            {"resolve": ("a:1:::1", "b:2:127.0.0.1,::1")},
        ),
        (["--connect-to", "a:1:b:2"], {"connect_to": ("a:1:b:2",)}),
        (["--direct", "127.0.0.1:8080"], {"direct": "127.0.0.1:8080"}),
        (["--unix-socket", "/run/it"], {"unix_socket": "/run/it"}),
        (["--interface", "lo"], {"interface": "lo"}),
        (["-x", "socks5h://p:1080"], {"proxy": "socks5h://p:1080"}),
        (["--proxy", ""], {"proxy": ""}),
        (["-x", "p:1", "-U", "u:p"], {"proxy": "p:1", "proxy_user": "u:p"}),
        (["--proxy-user", "@env:SOME_SECRET"], {"proxy_user": "u:from the environment"}),
        (["--noproxy", "*"], {"no_proxy": "*"}),
        (["-p"], {"tunnel": True}),
    ],
)
def test_a_flag_tells_the_dialler(argv: list[str], told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", "u:from the environment\n")
    assert planned(*argv).plan.way == Way(**told)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-k"], {"verify": False}),
        (["--no-check"], {"verify": False}),
        (["--cacert", "PEM"], {"ca_file": "PEM"}),
        (["--ca", "PEM"], {"ca_file": "PEM"}),
        (["--cert", "PEM"], {"cert_file": "PEM"}),
        (["--cert", "PEM", "--key", "PEM", "--pass", "x"], {"cert_file": "PEM", "key_file": "PEM", "passphrase": "x"}),
        (["--cert", "PEM", "--passphrase", "@PEM"], {"cert_file": "PEM", "passphrase": "PEM"}),
        (["--servername", "other.example"], {"server_name": "other.example"}),
        (["--tlsv1.2"], {"minimum": "1.2"}),
        (["--tlsv1.2", "--tlsv1.3"], {"minimum": "1.3"}),
        (["--alpn", "http/1.1", "--alpn", "h2"], {"alpn": ("http/1.1", "h2")}),
    ],
)
def test_a_flag_tells_what_is_asked_of_tls(argv: list[str], told: dict[str, Any], pem: str) -> None:
    words = [word.replace("PEM", pem) for word in argv]
    files: dict[str, Any] = {name: pem if name.endswith("_file") else value for name, value in told.items()}
    assert planned(*words).plan.way.tls == TlsWay(**files)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["-4", "-6"], "give one of -4 and -6, or neither"),
        (["--key", "PEM"], "--key is the key of a --cert"),
        (["--cert", "/nowhere"], "invalid value for '--cert': File '/nowhere' does not exist"),
        (["--cacert", "/"], "invalid value for '--cacert': File '/' is a directory"),
        (["--connect-timeout", "soon"], "invalid value for '--connect-timeout': 'soon' is not a duration"),
        (["--proxy-user", "@/nowhere"], "input --proxy-user: /nowhere: No such file or directory"),
        (["--pass", "@env:NOT_THERE"], "input --pass: the environment has no variable NOT_THERE"),
    ],
)
def test_what_cannot_be_is_a_wrong_command_line(argv: list[str], says: str, pem: str) -> None:
    assert refused(*(word.replace("PEM", pem) for word in argv)).startswith(f"error: {says}")


def test_what_the_lab_signs_is_trusted_besides() -> None:
    tls = planned(url="lab:echo?tls").plan.way.tls
    assert tls.verify
    assert (tls.ca_pem or "").startswith("-----BEGIN CERTIFICATE-----")
