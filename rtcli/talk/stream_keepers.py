"""Who keeps what passes in a stream, as its plan asks: a record, a HAR file, or nobody."""

from collections.abc import Sequence

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Tap
from rtcli.session.http import Response
from rtcli.session.sse import NotAStream
from rtcli.talk.began import Began
from rtcli.talk.stream_har import StreamHar
from rtcli.talk.stream_keep import StreamRecorder
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.sse import Value


class StreamKeepers:
    """They are told what a teller is told, but of all events; times are instants of `net.clock`."""

    def __init__(self, plan: TailPlan, began: Began) -> None:
        secrets = plan.look.show_secrets
        self._recorder = StreamRecorder(plan.record, began, show_secrets=secrets) if plan.record else None
        self._har = StreamHar(plan.har, began, show_secrets=secrets) if plan.har else None
        self._both = [keeper for keeper in (self._recorder, self._har) if keeper is not None]

    @property
    def tap(self) -> Tap | None:
        """What has to see the bytes of every connection."""
        return self._recorder.tap if self._recorder is not None else None

    def opened(self, response: Response, t_s: float) -> None:
        for keeper in self._both:
            keeper.opened(response, t_s)

    def arrived(self, values: Sequence[Value], t_s: float) -> None:
        if self._har is not None:
            self._har.arrived(values, t_s)

    def closed(self, t_s: float) -> None:
        for keeper in self._both:
            keeper.closed(t_s)

    def refused(self, error: RtError, t_s: float) -> None:
        """A connection that did not become a stream."""
        if isinstance(error, NotAStream):
            for keeper in self._both:
                keeper.refused(error, t_s)

    def end(self, code: Exit, cause: str, t_s: float) -> None:
        if self._recorder is not None:
            self._recorder.end(code, cause, t_s)
        if self._har is not None:
            self._har.end(t_s)
