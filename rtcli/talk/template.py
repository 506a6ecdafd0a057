"""The template of --format to bytes for each message: keys of its --json record in braces, and paths into its JSON.

    {t_s:.3f} {opcode_name} {length} {text}\\n    {$.user.name}    {{ and }} for braces    \\n \\t \\0 \\e \\x1b \\u2192

Behind a colon stands what Python's format() takes. {text} is the payload as it is on the wire. Nothing is added, no
line end either.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, cast

from rtcli.errors import RtError
from rtcli.report.text import printable
from rtcli.talk.message_document import Document, message_document
from rtcli.wire.expr import compile_path
from rtcli.wire.frames import TEXT
from rtcli.wire.jsonpath import Path, path_end
from rtcli.wire.messages import Message

WHERE = "input --format"
SAMPLE = message_document(Message(0, "server", TEXT, b"", 0, 0, 1, False, True, ()), "in", t_s=0.5) | {"time": ""}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "a": "\a", "\\": "\\"}
ESCAPE = re.compile(r"\\(?:([ntr0ea\\])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")
TOKEN = re.compile(r"(?P<double>\{\{|\}\})|(?P<open>\{)|(?P<close>\})")
NAME = re.compile(r"[a-z_0-9]+|")
Text = Callable[[Document], str]  # what stands in a place, for a record


class Template(NamedTuple):
    parts: list[str | Text]

    def write(self, record: Document) -> bytes:
        """The record, with its `time`, and with the payload as it is to be shown for `text`."""
        texts = [part if isinstance(part, str) else part(record) for part in self.parts]
        return "".join(texts).encode("utf-8", "surrogateescape")


def compile_template(text: str, *, terminal: bool = False, sample: Document = SAMPLE) -> Template:
    """The template that `text` means; at a terminal what comes from a peer is made safe to print.

    The sample is a record of the kind that it will be written for.
    """
    parts: list[str | Text] = []
    at = 0
    while token := TOKEN.search(text, at):
        parts.append(_unescaped(text[at : token.start()]))
        at = token.end()
        if token["double"]:
            parts.append(token["double"][0])
        elif token["close"]:
            raise _mistake(token.start(), "a } that nothing opened", "write }} for a brace")
        else:
            place, at = _place(text, at, sample)
            parts.append(partial(_safe, place) if terminal else place)
    return Template([*parts, _unescaped(text[at:])])


def _place(text: str, at: int, sample: Document) -> tuple[Text, int]:
    """What stands in the braces that were opened before `at`, and where it ends."""
    is_path = text.startswith("$", at)
    end = path_end(text, at + 1) if is_path else cast(re.Match[str], NAME.match(text, at)).end()
    name, sign = text[at:end], text[end : end + 1]
    close = text.find("}", end)
    if close < 0 or sign not in (":", "}"):
        raise _mistake(at - 1, "braces that hold no {key}, {key:format} or {$.path}", "write {{ for a brace")
    form = text[end + 1 : close] if sign == ":" else ""
    if is_path:
        return partial(_selected, compile_path(name, where=WHERE), form), close + 1
    if name not in sample:
        known = ", ".join(sample)
        raise _mistake(at, f"there is no key {name!r}", f"the keys are {known}; {{$.path}} looks into JSON")
    try:
        _value(name, form, sample)
    except ValueError as error:
        raise _mistake(end + 1, f"{name} cannot be written so: {error}", "see format() in Python: {t_s:.3f}") from error
    return partial(_value, name, form), close + 1


def _value(name: str, form: str, record: Document) -> str:
    value = record[name]
    if value is None:
        value = ""
    return format(json.dumps(value) if isinstance(value, bool) else value, form)


def _selected(path: Path, form: str, record: Document) -> str:
    """All that the path selects; strings as they are, and what else JSON has as JSON."""
    found = path.values(record) or []
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in found]
    number = found[0] if len(found) == 1 and type(found[0]) in (int, float) else None
    try:
        return format(",".join(texts) if number is None else number, form)
    except ValueError:  # what the peer sent is not of the kind that the format is for
        return ",".join(texts)


def _safe(place: Text, record: Document) -> str:
    return printable(place(record), None)


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: ESCAPES[found[1]] if found[1] else chr(int(found[2] or found[3], 16)), text)


def _mistake(at: int, why: str, fix: str) -> RtError:
    return RtError(WHERE, f"character {at + 1}: {why}", fix)
