"""What can be wrong with a message that permessage-deflate has compressed."""

from rtcli.report.model import Rule

RULES = {
    "deflate.error": Rule(
        "fail",
        "a compressed message cannot be inflated",
        "RFC 7692 7.2.2",
        why="The receiver drops the connection, and with context takeover no later message can be read either. "
        "Mostly the two sides disagree on context takeover or window size, or the data was never compressed.",
        cure="compare the parameters in both handshake heads with what the sender does; to find out, agree on "
        "no_context_takeover for both sides, or switch compression off",
        earned="lab:ws/broken-deflate",
    ),
    "deflate.too-big": Rule(
        "fail",
        "a compressed message inflates beyond the limit",
        "RFC 6455 10.4",
        why="A kilobyte can inflate to a megabyte, and a receiver without a limit dies of it. Receivers with one "
        "close with 1009, although the message looked small on the wire.",
        cure="send less in one message, or raise the receiver's limit for inflated size; in a server, make sure "
        "that there is such a limit",
        earned="lab:ws/bomb",
    ),
}
