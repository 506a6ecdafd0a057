"""A message to lines, joined and inflated: a title, its text or its bytes, and its faults."""

from rtcli.show.faults import draw_faults
from rtcli.show.hexdump import Stretch, draw_dump
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.payload import draw_text
from rtcli.show.title import draw_title
from rtcli.wire.frames import OPCODE_NAMES, TEXT
from rtcli.wire.messages import Message


def draw_message(message: Message, index: int, look: Look) -> list[Line]:
    """All there is to see of a message; offsets of its bytes count from its own start."""
    size = f"{message.length:,} byte{'s' * (message.length != 1)}"
    frames = f"in {message.frames:,} frame{'s' * (message.frames != 1)}"
    if message.compressed:
        size += f", inflated from {message.wire_length:,}" if message.readable else ", not inflated"
    facts = (OPCODE_NAMES[message.opcode], f"from {message.origin}", size, frames, f"at {message.offset:,}")
    title = draw_title(f"message {index}", facts, message.faults, look)
    if message.opcode == TEXT and (message.readable or not message.compressed):
        bad = any(fault.code == "message.bad-utf8" for fault in message.faults)
        body = draw_text(message.payload, look, length=message.length, bad=bad)
    else:
        body = draw_dump(Stretch(0, message.payload, message.length), look)
    return [title, *body, *draw_faults(message.faults, look), []]
