"""A plan for a stream to the class of teller that shows it so; each is imported where it is chosen."""

from typing import Protocol

from rtcli.talk.began import Began
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_teller import StreamTeller
from rtcli.talk.tail_plan import TailPlan


class Make(Protocol):
    """What makes a teller."""

    def __call__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> StreamTeller: ...


def choose(plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> StreamTeller:
    kind = _of_tokens(plan) if plan.llm is not None else _of_events(plan)
    return kind(plan, outlet, streams, began=began)


def _of_tokens(plan: TailPlan) -> Make:
    """What a model says, as text or as lines of JSON."""
    if plan.look.json:
        from rtcli.talk.llm_json import LlmJson

        return LlmJson
    from rtcli.talk.llm import LlmTeller

    return LlmTeller


def _of_events(plan: TailPlan) -> Make:
    """Lines of JSON, bytes in hex, live lines, or bare data that a template may shape."""
    look = plan.look
    if look.json:
        from rtcli.talk.stream_json import JsonStream

        return JsonStream
    if look.raw:
        from rtcli.talk.stream_raw import RawStream

        return RawStream
    if look.live and look.template is None:
        from rtcli.talk.stream_live import LiveStream

        return LiveStream
    from rtcli.talk.stream_bare import BareStream

    return BareStream
