"""Extensions: every breach of the grammar at its byte, and every answer held against what was offered."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidHandshake
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory
from websockets.headers import build_extension, parse_extension

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.extensions import (
    Extension,
    Parameter,
    agree,
    build_offer,
    parse_deflate,
    parse_extensions,
    read_extensions,
)
from rtcli.wire.http1 import parse_head

PMD = "permessage-deflate"
NO_SERVER, NO_CLIENT = "server_no_context_takeover", "client_no_context_takeover"
SERVER_BITS, CLIENT_BITS = "server_max_window_bits", "client_max_window_bits"

Plain = list[tuple[str, list[tuple[str, str | None]]]]


def plain(extensions: list[Extension]) -> Plain:
    return [(each.name, [(parameter.name, parameter.value) for parameter in each.parameters]) for each in extensions]


def extensions_of(text: str) -> list[Extension]:
    extensions, faults = parse_extensions(text)
    assert faults == []
    return extensions


def agreed(offers: str | None, answer: str) -> tuple[DeflateParameters | None, list[tuple[str, int, str]]]:
    """The outcome, with the faults' codes cut to what they differ in."""
    parameters, faults = agree(
        None if offers is None else extensions_of(offers) if offers else [], extensions_of(answer) if answer else []
    )
    return parameters, [(code.removeprefix("handshake.extension-"), offset, says) for code, offset, says in faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("foo", [("foo", [])]),
        ("foo, bar;baz", [("foo", []), ("bar", [("baz", None)])]),
        ("foo; a; b=1 ;c = 2", [("foo", [("a", None), ("b", "1"), ("c", "2")])]),
        ('foo; a="b"; c="\\d\\e"', [("foo", [("a", "b"), ("c", "de")])]),
        ("\tfoo\t;\ta\t=\tb\t", [("foo", [("a", "b")])]),
        (", foo,, ,bar,", [("foo", []), ("bar", [])]),
        ("foo; a; a=1; A", [("foo", [("a", None), ("a", "1"), ("A", None)])]),
    ],
)
def test_the_grammar(text: str, expected: Plain) -> None:
    assert plain(extensions_of(text)) == expected == parse_extension(text.strip())


def test_each_stands_where_it_stood() -> None:
    extensions, _ = parse_extensions(" foo; a, bar ;b=1", 100)
    assert extensions == [
        Extension(101, "foo", (Parameter(106, "a", None),)),
        Extension(109, "bar", (Parameter(114, "b", "1"),)),
    ]
    assert (extensions[1].offset_of("b"), extensions[1].offset_of("c")) == (114, 109)


@pytest.mark.parametrize(
    ("text", "expected", "faults"),
    [
        ("", [], [(0, "an empty list")]),
        (" , ", [], [(0, "an empty list")]),
        ("foo;", [("foo", [])], [(3, "';' where a parameter belongs")]),
        ("foo; ; a", [("foo", [])], [(3, "'; ; a' where a parameter belongs")]),
        ("foo bar, baz", [("foo", []), ("baz", [])], [(4, "'bar' where a parameter belongs")]),
        ("foo; a=, bar", [("foo", [("a", None)]), ("bar", [])], [(6, "'=' where a parameter belongs")]),
        ("foo; a=b c", [("foo", [("a", "b")])], [(9, "'c' where a parameter belongs")]),
        ("=a, foo", [("foo", [])], [(0, "'=a' where an extension belongs")]),
        ("foo, ;a", [("foo", [])], [(5, "';a' where an extension belongs")]),
        ("foo/1", [("foo", [])], [(3, "'/1' where a parameter belongs")]),
        ('foo; a=""', [("foo", [("a", "")])], [(7, "'\"\"' is not a token in quotation marks")]),
        ('foo; a="b c"', [("foo", [("a", "b c")])], [(7, "'\"b c\"' is not a token in quotation marks")]),
        ('foo; a="b,c", d', [("foo", [("a", "b,c")]), ("d", [])], [(7, "'\"b,c\"' is not a token in quotation marks")]),
        ('foo; a="b, c', [("foo", [("a", "b, c")])], [(7, "'\"b, c' is not a token in quotation marks")]),
        ("foo; \xe9", [("foo", [])], [(3, "'; é' where a parameter belongs")]),
        (
            "foo;, bar=;",
            [("foo", []), ("bar", [])],
            [(3, "';' where a parameter belongs"), (9, "'=;' where a parameter belongs")],
        ),
    ],
)
def test_breaches_of_the_grammar(text: str, expected: Plain, faults: list[tuple[int, str]]) -> None:
    extensions, found = parse_extensions(text)
    assert plain(extensions) == expected
    assert found == [("handshake.extension-syntax", offset, says) for offset, says in faults]
    with pytest.raises(InvalidHandshake):
        parse_extension(text.strip())


