"""A link that carries TLS to the link of what it protects; it lies on any other, so also on one through a proxy.

Over asyncio's own TLS a close_notify could not be told from a bare FIN.
"""

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from rtcli.net.link import Ending, Facts, Link

CUT = (Ending.FIN, Ending.TLS_CLOSE)  # of the link below: it ended in order, and what it carried did not


class Engine:
    """TLS without a socket: what came for it, and what it wants sent."""

    def __init__(self, context: ssl.SSLContext, server_name: str) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=server_name)
        self.read_into = cast(Callable[[int, memoryview], int], self.tls.read)

    def may_have_more(self) -> bool:
        return bool(self.incoming.pending or self.tls.pending())

    def say_goodbye(self) -> None:
        with suppress(ssl.SSLError):  # the peer's own goodbye has yet to come, or TLS is broken
            self.tls.unwrap()


class TlsLink(Link):
    """Follows the link below from here on; its handshake is done."""

    def __init__(self, below: Link, engine: Engine, facts: Facts) -> None:
        super().__init__(facts)
        self._below = below
        self._engine = engine
        self._unsent = bytearray()  # what TLS would not take in the middle of a renegotiation
        below.follow(self)
        self._pump(below.last_in_s or self._time())  # what came together with the end of the handshake

    # What the link below calls

    def room(self) -> None:
        return None

    def arrived(self, data: memoryview, t_s: float) -> None:
        self._engine.incoming.write(data)
        self._pump(t_s)

    def ended(self, ending: Ending) -> None:
        self._end(Ending.TLS_CUT if ending in CUT else ending, self._below.trouble)

    def writable(self, is_writable: bool) -> None:
        self._tell_writable(is_writable)

    # What a link does

    def _put(self, data: bytes | bytearray | memoryview) -> None:
        if self._unsent:
            self._unsent += data
        else:
            self._encrypt(data)
        self._send()

    def pause(self) -> None:
        self._below.pause()

    def resume(self) -> None:
        self._below.resume()

    def shut(self) -> None:
        self._end(Ending.OURS)
        self._engine.say_goodbye()
        self._send()
        self._below.shut()

    def abort(self) -> None:
        self._end(Ending.OURS)
        self._below.abort()

    async def _gone(self) -> None:
        await self._below._gone()

    def _send(self) -> None:
        if self._engine.outgoing.pending:
            self._below.write(self._engine.outgoing.read())

    def _encrypt(self, data: bytes | bytearray | memoryview) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._engine.tls.write(rest) :]
        except ssl.SSLWantReadError:
            self._unsent += rest
        except ssl.SSLError as error:
            self._break(error)

    def _pump(self, t_s: float) -> None:
        """Decrypt all that is here; a record may hold one small message, so many make one arrival."""
        over = None
        while self.ending is None and over is None and self._engine.may_have_more():
            room = self._follower.room()
            filled, over = self._fill(self._buffer if room is None else room)
            if filled:
                self._take(filled, t_s)
        if isinstance(over, ssl.SSLZeroReturnError):
            self._end(Ending.TLS_CLOSE)
            self.shut()
        elif over is not None and not isinstance(over, ssl.SSLWantReadError):
            self._break(over)
        if self._unsent:
            data, self._unsent = self._unsent, bytearray()
            self._encrypt(data)
        self._send()

    def _fill(self, into: memoryview) -> tuple[memoryview, ssl.SSLError | None]:
        """What could be decrypted into it, and what stopped that short."""
        filled, size, read, incoming = 0, len(into), self._engine.read_into, self._engine.incoming
        try:
            while filled < size:
                count = read(size - filled, into[filled:])
                if not count:
                    raise ssl.SSLZeroReturnError  # as Python itself does once we have said goodbye as well
                filled += count
                if not incoming.pending:  # another read would cost an exception
                    break
        except ssl.SSLError as error:
            return into[:filled], error
        return into[:filled], None

    def _break(self, error: ssl.SSLError) -> None:
        self._end(Ending.TLS_ERROR, says(error))
        self.shut()  # OpenSSL has an alert ready that tells the peer


def says(error: ssl.SSLError) -> str:
    """OpenSSL's words without its places and prefixes: an alert is one that the peer sent."""
    reason = (error.reason or str(error)).lower()
    _, alert, text = reason.partition("alert_")
    return f"the peer's alert: {text.replace('_', ' ')}" if alert else reason.replace("_", " ")
