"""Links as they are dialled, counted: how many there were, and the bytes that went over all of them."""

from rtcli.net.dial import dial
from rtcli.net.link import Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.exchange import Dial
from rtcli.wire.url import Url


class Meter:
    """`dial` takes the place of the dialler; bytes are those above TLS."""

    def __init__(self, dial: Dial = dial) -> None:
        self.connections = 0
        self._dial = dial
        self._links: list[Link] = []  # that may still be in use
        self._in = self._out = 0  # of the others

    async def dial(self, url: Url, way: Way, spans: Spans) -> Link:
        link = await self._dial(url, way, spans)
        over, self._links = [it for it in self._links if it.ending], [it for it in self._links if not it.ending]
        self._in += sum(it.bytes_in for it in over)
        self._out += sum(it.bytes_out for it in over)
        self._links.append(link)
        self.connections += 1
        return link

    @property
    def bytes_in(self) -> int:
        return self._in + sum(link.bytes_in for link in self._links)

    @property
    def bytes_out(self) -> int:
        return self._out + sum(link.bytes_out for link in self._links)
