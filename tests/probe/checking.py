"""Streams in memory, looked at in virtual time: what the scripts of one or two connections come to as findings."""

from dataclasses import dataclass

from rtcli.probe.examination import Examination, Question
from rtcli.probe.sse_check import examine, judge
from rtcli.report.model import Finding
from rtcli.session.http import Client
from rtcli.session.request import Request
from tests.session.http_peers import HEAD, Act, Script, conversed, url

GET = Request(url())
ASKED = Question()
RIGHT = (
    b"Content-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Accel-Buffering: no\r\n"
    b"Access-Control-Allow-Origin: *\r\n"
)
CHUNKED = HEAD + RIGHT + b"Transfer-Encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"


@dataclass
class Checked:
    findings: list[Finding]
    seen: Examination
    requests: list[bytes]

    def of(self, code: str) -> tuple[bool | None, str]:
        """The one verdict on a code."""
        ((ok, says),) = [(finding.ok, finding.says) for finding in self.findings if finding.code == code]
        return ok, says

    @property
    def broken(self) -> set[str]:
        return {finding.code for finding in self.findings if finding.ok is False}

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.findings}


def checked(*scripts: Script, asked: Question = ASKED, request: Request = GET) -> Checked:
    seen = Examination()

    async def converse(client: Client) -> None:
        await examine(client, request, asked, seen)

    _, peers = conversed(converse, *scripts)
    return Checked(judge(seen, asked), seen, peers.requests)


def headed(*lines: str, body: bytes = b"") -> list[Act]:
    """A stream with exactly these fields, which then ends with its connection."""
    fields = "".join(f"{line}\r\n" for line in lines).encode()
    return [HEAD + fields + b"\r\n" + body, "fin"]


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def event(number: int) -> bytes:
    return b"id: %d\ndata: %d\n\n" % (number, number)


def ticking(*numbers: int, every_s: float = 1.0) -> list[Act]:
    """Each event in a chunk of its own, and in order to the last chunk."""
    acts: list[Act] = [CHUNKED]
    for number in numbers:
        acts += [chunk(event(number)), every_s]
    return [*acts, LAST, 0.01, "fin"]
