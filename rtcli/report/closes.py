"""The close codes of RFC 6455 section 7.4 and of IANA's registry, in words: meaning, usual cause, what to do.

Their names, and which may stand on the wire, are rtcli.wire.close's; here is what `rtcli explain 1006` adds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Close:
    meaning: str
    cause: str  # what usually brings it about
    cure: str
    clause: str


CLOSES = {
    1000: Close(
        "The purpose of the connection is fulfilled, and it ends in order.",
        cause="One side called close() and meant it.",
        cure="nothing; a client that needs the link should not reconnect by itself after this code",
        clause="RFC 6455 7.4.1",
    ),
    1001: Close(
        "The sender goes away: a server shuts down, or a browser leaves the page.",
        cause="A deploy, a restart, a closed tab or a navigation.",
        cure="reconnect after a random delay, so that not all clients come back in the same second",
        clause="RFC 6455 7.4.1",
    ),
    1002: Close(
        "The sender met something that the protocol does not allow.",
        cause="A broken frame: masked by the server, not masked by the client, a reserved bit or opcode, a bad code.",
        cure="capture the bytes and give them to rtcli inspect-frame, which names the clause",
        clause="RFC 6455 7.4.1",
    ),
    1003: Close(
        "The sender cannot accept this kind of data.",
        cause="A binary message went to an endpoint that takes text only, or the other way round.",
        cure="send the type that the endpoint documents: opcode 1 for text, 2 for binary",
        clause="RFC 6455 7.4.1",
    ),
    1004: Close(
        "Reserved; no meaning was ever given to it.",
        cause="A library that passes on any number.",
        cure="use 1000, 1008 or a private code from 4000 to 4999",
        clause="RFC 6455 7.4.1",
    ),
    1005: Close(
        "A close frame came without a code. The receiver makes this number up.",
        cause="The peer called close() without arguments.",
        cure="nothing if the end was expected; otherwise let the peer give a code and a reason",
        clause="RFC 6455 7.4.1",
    ),
    1006: Close(
        "The connection ended without a close frame, or was never opened. The receiver makes this number up.",
        cause="A proxy cut an idle link, a process crashed, the network went away, the handshake was refused, or the "
        "receiver itself dropped a connection with broken frames. Browsers show nothing more.",
        cure="see when it happens: at once points to the handshake, after a round number of seconds to an idle limit "
        "that pings would keep away, under load to a crash",
        clause="RFC 6455 7.1.5, 7.4.1",
    ),
    1007: Close(
        "The sender met a message whose content does not agree with its type.",
        cause="A text message that is not valid UTF-8: Latin-1, binary sent as text, a string cut inside a character.",
        cure="encode text as UTF-8 in one piece, or send a binary message",
        clause="RFC 6455 7.4.1, 8.1",
    ),
    1008: Close(
        "A message goes against the sender's policy; used where nothing more precise fits.",
        cause="A missing or expired token, an Origin that is not allowed, too many messages.",
        cure="read the reason in the close frame; check credentials and Origin before reconnecting",
        clause="RFC 6455 7.4.1",
    ),
    1009: Close(
        "A message is too big for the sender of this code.",
        cause="A limit of a library, 1 MiB in many, or of a proxy between.",
        cure="send smaller messages, or raise the limit at the side that closed",
        clause="RFC 6455 7.4.1",
    ),
    1010: Close(
        "The client needs an extension that the server did not agree to. Only clients send it.",
        cause="A proxy removed Sec-WebSocket-Extensions, or the server does not know the extension.",
        cure="make the extension optional in the client, or switch it on at the server; the reason should name it",
        clause="RFC 6455 7.4.1",
    ),
    1011: Close(
        "The server met a condition that it did not expect and cannot go on.",
        cause="An uncaught exception in the handler; also a missing pong in some server libraries.",
        cure="look into the server's log at that moment; if it says keepalive, look at who stopped answering pings",
        clause="RFC 6455 7.4.1",
    ),
    1012: Close(
        "The service restarts.",
        cause="A deploy, or an instance that was moved.",
        cure="reconnect after a random delay of 5 to 30 seconds",
        clause="IANA WebSocket Close Code Number Registry",
    ),
    1013: Close(
        "The server is overloaded and asks to try again later.",
        cause="A limit on connections, or load that is being shed.",
        cure="connect to another address if there are several, else wait longer before each new try",
        clause="IANA WebSocket Close Code Number Registry",
    ),
    1014: Close(
        "A gateway got an invalid answer from the server behind it, like 502 in HTTP.",
        cause="The server behind the gateway is down, or closed while the gateway was connecting.",
        cure="look into the gateway's log for the server it tried, and into that server's own",
        clause="IANA WebSocket Close Code Number Registry",
    ),
    1015: Close(
        "The TLS handshake failed. The receiver makes this number up, and most browsers report 1006 instead.",
        cause="An expired or self-signed certificate, a wrong name in it, no TLS version in common.",
        cure="look at the certificate with openssl s_client -connect HOST:443 -servername HOST",
        clause="RFC 6455 7.4.1",
    ),
    3000: Close(
        "The endpoint needs credentials that were not given, like 401 in HTTP.",
        cause="A missing, expired or malformed token.",
        cure="sign in again, then reconnect; do not retry with the same credentials",
        clause="IANA WebSocket Close Code Number Registry",
    ),
    3003: Close(
        "The endpoint knows who asks and refuses, like 403 in HTTP.",
        cause="The account has no right to this endpoint.",
        cure="ask for the right; trying again will not help",
        clause="IANA WebSocket Close Code Number Registry",
    ),
    3008: Close(
        "The endpoint waited too long for an answer, like 408 in HTTP.",
        cause="The peer was silent, or slow to answer.",
        cure="send what is expected sooner, or pings to show that the link lives",
        clause="IANA WebSocket Close Code Number Registry",
    ),
}
RANGES = (  # from this number up to the next one
    (
        0,
        Close(
            "Below the range of close codes; never used.",
            cause="A number that means something else: an HTTP status, an exit code, or bytes in the wrong order.",
            cure="use 1000, or a private code from 4000 to 4999",
            clause="RFC 6455 7.4.2",
        ),
    ),
    (
        1000,
        Close(
            "Held for later versions of the protocol and for its extensions; not assigned today.",
            cause="A library that passes on any number, or a code made up by an application in the wrong range.",
            cure="use an assigned code, or a private one from 4000 to 4999",
            clause="RFC 6455 7.4.2",
        ),
    ),
    (
        3000,
        Close(
            "For libraries, frameworks and applications that register it with IANA.",
            cause="The framework in use, or an application that took a number without registering it.",
            cure="look it up in the framework's documentation and in IANA's registry; take your own codes from 4000 up",
            clause="RFC 6455 7.4.2",
        ),
    ),
    (
        4000,
        Close(
            "For private use: the two sides agree on what it means.",
            cause="The application itself closed, and only its documentation says why.",
            cure="look it up in the application's documentation, and read the reason in the close frame",
            clause="RFC 6455 7.4.2",
        ),
    ),
    (
        5000,
        Close(
            "Above the range of close codes; never used.",
            cause="A number that means something else, or bytes in the wrong order: 1000 is 03 e8.",
            cure="use 1000, or a private code from 4000 to 4999",
            clause="RFC 6455 7.4.2",
        ),
    ),
)


def close_of(code: int) -> Close:
    """What there is to say of a close code, or else of the range that it lies in."""
    return CLOSES.get(code) or next(close for first, close in reversed(RANGES) if code >= first)
