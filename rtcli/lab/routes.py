"""Every route of the lab, as data: help, README, the index page, completion and tests all read this table.

Plain names are honest; `ws/NAME` and `sse/NAME` misbehave where they name a finding, or say so in their line.
"""

from rtcli.lab.route import Parameter, Route

ORIGIN = {
    "origin": Parameter("own", "who may come: own pages and clients without Origin, or any", choices=("own", "any"))
}
INTERVALS_S = (0.001, 86_400)  # whoever wants it faster takes a flood
MESSAGE_BYTES = (0, 64 << 20)  # what our own readers take
EVERY = {"every": Parameter(1.0, "time between messages", "duration", bounds=INTERVALS_S)}
COUNT = {"count": Parameter(0, "messages before it ends; 0: no end")}
DEFLATE = {
    "deflate": Parameter(True, "accept permessage-deflate"),
    "bits": Parameter(15, "window bits of what is sent", bounds=(9, 15)),
    "takeover": Parameter(True, "keep the window from one message to the next"),
}
BY = Parameter("fin", "how the connection ends", choices=("fin", "rst", "close", "silence"))


def _honest(name: str, title: str, /, **parameters: Parameter) -> Route:
    return Route(name, "websockets", title, None, {**parameters, **ORIGIN})


def _http(name: str, title: str, earns: str | None = None, **parameters: Parameter) -> Route:
    return Route(name, "http", title, earns, parameters)


def _misdeed(name: str, title: str, earns: str | None = None, **parameters: Parameter) -> Route:
    return Route(name, "raw", title, earns, parameters)


WEBSOCKET_ROUTES = (
    _honest(
        "echo",
        "sends every message back",
        protocol=Parameter("", "subprotocols it speaks, a,b; none: whatever is offered first"),
        fragment=Parameter(0, "send back in frames of so many bytes; 0: in one", "size", bounds=MESSAGE_BYTES),
        **DEFLATE,
    ),
    _honest(
        "chat",
        "sends every text to all in the room, as JSON that says who and when; 1008 to whoever reads too slowly",
        room=Parameter("lobby", "who hears whom; it is forgotten once the last one leaves"),
        name=Parameter("", "who speaks; none: a guest with a number"),
        history=Parameter(10, "messages told to newcomers", bounds=(0, 100)),
    ),
    _honest("clock", "sends a numbered message with the time, each interval", **EVERY, **COUNT, **DEFLATE),
    _honest(
        "pinger",
        "pings, and closes 1011 on whoever does not pong",
        every=Parameter(5.0, "time between pings", "duration", bounds=INTERVALS_S),
        timeout=Parameter(5.0, "time for the pong", "duration"),
    ),
    _honest("silent", "never says a word, but pongs"),
    _honest(
        "big",
        "sends big messages",
        size=Parameter(1 << 20, "of a message", "size", bounds=MESSAGE_BYTES),
        count=Parameter(1, "messages; 0: no end"),
        kind=Parameter("text", "of message", choices=("text", "binary")),
        **DEFLATE,
    ),
    _honest(
        "flood",
        "sends as fast as it can",
        size=Parameter(20, "of a message", "size", bounds=MESSAGE_BYTES),
        count=Parameter(0, "messages; 0: no end"),
        kind=Parameter("text", "of message", choices=("text", "binary")),
    ),
    _honest(
        "binary",
        "sends binary messages, each byte value among them",
        size=Parameter(256, "of a message", "size", bounds=MESSAGE_BYTES),
        **EVERY,
        **COUNT,
    ),
    _honest("json", "sends a JSON document, each interval", **EVERY, **COUNT, **DEFLATE),
    _honest(
        "close",
        "closes, with a code and a reason",
        code=Parameter(1000, "close code; 1005: a close frame without one", "close-code"),
        reason=Parameter("", "close reason", "close-reason"),
        after=Parameter(0.0, "time before it closes", "duration"),
    ),
    _honest(
        "auth",
        "an echo that asks for a token: bearer, cookie `token`, or query `token`",
        token=Parameter("", "the token, as query"),
        secret=Parameter("secret", "the token that is right"),
    ),
    _honest(
        "slow-handshake",
        "an echo that takes its time to answer the upgrade",
        delay=Parameter(2.0, "before the 101", "duration"),
    ),
    _honest(
        "feed",
        "one feed as WebSocket, event stream, poll or long-poll",
        since=Parameter(0, "number of the last one seen"),
        wait=Parameter(25.0, "a long-poll waits so long", "duration"),
        **{"as": Parameter("auto", "how, without an upgrade", choices=("auto", "sse", "poll", "long-poll"))},
    )._replace(without_upgrade=True),
)

