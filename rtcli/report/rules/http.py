"""What can be wrong with an HTTP/1.1 head, and with the chunks of a body."""

from rtcli.report.model import Rule

HEAD = "test:tests/wire/test_http1.py"
CHUNK = "test:tests/wire/test_chunked.py"

RULES = {
    "http.bad-start-line": Rule(
        "fail",
        "the first line is neither a request line nor a status line",
        "RFC 9112 3, 4",
        why="Without it nothing else can be read, and clients report an invalid response. Usually another protocol "
        "answered: TLS, HTTP/2, or a service that greets first.",
        cure="check scheme and port: https and wss for TLS; see with curl -v what the port speaks",
        earned="lab:ws/bad-status-line",
    ),
    "http.bare-lf": Rule(
        "warn",
        "a line ends with LF alone",
        "RFC 9112 2.2",
        why="Recipients may accept it or refuse it, and strict proxies answer 400 or 502. Two readers that disagree "
        "on where a line ends are the ground of request smuggling.",
        cure="in the sender, end every line of the head with CR LF; look for heads written by hand",
        earned="lab:ws/bare-lf",
    ),
    "http.space-before-colon": Rule(
        "fail",
        "a space stands between a field name and its colon",
        "RFC 9112 5.1",
        why="Servers must refuse such a request with 400, and proxies take such a field apart in different ways, "
        "which has been used to smuggle requests.",
        cure="in the sender, write Name: value, the colon right after the name",
        earned="lab:ws/space-before-colon",
    ),
    "http.folded-line": Rule(
        "warn",
        "a field value goes on in the next line",
        "RFC 9112 5.2",
        why="Folding is obsolete. Many parsers refuse it, others drop the second line, so the value depends on who "
        "reads.",
        cure="in the sender, write each field in one line; look for values that contain a line break",
        earned="lab:ws/folded-line",
    ),
    "http.bad-field-name": Rule(
        "fail",
        "a field name contains a character that names may not have",
        "RFC 9110 5.1, 5.6.2",
        why="Proxies drop the field, as nginx does, or refuse the message. A whole line that looks like text is "
        "often a body that began too early.",
        cure="in the sender, use letters, digits and hyphens in field names",
        earned="lab:ws/bad-field-name",
    ),
    "http.bad-field-value": Rule(
        "warn",
        "a field value contains a control character",
        "RFC 9110 5.5",
        why="CR, LF and NUL in a value are dangerous: recipients must refuse the message or put a space in their "
        "place. Other controls may be dropped on the way.",
        cure="in the sender, encode such values, in base64 or percent-encoding; never copy user input into a field "
        "unchecked",
        earned="lab:ws/control-in-value",
    ),
    "http.no-colon": Rule(
        "fail",
        "a line of the head has no colon",
        "RFC 9112 5",
        why="It is not a field. Strict recipients refuse the whole message, others ignore the line.",
        cure="in the sender, look for a value with a line break in it, or for output printed before the head was "
        "complete",
        earned="lab:ws/no-colon",
    ),
    "http.head-too-big": Rule(
        "fail",
        "the head is longer than the limit",
        "RFC 9110 5.4",
        why="Servers and proxies stop at 8 to 64 KiB and answer 400, 414 or 431. Cookies that have piled up are the "
        "usual cause, so it fails for some users only.",
        cure="send fewer or smaller cookies and fields; in nginx see large_client_header_buffers and proxy_buffer_size",
        earned="lab:ws/endless-head",
    ),
    "http.head-truncated": Rule(
        "fail",
        "the bytes end inside the head",
        "RFC 9112 8",
        why="The empty line that ends a head never came: the peer closed, crashed or was cut off while answering. "
        "Proxies turn it into a 502.",
        cure="look into the peer's own log at that moment; if this is a capture, it may only stop too early",
        earned="lab:ws/cut-head",
    ),
    "http.conflicting-length": Rule(
        "fail",
        "the head gives the length of the body in ways that disagree",
        "RFC 9112 6.3",
        why="Two readers will cut the body at different places. This is request smuggling, and proxies answer it "
        "with 400 or 502.",
        cure="in the sender, give one Content-Length or Transfer-Encoding: chunked, never both",
        earned=HEAD,
    ),
    "chunk.bad-size": Rule(
        "fail",
        "a chunk does not start with its size in hexadecimal",
        "RFC 9112 7.1",
        why="The reader no longer knows where chunks begin and has to drop the connection. An SSE client sees the "
        "stream break off.",
        cure="let the server's HTTP library write the chunks; look for code or a proxy that says chunked and sends "
        "raw bytes",
        earned="lab:sse/bad-chunk",
    ),
    "chunk.missing-crlf": Rule(
        "fail",
        "a chunk is not followed by CR LF",
        "RFC 9112 7.1",
        why="The size and the data disagree, so everything after is misread. Sizes counted in characters instead of "
        "bytes go wrong at the first letter beyond ASCII.",
        cure="in the sender, count the bytes of the encoded data, and end each chunk with CR LF",
        earned=CHUNK,
    ),
    "chunk.truncated": Rule(
        "fail",
        "the bytes end before the last chunk",
        "RFC 9112 8",
        why="The body is incomplete, and only the missing final chunk of size 0 shows it. Clients that do not check "
        "take half an answer for a whole one.",
        cure="look for who cut the connection: a proxy's read time limit, a server that crashed or was restarted",
        earned="lab:sse/cut-chunk",
    ),
    "chunk.too-big": Rule(
        "fail",
        "a chunk is longer than the limit",
        "RFC 9112 7.1",
        why="Readers overflow or refuse at sizes that they cannot hold. A size of this kind is mostly data read as "
        "a size.",
        cure="in the sender, write smaller chunks; look at the chunk before it, whose length may be wrong",
        earned=CHUNK,
    ),
    "chunk.bare-lf": Rule(
        "warn",
        "a line between chunks ends with LF alone",
        "RFC 9112 7.1",
        why="Some readers accept it and some do not; where proxy and server disagree, requests can be smuggled.",
        cure="in the sender, end size lines, chunks and trailer lines with CR LF",
        earned=CHUNK,
    ),
}
