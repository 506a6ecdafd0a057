"""What can be wrong with a close frame, and with what comes after it."""

from rtcli.report.model import Rule

RULES = {
    "close.one-byte": Rule(
        "fail",
        "a close frame carries a single byte",
        "RFC 6455 5.5.1",
        why="A code takes two bytes, so one byte is neither a code nor none. The receiver counts it as a protocol "
        "error and the reason for closing is lost.",
        cure="in the sender, close with an empty payload, or with a two-byte big-endian code and then the reason",
        earned="lab:ws/close-one-byte",
    ),
    "close.forbidden-code": Rule(
        "fail",
        "a close frame carries a code that must not be sent",
        "RFC 6455 7.4.1, 7.4.2",
        why="Codes 1005, 1006 and 1015 are made up by a receiver for what it did not get, and numbers outside the "
        "assigned ranges mean nothing. Strict peers answer 1002 and report that instead of your reason.",
        cure="in the sender, close with 1000, 1001, 1011 or another assigned code, or with one of your own from "
        "4000 to 4999; do not pass on a received 1005 or 1006 as it is",
        earned="lab:ws/close-code",
    ),
    "close.bad-utf8": Rule(
        "fail",
        "the reason in a close frame is not valid UTF-8",
        "RFC 6455 5.5.1",
        why="The receiver closes with 1007 or reports 1006, and your code is lost with the reason. A reason cut to "
        "123 bytes in the middle of a character is the usual cause.",
        cure="in the sender, encode the reason as UTF-8 and cut it between characters",
        earned="lab:ws/close-bad-utf8",
    ),
    "close.data-after": Rule(
        "fail",
        "frames follow a close frame",
        "RFC 6455 5.5.1",
        why="After a close the receiver throws away all that comes, so these messages are lost without an error. "
        "The usual cause is a second task that still writes while the first one closes.",
        cure="in the sender, stop all writers, then close; send nothing after the close frame",
        earned="lab:ws/data-after-close",
    ),
}
