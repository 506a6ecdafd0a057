"""Who keeps what passes in a talk, as its plan or a command asks: a record, a HAR file, or nobody."""

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.opening import Opened, Refused
from rtcli.talk.began import Began
from rtcli.talk.har import HarWriter
from rtcli.talk.keep import Recorder, in_midst
from rtcli.talk.plan import Plan


class Keepers:
    """The followers of a talk that write files."""

    def __init__(self, plan: Plan, began: Began) -> None:
        self._began = began
        self._show_secrets = plan.look.show_secrets
        self.recorder = Recorder(plan.record, began, show_secrets=self._show_secrets) if plan.record else None
        self.har = HarWriter(plan.har, began, show_secrets=self._show_secrets) if plan.har else None

    @property
    def followers(self) -> list[Recorder | HarWriter]:
        return [keeper for keeper in (self.recorder, self.har) if keeper is not None]

    def record(self, path: str | None, opened: Opened | None, t_s: float) -> None:
        """Keep what passes from now on in another file, or nothing any more."""
        if self.recorder is not None:
            self.recorder.end(Exit.OK, "the recording was ended", t_s)
        self.recorder = Recorder(path, self._began, show_secrets=self._show_secrets) if path else None
        if self.recorder is not None and opened is not None:
            in_midst(self.recorder, opened, t_s)

    def end(self, code: Exit, cause: str | None, error: RtError | None, t_s: float) -> None:
        """All is over, or never came about."""
        if isinstance(error, Refused):
            for keeper in self.followers:
                keeper.refused(error, t_s)
        if self.recorder is not None:
            self.recorder.end(code, cause, t_s)
        if self.har is not None:
            self.har.end(t_s)
