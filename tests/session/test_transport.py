"""A link as httpcore uses it."""

from rtcli.net.link import Ending
from rtcli.session.transport import LinkStream
from tests.links import peered
from tests.vloop import run


def test_it_writes_and_ends_at_once() -> None:
    async def main() -> None:
        link, peer = peered()
        stream = LinkStream(link)
        await stream.write(b"GET")
        assert await peer.read() == b"GET"
        peer.pause()  # and would never end by itself
        await stream.aclose()
        assert (link.ending, stream.get_extra_info("is_readable")) == (Ending.OURS, None)
        peer.resume()
        assert await peer.read() == b"" and peer.at_eof

    run(main())
