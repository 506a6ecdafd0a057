"""What can be wrong with one WebSocket frame, or with its place among the others."""

from rtcli.report.model import Rule

RULES = {
    "frame.reserved-bits": Rule(
        "fail",
        "a reserved bit is set that no extension has given a meaning",
        "RFC 6455 5.2",
        why="The receiver must drop the connection: browsers report 1006, servers answer 1002. RSV1 alone is most "
        "often a compressed message sent although permessage-deflate was not agreed, or was agreed and not recorded "
        "here.",
        cure="send RSV2 and RSV3 as 0, and RSV1 only once permessage-deflate was agreed; if it was, say so with "
        "--deflate",
        earned="lab:ws/reserved-bit",
    ),
    "frame.reserved-opcode": Rule(
        "fail",
        "the opcode is one that the protocol holds in reserve",
        "RFC 6455 5.2",
        why="Opcodes 3 to 7 and 11 to 15 have no meaning, so the receiver must drop the connection. Seen after good "
        "frames it usually means that an earlier length was wrong and payload is being read as a header.",
        cure="send data as text (1), binary (2) or continuation (0); if earlier frames were odd, look at their "
        "lengths first",
        earned="lab:ws/reserved-opcode",
    ),
    "frame.unmasked-by-client": Rule(
        "fail",
        "a frame from the client is not masked",
        "RFC 6455 5.1, 5.3",
        why="Every conforming server closes such a connection with 1002. Masking keeps a hostile page from writing "
        "bytes that an old proxy would take for an HTTP response.",
        cure="in the client, set the MASK bit and XOR each payload with a fresh random 32-bit key; if the server "
        "sent these bytes, say --from server",
        earned="specimen:frame.unmasked-by-client",
    ),
    "frame.masked-by-server": Rule(
        "fail",
        "a frame from the server is masked",
        "RFC 6455 5.1",
        why="Browsers and most libraries drop the connection at once, a few read on without a word: it works in one "
        "client and not in another.",
        cure="in the server, leave the MASK bit 0 and send the payload as it is; if the client sent these bytes, "
        "say --from client",
        earned="lab:ws/masked",
    ),
    "frame.mask-mixed": Rule(
        "warn",
        "masked and unmasked frames are mixed in one direction",
        "RFC 6455 5.1",
        why="One side masks always, the other never. Either both directions lie in one input, or the sender masks "
        "only some of its frames and will be dropped by its peer.",
        cure="judge each direction by itself, or say which side sent the bytes with --from",
        earned="specimen:frame.mask-mixed",
    ),
    "frame.length-not-minimal": Rule(
        "fail",
        "the length takes more bytes than it needs",
        "RFC 6455 5.2",
        why="Chrome and other strict receivers drop the connection, lenient ones read on, so it fails only with "
        "some peers. Firewalls that inspect frames can be led astray by it.",
        cure="in the sender, write lengths up to 125 in 7 bits, up to 65535 in 16, and only longer ones in 64",
        earned="lab:ws/long-length",
    ),
    "frame.length-top-bit": Rule(
        "fail",
        "the highest bit of a 64-bit length is set",
        "RFC 6455 5.2",
        why="Such a length is over nine exabytes, or negative where it is read as a signed number. The receiver "
        "cannot know where the next frame starts and has to give up.",
        cure="in the sender, write the length as an unsigned big-endian number; look for a sign or byte-order mistake",
        earned="lab:ws/top-bit",
    ),
    "frame.control-fragmented": Rule(
        "fail",
        "a control frame is fragmented",
        "RFC 6455 5.4, 5.5",
        why="Close, ping and pong must come whole, because they may stand between the fragments of a message. The "
        "receiver must drop the connection.",
        cure="in the sender, set FIN on every close, ping and pong",
        earned="lab:ws/fragmented-control",
    ),
    "frame.control-too-long": Rule(
        "fail",
        "a control frame carries more than 125 bytes",
        "RFC 6455 5.5",
        why="Receivers keep only 125 bytes of room for a control frame and drop the connection. A long close reason "
        "is the usual cause, and is then lost together with its code.",
        cure="shorten ping and pong payloads to 125 bytes, close reasons to 123 bytes of UTF-8, cut between characters",
        earned="lab:ws/long-control",
    ),
    "frame.continuation-without-start": Rule(
        "fail",
        "a continuation frame continues nothing",
        "RFC 6455 5.4",
        why="There is no message that it could belong to, so the receiver must drop the connection. Often the frame "
        "before it had FIN set too early, or a proxy lost the first fragment.",
        cure="in the sender, start each message with a text or binary frame, and set FIN only on its last fragment",
        earned="lab:ws/stray-continuation",
    ),
    "frame.message-inside-message": Rule(
        "fail",
        "a new message starts before the last one has ended",
        "RFC 6455 5.4",
        why="Fragments of two messages must not be mixed, so the receiver must drop the connection. The usual cause "
        "is two tasks or threads that write to one connection without a lock.",
        cure="in the sender, let one message finish before the next begins, and send later fragments with opcode 0",
        earned="lab:ws/message-inside",
    ),
    "frame.rsv1-on-continuation": Rule(
        "fail",
        "RSV1 is set on a continuation frame",
        "RFC 7692 6",
        why="The bit says of a whole message that it is compressed and stands on its first frame alone. Receivers "
        "drop the connection, so that large compressed messages fail while small ones work.",
        cure="in the sender, set RSV1 on the first fragment only",
        earned="lab:ws/rsv1-continuation",
    ),
    "frame.rsv1-on-control": Rule(
        "fail",
        "RSV1 is set on a control frame",
        "RFC 7692 6",
        why="Control frames are never compressed. Receivers drop the connection, which looks like a heartbeat that "
        "kills the link, or a close that arrives as 1006.",
        cure="in the sender, compress data messages only, and send close, ping and pong with RSV1 at 0",
        earned="lab:ws/rsv1-control",
    ),
    "frame.truncated": Rule(
        "fail",
        "the bytes end inside a frame",
        "RFC 6455 5.2",
        why="The rest of the frame never came: the connection was cut without a close, or the capture stops too "
        "early. Applications see 1006 and lose the message.",
        cure="if the capture is complete, look for who cut the connection: a proxy's time limit, a crash, a server "
        "that exits without closing; else capture again to the end",
        earned="lab:ws/half-frame",
    ),
    "frame.too-big": Rule(
        "fail",
        "a frame is longer than the limit",
        "RFC 6455 10.4",
        why="Nobody can keep a payload of any size in memory, so receivers have a limit of their own and close with "
        "1009. A length far out of reason is often payload that was read as a header.",
        cure="send large data in fragments or several messages, or raise the receiver's limit; if the length is "
        "absurd, look at the frame before it",
        earned="lab:ws/too-big-frame",
    ),
    "frame.not-websocket": Rule(
        "fail",
        "these bytes are not WebSocket frames",
        "RFC 6455 5.2",
        why="What the bytes are instead tells the cause: an HTTP response means that the upgrade was not made, a "
        "TLS record that ws was spoken where wss was due, HTTP/2 that a proxy chose another protocol.",
        cure="look at what answered before the first frame; for a capture, take the bytes after the 101 head and "
        "after TLS",
        earned="lab:ws/http-after-101",
    ),
}