HANDSHAKE_MISDEEDS = (
    _misdeed("ws/bad-accept", "a Sec-WebSocket-Accept of another key", "handshake.accept"),
    _misdeed("ws/no-accept", "101 without Sec-WebSocket-Accept", "handshake.accept-missing"),
    _misdeed("ws/two-accepts", "Sec-WebSocket-Accept twice", "handshake.accept-duplicate"),
    _misdeed("ws/no-upgrade", "101 without Upgrade", "handshake.upgrade-missing"),
    _misdeed("ws/wrong-upgrade", "Upgrade: h2c in the 101", "handshake.upgrade-value"),
    _misdeed("ws/no-connection", "101 without Connection", "handshake.connection-missing"),
    _misdeed("ws/wrong-connection", "Connection: keep-alive in the 101", "handshake.connection-value"),
    _misdeed("ws/body-length", "a Content-Length in the 101", "handshake.body"),
    _misdeed("ws/version-header", "a Sec-WebSocket-Version in the 101", "handshake.version-header"),
    _misdeed("ws/http10", "answers in HTTP/1.0", "handshake.http-version"),
    _misdeed("ws/html", "200 with a page of HTML, as a site that knows no WebSocket", "handshake.status"),
    _misdeed("ws/dropped-upgrade", "400, as an origin behind a proxy that dropped Upgrade", "handshake.status"),
    _misdeed("ws/401", "401 that asks for a bearer token", "handshake.status"),
    _misdeed("ws/403", "403 with a JSON body that says why", "handshake.status"),
    _misdeed("ws/426", "426 that names the versions it speaks", "handshake.status"),
    _misdeed("ws/302", "a redirect to a page of login", "handshake.status"),
    _misdeed("ws/502", "the 502 page of a proxy", "handshake.status"),
    _misdeed("ws/503", "503 with Retry-After", "handshake.status"),
    _misdeed("ws/never-answers", "takes the request and says nothing"),
    _misdeed("ws/cut-head", "ends in the midst of the head", "http.head-truncated"),
    _misdeed("ws/bare-lf", "header lines that end in LF alone", "http.bare-lf"),
    _misdeed("ws/folded-line", "a header line folded in two", "http.folded-line"),
    _misdeed("ws/space-before-colon", "a blank between a name and its colon", "http.space-before-colon"),
    _misdeed("ws/bad-field-name", "a name with a blank in it", "http.bad-field-name"),
    _misdeed("ws/no-colon", "a header line without a colon", "http.no-colon"),
    _misdeed("ws/control-in-value", "a control character in a value", "http.bad-field-value"),
    _misdeed("ws/bad-status-line", "two blanks in the status line where one belongs", "http.bad-start-line"),
    _misdeed("ws/endless-head", "header lines without end", "http.head-too-big"),
    _misdeed("ws/unasked-protocol", "a subprotocol nobody offered", "handshake.protocol-unasked"),
    _misdeed("ws/two-protocols", "two subprotocols at once", "handshake.protocol-duplicate"),
    _misdeed("ws/no-protocol", "none of the subprotocols offered; offer one", "handshake.protocol-missing"),
    _misdeed("ws/unasked-extension", "an extension nobody offered", "handshake.extension-unasked"),
    _misdeed(
        "ws/two-extensions", "permessage-deflate accepted twice; offer compression", "handshake.extension-duplicate"
    ),
    _misdeed("ws/bad-deflate", "a window of 99 bits", "handshake.extension-parameters"),
    _misdeed("ws/broken-extensions", "a list of extensions that is none", "handshake.extension-syntax"),
    _misdeed("ws/any-origin", "an echo that lets every Origin in, credentials and all"),
)

