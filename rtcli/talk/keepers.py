"""Who keeps what passes in a talk, as its plan or a command asks: a record, a HAR file, or nobody."""

from dataclasses import replace
from typing import TYPE_CHECKING

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.opening import Opened, Refused
from rtcli.talk.began import Began
from rtcli.talk.plan import Plan

if TYPE_CHECKING:
    from rtcli.talk.har import HarWriter
    from rtcli.talk.keep import Recorder


class Keepers:
    """The followers of a talk that write files."""

    def __init__(self, plan: Plan, began: Began) -> None:
        self._began = began
        self._show_secrets = plan.look.show_secrets
        self.recorder = self._recorder(plan.record) if plan.record else None
        self.har = self._har(plan.har) if plan.har else None

    @property
    def followers(self) -> "list[Recorder | HarWriter]":
        return [keeper for keeper in (self.recorder, self.har) if keeper is not None]

    def record(self, path: str | None, opened: Opened | None, t_s: float) -> None:
        """Keep what passes from now on in another file, or nothing any more."""
        if self.recorder is not None:
            self.recorder.end(Exit.OK, "the recording was ended", t_s)
        self.recorder = self._recorder(path) if path else None
        if self.recorder is not None and opened is not None:
            self.recorder.opened(replace(opened, rest=b""), t_s, 1)

    def end(self, code: Exit, cause: str | None, error: RtError | None, t_s: float) -> None:
        """All is over, or never came about."""
        if isinstance(error, Refused):
            for keeper in self.followers:
                keeper.refused(error, t_s)
        if self.recorder is not None:
            self.recorder.end(code, cause, t_s)
        if self.har is not None:
            self.har.end(t_s)

    def _recorder(self, path: str) -> "Recorder":
        from rtcli.talk.keep import Recorder

        return Recorder(path, self._began, show_secrets=self._show_secrets)

    def _har(self, path: str) -> "HarWriter":
        from rtcli.talk.har import HarWriter

        return HarWriter(path, self._began, show_secrets=self._show_secrets)
