"""Who keeps what: by the plan, by a command in the midst, and to the end."""

import json
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.way import Way
from rtcli.session.opening import Refused
from rtcli.talk.har import HarWriter
from rtcli.talk.keep import Recorder
from rtcli.talk.keepers import Keepers
from rtcli.talk.plan import Plan
from tests.talk.keeping import START_S, Tapped, opened_over
from tests.talk.scene import ASKED
from tests.talk.telling import BEGAN, RESPONSE, answer


def keepers(record: Path | None = None, har: Path | None = None) -> Keepers:
    return Keepers(
        Plan(lambda: ASKED, Way(), record=str(record) if record else None, har=str(har) if har else None), BEGAN
    )


def test_nobody_keeps_anything_unasked() -> None:
    kept = keepers()
    assert kept.followers == []
    kept.end(Exit.OK, None, None, START_S)


def test_both_kinds_of_file_are_closed(tmp_path: Path) -> None:
    kept = keepers(tmp_path / "record", tmp_path / "har")
    assert [type(each) for each in kept.followers] == [Recorder, HarWriter]
    kept.end(Exit.FOUND, "fin", None, START_S + 1)
    assert json.loads((tmp_path / "record").read_text())["cause"] == "fin"
    assert json.loads((tmp_path / "har").read_text())["log"]["entries"] == []


@pytest.mark.parametrize("error", [Refused("upgrade a:80", "403", answer=answer("ws://a/", RESPONSE)), RtError("", "")])
def test_a_refusal_is_kept(tmp_path: Path, error: RtError) -> None:
    kept = keepers(tmp_path / "record", tmp_path / "har")
    kept.end(Exit.UNREACHED, None, error, START_S)
    entries = json.loads((tmp_path / "har").read_text())["log"]["entries"]
    assert len(entries) == isinstance(error, Refused)


def test_a_recording_is_exchanged_for_another(tmp_path: Path) -> None:
    kept = keepers(tmp_path / "first")
    link = Tapped()
    kept.record(str(tmp_path / "second"), opened_over(link, rest=b"long ago"), START_S + 1)
    link.passes(1.5, came=b"now")
    kept.record(str(tmp_path / "third"), None, START_S + 2)
    kept.record(None, None, START_S + 3)
    assert kept.followers == []
    ends = [json.loads((tmp_path / name).read_text().splitlines()[-1]) for name in ("first", "second", "third")]
    assert [end["t_s"] for end in ends] == [1, 2, 3]
    kept_bytes = json.loads((tmp_path / "second").read_text().splitlines()[-2])
    assert (kept_bytes["at"], kept_bytes["bytes_b64"]) == (0, "bm93")
