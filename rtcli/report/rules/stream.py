"""What can be wrong around an event stream: with its head, on the way, with its pace, and with its resumption."""

from rtcli.report.model import Rule

RULES = {
    "stream.status": Rule(
        "fail",
        "the answer is not 200",
        "WHATWG HTML 9.2.3",
        why="Only 200 is a stream. At any other status a browser gives up for good: it fires an error and does not "
        "come back by itself.",
        cure="at 401 and 403 send what the server asks for; at 404 look at the path; at 5xx look into the log of the "
        "server, or of the proxy before it; at 3xx follow it, or link to its end",
        earned="lab:sse/404",
    ),
    "stream.no-content": Rule(
        "warn",
        "the answer is 204, which asks clients to stay away",
        "WHATWG HTML 9.2.3",
        why="It is the one answer that ends a stream on purpose. Clients that meet it by accident never come back.",
        cure="on the server, answer 204 only where nothing will ever follow; where there is nothing yet, keep the "
        "stream open and send a comment",
        earned="lab:sse/204",
    ),
    "stream.redirected": Rule(
        "note",
        "redirects come before the stream",
        "WHATWG HTML 9.2.3",
        why="A browser follows them, and asks at the first address again each time it comes back. Many libraries do "
        "not follow them unless told to, and credentials are not sent on to another origin.",
        cure="give clients the last address; look for a missing slash, or http where https was meant",
        earned="lab:sse/redirect",
    ),
    "stream.type": Rule(
        "fail",
        "the content type is not text/event-stream",
        "WHATWG HTML 9.2.3",
        why="A browser reads not a byte of it and gives up for good, however right the body is.",
        cure="on the server, send Content-Type: text/event-stream; if it does, a proxy or a page of errors stands in "
        "its place",
        earned="lab:sse/wrong-type",
    ),
    "stream.charset": Rule(
        "warn",
        "the content type names another encoding than UTF-8",
        "WHATWG HTML 9.2.6",
        why="Event streams are always read as UTF-8. Bytes in the encoding that is named turn into U+FFFD.",
        cure="on the server, encode as UTF-8, and send Content-Type: text/event-stream alone",
        earned="lab:sse/latin1",
    ),
    "stream.length": Rule(
        "fail",
        "the stream has a Content-Length",
        "RFC 9112 6.3",
        why="Whoever knows the length has the whole of it already: the events were collected, and come when the last "
        "one has been made.",
        cure="on the server, flush each event; on the way, lighttpd: server.stream-response-body = 2, Varnish: "
        "beresp.do_stream = true, Privoxy: no content filter for the path",
        earned="lab:sse/held-all",
    ),
    "stream.cacheable": Rule(
        "warn",
        "caches are not told to keep away",
        "RFC 9111 3",
        why="A shared cache may store the stream and hand old events to the next client, or let a second client join "
        "the stream of the first one.",
        cure="on the server, send Cache-Control: no-cache, or no-store",
        earned="lab:sse/cacheable",
    ),
    "stream.cached": Rule(
        "warn",
        "the stream comes out of a cache",
        "RFC 9111 5.1",
        why="What arrives are events of the past, often all at once, that somebody else has asked for.",
        cure="on the server, send Cache-Control: no-store; in the cache, pass the path by (Varnish: return(pass), "
        "nginx: proxy_cache off) and purge what it holds",
        earned="lab:sse/cached",
    ),
    "stream.transformable": Rule(
        "warn",
        "whoever is on the way may compress the stream, and hold it for that",
        "RFC 9110 7.7",
        why="Compressors collect some kilobytes before they let go of any, unless each event is flushed. A stream of "
        "small events then comes in lumps, minutes late.",
        cure="on the server, send Cache-Control: no-cache, no-transform; on the way, leave text/event-stream out of "
        "what is compressed",
        earned="lab:sse/cdn",
    ),
    "stream.accel-buffering": Rule(
        "note",
        "X-Accel-Buffering: no is missing",
        "nginx proxy_buffering",
        why="nginx collects what it passes on, unless its configuration or this field says otherwise. Whoever puts one "
        "in front later will see events come in lumps.",
        cure="on the server, send X-Accel-Buffering: no; it costs nothing where there is no nginx",
        earned="lab:sse/no-accel",
    ),
    "stream.nginx-buffering": Rule(
        "warn",
        "nginx is on the way, and may hold the events",
        "nginx proxy_buffering",
        why="By default nginx collects a block of 4 or 16 KB before it passes anything on. It keeps to itself whether "
        "the server told it not to.",
        cure="on the server, send X-Accel-Buffering: no; or in nginx, proxy_buffering off and proxy_http_version 1.1 "
        "for the path",
        earned="lab:sse/nginx",
    ),
    "stream.compressed": Rule(
        "note",
        "the stream is compressed",
        "RFC 9110 8.4",
        why="That saves bytes where events are large. Each event has to be flushed on its own, and everybody on the "
        "way has to leave it at that.",
        cure="if events come late or in lumps, leave text/event-stream out of what is compressed",
        earned="lab:sse/gzip",
    ),
    "stream.compressed-held": Rule(
        "fail",
        "compression holds the events back",
        "RFC 9110 8.4",
        why="The compressor waits for more before it lets go of anything. Without compression the same events come in "
        "time.",
        cure="flush after each event (Express: res.flush()), or leave text/event-stream out: nginx gzip_types, "
        "HAProxy compression type, Traefik excludedContentTypes; Caddy: 2.9 or newer; Varnish: do_gzip false",
        earned="lab:sse/held-gzip",
    ),
    "stream.http1": Rule(
        "note",
        "the stream comes over HTTP/1.1",
        "WHATWG HTML 9.2.7",
        why="A browser opens six connections to a host over HTTP/1.1, for all its tabs together. The seventh stream, "
        "and every other request to that host, waits until one ends.",
        cure="speak HTTP/2 over TLS (nginx: http2 on), which carries a hundred streams and more over one connection; "
        "or share one stream between tabs by a worker",
        earned="lab:sse/http1",
    ),
    "stream.cors-missing": Rule(
        "fail",
        "nothing allows the page's origin to read the stream",
        "Fetch CORS check",
        why="A browser asks for the stream, gets it, and keeps it from the page, which sees an error without a reason.",
        cure="on the server, send Access-Control-Allow-Origin with the origin of the page, also where the answer is "
        "an error",
        earned="lab:sse/no-cors",
    ),
    "stream.cors-mismatch": Rule(
        "fail",
        "another origin than the page's is allowed",
        "Fetch CORS check",
        why="Origins are compared letter by letter: scheme, host and port. A slash at the end, a second value or a "
        "list makes it fit none.",
        cure="on the server, answer with the one origin that the request names, after a look whether it is welcome",
        earned="lab:sse/other-origin",
    ),
    "stream.cors-credentials": Rule(
        "fail",
        "the page may not read the stream with its cookies",
        "Fetch CORS check",
        why="With withCredentials a browser wants the very origin and Access-Control-Allow-Credentials: true, and * "
        "stands for no origin.",
        cure="on the server, send the page's origin in the place of *, and Access-Control-Allow-Credentials: true",
        earned="lab:sse/any-origin",
    ),
    "stream.cors-vary": Rule(
        "note",
        "the answer depends on the origin, and does not say so",
        "RFC 9110 12.5.5",
        why="A cache may hand the answer for one origin to a page of another, whose browser then refuses it.",
        cure="on the server, send Vary: Origin wherever Access-Control-Allow-Origin is not *",
        earned="lab:sse/no-vary",
    ),
    "stream.head-held": Rule(
        "note",
        "the head comes only with the first bytes of the body",
        "WHATWG HTML 9.2.3",
        why="Until it comes no client knows whether there is a stream: a page sees no open event, and limits on the "
        "first byte, 30 to 60 s in many proxies, are running.",
        cure="on the server, flush the head at once (Node: res.flushHeaders()), or send a comment line first; HTTP/1.0 "
        "upstreams of nginx: proxy_http_version 1.1",
        earned="lab:sse/held-head",
    ),
    "stream.at-once": Rule(
        "warn",
        "all events come at once, when the stream is over",
        "WHATWG HTML 9.2.7",
        why="Something collects the stream and hands it out when it is complete. What was made live is seen when it "
        "is past.",
        cure="on the server, flush each event; on the way, switch buffering off (nginx: proxy_buffering off, Azure "
        "Application Gateway: enableResponseBuffering false, API Gateway: responseTransferMode STREAM)",
        earned="lab:sse/held-stream",
    ),
    "stream.lumps": Rule(
        "note",
        "events come several at a time",
        "WHATWG HTML 9.2.7",
        why="Either they are made so, or somebody on the way collects them by size or by time. HAProxy for one holds "
        "for 200 ms, and nginx for 4 KB.",
        cure="compare with the server itself (--direct HOST:PORT); HAProxy: option http-no-delay, nginx: "
        "proxy_buffering off, TLS in nginx over HTTP/1.1: ssl_buffer_size 4k",
        earned="lab:sse/held-time",
    ),
    "stream.no-heartbeat": Rule(
        "warn",
        "nothing keeps the stream alive while there is no event",
        "WHATWG HTML 9.2.7",
        why="Most proxies cut a connection that is silent for 60 s, some after 10 to 30 s, and neither side can tell a "
        "quiet stream from a dead one.",
        cure="on the server, send a comment line (: and a blank line) each 15 s; or raise the limit on the way: nginx "
        "proxy_read_timeout, HAProxy timeout server, AWS idle_timeout.timeout_seconds",
        earned="lab:sse/no-heartbeat",
    ),
    "stream.no-ids": Rule(
        "note",
        "events have no ids, so nothing can be resumed",
        "WHATWG HTML 9.2.4",
        why="After a lost connection a client cannot say what it has seen: whatever happened in between is lost to it, "
        "or comes again.",
        cure="on the server, give each event an id, keep the last ones, and go on behind Last-Event-ID",
        earned="lab:sse/no-ids",
    ),
    "stream.no-retry": Rule(
        "note",
        "the server does not say when to come back",
        "WHATWG HTML 9.2.6",
        why="Each client waits for a time of its own, from 1 to 5 s. After a restart they all come at once, and the "
        "server cannot spread them.",
        cure="on the server, begin each stream with a line such as retry: 5000, another number for each client",
        earned="lab:sse/no-retry",
    ),
    "stream.cut": Rule(
        "fail",
        "the stream was cut, and did not end",
        "RFC 9112 8",
        why="Something broke it off: a crash, a proxy that lost its server, a limit on how long an answer may take. A "
        "client comes back, and has lost what was under way.",
        cure="compare how long it lasted with the limits on the way (Envoy: timeout of the route, 15 s; gunicorn: "
        "--timeout, 30 s; Google: timeoutSec, 30 s), then look into the server's log",
        earned="lab:sse/cut",
    ),
    "stream.ends": Rule(
        "note",
        "the stream ends by itself",
        "WHATWG HTML 9.2.3",
        why="An EventSource comes back after each end, by default after some seconds: an endpoint that always ends is "
        "polled.",
        cure="keep it open and send comments; where nothing more will follow, answer the next request with 204, or "
        "have the page close it at a last event",
        earned="lab:sse/closed-at-once",
    ),
    "stream.resume-anew": Rule(
        "warn",
        "after a reconnect the stream begins anew",
        "WHATWG HTML 9.2.4",
        why="Events have ids, and Last-Event-ID is not heeded. Clients get again what they have, and cannot tell "
        "whether they got all.",
        cure="on the server, read the Last-Event-ID header and go on behind it; on the way, let that header pass",
        earned="lab:sse/ignores-last-id",
    ),
    "stream.resume-repeats": Rule(
        "warn",
        "after a reconnect events come again",
        "WHATWG HTML 9.2.4",
        why="Whoever counts or adds up does it twice; only clients that remember the ids they have seen are safe.",
        cure="on the server, go on behind the event that Last-Event-ID names, not with it or before it",
        earned="lab:sse/repeats",
    ),
    "stream.resume-gap": Rule(
        "warn",
        "after a reconnect events are missing",
        "WHATWG HTML 9.2.4",
        why="The ids count up by one, and some are left out behind the one that was named: they are lost to this "
        "client, and it does not know.",
        cure="on the server, keep events for longer than clients take to come back, and replay them from behind "
        "Last-Event-ID; where they are gone, say so in an event",
        earned="lab:sse/jumps",
    ),
}
