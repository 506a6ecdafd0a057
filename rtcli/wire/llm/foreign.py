"""Token streams that are no event streams, told by their first line, so that they can be named."""

import json
import re

_VERCEL_4 = re.compile(rb'[0-9a-k]:(?:["\[{]|\d)')


def foreign(start: bytes) -> str | None:
    """What a body that begins like this is, where it is one of those; a whole line, or as much as there is."""
    line = start.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip()
    if _VERCEL_4.match(line):
        return "the data stream protocol of Vercel's AI SDK 4: lines of CODE:JSON"
    if line.startswith(b"["):
        return "a JSON array; Gemini sends events where the URL has alt=sse"
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if "done" in document and ("message" in document or "response" in document):
        return "Ollama's own protocol: JSON lines; its /v1/chat/completions sends events"
    return "JSON lines, or one JSON document"
