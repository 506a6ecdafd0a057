"""The close handshake, RFC 6455 section 7, as a state without clock or wire: what to send, who was first, and why."""

from collections.abc import Iterable

from rtcli.net.link import Ending
from rtcli.wire.close import forbidden, read_close
from rtcli.wire.fault import Fault

NO_CODE = 1005  # stands for a close frame without one; never sent
PROTOCOL_ERROR = 1002
REASON_LIMIT = 123  # RFC 6455 5.5: a control frame carries at most 125 bytes, the code is two of them
ORDERLY = (Ending.FIN, Ending.TLS_CLOSE)  # a program ended the link, and not the network
CODES = {  # with which a fault fails the connection; 1002 for all others
    "message.bad-utf8": 1007,
    "close.bad-utf8": 1007,
    "deflate.error": 1007,
    "frame.too-big": 1009,
    "message.too-big": 1009,
    "deflate.too-big": 1009,
}


class Closing:
    """How far the end has come."""

    def __init__(self) -> None:
        self.by: str | None = None  # client, server or network: who ended it first
        self.cause: str | None = None  # where neither the close handshake nor the link's end is it
        self.code_sent: int | None = None
        self.code_received: int | None = None
        self.reason = ""  # that was received, or else sent
        self._code_to_answer: int | None = None

    @property
    def has_begun(self) -> bool:
        return self.by is not None

    @property
    def is_clean(self) -> bool:
        """Whether both halves of the handshake have passed."""
        return self.cause is None and self.code_sent is not None and self.code_received is not None

    @property
    def code(self) -> int | None:
        return self.code_sent if self.code_received is None else self.code_received

    def ended_by(self, by: str, cause: str | None = None) -> None:
        """Note who ended it and why; the first to do so counts."""
        self.by = self.by or by
        self.cause = self.cause or cause

    def cut(self, ending: Ending) -> None:
        """The link has ended before anybody closed."""
        if ending is Ending.OURS:
            self.ended_by("client", "aborted")
        else:
            self.ended_by("server" if ending in ORDERLY else "network")

    def send(self, code: int | None, reason: str = "") -> bytes:
        """The payload of our close frame; ValueError for one that must not be sent."""
        payload = b"" if code is None else code_payload(code, reason)
        if code is None and reason:
            raise ValueError("a reason needs a code")
        self.code_sent = NO_CODE if code is None else code
        self.reason = self.reason or reason
        return payload

    def receive(self, payload: bytes) -> None:
        """Take in the server's close frame."""
        self.ended_by("server")
        code, reason = read_close(payload)
        self.code_received = NO_CODE if code is None else code
        self.reason = reason.decode("utf-8", "replace")
        self._code_to_answer = PROTOCOL_ERROR if code is not None and forbidden(code) else code

    def answer(self) -> bytes:
        """The payload that answers the server's close: its code again, or none where it had none."""
        return self.send(self._code_to_answer)


def code_payload(code: int, reason: str) -> bytes:
    data = reason.encode()
    if not 0 <= code < 1 << 16 or forbidden(code):
        raise ValueError(f"a close frame must not carry the code {code}")
    if len(data) > REASON_LIMIT:
        raise ValueError(f"the reason has {len(data)} bytes, and a close frame has room for {REASON_LIMIT}")
    return code.to_bytes(2, "big") + data


def failing_code(faults: Iterable[Fault]) -> int:
    """The code for the first of these faults."""
    return CODES.get(next(iter(faults)).code, PROTOCOL_ERROR)
