"""Commands of curl and websocat that ask for the same: word for word, as a shell reads them, and in a real run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.lab.embedded import running
from rtcli.show.equivalent import FRAMES, KEY, MASKED, Wanted, as_curl, as_curl_stream, as_websocat, masked, quoted

SECRET = Wanted(
    "wss://me:hush@h/ws?token=hush&a=1",
    headers=(("Authorization", "hush"), ("X-A", "1")),
    user="me:hush",
    cookie="sid=hush",
    passphrase="hush",
    proxy="http://me:hush@p:1",
    proxy_user="me:hush",
)


def shell_words(script: str) -> list[str]:
    """What a shell would run, without the program's own name."""
    line = script.split("\n", script.count("\n# ") + script.startswith("# "))[-1]
    asked = line.replace("curl ", "printf '%s\\0' ", 1).replace("websocat ", "printf '%s\\0' ", 1)
    said = subprocess.run(["bash", "-c", asked], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    return said.stdout.decode(errors="surrogateescape").split("\0")[:-1]


def headers_of(script: str) -> list[str]:
    words = shell_words(script)
    return [words[at + 1] for at, word in enumerate(words) if word == "--header"]


def test_the_simplest_curl() -> None:
    assert shell_words(as_curl(Wanted("wss://h/x?a=1&b=2"))) == [
        *("--include", "--no-buffer", "--http1.1", "--output", "-"),
        *("--header", "Connection: Upgrade", "--header", "Upgrade: websocket"),
        *("--header", "Sec-WebSocket-Version: 13", "--header", f"Sec-WebSocket-Key: {KEY}"),
        "https://h/x?a=1&b=2",
    ]


def test_what_only_a_session_of_ours_can_do_is_said() -> None:
    assert as_curl(Wanted("ws://h")).split("\n")[0] == f"# {FRAMES}"
    wanted = Wanted("ws://h", sends=(b"hi",), ping_interval_s=2.0, others=("--reconnect",))
    assert as_curl(wanted).split("\n")[1] == "# it has nothing like --send, --ping-interval, --reconnect"


def test_headers_for_curl() -> None:
    wanted = Wanted(
        "ws://h",
        headers=(("X", "1"), ("X", "2"), ("Origin", None), ("Accept", ""), ("sec-websocket-key", "own")),
        subprotocols=("a", "b"),
        extensions="permessage-deflate",
        origin="http://o",
        user_agent="it's",
    )
    assert headers_of(as_curl(wanted))[3:] == [
        "Sec-WebSocket-Protocol: a, b",
        "Sec-WebSocket-Extensions: permessage-deflate",
        "User-Agent: it's",
        *("X: 1", "X: 2", "Origin:", "Accept;", "sec-websocket-key: own"),
    ]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            Wanted("ws://h", location=True, redirects=3, insecure=True),
            ["--location", "--max-redirs", "3", "--insecure"],
        ),
        (
            Wanted("ws://h", ca_file="a b", cert_file="c", key_file="k"),
            ["--cacert", "a b", "--cert", "c", "--key", "k"],
        ),
        (Wanted("ws://h", proxy="http://p:1", tunnel=True), ["--proxy", "http://p:1", "--proxytunnel"]),
        (Wanted("ws://h", proxy="", no_proxy="*"), ["--proxy", "", "--noproxy", "*"]),
        (Wanted("ws://h", resolve=("a:1:b", "c:2:d")), ["--resolve", "a:1:b", "--resolve", "c:2:d"]),
        (
            Wanted("ws://h", unix_socket="/s", interface="lo", ipv4=True),
            ["--unix-socket", "/s", "--interface", "lo", "--ipv4"],
        ),
        (Wanted("ws://h", connect_timeout_s=10.0, max_time_s=0.5), ["--connect-timeout", "10", "--max-time", "0.5"]),
    ],
)
def test_options_for_curl(wanted: Wanted, words: list[str]) -> None:
    assert shell_words(as_curl(wanted))[13:-1] == words


@pytest.mark.parametrize(
    ("wanted", "script"),
    [
        (Wanted("http://h/"), "curl --no-buffer http://h/"),
        (Wanted("https://h/", http="1.1", compressed=True), "curl --no-buffer --http1.1 --compressed https://h/"),
        (Wanted("http://h/", method="PUT", body=b"a b"), "curl --no-buffer --data-raw 'a b' --request PUT http://h/"),
        (Wanted("http://h/", body=b"@\n\xff"), "curl --no-buffer --data-raw $'@\\x0a\\xff' http://h/"),
        (
            Wanted("http://h/", body=b"\0\0"),
            "# body.bin stands for a body of 2 bytes\ncurl --no-buffer --data-binary @body.bin http://h/",
        ),
        (
            Wanted("http://h/", headers=(("A", "1"), ("B", None)), user_agent="Mine", others=("--llm",)),
            "# it has nothing like --llm\n"
            "curl --no-buffer --header 'User-Agent: Mine' --header 'A: 1' --header B: http://h/",
        ),
        (
            Wanted("http://h/?token=hush", user="me:hush"),
            f"# {MASKED}\ncurl --no-buffer --user '***' 'http://h/?token=***'",
        ),
    ],
)
def test_a_stream_for_curl(wanted: Wanted, script: str) -> None:
    assert as_curl_stream(wanted) == script


