"""Sec-WebSocket-Extensions: its grammar into values, RFC 6455 9.1, and what both sides agreed on, RFC 7692 section 7.

Whatever a peer writes gives values and faults; parameters come out even of a faulty answer, so that frames can be read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import TOKEN, Head, quoted

DEFLATE = "permessage-deflate"
MAX_WINDOW_BITS = 15

_FLAGS = ("server_no_context_takeover", "client_no_context_takeover")
_WINDOWS = ("server_max_window_bits", "client_max_window_bits")
_WINDOW_BITS = re.compile(r"[89]|1[0-5]")

_ELEMENT = re.compile(r'[^,"]*(?:"(?:[^"\\]|\\.)*+"?[^,"]*)*', re.DOTALL)  # up to a comma that is not quoted
_NAME = re.compile(rf"[ \t]*({TOKEN})")
_PARAMETER = re.compile(
    rf"[ \t]*;[ \t]*(?P<name>{TOKEN})"
    rf'(?:[ \t]*=[ \t]*(?:(?P<token>{TOKEN})|(?P<quoted>"(?P<text>(?:[^"\\]|\\.)*+)(?P<closed>"?))))?',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TOKEN = re.compile(TOKEN)


@dataclass(frozen=True, slots=True)
class Parameter:
    offset: int
    name: str
    value: str | None  # without quotation marks; None where there is no equals sign


@dataclass(frozen=True, slots=True)
class Extension:
    offset: int
    name: str
    parameters: tuple[Parameter, ...] = ()

    def offset_of(self, name: str) -> int:
        """Where this parameter stands, or else the extension."""
        return next((parameter.offset for parameter in self.parameters if parameter.name == name), self.offset)


def parse_extensions(text: str, at: int = 0) -> tuple[list[Extension], list[Fault]]:
    """The extensions in a header value that stands at `at`, each up to where its grammar breaks."""
    extensions: list[Extension] = []
    faults: list[Fault] = []
    for element in _ELEMENT.finditer(text):
        if element[0].strip(" \t"):  # RFC 9110 5.6.1: the empty elements of a list do not count
            extension, found = _parse_element(element[0], at + element.start())
            extensions += extension
            faults += found
    if not extensions and not faults:
        faults.append(Fault("handshake.extension-syntax", at, "an empty list"))
    return extensions, faults


def read_extensions(head: Head) -> tuple[list[Extension], list[Fault]]:
    """The extensions in all such fields of a head, RFC 6455 11.3.2: a request may have several."""
    extensions: list[Extension] = []
    faults: list[Fault] = []
    for field in head.fields_named("Sec-WebSocket-Extensions"):
        found, wrong = parse_extensions(field.value, field.value_offset)
        extensions += found
        faults += wrong
    return extensions, faults


def parse_deflate(text: str) -> tuple[DeflateParameters, list[Fault]]:
    """Parameters as people write them, `client_max_window_bits=10; server_no_context_takeover`, named or not."""
    name = _NAME.match(text)
    before = "" if name and name[1] == DEFLATE else f"{DEFLATE};" if text.strip() else DEFLATE
    (deflate, *others), faults = parse_extensions(before + text, -len(before))
    settings, found = _settings(deflate, in_offer=True)
    faults += found
    faults += _faults("handshake.extension-duplicate", others, "stands where one set of parameters is expected")
    return _parameters(settings), faults


def build_offer(parameters: DeflateParameters) -> str:
    """What a client offers who wants these parameters, or smaller windows."""
    words = [DEFLATE, *(flag for flag in _FLAGS if getattr(parameters, flag))]
    if parameters.server_max_window_bits < MAX_WINDOW_BITS:
        words.append(f"server_max_window_bits={parameters.server_max_window_bits}")
    # RFC 7692 7.1.2.2: also without a value it allows the server to limit the client's window
    limit = f"={parameters.client_max_window_bits}" if parameters.client_max_window_bits < MAX_WINDOW_BITS else ""
    return "; ".join((*words, f"client_max_window_bits{limit}"))


def agree(
    offers: Sequence[Extension] | None, answer: Sequence[Extension]
) -> tuple[DeflateParameters | None, list[Fault]]:
    """What the server's answer makes of the client's offers; None for offers that nobody saw."""
    faults: list[Fault] = []
    if offers is not None:
        names = {offer.name for offer in offers}
        strangers = (extension for extension in answer if extension.name not in names)
        faults += _faults("handshake.extension-unasked", strangers, "was not offered")
    accepted = [extension for extension in answer if extension.name == DEFLATE]
    if not accepted:
        return None, faults
    faults += _faults("handshake.extension-duplicate", accepted[1:], "is accepted once more")
    settings, found = _settings(accepted[0], in_offer=False)
    asked = [_settings(offer, in_offer=True)[0] for offer in offers or () if offer.name == DEFLATE]
    # RFC 7692 5: the offers are alternatives; the answer belongs to the one that it fits best
    fits = [(list(_misfits(accepted[0], settings, ask)), ask) for ask in asked]
    misfits, ask = min(fits, key=lambda fit: len(fit[0]), default=([], {}))
    return _parameters(settings, ask), faults + found + misfits


def _parse_element(text: str, at: int) -> tuple[list[Extension], list[Fault]]:
    """The one extension in an element of the list, or none where it has no name."""
    name = _NAME.match(text)
    if not name:
        at += len(text) - len(text.lstrip(" \t"))
        says = f"{quoted(text.strip())} where an extension belongs"
        return [], [Fault("handshake.extension-syntax", at, says)]
    end = name.end()
    parameters: list[Parameter] = []
    faults: list[Fault] = []
    while match := _PARAMETER.match(text, end):
        end = match.end()
        value = match["token"]
        if match["quoted"]:
            value = _ESCAPE.sub(r"\1", match["text"])
            if not match["closed"] or not _TOKEN.fullmatch(value):  # RFC 6455 9.1
                says = f"{quoted(match['quoted'])} is not a token in quotation marks"
                faults.append(Fault("handshake.extension-syntax", at + match.start("quoted"), says))
        parameters.append(Parameter(at + match.start("name"), match["name"], value))
    if rest := text[end:].strip(" \t"):
        says = f"{quoted(rest)} where a parameter belongs"
        faults.append(Fault("handshake.extension-syntax", at + text.index(rest, end), says))
    return [Extension(at + name.start(1), name[1], tuple(parameters))], faults


def _settings(extension: Extension, *, in_offer: bool) -> tuple[dict[str, int], list[Fault]]:
    """The parameters that are in order, by name, and what is wrong with the others."""
    settings: dict[str, int] = {}
    faults: list[Fault] = []
    for parameter in extension.parameters:
        why = "stands twice" if parameter.name in settings else _objection(parameter, in_offer=in_offer)
        if why:
            says = f"{quoted(parameter.name)} {why}"
            faults.append(Fault("handshake.extension-parameters", parameter.offset, says))
        else:
            settings[parameter.name] = int(parameter.value or MAX_WINDOW_BITS)
    return settings, faults


def _objection(parameter: Parameter, *, in_offer: bool) -> str:
    """RFC 7692 7.1: why a parameter makes an offer or an answer one to decline, or nothing."""
    value = parameter.value
    if parameter.name in _FLAGS:
        return f"has the value {quoted(value)}, but takes none" if value is not None else ""
    if parameter.name not in _WINDOWS:
        return f"is no parameter of {DEFLATE}"
    if value is None:  # 7.1.2.2: in an offer it says that the client can limit its window
        return "" if in_offer and parameter.name == "client_max_window_bits" else "has no value"
    return "" if _WINDOW_BITS.fullmatch(value) else f"is {quoted(value)}, not 8 to 15 without leading zeros"


def _misfits(answer: Extension, settings: Mapping[str, int], ask: Mapping[str, int]) -> Iterator[Fault]:
    """RFC 7692 7.1: where the server's answer leaves what this offer allows."""
    for name in ("server_no_context_takeover", "server_max_window_bits"):
        if name in ask and name not in settings:
            yield Fault("handshake.extension-parameters", answer.offset, f"{name} was asked for and is not granted")
    name = "server_max_window_bits"
    if settings.get(name, 0) > ask.get(name, MAX_WINDOW_BITS):
        says = f"{name} is {settings[name]}, and {ask[name]} was asked for"
        yield Fault("handshake.extension-parameters", answer.offset_of(name), says)
    name = "client_max_window_bits"
    if name in settings and name not in ask:
        yield Fault("handshake.extension-parameters", answer.offset_of(name), f"{name} was not offered")


def _parameters(settings: Mapping[str, int], hints: Mapping[str, int] | None = None) -> DeflateParameters:
    """The parameters in force: 7.1.1.2 and 7.1.2.2 let a client bind itself more than the answer asks of it."""
    hints = hints or {}
    limits = (settings.get("client_max_window_bits"), hints.get("client_max_window_bits"))
    return DeflateParameters(
        server_no_context_takeover="server_no_context_takeover" in settings,
        client_no_context_takeover="client_no_context_takeover" in (*settings, *hints),
        server_max_window_bits=settings.get("server_max_window_bits", MAX_WINDOW_BITS),
        client_max_window_bits=min(limit or MAX_WINDOW_BITS for limit in limits),
    )


def _faults(code: str, extensions: Iterable[Extension], says: str) -> Iterator[Fault]:
    for extension in extensions:
        yield Fault(code, extension.offset, f"{quoted(extension.name)} {says}")
