"""Frames, messages and faults as lines of JSON, in the schema `rtcli/inspect-frame/1`: a batch of them, one write.

Most frames are put together from bytes, because a million of them pass here: what a header says is put into words
once for all its like. All of it is ASCII, so that nothing a peer sent reaches a terminal raw.
"""

import json
from binascii import hexlify
from codecs import utf_8_decode
from collections.abc import Callable, Sequence
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from pybase64 import b64encode, b64encode_as_string

from rtcli.report.rules import RULES
from rtcli.wire.close import read_close
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, OPCODE_NAMES, TEXT, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import KEEP_BYTES, ORIGINS, Rest, Tally

SCHEMA = "rtcli/inspect-frame/1"
WORDS_KEPT = 4096  # kinds of headers; a peer that sends more of them costs time, not memory
LONGEST_BY_HAND = 0xFFFF  # bytes of payload: the reader keeps all of them
AFTER_PAYLOAD = b'","payload_cut":false,"text":'
END = b',"close_code":null,"close_reason":null,"faults":[]}\n'
Document = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":")).encode


class JsonLines:
    """The lines of one input; frames and messages are numbered as they come, and only the wanted ones written."""

    def __init__(self, max_payload: int = KEEP_BYTES, wanted: Callable[[Item], bool] | None = None) -> None:
        self.max_payload = max_payload
        self.wanted = wanted
        self.frames = self.messages = 0
        self._begun = False  # the first line, which carries the schema, is written
        longest = min(max_payload, LONGEST_BY_HAND) if wanted is None else -1
        self._words = {origin: _Words(origin, longest) for origin in (None, *ORIGINS)}

    def batch(self, items: list[Item], origin: str | None) -> bytes:
        """The lines of these items; `origin` is who sent them, or None where the mask bit is to tell."""
        parts: list[bytes] = []
        while items and not self._begun:
            parts.append(self._any(items[0], origin))
            items = items[1:]
        add, words = parts.extend, self._words[origin]
        index = self.frames
        for item in items:
            try:
                offset, head, payload, faults = item  # type: ignore[misc]  # messages and faults: ValueError
                masked = head[1] > 127
                before, after, is_text = words[head[:-4]] if masked else words[head]
                text = quoted(payload.decode()).encode() if is_text else b"null"  # not UTF-8: ValueError as well
                plain = not faults
            except (ValueError, KeyError):
                plain = False
            if plain:
                add(
                    (
                        b'{"type":"frame","index":%d,"offset":%d' % (index, offset),
                        before + hexlify(head[-4:]) + after if masked else before,
                        b64encode(payload),
                        AFTER_PAYLOAD,
                        text,
                        END,
                    )
                )
                index += 1
            else:
                self.frames = index
                parts.append(self._any(item, origin))
                index = self.frames
        self.frames = index
        return b"".join(parts)

    def end(self, tally: Tally, rests: Sequence[Rest], exit_code: int) -> bytes:
        """The last line: what the input was made of, and what of it is in no frame."""
        return self._line(
            {
                "type": "end",
                "frames": sum(tally.frames.values()),
                "messages": tally.messages,
                "faults": sum(tally.faults.values()),
                "rest_bytes": tally.rest_bytes,
                "head_bytes": tally.head_bytes,
                "payload_bytes": tally.payload_bytes,
                "frames_by_opcode": tally.by_opcode,
                "faults_by_code": tally.faults,
                "rest": [
                    {"offset": rest.offset, "length": rest.length, "payload_b64": b64encode_as_string(rest.data)}
                    for rest in rests
                ],
                "exit_code": exit_code,
            }
        )

    def _any(self, item: Item, origin: str | None) -> bytes:
        """The line of whatever it is, if that is wanted."""
        if isinstance(item, Frame):
            index, self.frames = self.frames, self.frames + 1
        elif isinstance(item, Message):
            index, self.messages = self.messages, self.messages + 1
        if self.wanted is not None and not self.wanted(item):
            return b""
        if isinstance(item, Frame):
            return self._line(frame_document(item, index, origin, self.max_payload))
        if isinstance(item, Message):
            return self._line(message_document(item, index, self.max_payload))
        return self._line({"type": "fault", **fault_document(item)})

    def _line(self, document: Document) -> bytes:
        if not self._begun:
            self._begun = True
            document = {"type": document["type"], "schema": SCHEMA, **document}
        return _encode(document).encode() + b"\n"


