"""A plan for a WebSocket session to the command by which curl or websocat asks for the same."""

from collections.abc import Collection

from rtcli.cli.equivalence import of_way, others
from rtcli.session.asked import MOST_REDIRECTS
from rtcli.show.equivalent import Wanted, as_curl, as_websocat
from rtcli.talk.plan import Plan, Send
from rtcli.wire.extensions import DEFLATE

OURS = (  # options of ours that neither has
    "expect",
    "expect_close",
    "on_connect",
    "reply",
    "heartbeat",
    "echo",
    "max_messages",
    "until",
    "fragment",
    "pong",
    "max_message",
    "lenient",
    "reconnect",
)


def equivalent(plan: Plan, written: Collection[str], *, websocat: bool) -> str:
    """The command line; `written` names the options that were given."""
    turn = as_websocat if websocat else as_curl
    return turn(wanted(plan, others(written, OURS)), show_secrets=plan.look.show_secrets)


def wanted(plan: Plan, others: tuple[str, ...] = ()) -> Wanted:
    asked = plan.asked()
    sends = [step for step in (*plan.on_connect, *plan.steps) if isinstance(step, Send)]
    return Wanted(
        url=asked.url.display(show_secrets=True),
        headers=asked.headers,
        subprotocols=asked.subprotocols,
        extensions=offer(asked.deflate),
        origin=asked.origin,
        user_agent=asked.user_agent,
        user=asked.user,
        cookie=asked.cookie,
        location=bool(asked.redirects),
        redirects=None if asked.redirects in (0, MOST_REDIRECTS) else asked.redirects,
        max_time_s=plan.ends.max_time_s,
        ping_interval_s=plan.manner.ping_interval_s,
        ping_timeout_s=plan.manner.ping_timeout_s,
        sends=tuple(send.payload for send in sends),
        binary=any(send.binary for send in sends),
        others=others,
        **of_way(plan.way),
    )


def offer(deflate: str | None) -> str | None:
    """The value of Sec-WebSocket-Extensions for what is offered of compression."""
    if deflate is None or deflate.startswith(DEFLATE):
        return deflate
    return f"{DEFLATE}; {deflate}" if deflate else DEFLATE
