"""What passed in polling, counted by the answer; memory does not grow with it."""

from dataclasses import dataclass, field

from rtcli.session.poll import Polled
from rtcli.session.stats import Samples


@dataclass(slots=True)
class PollStats:
    """All requests of a command."""

    requests: int = 0
    answers: int = 0
    empty: int = 0  # of the answers: nothing new
    unmodified: int = 0  # of these, by 304
    failures: int = 0
    connections: int = 0
    bytes: int = 0  # of bodies, decoded
    bytes_in: int = 0  # on the wire, heads and all, above TLS
    bytes_out: int = 0
    messages: int = 0
    shown: int = 0
    latency: Samples = field(default_factory=Samples)  # from a request to the head of its answer
    gaps: Samples = field(default_factory=Samples)  # between answers with messages
    _message_s: float | None = None  # when the last of these came

    def answered(self, polled: Polled) -> None:
        self.answers += 1
        self.bytes += polled.size_bytes
        self.latency.add(polled.took_s)
        self.unmodified += polled.response.answer.status == 304
        if not polled.messages:
            self.empty += 1
            return
        if self._message_s is not None:
            self.gaps.add(polled.t_s - self._message_s)
        self._message_s = polled.t_s
