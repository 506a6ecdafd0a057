"""Pieces of an answer on the left, what stands in a pipe or on a screen on the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.llm_text import PipeText, ScreenText
from rtcli.wire.llm.values import Delta

KINDS = ("text", "reasoning", "refusal", "tool", "audio")
A, B = Delta("text", "A"), Delta("text", " b")
THOUGHT, CALL = Delta("reasoning", "hm"), Delta("tool", "", "0.0", "look_up")
DELTAS = st.builds(
    Delta, st.sampled_from(KINDS), st.text(max_size=30), st.sampled_from("012"), st.none() | st.text(max_size=5)
)


def piped(*deltas: Delta, has_choices: bool = False) -> str:
    pipe = PipeText()
    return "".join([pipe.say([delta], has_choices=has_choices) for delta in deltas]) + pipe.end()


def shown(*deltas: Delta, has_choices: bool = False, colour: bool = False, width: int = 80) -> str:
    screen = ScreenText(colour, width)
    return "".join([screen.say([delta], has_choices=has_choices) for delta in deltas]) + screen.end()


@pytest.mark.parametrize(
    ("deltas", "has_choices", "text"),
    [
        ([], False, ""),
        ([A, B], False, "A b\n"),
        ([A, Delta("text", "\n")], False, "A\n"),
        ([A, Delta("text", "\n"), THOUGHT], False, "A\n"),  # nothing is added where nothing is said
        ([THOUGHT, CALL, Delta("tool", "{}", "0.0")], False, ""),
        ([THOUGHT, A, CALL, B], False, "A b\n"),
        ([Delta("refusal", "no")], False, "no\n"),
        ([Delta("audio", "la")], False, "la\n"),
        ([Delta("text", "A", "1"), Delta("text", "b", "3")], False, "Ab\n"),  # parts of one answer
        ([Delta("text", "A", "1"), Delta("text", "b", "0"), Delta("text", "c", "1")], True, "Ac\n"),
        ([Delta("text", "\x1b[31m\r\n")], False, "\x1b[31m\r\n"),
    ],
)
def test_a_pipe_gets_the_answer_as_it_is(deltas: list[Delta], has_choices: bool, text: str) -> None:
    assert piped(*deltas, has_choices=has_choices) == text


def test_answers_besides_the_first_are_known_up_to_a_number() -> None:
    pipe = PipeText()
    pipe.say([Delta("text", "a", str(choice)) for choice in range(300)], has_choices=True)
    assert len(pipe.left_out) == 100
    assert {"1", "2"} <= pipe.left_out


@pytest.mark.parametrize(
    ("deltas", "text"),
    [
        ([], ""),
        ([A, B], "A b\n"),
        ([A, Delta("text", "\n")], "A\n"),
        ([THOUGHT, THOUGHT, A], "[reasoning] hmhm\nA\n"),
        ([A, THOUGHT, B], "A\n[reasoning] hm\n b\n"),
        ([CALL, Delta("tool", '{"a":', "0.0"), Delta("tool", "1}", "0.0")], '[tool look_up] {"a":1}\n'),
        ([CALL, Delta("tool", "{}", "0.0", "look_up")], "[tool look_up] {}\n"),
        ([Delta("tool", "{}", "0.0")], "[tool] {}\n"),
        (
            [CALL, Delta("tool", "1", "0.0"), Delta("tool", "2", "0.1", "store"), Delta("tool", "3", "0.0")],
            "[tool look_up] 1\n[tool store] 2\n[tool look_up] 3\n",
        ),
        ([CALL, Delta("tool", "1", "0.0"), Delta("tool", "2", "0.0", "store")], "[tool look_up] 1\n[tool store] 2\n"),
        ([A, Delta("refusal", "no")], "A\n[refusal] no\n"),
        ([Delta("audio", "la")], "[audio] la\n"),
        ([Delta("text", "a\r\nb\tc\n")], "a\nb\tc\n"),
        ([Delta("text", "\x1b[31m\x9b\u202e\r")], "\\u001b[31m\\u009b\\u202e\\r\n"),
        ([Delta("tool", "", "0.0", "\x1b[31m\n")], "[tool \\u001b[31m\\n] \n"),
    ],
)
def test_a_screen_tells_its_parts_apart(deltas: list[Delta], text: str) -> None:
    assert shown(*deltas) == text


def test_its_colours() -> None:
    assert shown(THOUGHT, CALL, A, colour=True) == (
        "\x1b[1;34m[reasoning]\x1b[0m \x1b[2mhm\x1b[0m\n\x1b[1;34m[tool look_up]\x1b[0m \nA\n"
    )


def choice(number: int, text: str, kind: str = "text") -> Delta:
    return Delta(kind, text, str(number))


@pytest.mark.parametrize(
    ("deltas", "text"),
    [
        ([choice(0, "only "), choice(0, "one")], "only one\n"),
        ([choice(0, "a"), choice(1, "b"), choice(0, "c"), choice(1, "d")], "a\n[0] c\n[1] bd\n"),
        ([choice(0, "a"), choice(1, "b\nc"), choice(0, "\n")], "a\n[1] b\n[0] \n[1] c\n"),
        ([choice(1, "b"), choice(0, "no", "refusal")], "b\n[0 refusal] no\n"),
        (
            [choice(0, "a"), choice(1, "hm", "reasoning"), choice(0, "c"), choice(1, "b")],
            "a\n[1 reasoning] hm\n[0] c\n[1] b\n",
        ),
        (
            [choice(0, "a\n"), choice(1, "one two three four five"), choice(1, " six\n")],
            "a\n[1] one two three four\n[1] five six\n",
        ),
        ([choice(0, "a\n"), choice(1, "x" * 45)], f"a\n[1] {'x' * 20}\n[1] {'x' * 20}\n[1] {'x' * 5}\n"),
        ([choice(0, "a\n"), choice(1, "b"), Delta("tool", "{}", "1.0", "look_up")], "a\n[1] b\n[1 tool look_up] {}\n"),
    ],
)
def test_answers_side_by_side_come_line_by_line(deltas: list[Delta], text: str) -> None:
    assert shown(*deltas, has_choices=True, width=24) == text


def test_talk_that_comes_between_begins_a_line() -> None:
    screen = ScreenText(False, 80)
    assert screen.break_line() == ""
    assert screen.say([A], has_choices=False) == "A"
    assert screen.break_line() == "\n"
    assert screen.say([B], has_choices=False) + screen.end() == " b\n"


def test_what_a_peer_makes_up_is_not_kept_without_end() -> None:
    screen = ScreenText(False, 80)
    deltas = [Delta("tool", "a", f"{number}.0", f"t{number}") for number in range(3000)]
    screen.say(deltas, has_choices=True)
    assert screen.end().count("\n") <= 100


@given(st.lists(DELTAS, max_size=20), st.booleans(), st.booleans())
def test_whatever_comes_nothing_unseen_is_shown(deltas: list[Delta], has_choices: bool, colour: bool) -> None:
    text = shown(*deltas, has_choices=has_choices, colour=False, width=30)
    assert all(character.isprintable() or character in "\n\t" for character in text)
    shown(*deltas, has_choices=has_choices, colour=colour)
    assert text == "" or text.endswith("\n")
