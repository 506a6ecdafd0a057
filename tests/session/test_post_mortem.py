"""How sessions are said to have ended: from codes and the end of a link to who, why and how clean."""

import asyncio

import pytest

from rtcli.net.link import Ending
from rtcli.session.closing import Closing
from rtcli.session.post_mortem import PostMortem, Remains, examine
from rtcli.wire.fault import Fault
from tests.links import peered
from tests.vloop import run

FAULT = Fault("frame.truncated", 7, "")


def end(closing: Closing, how: str) -> PostMortem:
    """The post-mortem of a session that began at 1 s, wrote at 2 s, read at 3 s, and ended so at 5 s."""

    async def main() -> PostMortem:
        link, peer = peered()
        await asyncio.sleep(2)
        link.write(b"out")
        await asyncio.sleep(1)
        peer.write(b"in")
        await asyncio.sleep(2)
        getattr(link if how in ("abort", "shut") else peer, how)()
        for _ in range(5):
            await asyncio.sleep(0)
        return examine(closing, link, Remains(1.0, 2, 3, [FAULT]))

    return run(main())


@pytest.mark.parametrize(
    ("how", "ending", "cause"),
    [("eof", Ending.FIN, "fin"), ("reset", Ending.RESET, "reset"), ("abort", Ending.OURS, "ours")],
)
def test_an_end_of_the_link(how: str, ending: Ending, cause: str) -> None:
    mortem = end(Closing(), how)
    assert (mortem.link_ending, mortem.cause, mortem.clean) == (ending, cause, False)
    assert (mortem.by, mortem.code, mortem.code_sent, mortem.code_received, mortem.reason) == (
        "network",
        *[None] * 3,
        "",
    )
    assert (mortem.silence_out_s, mortem.silence_in_s, mortem.duration_s) == (3.0, 2.0, 4.0)
    assert (mortem.pings_unanswered, mortem.half_frame_bytes, mortem.faults) == (2, 3, (FAULT,))


def test_both_have_closed() -> None:
    closing = Closing()
    closing.receive(b"\x03\xf4again")
    closing.answer()
    mortem = end(closing, "eof")
    assert (mortem.by, mortem.cause, mortem.clean, mortem.code, mortem.reason) == (
        "server",
        "close",
        True,
        1012,
        "again",
    )


def test_a_cause_of_ours_comes_first() -> None:
    closing = Closing()
    closing.ended_by("client", "protocol-error")
    closing.send(1002)
    assert (end(closing, "eof").cause, end(closing, "reset").code) == ("protocol-error", 1002)


def test_a_session_in_which_nothing_passed_is_silent_since_it_began() -> None:
    async def main() -> PostMortem:
        link, _ = peered()
        await asyncio.sleep(5)
        return examine(Closing(), link, Remains(1.0, 0, 0, []))

    mortem = run(main())
    assert (mortem.silence_in_s, mortem.silence_out_s) == (4.0, 4.0)
