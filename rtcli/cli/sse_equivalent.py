"""A plan for an event stream to the command by which curl asks for the same, and shows it as it comes."""

from collections.abc import Collection

from rtcli.cli.equivalence import of_way, others
from rtcli.session.request import MOST_REDIRECTS
from rtcli.session.sse import FIELDS, Resumption, resuming
from rtcli.show.equivalent import Wanted, as_curl_stream
from rtcli.talk.tail_plan import TailPlan

OURS = (  # options of ours that curl has not
    "head_timeout",
    "read_timeout",
    "event_timeout",
    "max_events",
    "one_event",
    "until",
    "events",
    "filter",
    "select",
    "retry_on",
    "max_retries",
    "retry_post",
    "state",
    "llm",
)
CODING = [(name, value) for name, value in FIELDS if name == "Accept-Encoding"]  # curl asks for what it can read


def equivalent(plan: TailPlan, written: Collection[str]) -> str:
    """The command line; `written` names the options that were given."""
    return as_curl_stream(wanted(plan, others(written, OURS)), show_secrets=plan.look.show_secrets)


def wanted(plan: TailPlan, others: tuple[str, ...] = ()) -> Wanted:
    request = plan.request()
    headers = resuming(request, Resumption(plan.last_event_id or "")).headers
    return Wanted(
        url=request.url.display(show_secrets=True),
        method=None if request.method == ("GET" if request.body is None else "POST") else request.method,
        body=request.body,
        http={"1.1": "1.1", "2": "2" if request.url.secure else "2-prior-knowledge"}.get(request.http),
        headers=tuple(field for field in headers if field not in CODING),
        compressed=any(field in CODING for field in headers),
        user_agent=request.user_agent,
        user=request.user,
        cookie=request.cookie,
        location=bool(request.redirects),
        redirects=None if request.redirects in (0, MOST_REDIRECTS) else request.redirects,
        max_time_s=plan.max_time_s,
        others=others,
        **of_way(plan.way),
    )