class _Words(dict[bytes, tuple[bytes, bytes, bool]]):
    """By a header without its key, what stands in the line before the key and after it, and whether it is text.

    Without a key all stands before it. KeyError: the frame takes more words than that, or may be cut.
    """

    def __init__(self, origin: str | None, longest: int) -> None:
        self.origin = origin
        self.longest = longest

    def __missing__(self, start: bytes) -> tuple[bytes, bytes, bool]:
        key = b"KEY!" if start[1] > 127 else b""
        frame = Frame(0, start + key, b"")
        if frame.opcode == CLOSE or frame.length > self.longest:
            raise KeyError(start)
        if len(self) >= WORDS_KEPT:
            self.clear()
        text = _encode(_head_document(frame, self.origin) | {"payload_b64": ""})
        line = b"," + text[1:-2].encode()
        before, _, after = line.partition(hexlify(key)) if key else (line, b"", b"")
        self[start] = words = before, after, start[0] & 0x4F == TEXT
        return words


def frame_document(frame: Frame, index: int, origin: str | None, max_payload: int) -> Document:
    """All there is to say of a frame."""
    payload, is_cut = _cut(frame, max_payload)
    code, reason = read_close(frame.payload) if frame.opcode == CLOSE else (None, b"")
    return {
        "type": "frame",
        "index": index,
        "offset": frame.offset,
        **_head_document(frame, origin),
        "payload_b64": b64encode_as_string(payload),
        "payload_cut": is_cut,
        "text": _text(payload, is_cut) if frame.opcode == TEXT and not frame.rsv & 4 else None,
        "close_code": code,
        "close_reason": None if code is None else reason.decode("utf-8", "replace"),
        "faults": [fault_document(fault) for fault in frame.faults],
    }


def message_document(message: Message, index: int, max_payload: int) -> Document:
    """All there is to say of a message; its payload is joined and inflated."""
    payload, is_cut = _cut(message, max_payload)
    return {
        "type": "message",
        "index": index,
        "offset": message.offset,
        "from": message.origin,
        "opcode": message.opcode,
        "opcode_name": OPCODE_NAMES[message.opcode],
        "frames": message.frames,
        "compressed": message.compressed,
        "readable": message.readable,
        "length": message.length,
        "wire_length": message.wire_length,
        "payload_b64": b64encode_as_string(payload),
        "payload_cut": is_cut,
        "text": _text(payload, is_cut) if message.opcode == TEXT else None,
        "faults": [fault_document(fault) for fault in message.faults],
    }


def fault_document(fault: Fault) -> Document:
    return {"code": fault.code, "offset": fault.offset, "says": fault.says, "clause": RULES[fault.code].clause}


def _head_document(frame: Frame, origin: str | None) -> Document:
    size = len(frame.head)
    return {
        "head_length": size,
        "length": size + frame.length,
        "fin": frame.fin,
        "rsv1": frame.rsv & 4 == 4,
        "rsv2": frame.rsv & 2 == 2,
        "rsv3": frame.rsv & 1 == 1,
        "from": origin or ORIGINS[frame.masked],
        "opcode": frame.opcode,
        "opcode_name": frame.opcode_name,
        "masked": frame.masked,
        "mask_key_hex": frame.key.hex() or None,
        "payload_length": frame.length,
    }


def _cut(item: Frame | Message, max_payload: int) -> tuple[bytes, bool]:
    """As much of the payload as may be shown, and whether there was more."""
    truncated = any(fault.code == "frame.truncated" for fault in item.faults)
    length = len(item.payload) if truncated else item.length
    return item.payload[:max_payload], min(len(item.payload), max_payload) < length


def _text(payload: bytes, is_cut: bool) -> str | None:
    """The payload as text, up to the last whole character where it was cut; None where it is not UTF-8."""
    try:
        return utf_8_decode(payload, "strict", not is_cut)[0]
    except UnicodeDecodeError:
        return None
