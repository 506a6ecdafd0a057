"""Words behind curl to options: long and short, joined and apart, and those that are of no use here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.curl_options import IMMATERIAL, LETTERS, USED, WITH_VALUE, read_options


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["-H", "a: b"], [("header", "a: b")]),
        (["-Ha: b"], [("header", "a: b")]),
        (["--header", "a: b"], [("header", "a: b")]),
        (["--header=a: b"], [("header", "a: b")]),
        (["-kLXPOST"], [("insecure", ""), ("location", ""), ("request", "POST")]),
        (["-kX", "POST"], [("insecure", ""), ("request", "POST")]),
        (["--insecure", "--http1.1"], [("insecure", ""), ("http1.1", "")]),
        (["-d", "-k"], [("data", "-k")]),
        (["-d", ""], [("data", "")]),
        (["--max-time=2"], [("max-time", "2")]),
    ],
)
def test_options_that_are_used(words: list[str], options: list[tuple[str, str]]) -> None:
    found = read_options([*words, "u"])
    assert (found.options, found.urls, found.ignored) == (options, ["u"], [])


@pytest.mark.parametrize(
    ("words", "ignored"),
    [
        (["-sSifvN#"], []),
        (["--globoff", "--no-keepalive"], ["--no-keepalive"]),
        (["-o", "file"], ["--output"]),
        (["--weird"], ["--weird"]),
        (["--weird=1"], ["--weird"]),
        (["-&"], ["--&"]),
        (["--output=file", "-w%{time_total}"], ["--output", "--write-out"]),
    ],
)
def test_options_that_are_not(words: list[str], ignored: list[str]) -> None:
    found = read_options([*words, "u"])
    assert (found.options, found.urls, found.ignored) == ([], ["u"], ignored)


def test_urls_stand_anywhere() -> None:
    assert read_options(["a", "-k", "b", "--url", "c", " ", "", "--", "-d", "-"]).urls == ["c", "a", "b", "-d", "-"]


@pytest.mark.parametrize("mark", ["-:", "--next", "-k:"])
def test_another_request_is_left_alone(mark: str) -> None:
    found = read_options(["a", mark, "b", "-d", "x"])
    assert (found.urls, found.ignored, found.has("data")) == (["a"], ["all behind --next"], False)


@pytest.mark.parametrize("words", [["-H"], ["-kH"], ["--header"]])
def test_a_value_that_is_not_there(words: list[str]) -> None:
    with pytest.raises(RtError, match="--header lacks its value") as raised:
        read_options(words)
    assert raised.value.exit is Exit.USAGE


def test_the_last_of_a_name_and_every_one() -> None:
    found = read_options(["-d", "a", "-d", "b"])
    assert (found.last("data"), found.every("data"), found.last("user"), found.every("user")) == (
        "b",
        ("a", "b"),
        None,
        (),
    )


def test_the_tables_agree() -> None:
    assert not USED & IMMATERIAL
    assert {"header", "url", "data-raw", "proxy"} <= USED & WITH_VALUE
    assert not {"insecure", "location", "get", "compressed"} & WITH_VALUE
    assert len(set(LETTERS.values())) == len(LETTERS)


@given(st.lists(st.text("-kHdX=:a \0é", max_size=8)))
def test_any_words_are_read_or_lack_a_value(words: list[str]) -> None:
    try:
        read_options(words)
    except RtError as error:
        assert error.exit is Exit.USAGE
