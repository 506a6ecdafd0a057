"""The flags of `sse tail` to the plan that is carried out; what contradicts itself is said before anything starts."""

import os
from typing import Any

import click

from rtcli.cli import connection, request_options, shown
from rtcli.cli.pasted import for_http, merged
from rtcli.cli.target import LAB, Target
from rtcli.cli.written import heed_choices, heed_needs, written
from rtcli.errors import RtError
from rtcli.session.sse import Patience
from rtcli.talk.tail_plan import STALL_S, StreamLook, TailPlan, parse_statuses

NEEDS = (("stall", "llm"),)
CHOICES = (("as_json", "template", "raw"), ("llm", "template", "raw"), ("select", "raw"))


def plan(context: click.Context, asked: dict[str, Any], found: Target) -> TailPlan:
    if found.curl:
        names = written(context)
        asked = merged(asked, found.curl, for_http(found.curl, names), names)
    heed_needs(asked, NEEDS)
    heed_choices(asked, CHOICES)
    return TailPlan(
        request=request_options.asker(asked, found.url),
        way=connection.way(asked, found.ca_pem),
        patience=patience(asked),
        reconnect=not asked["no_reconnect"],
        retry_on=parse_statuses(",".join(asked["retry_on"])) if asked["retry_on"] else (),
        retry_post=asked["retry_post"],
        max_retries=asked["max_retries"],
        max_time_s=asked["max_time"],
        max_events=most(asked),
        until=shown.condition(asked["until"], "--until"),
        events=asked["events"],
        filter=shown.condition(asked["filter"], "--filter"),
        select=shown.path(asked["select"], "--select"),
        last_event_id=asked["last_event_id"],
        state=state_file(asked["state"]),
        name=found.name if found.name.startswith(f"{LAB}:") else None,  # its port is another one each time
        llm=asked["llm"],
        stall_s=STALL_S if asked["stall"] is None else asked["stall"],
        look=look(asked),
        record=asked["record"],
        har=asked["har"],
    )


def patience(asked: dict[str, Any]) -> Patience:
    return Patience(
        read_timeout_s=asked["read_timeout"],
        event_timeout_s=asked["event_timeout"],
        line_limit_bytes=asked["max_line"],
        event_limit_bytes=asked["max_event"],
    )


def most(asked: dict[str, Any]) -> int | None:
    """How many events end it."""
    if asked["one_event"] and asked["max_events"] not in (None, 1):
        raise click.UsageError("give one of -1 and --max-events")
    return 1 if asked["one_event"] else asked["max_events"]


def state_file(path: str | None) -> str | None:
    """A file that can be written later on: whoever cannot keep an id says so before the first event comes."""
    folder = os.path.dirname(path or "") or os.curdir
    if path is not None and not os.access(folder, os.W_OK | os.X_OK):
        why = f"nothing can be written in {folder}" if os.path.isdir(folder) else f"there is no folder {folder}"
        raise RtError(f"output {path}", why, "name another file with --state", kind="unwritable")
    return path


def look(asked: dict[str, Any]) -> StreamLook:
    common = shown.look(asked)
    return StreamLook(**common | {"raw": asked["raw"], "live": common["live"] and not asked["raw"]})
