"""Lines of input in each form; what each means alone stands in the tests of the splitter and of `input_objects`."""

import pytest

from rtcli.talk.input_forms import FORMS
from rtcli.talk.input_objects import Batch, Mistake
from rtcli.talk.plan import INPUT_FORMS


def test_every_form_is_there() -> None:
    assert {*FORMS, "frames"} == set(INPUT_FORMS)


@pytest.mark.parametrize("form", ["text", "binary"])
@pytest.mark.parametrize("lines", [[b"a", b""], [b"a", "é".encode()]])
def test_lines_that_need_no_reading_are_passed_on(form: str, lines: list[bytes]) -> None:
    (batch,) = FORMS[form](lines)
    assert batch.kind == form
    assert batch.payloads is lines


@pytest.mark.parametrize(
    ("form", "lines", "batches"),
    [
        ("hex", [b"41", b"", b" 42 43 "], [Batch("binary", [b"A", b"", b"BC"])]),
        ("base64", [b"QQ", b" Q U I = "], [Batch("binary", [b"A", b"AB"])]),
        ("json-lines", [b"", b'{"type":"end"}'], []),
        (
            "json-lines",
            [
                b'{"type":"message","text":"a"}',
                b'{"type":"message","text":"b"}',
                b'{"type":"ping"}',
                b'{"type":"ping"}',
            ],
            [Batch("text", [b"a", b"b"]), Batch("ping", [b"", b""])],
        ),
    ],
)
def test_neighbours_of_one_kind_are_one_batch(form: str, lines: list[bytes], batches: list[Batch]) -> None:
    assert list(FORMS[form](lines)) == batches


@pytest.mark.parametrize(
    ("form", "lines", "index"),
    [
        ("text", [b"a", b"b", b"\xff"], 2),
        ("text", [b"\xff", b"b"], 0),
        ("hex", [b"41", b"x"], 1),
        ("base64", [b"Q"], 0),
        ("json-lines", [b'{"type":"end"}', b"{"], 1),
    ],
)
def test_a_mistake_says_in_which_line_it_is(form: str, lines: list[bytes], index: int) -> None:
    found = FORMS[form](lines)
    with pytest.raises(Mistake) as raised:
        while True:
            next(found)
    assert raised.value.index == index
    assert raised.value.fix
