"""What passes in a conversation, to a record."""

from rtcli.net.link import Link
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened, Refused
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.began import Began
from rtcli.talk.record_file import RecordFile
from rtcli.wire.plain import Heard


class Recorder(RecordFile):
    """A follower of a talk that taps its links: bytes are kept as they passed, not as they were understood."""

    wants = Wants(messages=False)

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        super().__init__(path, began, show_secrets=show_secrets)
        self._link: Link | None = None

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        for answer in (*opened.earlier, opened.answer):
            self.keep_exchange(answer, t_s)
        self._link = opened.link
        if opened.rest:
            self.keep_bytes("in", t_s, opened.rest)
        opened.link.tap = self.keep_bytes

    def heard(self, items: list[Heard], t_s: float) -> None:
        """Nothing: the bytes have passed the tap."""

    def said(self, items: list[Heard], t_s: float) -> None:
        """Nothing, likewise."""

    def refused(self, refused: Refused, t_s: float) -> None:
        """A server that answered something else leaves its answer."""
        for answer in (*refused.earlier, *([refused.answer] if refused.answer else [])):
            self.keep_exchange(answer, t_s)

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self.keep_bytes("in", t_s, b"")

    def stop(self) -> None:
        if self._link is not None:
            self._link.tap = None
        super().stop()
