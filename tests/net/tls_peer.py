"""The server's side of TLS over one end of a link in memory: it speaks, is silent, and breaks off as the test wants."""

import asyncio
import ssl
from pathlib import Path

from rtcli.net.link import Facts, Link
from rtcli.net.place import Place
from rtcli.net.secure import secure
from rtcli.net.spans import Spans
from rtcli.net.tls_link import TlsLink
from rtcli.net.way import TlsWay, Way
from tests.links import Peer, peered
from tests.net.certificates import authority, issue

AUTHORITY = authority()
SERVER = issue(AUTHORITY, "server.test")


class TlsPeer:
    def __init__(self, peer: Peer, context: ssl.SSLContext) -> None:
        self.peer = peer
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    async def shake(self) -> None:
        while True:
            try:
                self.tls.do_handshake()
                return
            except ssl.SSLWantReadError:
                pass
            finally:
                self.peer.write(self.outgoing.read())
            self.incoming.write(await self.peer.read())

    def sealed(self, *messages: bytes) -> bytes:
        """These as records, one each."""
        for message in messages:
            self.tls.write(message)
        return self.outgoing.read()

    async def read(self) -> bytes:
        """What came, decrypted; none at a close_notify."""
        while True:
            try:
                return self.tls.read(65536)
            except ssl.SSLZeroReturnError:
                return b""
            except ssl.SSLWantReadError:
                data = await self.peer.read()
                assert data, "the client ended without close_notify"
                self.incoming.write(data)

    def goodbye(self) -> bytes:
        """A close_notify, sealed."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()


async def secured(folder: Path, way: TlsWay | None = None) -> tuple[TlsLink, TlsPeer]:
    """Both ends of a link under TLS, in memory."""
    below, raw = peered(facts=Facts(remote="192.0.2.1:443"))
    peer = TlsPeer(raw, SERVER.context(folder))

    async def reach(_: Spans) -> Link:
        return below

    way = way or TlsWay(ca_pem=AUTHORITY.pem)
    async with asyncio.TaskGroup() as group:
        group.create_task(peer.shake())
        link = await secure(reach, Place("server.test", 443), Way(way, environment={}), Spans())
    return link, peer
