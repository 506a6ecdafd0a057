"""What passes in a conversation, to a file in the format rtcli/record/1, line by line: what was written survives us."""

from typing import BinaryIO, Literal

from rtcli.exits import Exit
from rtcli.net.link import Link
from rtcli.session.listener import Wants
from rtcli.session.opening import Answer, Opened, Refused
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.began import Began
from rtcli.talk.private import open_private, write_all
from rtcli.wire.plain import Heard
from rtcli.wire.record import Direction, End, Opening, Transfer, Value, build_lines


class Recorder:
    """A follower of a talk that taps its links: bytes are kept as they passed, not as they were understood."""

    wants = Wants(messages=False)

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        self.path = path
        self._began = began
        self._show_secrets = show_secrets
        self._first = True
        self._at: dict[Direction, int] = {"in": 0, "out": 0}
        self._link: Link | None = None
        self._file: BinaryIO | None = open_private(path)

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        for answer in (*opened.earlier, opened.answer):
            self._keep_answer(answer, t_s)
        self._link = opened.link
        if opened.rest:
            self._tap("in", t_s, opened.rest)
        opened.link.tap = self._tap

    def heard(self, items: list[Heard], t_s: float) -> None:
        """Nothing: the bytes have passed the tap."""

    def said(self, items: list[Heard], t_s: float) -> None:
        """Nothing, likewise."""

    def refused(self, refused: Refused, t_s: float) -> None:
        """A server that answered something else leaves its answer."""
        for answer in (*refused.earlier, *([refused.answer] if refused.answer else [])):
            self._keep_answer(answer, t_s)

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self._tap("in", t_s, b"")

    def end(self, code: Exit, cause: str | None, t_s: float) -> None:
        """Say how it ended, and let the file go."""
        self._write(End(self._began.since_s(t_s), int(code), cause))
        self.stop()

    def stop(self) -> None:
        """Keep nothing more."""
        if self._link is not None:
            self._link.tap = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _keep_answer(self, answer: Answer, t_s: float) -> None:
        started_at = self._began.date(self._began.instant_s) if self._first else None
        self._first = False
        self._at = {"in": 0, "out": 0}
        head = answer.response.raw if answer.response else None
        url = answer.url.display(show_secrets=True)
        self._write(Opening(self._began.since_s(t_s), url, answer.request, head, started_at))

    def _tap(self, direction: Literal["in", "out"], t_s: float, data: bytes) -> None:
        self._write(Transfer(direction, self._began.since_s(t_s), self._at[direction], data))
        self._at[direction] += len(data)

    def _write(self, value: Value) -> None:
        if self._file is not None:
            write_all(self._file, self.path, build_lines(value, show_secrets=self._show_secrets))
