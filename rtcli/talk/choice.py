"""The look of a plan to the teller that shows it so; the others are not imported."""

from rtcli.talk.bare import BareTeller
from rtcli.talk.began import began_at
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Look, Streams
from rtcli.talk.teller import Teller


def choose(look: Look, outlet: Sheet, streams: Streams, *, began_s: float) -> Teller:
    """A teller of a command that began then: lines of JSON, live lines, or bare payloads that a template may shape."""
    began = began_at(began_s)
    if look.json:
        from rtcli.talk.json_teller import JsonTeller

        return JsonTeller(look, outlet, streams, began=began)
    if look.live and look.template is None:
        from rtcli.talk.live import LiveTeller

        return LiveTeller(look, outlet, streams, began=began)
    return BareTeller(look, outlet, streams, began=began)
