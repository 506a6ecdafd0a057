"""An event as a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.event_document import DATA, SIZE, Gaps, cut_text, event_document, events_of
from rtcli.wire.sse import Comment, Event

EVENT = Event(12, 34, "update", "héllo", "7", "7")


def test_an_event() -> None:
    assert event_document(EVENT, t_s=1.5, gap_s=0.0123456) == {
        "type": "event",
        "t_s": 1.5,
        "event": "update",
        "data": "héllo",
        "id": "7",
        "last_event_id": "7",
        "gap_ms": 12.346,
        "size_bytes": 34,
        "payload_cut": False,
    }


def test_the_first_event_has_no_gap() -> None:
    assert event_document(EVENT, t_s=1.5, gap_s=None)["gap_ms"] is None


def test_data_that_is_cut_says_so() -> None:
    document = event_document(EVENT, t_s=1.5, gap_s=None, max_payload=2)
    assert (document["data"], document["payload_cut"]) == ("h", True)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("abc", None, "abc"),
        ("abc", 3, "abc"),
        ("abc", 2, "ab"),
        ("é", 1, ""),
        ("aé", 2, "a"),
        ("\U0001f600", 4, "\U0001f600"),
    ],
)
def test_text_is_cut_between_characters(text: str, most: int | None, cut: str) -> None:
    assert cut_text(text, most) == cut


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 50))
def test_what_is_left_is_the_start_and_as_much_as_fits(text: str, most: int) -> None:
    cut = cut_text(text, most)
    assert text.startswith(cut)
    assert len(cut.encode()) <= most
    assert cut == text or len(text[: len(cut) + 1].encode()) > most


def test_gaps_are_between_reads() -> None:
    gaps = Gaps()
    assert [gaps.before(t_s) for t_s in (1.0, 1.5, 4.0)] == [None, 0.5, 2.5]


def test_events_among_other_values() -> None:
    other = Comment(0, "")
    assert events_of([EVENT, other, EVENT]) == [EVENT, EVENT]
    assert events_of([EVENT]) == [EVENT]
    assert events_of([]) == []
    assert (SIZE(EVENT), DATA(EVENT)) == (34, "héllo")
