"""Streams as an EventSource follows them: what is sent on each connection, what counts as a stream, how each ends."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from rtcli.exits import Exit
from rtcli.session.body import Piece
from rtcli.session.http import Client, Response
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream, Patience, Resumption, StreamEnd, follow, header_value, resuming
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Event, Value
from tests.session.http_peers import HEAD, Act, Script, conversed, url

GET = Request(url())
OPEN = HEAD + b"Content-Type: text/event-stream\r\n\r\n"
CHUNKED = HEAD + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
SEND = "the server has to send Content-Type: text/event-stream"
BROWSER = ["Accept: text/event-stream", "Accept-Encoding: gzip, deflate, br, zstd", "Cache-Control: no-cache"]


@dataclass
class Heard:
    """A listener that has had enough after so many events, and takes its time."""

    most: int = 1000
    pause_s: float = 0.0
    values: list[Value] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def opened(self, response: Response) -> None:
        self.responses.append(response)

    def arrived(self, values: list[Value], piece: Piece) -> bool:
        self.values += values
        self.pieces.append(piece)
        return len(self.data) >= self.most

    async def ready(self) -> None:
        await asyncio.sleep(self.pause_s)

    @property
    def data(self) -> list[str]:
        return [value.data for value in self.values if isinstance(value, Event)]


def followed(
    *scripts: Script,
    request: Request = GET,
    resumption: Resumption | None = None,
    heard: Heard | None = None,
    patience: Patience | None = None,
) -> tuple[list[StreamEnd], Heard, list[bytes]]:
    """One connection after the other."""
    resumption, heard = resumption or Resumption(), heard or Heard()

    async def converse(client: Client) -> list[StreamEnd]:
        return [await follow(client, request, resumption, heard, patience=patience) for _ in scripts]

    ends, peers = conversed(converse, *scripts)
    return ends, heard, peers.requests


def sent(request: bytes) -> list[str]:
    """Without what every request has."""
    return request.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")[3:]


# What is sent


def test_the_fields_of_an_event_source() -> None:
    _, heard, requests = followed([OPEN + b"data: one\n\n", "fin"])
    assert (sent(requests[0]), heard.data) == (BROWSER, ["one"])


def test_the_users_own_stand_in_their_place() -> None:
    headers = (("accept", "application/json, text/event-stream"), ("Cache-Control", None))
    _, _, requests = followed([OPEN, "fin"], request=replace(GET, headers=headers))
    assert sent(requests[0]) == [BROWSER[1], "accept: application/json, text/event-stream"]


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("7", b"7"),
        ("zwölf \U0001f600", "zwölf \U0001f600".encode()),
        ("in\tside", b"in\tside"),
        ("caf\udce9", b"caf\xe9"),
        (" outer", None),
        ("outer\t", None),
        ("\x01", None),
        ("\x7f", None),
    ],
)
def test_ids_byte_for_byte_or_not_at_all(id: str, value: bytes | None) -> None:
    assert header_value(id) == value
    _, _, requests = followed([OPEN, "fin"], resumption=Resumption(id))
    expected = [b"Last-Event-ID: " + value] if value else []
    assert requests[0].removesuffix(b"\r\n\r\n").split(b"\r\n")[6:] == expected


def test_what_was_resumed_from_counts_more_than_what_was_said_first() -> None:
    request = replace(GET, headers=(("last-event-id", "1"),))
    assert resuming(request, Resumption()).headers[-1] == ("last-event-id", "1")
    assert resuming(request, Resumption("2")).headers[-1] == ("Last-Event-ID", "2")
    assert "last-event-id" not in [name.lower() for name, _ in resuming(request, Resumption(" 3")).headers]


def test_a_sequence_of_connections() -> None:
    """The last id holds until another comes or it is reset; the byte order mark goes once a connection."""
    resumption = Resumption()
    ends, heard, requests = followed(
        [OPEN + b"\xef\xbb\xbfid: 1\ndata: a\n\nretry: 10", 1.0, b"00\n\n", "fin"],
        [OPEN + b"\xef\xbb\xbfdata: b\n\nid: z\xc3\xb6lf\ndata: c\n\nid: lost", "fin"],
        [CHUNKED + b"6\r\nid\n\n:\n\r\n", 1.0, "rst"],
        [OPEN + b"retry: 99999999999999999999\nid: 4\n\n", "fin"],
        resumption=resumption,
    )
    assert [sent(request)[3:] for request in requests] == [
        [],
        ["Last-Event-ID: 1"],
        ["Last-Event-ID: z\xc3\xb6lf"],
        [],
    ]
    assert heard.data == ["a", "b", "c"]
    assert [(end.clean, end.cause) for end in ends] == [(True, "eof"), (True, "eof"), (False, "reset"), (True, "eof")]
    assert (resumption.last_event_id, resumption.retry_s, resumption.retry_given) == ("4", 86400.0, True)


# What counts as a stream


@pytest.mark.parametrize(
    "type", ["text/event-stream", "Text/Event-Stream ; charset=latin-1", "text/html\r\nContent-Type: text/event-stream"]
)
def test_types_that_are_event_streams(type: str) -> None:
    head = HEAD + f"Content-Type: {type}\r\n\r\n".encode()
    ends, heard, _ = followed([head + b"data: one\n\n", "fin"])
    assert (ends[0].cause, heard.data) == ("eof", ["one"])


def refused(answer: bytes) -> tuple[NotAStream, Heard]:
    heard = Heard()

    async def converse(client: Client) -> NotAStream:
        with pytest.raises(NotAStream) as caught:
            await follow(client, GET, Resumption(), heard)
        return caught.value

    return conversed(converse, [answer, "fin"])[0], heard


@pytest.mark.parametrize(
    ("answer", "why", "fix", "body"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\nnowhere", "404 Not Found", "is the path right?", b"nowhere"),
        (b"HTTP/1.1 201 \r\nContent-Type: text/event-stream\r\n\r\n", "201", "the answer stands above", b""),
        (HEAD + b"Content-Type: text/html\r\n\r\n<html>", "200 OK with Content-Type 'text/html', not text/event-stream",
         SEND, b"<html>"),
        (HEAD + b"\r\n", "200 OK without a Content-Type", SEND, b""),
        (HEAD + b'Content-Type: application/x-ndjson\r\n\r\n{"message":{},"done":false}\n',
         "200 OK with Content-Type 'application/x-ndjson', not text/event-stream",
         "this is Ollama's own protocol: JSON lines; its /v1/chat/completions sends events",
         b'{"message":{},"done":false}\n'),
    ],
)  # fmt: skip
def test_what_is_no_stream(answer: bytes, why: str, fix: str, body: bytes) -> None:
    error, heard = refused(answer)
    assert (error.where, error.why, error.fix) == ("stream h.example", why, fix)
    assert (error.kind, error.exit, error.curl_code) == ("not-a-stream", Exit.UNREACHED, 22)
    assert error.answer is not None and error.answer.body == body
    assert not heard.responses


def test_what_redirected_there_is_kept() -> None:
    async def converse(client: Client) -> NotAStream:
        with pytest.raises(NotAStream) as caught:
            await follow(client, GET, Resumption(), Heard())
        return caught.value

    there = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    error, _ = conversed(converse, [there], [b"HTTP/1.1 500 Oh\r\n\r\n", "fin"])
    assert [answer.status for answer in error.earlier] == [302]


# How it ends


def test_nothing_more_will_come() -> None:
    ends, heard, _ = followed([b"HTTP/1.1 204 No Content\r\n\r\n"])
    assert ends == [StreamEnd(True, "no-content", "204 No Content: nothing more will come", ends[0].duration_s, True)]
    assert not heard.responses


@pytest.mark.parametrize(
    ("acts", "clean", "cause", "says", "data"),
    [
        ([OPEN + b"data: a\n\ndata: b", "fin"], True, "eof", "the stream ended in order", ["a"]),
        ([CHUNKED + b"9\r\ndata: a\n\n\r\n0\r\n\r\n"], True, "eof", "the stream ended in order", ["a"]),
        ([CHUNKED + b"9\r\ndata: a\n\n\r\n", "fin"], False, "short-chunk",
         "the input ends before the last chunk", ["a"]),
        ([CHUNKED + b"9\r\ndata: a\n\n\r\nx\r\n"], False, "bad-chunk", "'x' where a size belongs", ["a"]),
        ([OPEN + b"data: a\n\n", 1.0, "rst"], False, "reset", "the connection was reset", ["a"]),
    ],
)  # fmt: skip
def test_ends(acts: list[Act], clean: bool, cause: str, says: str, data: list[str]) -> None:
    ends, heard, _ = followed(acts)
    assert (ends[0].clean, ends[0].cause, ends[0].says, ends[0].stop) == (clean, cause, says, False)
    assert heard.data == data


def test_faults_of_the_chunks_and_of_the_end() -> None:
    _, heard, _ = followed([CHUNKED + b"d\r\ndata: a\n\ndata\n", 1.0, "fin"])
    codes = [value.code for value in heard.values if isinstance(value, Fault)]
    assert codes == ["chunk.bare-lf", "chunk.truncated", "sse.unfinished-event"]


def test_enough() -> None:
    ends, heard, _ = followed([OPEN + b"data: a\n\n", 1.0, b"data: b\n\n", 100.0], heard=Heard(most=2))
    assert (ends[0].clean, ends[0].cause, ends[0].stop) == (True, "enough", True)
    assert ends[0].duration_s == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("patience", "pause_s", "cause", "says", "duration_s"),
    [
        (Patience(read_timeout_s=5.0), 0.0, "read-timeout", "no byte for 5s", 7.0),
        (Patience(event_timeout_s=5.0), 0.0, "event-timeout", "no event for 5s", 6.0),
        (Patience(read_timeout_s=5.0, event_timeout_s=5.5), 0.0, "event-timeout", "no event for 5.5s", 6.5),
        (Patience(read_timeout_s=1.5, event_timeout_s=9.0), 0.0, "read-timeout", "no byte for 1.5s", 3.5),
        (Patience(event_timeout_s=5.0), 3.0, "event-timeout", "no event for 5s", 14.0),
    ],
)
def test_silence(patience: Patience, pause_s: float, cause: str, says: str, duration_s: float) -> None:
    acts: list[Act] = [OPEN, 1.0, b"data: a\n\n", 1.0, b":\n\n", 100.0]
    ends, _, _ = followed(acts, patience=patience, heard=Heard(pause_s=pause_s))
    assert (ends[0].clean, ends[0].cause, ends[0].says) == (False, cause, says)
    assert ends[0].duration_s == pytest.approx(duration_s)


def test_what_is_too_much_of_a_line_or_an_event() -> None:
    patience = Patience(line_limit_bytes=10, event_limit_bytes=30)
    _, heard, _ = followed([OPEN + b"data: 123456\n\n" + b"data: 12\n" * 4 + b"\n", "fin"], patience=patience)
    codes = [value.code for value in heard.values if isinstance(value, Fault)]
    assert (codes, heard.data) == (["sse.line-too-long", "sse.event-too-big"], [])


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_every_cut_of_the_bytes(cut: int) -> None:
    wire = CHUNKED + b"13\r\nid: 1\r\ndata: a\r\n\r\n\r\n8\r\ndata: b\n\r\n1\r\n\n\r\n0\r\n\r\n"
    acts: list[Act] = [act for at in range(0, len(wire), cut) for act in (wire[at : at + cut], 0.1)]
    ends, heard, _ = followed(acts)
    assert (heard.data, ends[0].cause) == (["a", "b"], "eof")