def test_all_such_fields_of_a_head_are_read() -> None:
    head = parse_head(
        b"GET / HTTP/1.1\r\nSec-WebSocket-Extensions: a; b\r\nsec-websocket-extensions:\r\n"
        b"Sec-WebSocket-Extensions: c d\r\n\r\n"
    )
    assert head is not None
    extensions, faults = read_extensions(head)
    assert [(each.name, each.offset) for each in extensions] == [("a", 42), ("c", 101)]
    assert faults == [
        ("handshake.extension-syntax", 73, "an empty list"),
        ("handshake.extension-syntax", 103, "'d' where a parameter belongs"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", DeflateParameters()),
        ("  ", DeflateParameters()),
        ("client_max_window_bits=10; server_no_context_takeover ", DeflateParameters(True, False, 15, 10)),
        (f"{PMD}", DeflateParameters()),
        (f" {PMD} ; {NO_CLIENT}; {SERVER_BITS}=8", DeflateParameters(False, True, 8, 15)),
        (f'{CLIENT_BITS}; {SERVER_BITS}="9"', DeflateParameters(False, False, 9, 15)),
    ],
)
def test_parameters_as_people_write_them(text: str, expected: DeflateParameters) -> None:
    assert parse_deflate(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        (f"{SERVER_BITS}=7; {NO_CLIENT}", DeflateParameters(False, True), [("parameters", 0)]),
        ("x-webkit-deflate-frame", DeflateParameters(), [("parameters", 0)]),
        (f"{CLIENT_BITS}=9 10", DeflateParameters(client_max_window_bits=9), [("syntax", 25)]),
        (f"{PMD}; {NO_CLIENT}, {PMD}", DeflateParameters(False, True), [("duplicate", 48)]),
    ],
)
def test_parameters_written_wrongly(text: str, expected: DeflateParameters, codes: list[tuple[str, int]]) -> None:
    parameters, faults = parse_deflate(text)
    assert parameters == expected
    assert [(fault.code, fault.offset) for fault in faults] == [
        (f"handshake.extension-{what}", offset) for what, offset in codes
    ]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (DeflateParameters(), f"{PMD}; {CLIENT_BITS}"),
        (DeflateParameters(True, True), f"{PMD}; {NO_SERVER}; {NO_CLIENT}; {CLIENT_BITS}"),
        (DeflateParameters(False, False, 9, 10), f"{PMD}; {SERVER_BITS}=9; {CLIENT_BITS}=10"),
    ],
)
def test_an_offer(parameters: DeflateParameters, expected: str) -> None:
    assert build_offer(parameters) == expected
    assert parse_deflate(expected) == (parameters, [])


@pytest.mark.parametrize("takeover", [*product([False, True], repeat=2)])
@pytest.mark.parametrize("bits", [*product([9, 12, 15], repeat=2)])
def test_a_server_grants_what_is_offered(takeover: tuple[bool, bool], bits: tuple[int, int]) -> None:
    wanted = DeflateParameters(*takeover, *bits)
    offer = build_offer(wanted)
    ((name, parameters),) = parse_extension(offer)
    answer, _ = ServerPerMessageDeflateFactory().process_request_params(parameters, [])
    assert agreed(offer, build_extension([(name, answer)])) == (wanted, [])


