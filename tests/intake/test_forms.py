from rtcli.intake.feed import Feed
from rtcli.intake.forms import FORMS, KNOWN_FORMS
from tests.intake.reading import stream


def test_every_form_has_a_line_of_help_and_a_module_that_does_what_it_says() -> None:
    for name, form in FORMS.items():
        assert 10 < len(form.help) < 65
        assert form.recognise(b"\n", True) is None, name
        assert name in KNOWN_FORMS


def test_a_form_recognises_and_decodes() -> None:
    assert FORMS["hex"].recognise(b"81 05\n", True) == "hex text (4 digits)"
    assert list(FORMS["hex"].decode(Feed(stream(b"81 05")))) == [(b"\x81\x05", None)]


def test_raw_is_tried_first_and_what_is_least_sure_last() -> None:
    names = list(FORMS)
    assert names[0] == "raw"
    assert names.index("json") < names.index("literal") < names.index("hex") < names.index("base64")
