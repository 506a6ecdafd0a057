"""What every exchange can do, whatever carries it."""

import asyncio

import pytest

from rtcli.errors import RtError
from rtcli.lab.exchange import BODY_LIMIT_BYTES, Exchange, Fields, Request, check_body_size


class Noted(Exchange):
    """Keeps what is done with it."""

    def __init__(self, method: str = "GET") -> None:
        self.request = Request(method, "/", (("accept", "a"), ("accept", "b")))
        self.parameters = {"every": 0.5, "count": 3, "shape": "openai"}
        self.done: list[object] = []

    async def body(self) -> bytes:
        return b""

    async def begin(self, status: int, fields: Fields = ()) -> None:
        self.done.append((status, *fields))

    async def send(self, data: bytes) -> None:
        self.done.append(data)

    async def pause(self, seconds: float) -> None:
        self.done.append(seconds)

    async def end(self) -> None:
        self.done.append("end")

    async def break_off(self) -> None:
        self.done.append("break off")


@pytest.mark.parametrize(
    ("method", "status", "body", "done"),
    [
        ("GET", 200, b"text", [(200, ("x", "y"), ("content-length", "4")), b"text", "end"]),
        ("GET", 404, b"", [(404, ("x", "y"), ("content-length", "0")), "end"]),
        ("GET", 204, b"", [(204, ("x", "y")), "end"]),
    ],
)
def test_an_answer_is_head_body_and_end(method: str, status: int, body: bytes, done: list[object]) -> None:
    exchange = Noted(method)
    asyncio.run(exchange.answer(status, body, [("x", "y")]))
    assert exchange.done == done


def test_parameters_come_as_what_they_are() -> None:
    exchange = Noted()
    assert (exchange.number("every"), exchange.whole("count"), exchange.word("shape")) == (0.5, 3, "openai")


def test_the_first_field_of_a_name_counts() -> None:
    assert (Noted().request.get("accept"), Noted().request.get("cookie")) == ("a", None)


def test_a_body_has_a_limit() -> None:
    check_body_size(BODY_LIMIT_BYTES)
    with pytest.raises(RtError) as raised:
        check_body_size(BODY_LIMIT_BYTES + 1)
    assert raised.value.kind == "body-too-big"