FRAME_MISDEEDS = (
    _misdeed("ws/masked", "masks what it sends", "frame.masked-by-server"),
    _misdeed(
        "ws/reserved-bit",
        "sets a reserved bit",
        "frame.reserved-bits",
        bit=Parameter("2", "which", choices=("1", "2", "3")),
    ),
    _misdeed(
        "ws/reserved-opcode",
        "an opcode that means nothing",
        "frame.reserved-opcode",
        opcode=Parameter("3", "which", choices=("3", "4", "5", "6", "7", "11", "12", "13", "14", "15")),
    ),
    _misdeed(
        "ws/long-length",
        "a length in more bits than it needs",
        "frame.length-not-minimal",
        bits=Parameter("16", "how many", choices=("16", "64")),
    ),
    _misdeed("ws/top-bit", "a length of 64 bits with the top bit set", "frame.length-top-bit"),
    _misdeed("ws/fragmented-control", "a ping that is not final", "frame.control-fragmented"),
    _misdeed("ws/long-control", "a ping of 126 bytes", "frame.control-too-long"),
    _misdeed("ws/stray-continuation", "a continuation of nothing", "frame.continuation-without-start"),
    _misdeed("ws/message-inside", "a new message inside one", "frame.message-inside-message"),
    _misdeed("ws/rsv1-continuation", "RSV1 on a continuation; offer compression", "frame.rsv1-on-continuation"),
    _misdeed("ws/rsv1-control", "RSV1 on a ping; offer compression", "frame.rsv1-on-control"),
    _misdeed(
        "ws/bad-utf8",
        "text that is not UTF-8",
        "message.bad-utf8",
        where=Parameter("early", "in the message", choices=("early", "late", "fragments")),
    ),
    _misdeed(
        "ws/half-frame",
        "half a frame, and then",
        "frame.truncated",
        then=Parameter("fin", "how it goes on", choices=("fin", "rst", "silence")),
    ),
    _misdeed("ws/half-message", "a message without its last frame, and then a close", "message.unfinished"),
    _misdeed("ws/too-big-frame", "announces a frame of over 64 MiB", "frame.too-big"),
    _misdeed("ws/too-big-message", "a message of over 64 MiB in many frames", "message.too-big"),
    _misdeed("ws/bomb", "a small message that inflates to over 64 MiB; offer compression", "deflate.too-big"),
    _misdeed("ws/broken-deflate", "compressed bytes that are none; offer compression", "deflate.error"),
    _misdeed("ws/bigger-deflate", "compresses what only grows by it; offer compression"),
    _misdeed("ws/http-after-101", "an HTTP answer where frames should be", "frame.not-websocket"),
    _misdeed(
        "ws/close-code",
        "closes with a code that must not be sent",
        "close.forbidden-code",
        code=Parameter(
            "1006", "which", choices=("0", "999", "1004", "1005", "1006", "1015", "1016", "2999", "5000", "65535")
        ),
    ),
    _misdeed("ws/close-one-byte", "a close frame of one byte", "close.one-byte"),
    _misdeed("ws/close-bad-utf8", "a close reason that is not UTF-8", "close.bad-utf8"),
    _misdeed("ws/data-after-close", "a message after the close frame", "close.data-after"),
)

