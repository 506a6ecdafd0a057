"""Links that are dialled are counted, and so is what went over them, also over those that have ended."""

from typing import cast

from rtcli.net.link import Ending, Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.meter import Meter
from rtcli.wire.url import Url, parse_target
from tests import vloop

URL = parse_target("http://example.com/")


class FakeLink:
    ending: Ending | None = None
    bytes_in, bytes_out = 10, 3


def test_what_went_over_all_links() -> None:
    links = [FakeLink(), FakeLink()]
    waiting = links.copy()

    async def dial(_url: Url, _way: Way, _spans: Spans) -> Link:
        return cast(Link, waiting.pop(0))

    async def main() -> None:
        meter = Meter(dial)
        await meter.dial(URL, Way(), Spans())
        links[0].ending = Ending.FIN
        await meter.dial(URL, Way(), Spans())
        links[1].bytes_in = 100
        assert (meter.connections, meter.bytes_in, meter.bytes_out) == (2, 110, 6)

    vloop.run(main())
