"""A plan for a WebSocket session to the command by which curl or websocat asks for the same."""

from collections.abc import Collection

from rtcli.net.way import CONNECT_TIMEOUT_S
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
    "direct",
    "servername",
    "alpn",
    "tls12",
    "tls13",
)
SPELLED = {"tls12": "--tlsv1.2", "tls13": "--tlsv1.3"}


def equivalent(plan: Plan, written: Collection[str], *, websocat: bool) -> str:
    """The command line; `written` names the options that were given."""
    turn = as_websocat if websocat else as_curl
    others = (SPELLED.get(name) or f"--{name.replace('_', '-')}" for name in OURS if name in written)
    return turn(wanted(plan, tuple(others)), show_secrets=plan.look.show_secrets)


def wanted(plan: Plan, others: tuple[str, ...] = ()) -> Wanted:
    asked, way, tls = plan.asked(), plan.way, plan.way.tls
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
        insecure=not tls.verify,
        ca_file=tls.ca_file,
        cert_file=tls.cert_file,
        key_file=tls.key_file,
        passphrase=tls.passphrase,
        proxy=way.proxy,
        proxy_user=way.proxy_user,
        no_proxy=way.no_proxy,
        tunnel=way.tunnel,
        resolve=way.resolve,
        connect_to=way.connect_to,
        unix_socket=way.unix_socket,
        interface=way.interface,
        ipv4=way.family == 4,
        ipv6=way.family == 6,
        connect_timeout_s=None if way.connect_timeout_s == CONNECT_TIMEOUT_S else way.connect_timeout_s,
        max_time_s=plan.ends.max_time_s,
        ping_interval_s=plan.manner.ping_interval_s,
        ping_timeout_s=plan.manner.ping_timeout_s,
        sends=tuple(send.payload for send in sends),
        binary=any(send.binary for send in sends),
        others=others,
    )


def offer(deflate: str | None) -> str | None:
    """The value of Sec-WebSocket-Extensions for what is offered of compression."""
    if deflate is None or deflate.startswith(DEFLATE):
        return deflate
    return f"{DEFLATE}; {deflate}" if deflate else DEFLATE