HABITS = (  # connections that are right in every frame and wrong all the same
    _misdeed("ws/fin", "ends without a close frame", after=Parameter(0.5, "time before", "duration")),
    _misdeed("ws/rst", "resets the connection", after=Parameter(0.5, "time before", "duration")),
    _misdeed("ws/never-closes", "echoes, but answers no close frame"),
    _misdeed("ws/no-pong", "echoes, but answers no ping"),
    _misdeed("ws/wrong-pong", "echoes, but answers a ping with other bytes"),
    _misdeed("ws/slow-pong", "echoes, but answers a ping late", delay=Parameter(2.0, "how late", "duration")),
    _misdeed("ws/dead-application", "answers pings, but no message ever"),
    _misdeed(
        "ws/ping-storm",
        "echoes, but pings too often",
        every=Parameter(0.05, "time between pings", "duration", bounds=INTERVALS_S),
    ),
    _misdeed(
        "ws/idle-cut",
        "cuts a connection that is silent for too long",
        after=Parameter(5.0, "silence", "duration"),
        by=BY,
        counts=Parameter("bytes", "what breaks the silence", choices=("bytes", "messages")),
    ),
    _misdeed("ws/lifetime", "cuts every connection at its age", after=Parameter(10.0, "age", "duration"), by=BY),
    _misdeed("ws/nothing-passes", "101, and then nothing passes in either direction"),
)

CLOCK = {
    **EVERY,
    **COUNT,
    "jitter": Parameter("steady", "of interval and size", choices=("steady", "random")),
    "size": Parameter(0, "of padding in each event", "size", bounds=(0, 16 << 20)),
    "first": Parameter(0.0, "time to the first event", "duration"),
    "seed": Parameter(0, "the same numbers at random each time; 0: new ones"),
}
HELD = {  # at random: at a steady pace a hold by time and one by size look the same
    **CLOCK,
    "every": Parameter(0.1, "time between messages", "duration", bounds=INTERVALS_S),
    "jitter": Parameter("random", "of interval and size", choices=("steady", "random")),
    "size": Parameter(100, "of padding in each event", "size", bounds=(0, 16 << 20)),
}
TELLING = {
    "shape": Parameter(
        "openai", "of the stream", choices=("openai", "responses", "anthropic", "gemini", "vercel", "mcp")
    ),
    "tokens": Parameter(40, "tokens", bounds=(0, 100_000)),
    "pace": Parameter(0.03, "time between tokens", "duration"),
    "first": Parameter(0.3, "time to the first", "duration"),
}
ENDING = {"count": Parameter(20, "messages before it ends; 0: no end, and nothing comes")}
COUNTED = {**EVERY, "count": Parameter(5, "messages before it ends; 0: no end")}

STREAM_ROUTES = (
    _http("sse/clock", "a numbered event with the time, each interval", None, **CLOCK),
    _http(
        "sse/ids",
        "events to be resumed: Last-Event-ID replays what was missed, each exactly once",
        None,
        **EVERY,
        **COUNT,
        keep=Parameter(1000, "events that can be replayed", bounds=(1, 100_000)),
    ),
    _http(
        "sse/heartbeat",
        "comments that keep the link alive, an event now and then",
        None,
        **EVERY,
        count=Parameter(0, "comments before it ends; 0: no end"),
        event=Parameter(10, "an event after so many comments", bounds=(1, 1_000_000)),
    ),
    _http("sse/llm", "a token stream in the shape of a provider", None, **TELLING),
    _http(
        "sse/post", "the body of a POST, sent back word by word", None, pace=Parameter(0.03, "time between", "duration")
    ),
    _http(
        "sse/auth",
        "a clock that asks for a token: bearer, cookie `token`, or query `token`",
        None,
        token=Parameter("", "the token, as query"),
        secret=Parameter("secret", "the token that is right"),
        **CLOCK,
    ),
    _http(
        "poll",
        "the feed by polling: what is new since a number, as JSON",
        None,
        since=Parameter(0, "number of the last one seen"),
    ),
    _http(
        "long-poll",
        "the feed by long polling: waits until there is something new",
        None,
        since=Parameter(0, "number of the last one seen"),
        wait=Parameter(25.0, "longest wait", "duration"),
    ),
)

