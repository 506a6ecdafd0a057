import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.http import MOST_ROWS, RECEIVED, SENT, draw_body, draw_http_head, draw_words
from rtcli.show.look import Look
from rtcli.show.paint import STYLES, paint


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            b"GET /chat?token=abc HTTP/1.1\r\nHost: chat.example\r\nAuthorization: Bearer abc\r\n\r\n",
            ["> GET /chat?token=*** HTTP/1.1", "> Host: chat.example", "> Authorization: ***", ">"],
        ),
        (
            b"HTTP/1.1 200 caf\xc3\xa9 \xff\nX:\x1b[31mred\n  folded\nno colon\n: nameless\n\n",
            ["> HTTP/1.1 200 café \\xff", "> X:\\u001b[31mred", ">   folded", "> no colon", "> : nameless", ">"],
        ),
        (b"HTTP/1.1 200 OK\r\nX: cut", ["> HTTP/1.1 200 OK", "> X: cut"]),
        (b"", ["> "]),
    ],
)
def test_a_head_as_it_stood_without_its_secrets(head: bytes, rows: list[str]) -> None:
    assert paint(draw_http_head(head, SENT), False).splitlines() == rows


def test_secrets_that_are_asked_for() -> None:
    lines = draw_http_head(b"HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: a=b\r\n\r\n", RECEIVED, show_secrets=True)
    assert lines == [
        [RECEIVED, (" HTTP/1.1 101 Switching Protocols", "title")],
        [RECEIVED, (" Set-Cookie", "head.name"), (": a=b", "")],
        [RECEIVED, ("", "")],
    ]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b"", []),
        (b"no\nway", ["  text  no↵", "        way"]),
        (b'{"error":"expired"}', ["  JSON  {", '          "error": "expired"', "        }"]),
        (b"\x1f\x8b\0", ["  0000  1f 8b 00" + " " * 42 + "..."]),
    ],
)
def test_a_body_as_what_it_is(body: bytes, rows: list[str]) -> None:
    assert paint(draw_body(body, Look()), False).splitlines() == rows


@pytest.mark.parametrize(("rows", "last"), [(21, "        row"), (22, "     …  2 more lines")])
def test_a_body_has_so_many_rows(rows: int, last: str) -> None:
    lines = paint(draw_body(b"row\n" * (rows - 1) + b"row", Look()), False).splitlines()
    assert len(lines) == MOST_ROWS + 1 and lines[-1] == last


def test_words_of_ours() -> None:
    assert paint([draw_words("hello \x07")], False) == "* hello \\u0007\n"


@given(st.binary(max_size=200), st.booleans())
def test_no_head_and_no_body_comes_out_raw(data: bytes, show_secrets: bool) -> None:
    lines = [*draw_http_head(data, SENT, show_secrets=show_secrets), *draw_body(data, Look())]
    assert all(text.isprintable() and style in STYLES for line in lines for text, style in line)
