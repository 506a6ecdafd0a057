"""A plan for a stream to the teller that shows it so."""

from rtcli.talk.began import Began
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_bare import BareStream
from rtcli.talk.stream_teller import StreamTeller
from rtcli.talk.tail_plan import TailPlan


def choose(plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> StreamTeller:
    """Lines of JSON, bytes in hex, live lines, or bare data that a template may shape; of tokens, what they say."""
    look = plan.look
    if look.json:
        from rtcli.talk.stream_json import JsonStream

        return JsonStream(plan, outlet, streams, began=began)
    if look.raw:
        from rtcli.talk.stream_raw import RawStream

        return RawStream(plan, outlet, streams, began=began)
    if look.live and look.template is None:
        from rtcli.talk.stream_live import LiveStream

        return LiveStream(plan, outlet, streams, began=began)
    return BareStream(plan, outlet, streams, began=began)