STREAM_MISDEEDS = (
    _http("sse/wrong-type", "an event stream that calls itself text/html", "stream.type"),
    _http("sse/204", "204: do not come back", "stream.no-content"),
    _http("sse/404", "404 with a JSON body", "stream.status"),
    _http("sse/500", "500 with a page of HTML", "stream.status"),
    _http("sse/503", "503 with Retry-After", "stream.status", after=Parameter(2, "seconds to wait")),
    _http(
        "sse/redirect",
        "redirects, and then a stream",
        "stream.redirected",
        times=Parameter(2, "redirects"),
        seen=Parameter(0, "so far"),
        status=Parameter("307", "of the redirect", choices=("301", "302", "303", "307", "308")),
    ),
    _http("sse/redirect-loop", "redirects to itself"),
    _http("sse/bom", "a byte order mark at the start, which is allowed once"),
    _http("sse/two-boms", "two byte order marks", "sse.second-bom"),
    _http("sse/cr", "lines that end in CR alone"),
    _http("sse/split-crlf", "CR and LF in chunks of their own"),
    _http("sse/bad-utf8", "bytes that are not UTF-8", "sse.bad-utf8"),
    _http("sse/u2028", "U+2028 and other line ends that are none"),
    _http("sse/nul-id", "an id with NUL in it", "sse.id-with-nul"),
    _http("sse/bad-retry", "retry values that are none", "sse.bad-retry"),
    _http("sse/huge-retry", "a retry of twenty digits", "sse.retry-capped"),
    _http("sse/unknown-field", "fields nobody knows", "sse.unknown-field"),
    _http("sse/empty-block", "a block without data", "sse.empty-block"),
    _http("sse/unfinished", "ends inside a block", "sse.unfinished-event"),
    _http(
        "sse/long-line", "a line that grows on and on", "sse.line-too-long", size=Parameter(17 << 20, "of it", "size")
    ),
    _http(
        "sse/big-event",
        "an event of very many lines",
        "sse.event-too-big",
        size=Parameter(65 << 20, "of the event", "size"),
    ),
    _misdeed("sse/cut-chunk", "cut in the midst of a chunk", "chunk.truncated"),
    _misdeed("sse/bad-chunk", "a chunk size that is none", "chunk.bad-size"),
    _http("sse/closed-at-once", "an event, and closed, each time", "stream.ends"),
    _http("sse/repeats", "after a resume, sends again what was seen", "stream.resume-repeats", **COUNTED),
    _http("sse/jumps", "after a resume, leaves some out", "stream.resume-gap", **COUNTED),
    _http("sse/ignores-last-id", "after a resume, begins anew", "stream.resume-anew", **COUNTED),
    _http("sse/no-heartbeat", "an event, then silence without end", "stream.no-heartbeat"),
    _http("sse/latin1", "a charset that is not UTF-8", "stream.charset", **COUNTED),
    _http("sse/cacheable", "a Cache-Control that lets anybody keep it", "stream.cacheable", **COUNTED),
    _http("sse/cached", "the signs of a cache that hands it out again", "stream.cached", **COUNTED),
    _http("sse/cdn", "the signs of a network that may compress it", "stream.transformable", **COUNTED),
    _http("sse/no-accel", "without X-Accel-Buffering", "stream.accel-buffering", **COUNTED),
    _http(
        "sse/nginx",
        "the sign of nginx, and all events in one piece",
        "stream.nginx-buffering",
        count=Parameter(5, "messages", bounds=(1, 1000)),
    ),
    _http("sse/no-cors", "for pages of its own origin alone", "stream.cors-missing", **COUNTED),
    _http("sse/other-origin", "for pages of one other origin", "stream.cors-mismatch", **COUNTED),
    _http("sse/any-origin", "for all origins at once, cookies and all", "stream.cors-credentials", **COUNTED),
    _http("sse/no-vary", "for whatever origin asks, without Vary", "stream.cors-vary", **COUNTED),
    _http("sse/gzip", "compressed, with a flush for each event", "stream.compressed", **COUNTED),
    _http("sse/no-ids", "events without ids", "stream.no-ids", **COUNTED),
    _http("sse/no-retry", "never says when to come back", "stream.no-retry", **COUNTED),
    _http("sse/cut", "broken off between two events", "stream.cut", **COUNTED),
    _misdeed("sse/http1", "over HTTP/1.1, and nothing newer", "stream.http1"),
    _http(
        "sse/llm-no-end",
        "a token stream that stops without its end mark",
        "llm.no-end-mark",
        missing=Parameter("rest", "the mark alone, or the second half as well", choices=("mark", "rest")),
        **TELLING,
    ),
    _http("sse/llm-error", "a token stream with an error in its midst", "llm.error", **TELLING),
    _http("sse/llm-at-once", "a token stream that comes all at the end", "llm.at-once", **TELLING),
    _http(
        "sse/llm-stall",
        "a token stream that stands still in its midst",
        "llm.stall",
        pause=Parameter(15.0, "for so long", "duration"),
        **TELLING,
    ),
    _http(
        "sse/llm-usage",
        "a token stream that counts fewer tokens than it sends",
        "llm.usage-mismatch",
        usage=Parameter(1, "tokens it counts"),
        **TELLING,
    ),
    _http(
        "sse/llm-gap",
        "a token stream that lost events in its midst",
        "llm.sequence-gap",
        lost=Parameter(2, "events", bounds=(0, 100_000)),
        **{**TELLING, "shape": Parameter("responses", "of the stream: the one with numbers", choices=("responses",))},
    ),
    _http(
        "sse/held-size",
        "held until so many bytes are there",
        None,
        bytes=Parameter(4096, "block", "size", bounds=(1, 1 << 20)),
        **HELD,
    ),
    _http(
        "sse/held-time",
        "held for a time, then all at once",
        "stream.lumps",
        window=Parameter(1.0, "window", "duration"),
        **HELD,
    ),
    _http(
        "sse/held-all",
        "held until the end, with a Content-Length",
        "stream.length",
        **{**HELD, **ENDING},
    ),
    _http("sse/held-stream", "held until the end, in chunks all the same", "stream.at-once", **{**HELD, **ENDING}),
    _http("sse/held-gzip", "compressed without a flush for each event", "stream.compressed-held", **HELD),
    _http(
        "sse/held-head",
        "the head is held until the first event",
        "stream.head-held",
        **{**CLOCK, "first": Parameter(2.0, "time to the first event", "duration")},
    ),
    _http(
        "sse/held-tail",
        "the end of each event is held until the next",
        None,
        bytes=Parameter(1, "of each event that are held", "size"),
        **CLOCK,
    ),
)

PAGE = Route("", "http", "this list, as a page")
PAGE_FILES = ("page.css", "page.js", "log.js", "ways.js", "icon.svg")  # what the page consists of
BY_PATH = {f"page/{file}": PAGE for file in PAGE_FILES}  # paths that are no routes of their own

GROUPS: dict[str, tuple[Route, ...]] = {  # as people see them, in this order
    "WebSocket": WEBSOCKET_ROUTES,
    "Event streams and polling": STREAM_ROUTES,
    "Handshakes that go wrong": HANDSHAKE_MISDEEDS,
    "Frames that break a rule": FRAME_MISDEEDS,
    "Connections with bad habits": HABITS,
    "Event streams that go wrong": STREAM_MISDEEDS,
    "For a browser": (PAGE,),
}
ROUTES: dict[str, Route] = {route.name: route for group in GROUPS.values() for route in group}
