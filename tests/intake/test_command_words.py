"""Command lines to words: as bash splits them, which is asked itself, and as cmd and a program's start-up do."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.command_words import bash_words, cmd_words, is_cmd, split_command

BASH = [
    ("a b\tc", ["a", "b", "c"]),
    ("", []),
    ("  a  ", ["a"]),
    ("'a b' \"c d\"", ["a b", "c d"]),
    ("'' \"\"", ["", ""]),
    ("a'b'\"c\"d", ["abcd"]),
    ("'it'\\''s'", ["it's"]),
    ("a\\ b \\'", ["a b", "'"]),
    ("a \\\n b", ["a", "b"]),
    ("a\\\nb", ["ab"]),
    (r'"\"\\\$\`\n"', ['"\\$`\\n']),
    ('"a\\\nb"', ["ab"]),
    (r"$'\a\b\e\f\n\r\t\v\\\'\"\?'", ["\a\b\x1b\f\n\r\t\v\\'\"?"]),
    (r"$'\x41\x9\101\0601\cA'", ["A\t" + "A01\x01"]),
    (r"$'\u0021\u00e9\U1F600\u41'", ["!é😀A"]),
    (r"$'\xc3\xa9' $'\xc3'$'\xa9'", ["é", "é"]),
    (r"$'\xff'", ["\udcff"]),
    (r"$'\z'", ["\\z"]),
]
ENDS = [
    ("a ; b", ["a"], "; b"),
    ("a;", ["a"], ";"),
    ("a & b", ["a"], "& b"),
    ("a && b", ["a"], "&& b"),
    ("a| b", ["a"], "| b"),
    ("a >b", ["a"], ">b"),
    ("a <b", ["a"], "<b"),
]


@pytest.mark.parametrize(("line", "words"), BASH)
def test_words_of_bash(line: str, words: list[str]) -> None:
    assert bash_words(line) == (words, "")


@pytest.mark.parametrize("line", [line for line, words in BASH if words])
def test_bash_itself_says_the_same(line: str) -> None:
    said = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert said.stdout.split(b"\0")[:-1] == [word.encode(errors="surrogateescape") for word in bash_words(line).words]


@pytest.mark.parametrize(("line", "words", "behind"), ENDS)
def test_where_the_command_ends(line: str, words: list[str], behind: str) -> None:
    assert bash_words(line) == (words, behind)


def test_what_bash_would_take_apart_but_nobody_means_so() -> None:
    assert bash_words("http://h/?a=1&b=2;c $TOKEN $(cat)").words == ["http://h/?a=1&b=2;c", "$TOKEN", "$(cat)"]
    assert bash_words("a \\").words == ["a"]  # the next line was not copied
    assert bash_words("a \\\r\n b").words == ["a", "b"]


def test_halves_of_a_character_as_browsers_write_them() -> None:
    assert bash_words(r"$'\ud83d\ude00'").words == ["😀"]
    assert bash_words(r"$'\ud83d'").words == [b"\xed\xa0\xbd".decode(errors="surrogateescape")]
    assert bash_words(r"$'\Uffffffff'").words == ["\U0010ffff"]


@pytest.mark.parametrize("line", ["'a", '"a', '"a\\"', "$'a", "$'a\\'", '$"a'])
def test_a_quote_that_is_not_closed(line: str) -> None:
    with pytest.raises(RtError, match="ends inside") as raised:
        bash_words(line)
    assert raised.value.exit is Exit.USAGE


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_what_another_quotes_comes_back(words: list[str]) -> None:
    assert bash_words(shlex.join(words)).words == words


CMD = [
    ('a "b c"', ["a", "b c"]),
    ('""', [""]),
    ("", []),
    ('^"a b^" c', ["a b", "c"]),
    ("a ^\n  b", ["a", "b"]),
    ("a ^\r\n  b", ["a", "b"]),
    ("a ^ \n  b", ["a", "b"]),
    ('^"a^\n\nb^"', ["a\nb"]),
    ('^"^{^\\^"a^\\^":1^}^"', ['{"a":1}']),
    ('^"^\\^\\^"', ["\\"]),
    ('"a^b"', ["a^b"]),
    ('"a\\"b" "c""d"', ['a"b', 'c"d']),
    ('"a\\\\" b', ["a\\", "b"]),
    ('"a\\\\\\"b"', ['a\\"b']),
    ("a\\b\\\\c", ["a\\b\\\\c"]),
    ('^"^%^PATH^%^"', ["%PATH%"]),
    ("it's", ["it's"]),
    ("a^", ["a"]),
]


@pytest.mark.parametrize(("line", "words"), CMD)
def test_words_of_cmd(line: str, words: list[str]) -> None:
    assert cmd_words(line) == (words, "")


@pytest.mark.parametrize("mark", ["&", "|", "<", ">", "\n"])
def test_where_a_command_of_cmd_ends(mark: str) -> None:
    assert cmd_words(f'a "b{mark}" {mark} c') == (["a", f"b{mark}"], f"{mark} c".strip())


def test_a_quote_of_cmd_that_is_not_closed() -> None:
    with pytest.raises(RtError, match="ends inside"):
        cmd_words('a "b')


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ('^"https://x^"', True),
        ("https://x ^\r\n -k", True),
        ('"https://x" ^\n -H "a: b"', True),
        ('"https://x" -H "a: b"', False),
        ("'[^\"]'", False),
        ('https://x \\\n ^"', False),
        ("https://x", False),
    ],
)
def test_whose_quotes_they_are(line: str, answer: bool) -> None:
    assert is_cmd(line) == answer


def test_a_line_is_read_in_its_own_quotes() -> None:
    assert split_command("'a^b'").words == ["a^b"]
    assert split_command('^"a^^b^"').words == ["a^b"]


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(RtError, match="half a character"):
        split_command("a \ud800")


@given(st.text("ab ^\"'\\$\n\r\t;&|<>%xu01{}!é", max_size=60))
def test_any_line_has_words_or_says_why_not(line: str) -> None:
    for split in (bash_words, cmd_words, split_command):
        try:
            words, behind = split(line)
        except RtError as error:
            assert error.exit is Exit.USAGE
        else:
            assert sum(map(len, words)) + len(behind) <= len(line)
