"""What there is to say of a session whose stdout belongs to its messages: lines for stderr, where people look.

Nothing but what was asked for, and what went wrong; the pictures of it are imported when there is one to be drawn.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rtcli.report.text import printable_lines
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.show.amounts import duration
from rtcli.show.look import Look as Page
from rtcli.show.paint import Line, paint
from rtcli.talk.began import Began
from rtcli.talk.plan import Look, Streams
from rtcli.talk.teller import Outcome
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard

if TYPE_CHECKING:
    from rtcli.show.live import LiveLines


class TalkLines:
    """The talk of one command; instants are turned into seconds since it began."""

    def __init__(self, look: Look, streams: Streams, *, began: Began) -> None:
        self.look = look
        self.streams = streams
        self.began = began
        self.frames = look.frames or look.verbose > 1
        self.connections = 0
        self._page = Page(width=look.width)

    @cached_property
    def _live(self) -> "LiveLines":
        from rtcli.show.live import LiveLines, LiveLook

        look, colour = self.look, self.streams.colour
        dump = look.verbose > 1
        return LiveLines(LiveLook(self._page, colour, frames=self.frames, dump=dump, control=look.control))

    def opened(self, opened: Opened) -> None:
        """With -v all that was said, else one line for people."""
        self.connections += 1
        if not (self.look.verbose or self.look.live):
            return
        from rtcli.show.handshake import Opening, draw_opening, opened_words

        opening = Opening((*opened.earlier, opened.answer), opened.link.facts, opened.judgement)
        if self.look.verbose:
            self._draw(draw_opening(opening, self._page, show_secrets=self.look.show_secrets))
        else:
            self.note(opened_words(opening, show_secrets=self.look.show_secrets))

    def passed(self, items: Sequence[Heard], origin: str, t_s: float) -> None:
        """Frames and control frames where they are asked for, and faults; messages are said elsewhere."""
        if not self.frames:
            items = [item for item in items if not isinstance(item, (Message, Bulk))]
        if items:
            self._say(self._live.batch(items, origin, self.began.since_s(t_s)))

    def ponged(self, payload: bytes, rtt_s: float) -> None:
        self._live.ponged(payload, rtt_s)

    def closed(self, mortem: PostMortem) -> None:
        """How it ended, if that is not as it should be, or was asked for; people are told in any case."""
        from rtcli.show.mortem import draw_mortem, in_order

        if self.look.live or self.look.verbose or self.look.control or not in_order(mortem):
            self._draw(draw_mortem(mortem))

    def reconnecting(self, attempt: int, delay_s: float, reason: str) -> None:
        self.note(f"{reason}; attempt {attempt} in {duration(delay_s)}")

    def note(self, text: str) -> None:
        from rtcli.show.http import draw_words

        self._draw([draw_words(text)])

    def end(self, outcome: Outcome, t_s: float) -> None:
        for failure in outcome.failures:
            self.streams.warn("error", printable_lines(failure))
        if self.look.stats:
            from rtcli.show.session_stats import draw_stats
            from rtcli.talk.summary import stats_facts

            facts = stats_facts(outcome.stats, self.began.since_s(t_s), self.connections)
            self._draw(draw_stats(facts, self._page.width))

    def _draw(self, lines: list[Line]) -> None:
        self._say(paint(lines, self.streams.colour))

    def _say(self, text: str) -> None:
        if text:
            self.streams.talk(text.removesuffix("\n"))
