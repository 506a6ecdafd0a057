"""Reports for the tests of the renderers: an ordinary one, those that went wrong, and hostile ones without number."""

import dataclasses

from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.report.model import Finding, Judged, Policy, Report, judge
from rtcli.report.rules import RULES

REPORT = Report(
    "capture.bin",
    "0.1.0",
    (
        Finding("handshake.accept", True, "accept key matches"),
        Finding("frame.masked-by-server", False, "MASK is 1", ("81 82 37 fa 21 3d 5f 93  ..7.!=_.",), offset=14),
        Finding("frame.masked-by-server", False, "MASK is 1", offset=22),
        Finding("sse.bad-utf8", False, "byte ff after 12 characters", ("data: caf\ufffd",)),
        Finding("sse.unknown-field", False, "field 'dta'"),
        Finding("resume.ids", None, "resume not tried: the server sends no event ids"),
    ),
    started_at="2026-11-20T10:00:00Z",
    elapsed_s=61.42,
    facts={"frames": 12, "bytes": 3456},
)
ERROR = RtError(
    "tls chat.example:443",
    "certificate expired 3 days ago",
    "renew it, or look anyway with --insecure",
    kind="certificate-expired",
    exit=Exit.UNREACHED,
    curl_code=60,
)
BROKEN_OFF = Report("wss://chat.example/", "0.1.0", (Finding("handshake.status", True, "101"),), error=ERROR)
FATAL = Report("wss://chat.example/", "0.1.0", error=dataclasses.replace(ERROR, fix=""))
EMPTY = Report("nothing.bin", "0.1.0")

NASTY = (
    "]]>",
    "::error::gotcha",
    "a\nb\r\n::error title=x::y",
    "##[error]x",
    "| a | b |",
    "`code` ```fence",
    "<script>alert(1)</script>&amp;",
    "\x00\x1b[2J\x1b]0;title\x07\x9b31m\x7f",
    "\ud800 \udfff",
    "\u202egnirts\u2066",
    "x" + "\u0301" * 40,
    "not ok 1 - x # SKIP \\",
    "...\n---\n  key: value",
    "100%0A",
    "[link](https://evil.example)",
)


def judged(report: Report = REPORT, policy: Policy | None = None) -> Judged:
    return judge(report, RULES, policy)


def safe(text: str) -> bool:
    """Whether nothing in it can do more than be read, line breaks aside."""
    return text.replace("\n", "").isprintable()


hostile_text = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=30)
hostile_findings = st.builds(
    Finding,
    code=st.sampled_from(sorted(RULES)) | hostile_text,
    ok=st.sampled_from([True, False, False, None]),
    says=hostile_text,
    seen=st.lists(hostile_text, max_size=3).map(tuple),
    offset=st.none() | st.integers(0, 2**64),
)
hostile_errors = st.builds(
    RtError,
    where=hostile_text.map(lambda text: f"tls {text}"),
    why=hostile_text,
    fix=hostile_text,
    kind=hostile_text,
    exit=st.sampled_from(Exit).filter(bool),
)
hostile_reports = st.builds(
    Report,
    target=hostile_text,
    version=hostile_text,
    findings=st.lists(hostile_findings, max_size=5).map(tuple),
    started_at=st.none() | hostile_text,
    elapsed_s=st.none() | st.floats(0, 1e9),
    facts=st.dictionaries(hostile_text, hostile_text, max_size=2),
    error=st.none() | hostile_errors,
)
