"""One open WebSocket conversation: frames in and out, pings and pongs, the close handshake, and how it ended."""

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from rtcli.net.clock import now
from rtcli.net.link import Ending
from rtcli.session.asked import Manner
from rtcli.session.closing import Closing, failing_code
from rtcli.session.listener import Listener, Wants
from rtcli.session.liveness import Pings, Pongs
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem, Remains, examine
from rtcli.session.sending import Sender, masking_keys
from rtcli.session.stats import Stats
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, CONTROL_LIMIT, PING, PONG, TEXT, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard
from rtcli.wire.reader import Reading
from rtcli.wire.receiver import Receiver

FIN_S = 1.0  # after the close handshake the server is to end the link first: RFC 6455 7.1.1
FAULTS_TOLD = 8


class WebSocket:
    """A client's side of a session that `open_websocket` opened."""

    def __init__(
        self,
        opened: Opened,
        manner: Manner,
        listener: Listener,
        *,
        random: Callable[[int], bytes] = os.urandom,
        stats: Stats | None = None,
    ) -> None:
        """Nothing is read before `start`; with the `stats` of a session before, their counts go on."""
        self.state = "open"  # then "closing", then "closed"
        self.stats = stats or Stats()
        self._link, self._rest = opened.link, opened.rest
        self._listener = listener
        self._wants: Wants | None = None  # not looked at yet
        self._is_strict = not manner.lenient
        how = Reading(deflate=opened.deflate, limit=manner.limit_bytes, keep=manner.limit_bytes)
        self._receiver = Receiver(how, is_strict=self._is_strict)
        self._sender = Sender(self._link, opened.deflate, keys=masking_keys(random), flow=self.stats.sent)
        self._closing = Closing()
        send, give_up = self._sender.control, partial(self._break_off, "network", "ping-timeout")
        self._pings, self._pongs = Pings(self.stats, partial(send, PING), give_up), Pongs(partial(send, PONG))
        self._before = replace(self.stats.received)
        self._faults: list[Fault] = []
        self._is_deaf = False  # the session has failed, RFC 6455 7.1.7: whatever still comes is not looked at
        self._began_s = self._message_s = now()
        self._limit: asyncio.TimerHandle | None = None
        self._raised: Exception | None = None
        self._over: asyncio.Future[PostMortem] = asyncio.get_running_loop().create_future()
        self.manner = manner

    @property
    def manner(self) -> Manner:
        """How it behaves; another one holds from now on, but for its limit and strictness."""
        return self._manner

    @manner.setter
    def manner(self, manner: Manner) -> None:
        self._manner = manner
        self._sender.fragment_bytes = manner.fragment_bytes
        self._pongs.follow(manner)
        if self.state == "open":
            self._pings.follow(manner)

    # What a client does; once the session is closing it sends nothing more

    def start(self) -> None:
        """Read what came with the 101 and all that follows."""
        if self._rest:
            self.arrived(memoryview(self._rest), self._link.last_in_s or now())
        if self.state != "closed":
            self._link.follow(self)

    def send(self, payload: bytes, opcode: int = TEXT) -> None:
        """One message, cut and compressed as the manner has it; what one turn of the loop sends is one write."""
        self.send_all([payload], opcode)

    def send_all(self, payloads: list[bytes], opcode: int = TEXT) -> None:
        """Many messages of one kind at once: the quick way."""
        if self._may_send():
            self._sender.messages(payloads, opcode)

    def send_raw(self, data: bytes) -> None:
        """Bytes as they are, whether they are frames or not."""
        if self._may_send():
            self._sender.raw(data)

    def ping(self, payload: bytes | None = None) -> None:
        """Ping; without a payload with one of our own that no other ping has."""
        if self._may_send():
            self._pings.ping(payload)

    def pong(self, payload: bytes = b"") -> None:
        """A pong that nobody asked for."""
        if self._may_send():
            self._sender.control(PONG, payload)

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Begin the close handshake, if it has not begun; it is over after `close_timeout_s` at the latest."""
        if self._may_send():
            self._say_close(self._closing.send(code, reason))
            self._closing.ended_by("client")
            self._end_after(self._manner.close_timeout_s, "close-timeout")

    def abort(self) -> None:
        """End at once, without a close frame."""
        self._break_off("client", "aborted")

    async def drain(self) -> None:
        """Until the peer has taken so much that more may be sent, or the session is over."""
        self._sender.flush()
        await self._link.drain()

    def pause(self) -> None:
        """Read no more for now: whoever shows what was heard has fallen behind."""
        self._pings.pause()
        self._link.pause()

    def resume(self) -> None:
        """Read on."""
        self._pings.resume()
        self._link.resume()

    async def over(self) -> PostMortem:
        """Wait until the session is over and nothing is left of its link; what its listener raised is raised here."""
        mortem = await asyncio.shield(self._over)
        await self._link.close()
        if self._raised is not None:
            raise self._raised
        return mortem

    # What its link tells

    def room(self) -> memoryview | None:
        return self._receiver.room()

    def arrived(self, data: memoryview, t_s: float) -> None:
        if self._is_deaf:
            return
        self._look_at_wants()
        size = len(data)
        self._sender.is_held = True
        try:
            items = self._receiver.take(data)
            self._count(size, t_s)
            if items:
                self._hear(items, t_s)
        finally:
            self._sender.is_held = False
            self._sender.flush()

    def writable(self, is_writable: bool) -> None:
        self._listener.writable(is_writable)

    def ended(self, ending: Ending) -> None:
        half_frame_bytes = self._receiver.in_hand_bytes
        self.state = "closed"
        if not self._closing.has_begun:
            self._closing.cut(ending)
        if self._closing.by != "client" and not self._is_deaf:
            self._hear([*self._receiver.end()], now())
        self._pings.stop()
        self._pongs.stop()
        if self._limit is not None:
            self._limit.cancel()
        left = Remains(self._began_s, self._pings.unanswered, half_frame_bytes, self._faults)
        mortem = examine(self._closing, self._link, left)
        self._over.set_result(mortem)
        self._tell(self._listener.ended, mortem)

    # What is heard

    def _tell(self, tell: Callable[..., None], *what: object) -> None:
        """Call the listener; if it fails, that is the end, and for whoever waits for it."""
        try:
            tell(*what)
        except Exception as error:
            self._raised = self._raised or error
            self.abort()

    def _look_at_wants(self) -> None:
        """In which form the listener would have things now."""
        if (wants := self._listener.wants) is not self._wants:
            self._wants = wants
            self._receiver.want(frames=wants.frames, messages=wants.messages, bulk=wants.bulk)
            said = partial(self._tell, self._listener.said)
            self._sender.said = (lambda frames: said(frames, now())) if wants.own else None

    def _count(self, size: int, t_s: float) -> None:
        flow, before, tally = self.stats.received, self._before, self._receiver.tally
        flow.wire_bytes += size
        flow.frames = before.frames + sum(tally.frames.values())
        if tally.messages != flow.messages - before.messages:
            flow.messages = before.messages + tally.messages
            flow.bytes = before.bytes + tally.message_bytes
            self.stats.gaps.add(t_s - self._message_s)
            self._message_s = t_s

    def _hear(self, items: list[Heard], t_s: float) -> None:
        """Answer pings, hand everything on, then answer a close, or fail: so what was heard before can be answered."""
        close: Frame | None = None
        faults: list[Fault] = []
        for item in items:
            if type(item) is Message or type(item) is Bulk:
                continue
            if isinstance(item, Fault):
                faults.append(item)
            elif isinstance(item, Frame):
                faults += item.faults
                if item.opcode >= CLOSE:
                    self.stats.received.control += 1
                if item.opcode == CLOSE:
                    close = close or item
                elif close is None:
                    self._answer(item, t_s)
        was_closed = self._closing.code_received is not None
        if close is not None and not was_closed:
            self._closing.receive(close.payload)
        self._note(faults)
        if items:
            self._tell(self._listener.heard, items, t_s)
        if was_closed or self.state == "closed":
            return
        bad = faults if close is None else close.faults
        if bad and (self._is_strict or self._receiver.lost):
            self._fail(bad)
        elif close is not None:
            self._answer_close()

    def _answer(self, frame: Frame, t_s: float) -> None:
        """What a ping or a pong asks for."""
        if self._closing.code_received is not None or (frame.faults and self._is_strict):
            return
        if frame.opcode == PING:
            self.stats.pings_received += 1
            self._pongs.answer(frame.payload[:CONTROL_LIMIT])
        elif frame.opcode == PONG and (rtt_s := self._pings.answered(frame.payload, t_s)) is not None:
            self._tell(self._listener.ponged, frame.payload, rtt_s, t_s)

    def _note(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.stats.faults[fault.code] = self.stats.faults.get(fault.code, 0) + 1
            if len(self._faults) < FAULTS_TOLD:
                self._faults.append(fault)

    # What is said

    def _may_send(self) -> bool:
        self._look_at_wants()
        return self.state == "open"

    def _say_close(self, payload: bytes) -> None:
        self.state = "closing"
        self._pings.stop()
        self._sender.control(CLOSE, payload)

    def _answer_close(self) -> None:
        """The server closed first, or answers our close: after that it is for the server to end the link."""
        self._pongs.stop()
        if self._closing.code_sent is None:
            self._say_close(self._closing.answer())
        self._end_after(FIN_S)

    def _fail(self, faults: Sequence[Fault]) -> None:
        """RFC 6455 7.1.7: say why by a close frame and read no more."""
        self._is_deaf = True
        self._closing.ended_by("client", "protocol-error")
        if self._closing.code_sent is None:
            self._say_close(self._closing.send(failing_code(faults), faults[0].code))
        self._end_after(FIN_S)

    def _end_after(self, seconds: float, cause: str | None = None) -> None:
        """End the link if the server does not do so in time."""
        if self._limit is not None:
            self._limit.cancel()
        self._limit = asyncio.get_running_loop().call_later(seconds, self._end, cause)

    def _end(self, cause: str | None) -> None:
        self._closing.ended_by("client", cause)
        self._link.shut()

    def _break_off(self, by: str, cause: str) -> None:
        if self.state != "closed":
            self._is_deaf = True
            self._closing.ended_by(by, cause)
            self._link.abort()
            if not self._over.done():
                self._link.follow(self)  # it never was followed, and tells now that it has ended
