"""A plan for polling to the teller that shows it so; each is imported where it is chosen."""

from rtcli.talk.began import Began
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.poll_teller import PollTeller


def choose(plan: PollPlan, outlet: Sheet, streams: Streams, *, began: Began) -> PollTeller:
    if plan.stream.look.json:
        from rtcli.talk.poll_json import PollJson

        return PollJson(plan, outlet, streams, began=began)
    from rtcli.talk.poll_words import PollWords

    return PollWords(plan, outlet, streams, began=began)
