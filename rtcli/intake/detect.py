"""The head of an input turned into the name of its form and the reason in words. Binary is raw at once; text is held
against each form in turn, as soon as there is a line of it."""

from rtcli.errors import RtError
from rtcli.intake.forms import FORMS, KNOWN_FORMS
from rtcli.intake.text import as_text, line_end
from rtcli.wire.sniff import SNIFF_BYTES, sniff

SHORT_BYTES = 512  # a first line that is longer need not be complete to be judged
ENOUGH_LINES = 16  # after so many that fit no form, none is expected to
ENOUGH_BYTES = 1 << 16
CURL_START = b"== Info: "  # with curl --trace - the body, maybe binary, is printed in between


def detect(head: bytes, ended: bool) -> tuple[str, str] | None:
    """The form and what is said of it; None while too little has come to tell. ``ended``: there is no more."""
    ended = ended and len(head) <= ENOUGH_BYTES
    text = as_text(head[:ENOUGH_BYTES], ended)
    if text is None:
        return ("curl-trace", "what curl --trace wrote") if head.startswith(CURL_START) else ("raw", "raw bytes")
    if not ended and len(text) < SHORT_BYTES and b"\n" not in text.lstrip():
        return None
    judged = text if ended else text[: line_end(text)] or text  # the line after it may still be on the way
    for name, form in FORMS.items():
        if says := form.recognise(judged, ended):
            return name, says
    if ended or len(text) >= ENOUGH_BYTES or text.count(b"\n") >= ENOUGH_LINES:
        if kind := sniff(head[:SNIFF_BYTES], at_start=True):
            return "raw", f"raw bytes, by their looks {kind}"
        if not text.strip():
            return "raw", "raw bytes, all of them white space"
        raise RtError("input", "this is text of no known form", KNOWN_FORMS, kind="unknown-form")
    return None
