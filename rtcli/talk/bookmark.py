"""The last event id of a stream, kept in a file over runs: one file for as many streams as use it.

{"schema": "rtcli/state/1", "last_event_ids": {"https://example.com/events?token=***": "42"}}
"""

import json
import os
from pathlib import Path

from rtcli.errors import RtError
from rtcli.net.clock import now
from rtcli.talk.private import open_private, unwritable, write_all

SCHEMA = "rtcli/state/1"
EVERY_S = 1.0  # it is written no more often while events come


class Bookmark:
    """`id` is where the stream called `name` was left; RtError where the file is not ours to read or to write."""

    def __init__(self, path: str, name: str) -> None:
        self._path = path
        self._name = name
        self.id = _read(path).get(name, "")
        self._saved = self.id
        self._saved_s = now()

    def note(self, last_event_id: str) -> None:
        """The id that holds now."""
        self.id = last_event_id
        if now() - self._saved_s >= EVERY_S:
            self.save()

    def save(self) -> None:
        """Write it where it has changed: whole or not at all, whatever becomes of us meanwhile."""
        if self.id == self._saved:
            return
        ids = _read(self._path) | {self._name: self.id}  # others may have written theirs
        text = json.dumps({"schema": SCHEMA, "last_event_ids": ids}, indent=2) + "\n"
        beside = f"{self._path}.{os.getpid()}"
        with open_private(beside) as file:
            write_all(file, beside, text.encode())
        try:
            os.replace(beside, self._path)
        except OSError as error:
            raise unwritable(self._path, error) from error
        self._saved, self._saved_s = self.id, now()


def _read(path: str) -> dict[str, str]:
    """Ids by the names of their streams; none where there is no file, or an empty one."""
    try:
        text = Path(path).read_text("utf-8")
        document = json.loads(text) if text.strip() else {"last_event_ids": {}}
        ids = document["last_event_ids"]
        if not all(isinstance(id, str) for id in ids.values()):
            raise ValueError
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RtError(f"input {path}", error.strerror or str(error), "name another file with --state") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        fix = "name a file that --state wrote, or one that is not there yet"
        raise RtError(f"input {path}", "it holds no event ids", fix) from error
    return dict(ids)
