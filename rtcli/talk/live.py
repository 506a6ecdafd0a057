"""A session for a person: what passes on stdout as live lines, and the talk of it on stderr, in the order of time.

What one read brought is one write, done before anything is said of what came after it.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.show.live import LiveLines, LiveLook
from rtcli.show.look import Look as Page
from rtcli.talk.began import Began
from rtcli.talk.message_document import message_document
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Look, Streams
from rtcli.talk.talk_lines import TalkLines
from rtcli.talk.teller import Outcome
from rtcli.wire.expr import compile_path
from rtcli.wire.messages import Message
from rtcli.wire.plain import Heard

SHOWN_BYTES = 8 << 10  # of a payload, unless it is said how many
DUMPED_BYTES = 256


class LiveTeller:
    """See `Teller`."""

    def __init__(self, look: Look, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self.look = look
        self.outlet = outlet
        self.began = began
        self.talk = TalkLines(look, streams, began=began)
        self._path = compile_path(look.select, where="input --select") if look.select else None
        self._lines = LiveLines(live_look(look, began))
        self._picks = not self._lines.look.frames and (look.filter is not None or self._path is not None)
        self.wants = Wants(frames=self._lines.look.frames, bulk=not self._picks, own=True)

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        self.talk.opened(opened)

    def heard(self, items: Sequence[Heard], t_s: float) -> None:
        if self._picks:
            items = [picked for item in items for picked in self._picked(item, t_s)]
        self._show(items, "server", t_s)

    def said(self, items: Sequence[Heard], t_s: float) -> None:
        self._show(items, "client", t_s)

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self._lines.ponged(payload, rtt_s)

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self.talk.closed(mortem)

    def reconnecting(self, attempt: int, delay_s: float, reason: str, t_s: float) -> None:
        self.talk.reconnecting(attempt, delay_s, reason)

    def note(self, text: str) -> None:
        self.talk.note(text)

    def end(self, outcome: Outcome, t_s: float) -> None:
        self.talk.end(outcome, t_s)

    def _show(self, items: Sequence[Heard], origin: str, t_s: float) -> None:
        if text := self._lines.batch(items, origin, self.began.since_s(t_s)):
            self.outlet.write(text.encode())

    def _picked(self, item: Heard, t_s: float) -> Iterator[Heard]:
        """What is to be seen of it: of a message that passes the filter all, or each part that is selected."""
        if not isinstance(item, Message):
            yield item
        elif self.look.filter is None or self.look.filter.matches(
            message_document(item, "in", t_s=self.began.since_s(t_s))
        ):
            if self._path is None:
                yield item
                return
            for value in self._path.select(item.payload.decode("utf-8", "replace")):
                part = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode(
                    "utf-8", "replace"
                )
                yield item._replace(payload=part, length=len(part))


def live_look(look: Look, began: Began) -> LiveLook:
    """How live lines look, for all that a command asked for."""
    shown, dumped = look.max_payload, look.max_payload
    return LiveLook(
        page=Page(
            width=look.width,
            max_payload=SHOWN_BYTES if shown is None else shown,
            max_dump=DUMPED_BYTES if dumped is None else dumped,
        ),
        colour=look.colour,
        began=datetime.fromtimestamp(began.wall_s).astimezone() if look.timestamps else None,
        frames=look.frames or look.verbose > 1,
        dump=look.verbose > 1,
        control=look.control,
        pretty=look.pretty,
        binary=None if look.binary == "hexdump" else look.binary,
    )
