"""What can be wrong with an event stream as text/event-stream carries it."""

from rtcli.report.model import Rule

RULES = {
    "sse.bad-utf8": Rule(
        "warn",
        "the stream is not valid UTF-8",
        "WHATWG HTML 9.2.6",
        why="A browser shows U+FFFD in place of the bad bytes, and several Python clients die of them. A charset in "
        "the content type changes nothing: event streams are UTF-8.",
        cure="on the server, encode as UTF-8; if characters break at random, look for code that cuts bytes, not "
        "characters",
        earned="lab:sse/bad-utf8",
    ),
    "sse.second-bom": Rule(
        "warn",
        "a byte order mark stands inside the stream",
        "WHATWG HTML 9.2.6",
        why="Only the very first one is removed. Here it becomes part of the field name, so that the line is "
        "ignored as an unknown field.",
        cure="on the server, write no byte order mark; look for files or writers that add one to each piece",
        earned="lab:sse/two-boms",
    ),
    "sse.id-with-nul": Rule(
        "warn",
        "an id contains a NUL character",
        "WHATWG HTML 9.2.6",
        why="The field is ignored, so the client keeps the id before it and after a reconnect asks for events that "
        "it already has.",
        cure="on the server, make ids of visible ASCII characters",
        earned="lab:sse/nul-id",
    ),
    "sse.bad-retry": Rule(
        "warn",
        "a retry field is not made of digits alone",
        "WHATWG HTML 9.2.6",
        why="The field is ignored and clients keep their own delay, a few seconds in browsers. Signs, points, units "
        "and spaces at the end all count as bad.",
        cure="on the server, write whole milliseconds in ASCII digits: retry: 3000",
        earned="lab:sse/bad-retry",
    ),
    "sse.retry-capped": Rule(
        "warn",
        "a retry field asks for an absurdly long wait",
        "WHATWG HTML 9.2.6",
        why="Some clients overflow on it and reconnect at once, others never come back. rtcli waits for as long as "
        "its cap and no longer.",
        cure="on the server, send milliseconds and not a time of day; to stop clients from reconnecting, answer 204",
        earned="lab:sse/huge-retry",
    ),
    "sse.unknown-field": Rule(
        "note",
        "a field has a name that event streams do not know",
        "WHATWG HTML 9.2.6",
        why="The line is ignored. Harmless as an extension of your own, but often a data line that lost its prefix: "
        "a line break inside the payload was sent raw.",
        cure="on the server, begin each line of the payload with data:, or encode it as JSON in one line",
        earned="lab:sse/unknown-field",
    ),
    "sse.unfinished-event": Rule(
        "warn",
        "the stream ends inside an event",
        "WHATWG HTML 9.2.6",
        why="An event counts only once the empty line after it has come, so clients throw this one away. For a "
        "stream of tokens the last words are missing.",
        cure="on the server, end every event with an empty line and flush before closing; if it does, look for a "
        "proxy's time limit that cut the stream",
        earned="lab:sse/unfinished",
    ),
    "sse.line-too-long": Rule(
        "fail",
        "a line is longer than the limit",
        "WHATWG HTML 9.2.5",
        why="The standard sets no limit, clients do: many readers stop at 64 KiB a line and fail or hang there. "
        "Without line breaks at all, the response may not be an event stream.",
        cure="on the server, spread the payload over several data lines or several events",
        earned="lab:sse/long-line",
    ),
    "sse.event-too-big": Rule(
        "fail",
        "an event is longer than the limit",
        "WHATWG HTML 9.2.6",
        why="A client has to hold the whole event in memory before it can deliver it. An event that never ends is "
        "often a server that forgot the empty line between events.",
        cure="on the server, put an empty line after each event, or send large data by reference",
        earned="lab:sse/big-event",
    ),
    "sse.empty-block": Rule(
        "note",
        "a block has fields but no data, so nothing is delivered",
        "WHATWG HTML 9.2.6",
        why="An id in it still counts, an event name is forgotten. Clients that decode each block as JSON without "
        "looking have been seen to fail on it.",
        cure="if an event was meant, add a data line, be it empty; to keep the link alive, send a comment line instead",
        earned="lab:sse/empty-block",
    ),
}
