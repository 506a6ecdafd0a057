"""Tokens out of what a request bears."""

import pytest

from rtcli.lab.credentials import challenge, tokens_given


@pytest.mark.parametrize(
    "authorization, cookie, query, tokens",
    [
        ("", "", "", []),
        ("Bearer abc", "", "", ["abc"]),
        ("bearer  abc ", "", "", ["abc"]),
        ("Bearer", "", "", []),
        ("Basic abc", "", "", []),
        ("", "token=abc", "", ["abc"]),
        ("", 'a=b; token="abc"; c=d', "", ["abc"]),
        ("", "other=abc", "", []),
        ("", "a/b=c; token=abc", "", ["abc"]),
        ("", "=; token", "", []),
        ("", "", "abc", ["abc"]),
        ("Bearer a", "token=b", "c", ["a", "b", "c"]),
    ],
)
def test_tokens(authorization: str, cookie: str, query: str, tokens: list[str]) -> None:
    assert tokens_given(authorization, cookie, query) == tokens


def test_challenge_says_whether_a_token_was_there() -> None:
    assert challenge([]) == 'Bearer realm="lab"'
    assert challenge(["wrong"]) == 'Bearer realm="lab", error="invalid_token"'
