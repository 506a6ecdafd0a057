"""The flags of `ws connect` to the plan that is carried out; what contradicts itself is said before anything starts."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from rtcli.cli import connection, elsewhere, request, shown
from rtcli.cli.help import in_order
from rtcli.cli.pasted import for_websocket, merged
from rtcli.cli.target import Target
from rtcli.cli.written import heed_choices, heed_needs, written
from rtcli.errors import RtError
from rtcli.session.asked import Asked, Manner
from rtcli.talk.plan import Ends, Expect, ExpectClose, Input, Look, Plan, Reply, Send, Stay, Step

STEPS = ("send", "expect", "within", "expect_close")
REPLY = re.compile(r"(/(?:[^/\\]|\\.)+/[a-z]*|(?:[^=\\]|\\.)*)=(.*)", re.DOTALL)
NEEDS = (  # what means nothing by itself: the option, and the one it is for
    ("ping_timeout", "ping_interval"),
    ("retry_max", "reconnect"),
)
CHOICES = (("as_json", "template"),)


def plan(context: click.Context, asked: dict[str, Any], found: Target) -> Plan:
    if found.curl:
        asked = merged(asked, found.curl, for_websocket(found.curl), written(context))
    heed_needs(asked, NEEDS)
    heed_choices(asked, CHOICES)
    steps = steps_of(context, asked)
    return Plan(
        asked=asker(asked, found),
        way=connection.way(asked, found.ca_pem),
        manner=manner(asked),
        steps=steps,
        on_connect=tuple(message(text, "--on-connect", binary=asked["binary"]) for text in asked["on_connect"]),
        replies=tuple(map(reply, asked["reply"])),
        heartbeat=message(asked["heartbeat"], "--heartbeat", binary=asked["binary"]) if asked["heartbeat"] else None,
        heartbeat_every_s=asked["heartbeat_every"],
        echo=asked["echo"],
        input=input_of(asked, steps),
        ends=ends(asked),
        stay=Stay(asked["reconnect"], asked["retry_max"], asked["retry_delay"]),
        look=look(asked),
        record=asked["record"],
        har=asked["har"],
    )


def asker(asked: dict[str, Any], found: Target) -> Callable[[], Asked]:
    """What is asked of each opening; whatever stands in a file or comes from a command is taken anew."""
    user = request.with_password(asked["user"])
    offers = deflate_offer(asked["deflate"])

    def ask() -> Asked:
        ours = Asked(
            found.url,
            headers=request.fields(asked),
            subprotocols=asked["subprotocols"],
            origin=asked["origin"],
            user=user and elsewhere.credential(user, "--user"),
            cookie=request.cookie(asked, found.url),
            user_agent=asked["user_agent"],
            redirects=asked["max_redirs"] if asked["location"] else 0,
            lenient=asked["lenient"],
        )
        return replace(ours, **offers)

    return ask


def deflate_offer(written: str) -> dict[str, Any]:
    """The parameters of permessage-deflate that are offered, where they are not the usual ones; None offers nothing."""
    from rtcli.wire.extensions import parse_deflate

    if written in ("on", "off"):
        return {} if written == "on" else {"deflate": None}
    _found, faults = parse_deflate(written)
    if faults:
        raise click.BadParameter(faults[0].says, param_hint="'--deflate'")
    return {"deflate": written}


def manner(asked: dict[str, Any]) -> Manner:
    pong, pong_delay_s = asked["pong"]
    if asked["fragment"] == 0:
        raise click.BadParameter("a frame holds at least one byte", param_hint="'--fragment'")
    return Manner(
        pong=pong,
        pong_delay_s=pong_delay_s,
        ping_interval_s=asked["ping_interval"],
        ping_timeout_s=asked["ping_timeout"],
        fragment_bytes=asked["fragment"],
        limit_bytes=asked["max_message"],
        close_timeout_s=asked["close_timeout"],
        lenient=asked["lenient"],
    )


def steps_of(context: click.Context, asked: dict[str, Any]) -> tuple[Step, ...]:
    """What is sent and waited for, in the order in which it was written."""
    steps: list[Step] = []
    for name, value in in_order(context, *STEPS):
        match name:
            case "send":
                steps.append(message(value, "--send", binary=asked["binary"]))
            case "expect":
                steps.append(Expect(expected(value)))
            case "expect_close":
                steps.append(ExpectClose(value))
            case _ if steps and not isinstance(steps[-1], Send):
                steps[-1] = steps[-1]._replace(within_s=value)
            case _:
                raise click.UsageError("--within stands behind the --expect that it is for")
    return tuple(steps)


def message(written: str, option: str, *, binary: bool) -> Send:
    """A message; the last line of a text in a file needs no end."""
    payload = elsewhere.content_or_stdin(written, option)
    if binary:
        return Send(payload, binary=True)
    if written.startswith(elsewhere.MARK):
        payload = payload.removeprefix(elsewhere.BYTE_ORDER_MARK).removesuffix(b"\n").removesuffix(b"\r")
    try:
        payload.decode()
    except UnicodeDecodeError as exc:
        raise RtError(f"input {option}", "this is no UTF-8 text", "to send it as it is: --binary") from exc
    return Send(payload)


def expected(written: str) -> str:
    text = elsewhere.text(written, "--expect")
    return text.rstrip("\r\n") if written.startswith(elsewhere.MARK) else text


def reply(written: str) -> Reply:
    """PATTERN=TEXT; an = in the pattern has a backslash before it, unless it stands between the slashes of a regex."""
    match = REPLY.fullmatch(written)
    if match is None:
        raise click.BadParameter("write PATTERN=TEXT, an = of the pattern as \\=", param_hint="'--reply'")
    pattern = match[1]
    return Reply(pattern if pattern.startswith("/") else pattern.replace("\\=", "="), match[2])


def input_of(asked: dict[str, Any], steps: tuple[Step, ...]) -> Input | None:
    """How stdin is read, if it is: -d says what to send, so that then only a form that was asked for makes it read."""
    asks = asked["stdin_as"] or asked["one_shot"] or asked["null"]
    if asked["echo"] or elsewhere.STDIN in asked["send"] or (steps and not asks):
        return None
    form = asked["stdin_as"] or ("binary" if asked["binary"] else "text")
    return Input(form, b"\0" if asked["null"] else b"\n", asked["one_shot"])


def ends(asked: dict[str, Any]) -> Ends:
    if asked["one_message"] and asked["max_messages"] not in (None, 1):
        raise click.UsageError("give one of -1 and --max-messages")
    return Ends(
        drain_s=math.inf if asked["no_close"] else asked["drain"],
        max_messages=1 if asked["one_message"] else asked["max_messages"],
        until=shown.condition(asked["until"], "--until"),
        max_time_s=asked["max_time"],
    )


def look(asked: dict[str, Any]) -> Look:
    return Look(
        **shown.look(asked),
        binary=asked["binary_out"],
        frames=asked["frames"],
        control=asked["control"],
        filter=shown.condition(asked["filter"], "--filter"),
        select=shown.path(asked["select"], "--select"),
    )
