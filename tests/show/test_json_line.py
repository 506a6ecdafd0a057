import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.json_line import paint_json

NAMES = {"36": "key", "32": "string", "33": "number", "35": "word"}


def named(text: str) -> str:
    """Colours as the names of what they stand for."""
    return re.sub(r"\x1b\[(\d+)m(.*?)\x1b\[0m", lambda match: f"<{NAMES[match[1]]} {match[2]}>", paint_json(text))


@pytest.mark.parametrize(
    ("text", "painted"),
    [
        ("{}", "{}"),
        (
            '{"a": 1.50, "b" :[true,null]}',
            '{<key "a">: <number 1.50>, <key "b"> :[<word true>,<word null>]}',
        ),
        ('["x\\"y: 1", -2e+7]', '[<string "x\\"y: 1">, <number -2e+7>]'),
        ('{"a":"\\\\","żółć":false', '{<key "a">:<string "\\\\">,<key "żółć">:<word false>'),
        ('[not JSON, "open', '[not JSON, "open'),
    ],
)
def test_tokens_have_their_colours(text: str, painted: str) -> None:
    assert named(text) == painted


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80))
def test_colours_change_no_letter(text: str) -> None:
    assert re.sub(r"\x1b\[\d*m", "", paint_json(text)) == text