@pytest.mark.parametrize(
    ("offers", "answer", "expected"),
    [
        ("", "", None),
        (PMD, "", None),
        (PMD, PMD, DeflateParameters()),
        # 7.1.1.1: the server may renounce its window unasked, and ask the client to
        (PMD, f"{PMD}; {NO_SERVER}; {NO_CLIENT}; {SERVER_BITS}=9", DeflateParameters(True, True, 9)),
        (f"{PMD}; {NO_SERVER}", f"{PMD}; {NO_SERVER}", DeflateParameters(True)),
        # 7.1.1.2 and 7.1.2.2: what the client announces for itself holds without an answer
        (f"{PMD}; {NO_CLIENT}", PMD, DeflateParameters(False, True)),
        (f"{PMD}; {CLIENT_BITS}=9", PMD, DeflateParameters(client_max_window_bits=9)),
        (f"{PMD}; {CLIENT_BITS}=9", f"{PMD}; {CLIENT_BITS}=12", DeflateParameters(client_max_window_bits=9)),
        (f"{PMD}; {CLIENT_BITS}=12", f"{PMD}; {CLIENT_BITS}=9", DeflateParameters(client_max_window_bits=9)),
        (f"{PMD}; {CLIENT_BITS}", f'{PMD}; {CLIENT_BITS}="9"', DeflateParameters(client_max_window_bits=9)),
        # 7.1.2.1: the same or a smaller window
        (f"{PMD}; {SERVER_BITS}=10", f"{PMD}; {SERVER_BITS}=10", DeflateParameters(server_max_window_bits=10)),
        (f"{PMD}; {SERVER_BITS}=10", f"{PMD}; {SERVER_BITS}=8", DeflateParameters(server_max_window_bits=8)),
        # 5: offers are alternatives, and only the one that was accepted counts
        (f"{PMD}; {SERVER_BITS}=10, {PMD}", PMD, DeflateParameters()),
        (
            f"{PMD}; {NO_CLIENT}, {PMD}; {CLIENT_BITS}",
            f"{PMD}; {CLIENT_BITS}=9",
            DeflateParameters(client_max_window_bits=9),
        ),
        (f"foo; a, {PMD}", f"foo; b, {PMD}", DeflateParameters()),
        (None, f"foo, {PMD}; {CLIENT_BITS}=9", DeflateParameters(client_max_window_bits=9)),
    ],
)
def test_answers_that_agree(offers: str | None, answer: str, expected: DeflateParameters | None) -> None:
    assert agreed(offers, answer) == (expected, [])


@pytest.mark.parametrize(
    ("offers", "answer", "expected", "fault"),
    [
        ("", PMD, DeflateParameters(), ("unasked", 0, f"'{PMD}' was not offered")),
        (PMD, f"{PMD}, foo", DeflateParameters(), ("unasked", 20, "'foo' was not offered")),
        (PMD, "x-webkit-deflate-frame", None, ("unasked", 0, "'x-webkit-deflate-frame' was not offered")),
        (PMD, f"{PMD}, {PMD}; {NO_CLIENT}", DeflateParameters(), ("duplicate", 20, f"'{PMD}' is accepted once more")),
    ],
)
def test_extensions_that_were_not_to_be_answered(
    offers: str, answer: str, expected: DeflateParameters | None, fault: tuple[str, int, str]
) -> None:
    assert agreed(offers, answer) == (expected, [fault])


@pytest.mark.parametrize(
    ("offer", "answer", "offset", "says"),
    [
        ("", "foo", 20, f"'foo' is no parameter of {PMD}"),
        ("", "Server_No_Context_Takeover", 20, f"'Server_No_Context_Takeover' is no parameter of {PMD}"),
        ("", f"{NO_SERVER}; {NO_SERVER}", 48, f"'{NO_SERVER}' stands twice"),
        ("", f"{NO_CLIENT}=1", 20, f"'{NO_CLIENT}' has the value '1', but takes none"),
        ("", SERVER_BITS, 20, f"'{SERVER_BITS}' has no value"),
        (CLIENT_BITS, CLIENT_BITS, 20, f"'{CLIENT_BITS}' has no value"),
        ("", f"{CLIENT_BITS}=10", 20, f"{CLIENT_BITS} was not offered"),
        (NO_SERVER, NO_CLIENT, 0, f"{NO_SERVER} was asked for and is not granted"),
        (f"{SERVER_BITS}=10", NO_CLIENT, 0, f"{SERVER_BITS} was asked for and is not granted"),
        (f"{SERVER_BITS}=10", f"{NO_CLIENT}; {SERVER_BITS}=12", 48, f"{SERVER_BITS} is 12, and 10 was asked for"),
        # the offer that the answer fits best is the one it is held against
        (
            f"{NO_SERVER}; {SERVER_BITS}=8, {PMD}; {SERVER_BITS}=9",
            NO_CLIENT,
            0,
            f"{SERVER_BITS} was asked for and is not granted",
        ),
    ],
)
def test_parameters_that_were_not_to_be_answered(offer: str, answer: str, offset: int, says: str) -> None:
    offers = f"{PMD}; {offer}" if offer else PMD
    parameters, faults = agreed(offers, f"{PMD}; {answer}")
    assert faults == [("parameters", offset, says)]
    assert parameters is not None  # frames can be read all the same


