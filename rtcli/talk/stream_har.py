"""What passes in event streams, to a HAR file with `_eventSourceMessages`, as Chromium names them."""

from collections.abc import Sequence

from rtcli.session.http import HttpAnswer, Response
from rtcli.session.sse import NotAStream
from rtcli.talk.began import Began
from rtcli.talk.har_file import HarFile, Kind
from rtcli.talk.stream_heads import exchanged
from rtcli.wire.sse import Event, Value

EVENT_SOURCE = Kind("eventsource", "_eventSourceMessages")


class StreamHar(HarFile):
    """Each connection becomes an entry."""

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        super().__init__(path, began, EVENT_SOURCE, show_secrets=show_secrets)

    def opened(self, response: Response, t_s: float) -> None:
        self._keep_all(response.earlier, t_s)
        self._entry(exchanged(response.answer), t_s)

    def arrived(self, values: Sequence[Value], t_s: float) -> None:
        time = self._wall_s(t_s)
        self._put_messages(
            [
                {"time": time, "eventName": value.type, "eventId": value.last_event_id, "data": value.data}
                for value in values
                if isinstance(value, Event)
            ]
        )

    def refused(self, error: NotAStream, t_s: float) -> None:
        """A server that answered something else leaves its answer."""
        self._keep_all((*error.earlier, *([error.answer] if error.answer else [])), t_s)

    def closed(self, t_s: float) -> None:
        self._close_entry(t_s)

    def _keep_all(self, answers: Sequence[HttpAnswer], t_s: float) -> None:
        for answer in answers:
            self._entry(exchanged(answer), t_s)
            self._close_entry(t_s)
