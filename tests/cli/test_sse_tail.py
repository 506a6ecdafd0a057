"""The command as a whole: what it hands on, and what it says of an answer that is no stream."""

from pathlib import Path

import pytest

from tests.cli.planning import tailed
from tests.command import Ran, cli
from tests.golden import golden


def test_the_help_page() -> None:
    golden("cli/help-sse-tail.txt", cli("sse", "tail", "--help").out)


def test_what_comes_out_is_the_data_of_the_events() -> None:
    assert cli("sse", "tail", "lab:sse/bom", "-1") == Ran(0, b"behind a byte order mark\n", b"")


def test_the_lab_is_reached_over_tls_and_http2() -> None:
    ran = cli("sse", "tail", "lab:sse/bom?tls", "-1", "--json", "--http2")
    assert (ran.code, ran.documents[0]["http_version"]) == (0, "HTTP/2")


def test_the_answer_can_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    assert cli("sse", "tail", "lab:sse/bom", "-1", "-o", str(file)) == Ran(0, b"", b"")
    assert file.read_bytes() == b"behind a byte order mark\n"


def test_a_body_is_posted_and_never_sent_again() -> None:
    ran = cli("sse", "tail", "lab:sse/post?pace=0s", "-d", "one two", "--select", "$.text")
    assert (ran.code, ran.out) == (0, "one\n two\n")
    assert ran.err == "* the stream ended in order; a POST is not sent again: --retry-post does that\n"


def test_an_answer_that_is_no_stream_is_shown_before_the_error() -> None:
    ran = cli("sse", "tail", "lab:sse/404")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("< HTTP/1.1 404 Not Found\n")
    assert '"error": "no stream of this name"' in ran.err
    assert "\nerror: stream 127.0.0.1:" in ran.err


def test_with_v_each_request_on_the_way_is_shown() -> None:
    argv = ("sse", "tail", "lab:sse/redirect?times=1&status=302", "-v", "-1", "-H", "Cookie: a=1")
    ran = cli(*argv)
    assert (ran.code, ran.out) == (0, "a plain one\n")
    assert ran.err.count("> GET /sse/redirect?") == 2
    assert "> Cookie: ***\n" in ran.err
    assert "> Cookie: a=1\n" in cli(*argv, "--show-secrets").err


def test_with_v_a_refusal_shows_the_request_too() -> None:
    ran = cli("sse", "tail", "lab:sse/500", "-v")
    assert ran.err.startswith("> GET /sse/500 HTTP/1.1\n")
    assert "< HTTP/1.1 500 Internal Server Error\n" in ran.err


def test_where_nothing_answered_the_error_is_all() -> None:
    ran = cli("sse", "tail", "lab:sse/held-head?first=1h", "--head-timeout", "50ms")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("error: head 127.0.0.1:")


@pytest.mark.parametrize(
    ("argv", "types", "code"),
    [
        (["lab:sse/404"], ["error"], 3),
        (["lab:sse/bom", "--no-reconnect"], ["open", "event", "end"], 0),
        (["lab:sse/clock", "-m", "0.2"], ["open", "event", "end"], 0),
        (["lab:sse/204"], ["end"], 0),
    ],
)
def test_only_the_first_line_of_json_names_a_schema(argv: list[str], types: list[str], code: int) -> None:
    ran = cli("sse", "tail", "--json", *argv)
    assert [document["type"] for document in ran.documents] == types
    assert ["schema" in document for document in ran.documents] == [True, *[False] * (len(types) - 1)]
    assert ran.code == ran.documents[-1]["exit_code"] == code


def test_the_same_in_curl_is_printed_and_not_done() -> None:
    ran = cli("sse", "tail", "lab:sse/post", "-d", "one two", "--as-curl")
    assert (ran.code, ran.err) == (0, "")
    assert "curl --no-buffer" in ran.out and "--data-raw 'one two'" in ran.out


def test_a_line_from_a_browser_asks_what_the_page_asked() -> None:
    line = """curl 'http://127.0.0.1:9/chat' -H 'X-Key: 1' --data-raw '{"a":1}' --compressed"""
    plan, _ran = tailed("--no-reconnect", line, url="")
    request = plan.request()
    assert (request.method, request.body, plan.reconnect) == ("POST", b'{"a":1}', False)
    assert dict(request.headers)["X-Key"] == "1"