def test_websocat() -> None:
    wanted = Wanted(
        "wss://h/x",
        headers=(("X", "1"), ("Y", None)),
        subprotocols=("a", "b"),
        origin="http://o",
        user_agent="ua",
        cookie="s=1",
        user="me:pw",
        insecure=True,
        proxy="socks5h://127.0.0.1:9050",
        ping_interval_s=2.5,
        ping_timeout_s=10.0,
        connect_timeout_s=10.0,
    )
    script = as_websocat(wanted, show_secrets=True)
    assert not script.startswith("#")
    assert shell_words(script) == [
        *("--header=User-Agent: ua", "--header=Cookie: s=1", "--header=X: 1", "--protocol", "a, b"),
        *(
            "--basic-auth",
            "me:pw",
            "--origin",
            "http://o",
            "--insecure",
            "--ping-interval",
            "3",
            "--ping-timeout",
            "10",
        ),
        *("--socks5", "127.0.0.1:9050", "wss://h/x"),
    ]


@pytest.mark.parametrize(
    ("wanted", "script"),
    [
        (Wanted("ws://h"), "websocat ws://h"),
        (Wanted("ws://h", sends=(b"a", b"it's")), "printf '%s\\n' a 'it'\"'\"'s' | websocat --no-close --text ws://h"),
        (
            Wanted("ws://h", sends=(b"a\nb", b"\xff"), binary=True),
            "printf '%s\\0' $'a\\x0ab' $'\\xff' | websocat --null-terminated --no-close --binary ws://h",
        ),
        (Wanted("ws://h", sends=(b"\0",)), "# it has nothing like --send\nwebsocat ws://h"),
        (
            Wanted("ws://h", proxy="http://p", ipv6=True, others=("--expect",)),
            "# it has nothing like --proxy, --ipv6, --expect\nwebsocat ws://h",
        ),
    ],
)
def test_what_websocat_is_fed_and_lacks(wanted: Wanted, script: str) -> None:
    assert as_websocat(wanted) == script


def test_secrets_are_masked_unless_asked_for() -> None:
    for build in (as_curl, as_websocat):
        assert "hush" not in build(SECRET)
        assert f"# {MASKED}" in build(SECRET)
        assert "hush" in build(SECRET, show_secrets=True)
        assert MASKED not in build(SECRET, show_secrets=True)
    assert "hush" not in repr(SECRET)
    assert masked(Wanted("ws://h", headers=(("Cookie", None),))) == Wanted("ws://h", headers=(("Cookie", None),))


def test_a_long_line_is_broken_between_its_options() -> None:
    assert as_websocat(Wanted("ws://h", origin="o" * 100)) == f"websocat \\\n  --origin {'o' * 100} \\\n  ws://h"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_quoted_word_is_the_word_and_holds_no_controls(text: str) -> None:
    said = subprocess.run(["bash", "-c", f"printf %s {quoted(text)}"], capture_output=True, check=True)
    assert said.stdout == text.encode()
    assert quoted(text).isprintable()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_shows_the_answer_and_the_frames() -> None:
    with running() as (host, port):
        script = as_curl(Wanted(f"ws://{host}:{port}/json?count=1", subprotocols=("chat",), max_time_s=5.0))
        got = subprocess.run(["bash", "-c", script], capture_output=True).stdout
    assert got.startswith(b"HTTP/1.1 101 ")
    assert b"\r\n\r\n\x81" in got


WEBSOCAT = shutil.which("websocat", path=Path(sys.executable).parent)


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_curl_shows_a_stream_as_it_comes() -> None:
    with running() as (host, port):
        script = as_curl_stream(Wanted(f"http://{host}:{port}/sse/post?pace=0s", body=b"one 'two'", location=True))
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=30)
    assert done.stdout.count(b"data: ") == 2
    assert b"'two'" in done.stdout


@pytest.mark.skipif(not WEBSOCAT, reason="websocat is not installed")
def test_websocat_sends_and_receives() -> None:
    with running() as (host, port):
        url = f"ws://{host}:{port}/echo"
        script = as_websocat(Wanted(url, headers=(("X", "1"),), sends=(b"hi", b"it's"))).replace(
            url, f"--max-messages-rev=2 {url}"
        )
        got = subprocess.run(["bash", "-c", script.replace("websocat", str(WEBSOCAT), 1)], capture_output=True).stdout
    assert got == b"hi\nit's\n"
