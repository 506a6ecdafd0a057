"""What can be wrong with the answer to an opening handshake."""

from rtcli.report.model import Rule

NGINX = "in nginx proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade"

RULES = {
    "handshake.status": Rule(
        "fail",
        "the server did not answer 101",
        "RFC 6455 4.1",
        why="The upgrade was refused, and a script in a browser learns only 1006, without status or body. 400 or "
        "426 point to lost upgrade fields, 401 or 403 to credentials or Origin, 404 to the path; redirects are not "
        "followed.",
        cure=f"read the status and the body that came; behind a proxy let it pass the upgrade on: {NGINX}",
        earned="lab:ws/dropped-upgrade",
    ),
    "handshake.http-version": Rule(
        "fail",
        "the answer is not HTTP/1.1",
        "RFC 6455 4.1; RFC 9110 7.8",
        why="HTTP/1.0 has no upgrade. The answer comes from a proxy or server that speaks 1.0, and clients refuse it.",
        cure=f"let the proxy speak HTTP/1.1 to the server behind it: {NGINX}",
        earned="lab:ws/http10",
    ),
    "handshake.upgrade-missing": Rule(
        "fail",
        "the answer has no Upgrade field",
        "RFC 6455 4.1",
        why="Clients must fail the connection although the status is 101. A proxy that removes hop-by-hop fields "
        "from the answer is the usual cause.",
        cure="on the server, answer with Upgrade: websocket; on a proxy, switch WebSocket support on for this path",
        earned="lab:ws/no-upgrade",
    ),
    "handshake.upgrade-value": Rule(
        "fail",
        "the Upgrade field does not say websocket",
        "RFC 6455 4.1",
        why="Clients must fail the connection. h2c here means that the server chose HTTP/2 instead.",
        cure="on the server, answer with Upgrade: websocket and nothing else; case does not matter",
        earned="lab:ws/wrong-upgrade",
    ),
    "handshake.connection-missing": Rule(
        "fail",
        "the answer has no Connection field",
        "RFC 6455 4.1",
        why="Clients must fail the connection although the status is 101. A proxy that removes hop-by-hop fields "
        "from the answer is the usual cause.",
        cure="on the server, answer with Connection: Upgrade; on a proxy, switch WebSocket support on for this path",
        earned="lab:ws/no-connection",
    ),
    "handshake.connection-value": Rule(
        "fail",
        "the Connection field does not list upgrade",
        "RFC 6455 4.1",
        why="Clients must fail the connection. Proxies write keep-alive or close here when they manage the "
        "connection themselves.",
        cure=f"let the field list upgrade, in any case and among others if need be: {NGINX}",
        earned="lab:ws/wrong-connection",
    ),
    "handshake.accept-missing": Rule(
        "fail",
        "the answer has no Sec-WebSocket-Accept field",
        "RFC 6455 4.1",
        why="Nothing proves that the server understood the handshake, and clients must fail the connection. curl "
        "does not check, so it works there.",
        cure="on the server, answer with the base64 of the SHA-1 of the key followed by "
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
        earned="lab:ws/no-accept",
    ),
    "handshake.accept": Rule(
        "fail",
        "Sec-WebSocket-Accept does not match the key that was sent",
        "RFC 6455 4.1, 4.2.2",
        why="Clients must fail the connection. Either the value is computed wrongly, or a cache or proxy returned "
        "the answer to another handshake.",
        cure="on the server, take the key as it came, append 258EAFA5-E914-47DA-95CA-C5AB0DC85B11, and base64 the "
        "20 raw bytes of its SHA-1, not their hex form; keep caches away from this path",
        earned="lab:ws/bad-accept",
    ),
    "handshake.accept-duplicate": Rule(
        "fail",
        "Sec-WebSocket-Accept stands in the answer more than once",
        "RFC 6455 11.3.3",
        why="Browsers refuse it even where both values agree; other clients take the first, the last, or both "
        "joined by a comma.",
        cure="write it in one place: the server's library or the proxy or middleware, not both",
        earned="lab:ws/two-accepts",
    ),
    "handshake.protocol-unasked": Rule(
        "fail",
        "the server chose a subprotocol that was not offered",
        "RFC 6455 4.1",
        why="Clients must fail the connection. Names are compared letter by letter, so graphql-WS is not graphql-ws.",
        cure="on the server, choose one of the names in the request, or leave the field out; or offer the right "
        "name in the client",
        earned="lab:ws/unasked-protocol",
    ),
    "handshake.protocol-duplicate": Rule(
        "fail",
        "the answer names more than one subprotocol",
        "RFC 6455 4.2.2, 11.3.4",
        why="A server chooses one or none. Browsers refuse the answer, and other clients take whichever comes first.",
        cure="on the server, answer with the one subprotocol that will be spoken; do not send the client's list back",
        earned="lab:ws/two-protocols",
    ),
    "handshake.protocol-missing": Rule(
        "warn",
        "subprotocols were offered and the server chose none",
        "WHATWG WebSockets 2.2",
        why="RFC 6455 allows it, but browsers fail the connection, so it works in other clients only. A proxy may "
        "have dropped the field from the request.",
        cure="on the server, choose one of the names offered; or offer none in the client",
        earned="lab:ws/no-protocol",
    ),
    "handshake.extension-unasked": Rule(
        "fail",
        "the server agreed to an extension that was not offered",
        "RFC 6455 4.1, 9.1",
        why="Clients must fail the connection: they could not read the frames that would follow.",
        cure="on the server, answer only with extensions from the request; a proxy that cuts the field from the "
        "request has to cut it from the answer too",
        earned="lab:ws/unasked-extension",
    ),
    "handshake.extension-duplicate": Rule(
        "fail",
        "the answer names an extension, or the field itself, more than once",
        "RFC 6455 9.1, 11.3.2",
        why="It is then open which parameters hold, and browsers fail the connection.",
        cure="on the server, answer each extension once and in one field; look for a proxy that adds its own",
        earned="lab:ws/two-extensions",
    ),
    "handshake.extension-parameters": Rule(
        "fail",
        "the parameters of permessage-deflate are not allowed",
        "RFC 7692 7.1",
        why="Clients must fail the connection, for otherwise the first compressed message could not be inflated. "
        "Most often client_max_window_bits is answered without having been offered, or a window lies outside 8 to "
        "15.",
        cure="on the server, answer only the four known parameters, each once, and within what was offered",
        earned="lab:ws/bad-deflate",
    ),
    "handshake.extension-syntax": Rule(
        "fail",
        "the Sec-WebSocket-Extensions field cannot be read",
        "RFC 6455 9.1",
        why="Clients must fail the connection. A missing comma, an empty name or quotes around something that is "
        "not a token are the usual mistakes.",
        cure="on the server, write it like permessage-deflate; server_max_window_bits=12, or leave the field out",
        earned="lab:ws/broken-extensions",
    ),
    "handshake.version-header": Rule(
        "note",
        "a successful answer carries Sec-WebSocket-Version",
        "RFC 6455 4.4",
        why="The field belongs into a refusal, where it lists the versions a server speaks. Clients ignore it here, "
        "but it shows that the answer was written by hand or echoes the request.",
        cure="on the server, send it with 400 or 426 only; copy no request fields into the answer",
        earned="lab:ws/version-header",
    ),
    "handshake.body": Rule(
        "fail",
        "the 101 answer announces a body",
        "RFC 9110 8.6; RFC 9112 6.1",
        why="After a 101 come frames, never a body. A client or proxy that believes the length swallows the first "
        "frames or waits for ever.",
        cure="on the server, send 101 without Content-Length and Transfer-Encoding; look for middleware that adds "
        "them to every response",
        earned="lab:ws/body-length",
    ),
}
