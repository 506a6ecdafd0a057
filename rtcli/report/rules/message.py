"""What can be wrong with a message once its fragments are joined."""

from rtcli.report.model import Rule

RULES = {
    "message.bad-utf8": Rule(
        "fail",
        "a text message is not valid UTF-8",
        "RFC 6455 5.6, 8.1",
        why="Receivers close with 1007, and a browser never delivers the message. Typical causes are Latin-1 text, "
        "binary data sent as text, and a string cut in the middle of a character.",
        cure="in the sender, encode text as UTF-8 before it is cut, or send the data as a binary message",
        earned="lab:ws/bad-utf8",
    ),
    "message.too-big": Rule(
        "fail",
        "a message is longer than the limit",
        "RFC 6455 10.4",
        why="Fragments let a message grow without end, so receivers have a limit, often 1 MiB or less, and close "
        "with 1009 above it.",
        cure="split the data into several messages, or raise the limit on the receiver and on every proxy between",
        earned="lab:ws/too-big-message",
    ),
    "message.unfinished": Rule(
        "warn",
        "the bytes end inside a fragmented message",
        "RFC 6455 5.4",
        why="The last fragment, the one with FIN, never came. The application at the other end gets nothing of what "
        "was already sent.",
        cure="in the sender, finish the message before closing; if this is a capture, it may only stop too early",
        earned="lab:ws/half-message",
    ),
}
