"""What a stream brought, up to the last event that was asked for: by --max-events, -1 and --until.

Events that --event and --filter hide do not count. Nothing is looked at one by one where a count is all that is asked.
"""

from rtcli.show.amounts import amount
from rtcli.talk.began import Began
from rtcli.talk.event_document import Gaps, event_document
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.sse import Event, Value

Values = list[Value]


class Wanted:
    """`pick` what is wanted; `reached` says that nothing more is."""

    def __init__(self, plan: TailPlan, began: Began) -> None:
        self.reached = False
        self.shown = 0  # events
        self._came = 0
        self._most = plan.max_events
        self._types = frozenset(plan.events)
        self._filter = plan.filter
        self._until = plan.until
        self._began = began
        self._gaps = Gaps()
        self._looks = bool(plan.events or plan.filter or plan.until)

    def missing(self) -> str | None:
        """What was asked for and did not come, in words."""
        if self.reached or (self._most is None and self._until is None):
            return None
        if self._until is not None:
            came = f"none of the {self._came:,} that came does" if self._came else "none came"
            return f"expected an event that passes {self._until.text}; {came}"
        return f"expected {amount(self._most or 0, 'event')}; {f'{self.shown:,}' if self.shown else 'none'} came"

    def pick(self, values: Values, t_s: float) -> tuple[Values, Values]:
        """The values up to the last that is wanted, and of those what is to be seen."""
        if not self._looks:
            size = self._count(values)
            values = values if size == len(values) else values[:size]
            return values, values
        seen: Values = []
        for index, value in enumerate(values):
            if type(value) is not Event or self._shows(value, t_s):
                seen.append(value)
            if self.reached:
                return values[: index + 1], seen
        return values, seen

    def _count(self, values: Values) -> int:
        """How many of the values are wanted, where all events are alike."""
        events = [*map(type, values)].count(Event)
        if self._most is None or self.shown + events < self._most:
            self.shown += events
            return len(values)
        places = [index for index, value in enumerate(values) if type(value) is Event]
        last = places[self._most - self.shown - 1]
        self.shown, self.reached = self._most, True
        return last + 1

    def _shows(self, event: Event, t_s: float) -> bool:
        """Whether it is to be seen; and whether it is the last."""
        self._came += 1
        record = event_document(event, t_s=self._began.since_s(t_s), gap_s=self._gaps.before(t_s))
        is_shown = not self._types or event.type in self._types
        is_shown = is_shown and (self._filter is None or self._filter.matches(record))
        self.shown += is_shown
        self.reached = self.shown == self._most or (self._until is not None and self._until.matches(record))
        return is_shown