@pytest.mark.parametrize("value", ["7", "16", "0", "08", "010", "1", "115", "8.0", "+9", "9x", "x"])
@pytest.mark.parametrize("name", [SERVER_BITS, CLIENT_BITS])
def test_window_bits_are_8_to_15_without_leading_zeros(name: str, value: str) -> None:
    says = f"'{name}' is '{value}', not 8 to 15 without leading zeros"
    expected = (DeflateParameters(), [("parameters", 20, says)])
    assert agreed(f"{PMD}; {CLIENT_BITS}", f"{PMD}; {name}={value}") == expected
    assert agreed(None, f"{PMD}; {name}={value}") == expected


WORDS = st.lists(
    st.sampled_from(
        [NO_SERVER, NO_CLIENT, SERVER_BITS, CLIENT_BITS, f"{SERVER_BITS}=8", f"{SERVER_BITS}=10", f"{SERVER_BITS}=16"]
        + [f"{CLIENT_BITS}=9", f"{CLIENT_BITS}=12", f"{CLIENT_BITS}=09", f"{NO_CLIENT}=1", "foo"]
    ),
    max_size=3,
)
WISHES = st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, 9, 10, 15]), st.sampled_from([None, True, 10]))


@given(WISHES, WORDS)
def test_another_engine_accepts_the_same_answers(
    wishes: tuple[bool, bool, int | None, int | bool | None], words: list[str]
) -> None:
    no_server, no_client, server_bits, client_bits = wishes
    client = ClientPerMessageDeflateFactory(no_server, no_client, server_bits, client_bits or None)
    offer = build_extension([(client.name, client.get_request_params())])
    answer = "; ".join((PMD, *words))
    parameters, faults = agreed(offer, answer)
    try:
        theirs = client.process_response_params(parse_extension(answer)[0][1], [])
    except InvalidHandshake as refusal:
        # RFC 7692 7.1.2.2 lets a server answer with more than the client will use; that engine does not
        assert faults or "unsupported client_max_window_bits" in str(refusal)
    else:
        assert faults == []
        assert parameters == DeflateParameters(
            theirs.remote_no_context_takeover,
            theirs.local_no_context_takeover,
            theirs.remote_max_window_bits,
            theirs.local_max_window_bits,
        )


TOKENS = st.text("!#$%&'*+-.^_`|~09AZaz", min_size=1, max_size=8)
LISTS = st.lists(
    st.tuples(TOKENS, st.lists(st.tuples(TOKENS, st.none() | TOKENS), max_size=4).map(list)), min_size=1, max_size=4
)


@given(LISTS)
def test_what_another_engine_writes_is_read(extensions: Plain) -> None:
    assert plain(extensions_of(build_extension(extensions))) == extensions  # type: ignore[arg-type]


@given(st.text('a;=," \\\t\xe9', max_size=40))
def test_noise_is_read_as_far_as_another_engine_reads_it(text: str) -> None:
    extensions, faults = parse_extensions(text)
    agree(extensions, extensions)
    parse_deflate(text)
    assert all(0 <= fault.offset <= len(text) for fault in faults)
    try:
        expected = parse_extension(text.strip(" \t"))
    except InvalidHandshake:
        assert faults
    else:
        assert (plain(extensions), faults) == (expected, [])
