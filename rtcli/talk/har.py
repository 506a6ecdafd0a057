"""What passes in a conversation, to a HAR file with `_webSocketMessages`."""

from collections.abc import Iterable

from pybase64 import b64encode_as_string

from rtcli.session.listener import Wants
from rtcli.session.opening import Opened, Refused
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.began import Began
from rtcli.talk.har_file import Document, HarFile, Kind
from rtcli.wire.frames import TEXT
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard

WEBSOCKET = Kind("websocket", "_webSocketMessages")


class HarWriter(HarFile):
    """A follower of a talk; each of its sessions becomes an entry."""

    wants = Wants(bulk=True, own=True)

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        super().__init__(path, began, WEBSOCKET, show_secrets=show_secrets)

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        for answer in opened.earlier:
            self._entry(answer, t_s)
            self._close_entry(t_s)
        self._entry(opened.answer, t_s)

    def heard(self, items: list[Heard], t_s: float) -> None:
        self._keep("receive", items, t_s)

    def said(self, items: list[Heard], t_s: float) -> None:
        self._keep("send", items, t_s)

    def refused(self, refused: Refused, t_s: float) -> None:
        """A server that answered something else leaves its answer."""
        for answer in (*refused.earlier, *([refused.answer] if refused.answer else [])):
            self._entry(answer, t_s)
            self._close_entry(t_s)

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self._close_entry(t_s)

    def _keep(self, kind: str, items: Iterable[Heard], t_s: float) -> None:
        start: Document = {"type": kind, "time": self._wall_s(t_s)}
        messages = []
        for item in items:
            if isinstance(item, (Bulk, Message)):
                for payload in item.payloads if isinstance(item, Bulk) else (item.payload,):
                    data = payload.decode("utf-8", "replace") if item.opcode == TEXT else b64encode_as_string(payload)
                    messages.append({**start, "opcode": item.opcode, "data": data})
        self._put_messages(messages)
