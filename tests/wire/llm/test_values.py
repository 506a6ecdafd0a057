import pytest

from rtcli.wire.llm import values
from rtcli.wire.llm.values import NO_MESSAGE, Delta, Failure, Model, Usage


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"message": "full", "type": "overloaded_error"}, Failure("full", "overloaded_error")),
        ({"message": "no", "type": None, "code": "bad_key", "param": None}, Failure("no", "bad_key")),
        ({"message": "off", "code": 503, "status": "UNAVAILABLE"}, Failure("off", "UNAVAILABLE")),
        ({"message": "inside", "code": -32603}, Failure("inside", "-32603")),
        ({"type": "error", "code": "server_error", "message": "m"}, Failure("m", "server_error")),
        ({"type": "error", "errorText": "of a part"}, Failure("of a part")),
        ({"detail": "of a gateway"}, Failure("of a gateway")),
        ({"code": True}, Failure(NO_MESSAGE)),
        ("in words", Failure("in words")),
        ("", Failure(NO_MESSAGE)),
        (503, Failure("503")),
    ],
)
def test_an_error_is_whatever_stands_where_one_is_told_of(error: object, said: Failure) -> None:
    assert values.failure(error) == said


@pytest.mark.parametrize("value", [None, 1, "a", [], {}, {"a": None}, {"a": 1.5}, {"a": [1, None, []]}, {"a": -1}])
def test_what_is_not_of_the_kind_that_is_looked_for_is_absent(value: object) -> None:
    assert values.members(value, "a") == []
    assert values.member(value, "a") == {}
    assert values.text(value, "a") == ""
    assert values.number(value, "a") is None


def test_what_is_of_the_kind_is_found() -> None:
    document = {"list": [{"a": 1}, 2, {}], "object": {"a": 1}, "text": "t", "number": 7, "truth": True}
    assert values.members(document, "list") == [{"a": 1}, {}]
    assert values.member(document, "object") == {"a": 1}
    assert values.text(document, "text") == "t"
    assert values.number(document, "number") == 7
    assert values.number(document, "truth") is None


def test_a_delta_has_words_or_the_name_of_a_tool() -> None:
    assert list(values.deltas("text", "a", "1")) == [Delta("text", "a", "1")]
    assert list(values.deltas("tool", "", "1", "look_up")) == [Delta("tool", "", "1", "look_up")]
    assert list(values.deltas("text", "")) == []


def test_of_two_usages_the_later_one_wins_what_it_says() -> None:
    assert Usage(12, 1, None, 3).then(Usage(None, 40)) == Usage(12, 40, None, 3)


def test_a_model_is_named_or_not() -> None:
    assert list(values.models({"model": "m-1"})) == [Model("m-1")]
    assert list(values.models({"model": ""})) == []


@pytest.mark.parametrize("text", ["", "[1]", "1", "null", '"a"', "{", "[" * 100_000, "9" * 5000, "NaN"])
def test_what_is_no_object_is_none(text: str) -> None:
    assert values.parse(text) is None


def test_an_object_is_one_whatever_stands_around_it() -> None:
    assert values.parse(' {"a": 1}\n') == {"a": 1}
