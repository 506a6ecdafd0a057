"""A message to its document: the line of --json in the schema `rtcli/ws-connect/1`, and what filters look at."""

from codecs import utf_8_decode
from typing import Any

from pybase64 import b64encode_as_string

from rtcli.wire.frames import OPCODE_NAMES, TEXT
from rtcli.wire.messages import Message

Document = dict[str, Any]


def message_document(message: Message, direction: str, *, t_s: float, max_payload: int | None = None) -> Document:
    """A message, joined and inflated: as text where it is text and UTF-8, else as base64."""
    payload = message.payload[:max_payload]
    is_cut = len(payload) < message.length
    text = text_of(payload, is_cut) if message.opcode == TEXT else None
    return {
        "type": "message",
        "t_s": t_s,
        "dir": direction,
        "opcode": message.opcode,
        "opcode_name": OPCODE_NAMES[message.opcode],
        "length": message.length,
        "wire_length": message.wire_length,
        "frames": message.frames,
        "compressed": message.compressed,
        "readable": message.readable,
        "payload_cut": is_cut,
        "text": text,
        "payload_b64": b64encode_as_string(payload) if text is None else None,
    }


def text_of(payload: bytes, is_cut: bool = False) -> str | None:
    """The payload as text, up to the last whole character where it was cut; None where it is not UTF-8."""
    try:
        return utf_8_decode(payload, "strict", not is_cut)[0]
    except UnicodeDecodeError:
        return None
