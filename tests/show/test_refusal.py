from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.show.refusal import draw_attempts, draw_refusal
from tests.show.openings import accepted, exchange, judged, response

FORBIDDEN = exchange(
    response("403 Forbidden", "Content-Type: application/json", "Set-Cookie: id=7"), body=b'{"error":"expired\x1b"}'
)


def refusal(*, show_secrets: bool = False) -> list[str]:
    lines = draw_refusal(FORBIDDEN, judged(FORBIDDEN).faults, Look(), show_secrets=show_secrets)
    return paint(lines, False).splitlines()


def test_status_headers_and_body() -> None:
    assert refusal() == [
        "< HTTP/1.1 403 Forbidden",
        "< Content-Type: application/json",
        "< Set-Cookie: ***",
        "<",
        '  text  {"error":"expired\\u001b"}',
    ]
    assert "< Set-Cookie: id=7" in refusal(show_secrets=True)


def test_an_unacceptable_101_says_why() -> None:
    wrong = exchange(accepted(accept="AAAA"))
    rows = paint(draw_refusal(wrong, judged(wrong).faults, Look()), False).splitlines()
    assert rows[0] == "< HTTP/1.1 101 Switching Protocols"
    assert rows[5].startswith("  fail  handshake.accept at ")
    assert any(row.startswith("  cure  ") for row in rows)


def test_no_answer_is_nothing_to_show() -> None:
    assert draw_refusal(exchange(None), (), Look()) == []


def test_every_attempt_and_its_time() -> None:
    moved = exchange(response("302 Found", "Location: /x"), url="ws://chat.example/old")
    rows = paint(draw_attempts([moved, FORBIDDEN], Look()), False).splitlines()
    assert [row for row in rows if "HTTP/1.1" in row] == [
        "> GET /live?token=*** HTTP/1.1",
        "< HTTP/1.1 302 Found",
        "> GET /live?token=*** HTTP/1.1",
        "< HTTP/1.1 403 Forbidden",
    ]
    assert [row for row in rows if row.startswith("* ws")] == [
        "* ws://chat.example/old",
        "* wss://chat.example/live?token=***",
    ]
    assert rows[-1].startswith("* total ")
