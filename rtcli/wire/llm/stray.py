"""JSON that stands in a stream without `data:`, as Gemini sends its errors: fields nobody knows, back to the object."""

from rtcli.wire.llm.values import Document, parse

LIMIT_CHARACTERS = 1 << 16


class StrayJson:
    """Feed it the names and values of unknown fields: lines that a colon may have cut in two."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = self._size = 0

    def feed(self, name: str, value: str) -> Document | None:
        """The object that this line completes."""
        line = f"{name}: {value}" if value else name
        if not self._lines and not line.lstrip().startswith("{"):
            return None
        self._lines.append(line)
        self._size += len(line)
        self._depth += line.count("{") - line.count("}")  # also those in strings: what is wrong then is no JSON
        too_long = self._size > LIMIT_CHARACTERS
        if self._depth > 0 and not too_long:
            return None
        lines, self._lines, self._depth, self._size = self._lines, [], 0, 0
        return None if too_long else parse("\n".join(lines))
