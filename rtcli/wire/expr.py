"""The language of --until, --filter, --select and --expect: text to a test that a record passes or fails.

    test   =  FIELD [OPERATOR VALUE]  |  not test  |  test and test  |  test or test  |  ( test )
    FIELD  =  a key of the --json record, dotted where it is nested  |  $... a JSONPath (RFC 9535) into the payload
    VALUE  =  number  |  true  |  false  |  null  |  word  |  "string"  |  'string'  |  /regex/ims behind =~

OPERATOR is == != < > <= >= or =~. Of the joints, not binds closest, then and, then or; ! && || are other spellings of
them. A test never raises:

- Like is compared with like: numbers by size, strings by code point; true, false and null are only equal or not.
  What is not alike is not equal, not less and not more. =~ searches strings, and strings alone, as Python's re does.
- A list stands for its elements and a path for all it selects: one that passes is enough. != is the opposite of ==,
  so none of them may be equal.
- A key that is absent reads as null. The wire has no types, so a key's text beside a number, true, false or null is
  read as a VALUE is: `id > 100` is true for the id "101". Beside a word or a regex, `opcode` means its name.
- The payload is the record's `text`, else its `data`. Where it is not JSON, every comparison of a path is false, != as
  well. JSON has types of its own: `$.id == 7` is false for "7".
- Alone, a key is true unless it is null, false or empty text; a path is true where it selects something.

A regex is the user's own: Python's engine does not stop one that backtracks without end, and neither do we.
"""

import operator
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from json import loads
from typing import Any, TypeAlias

from rtcli.errors import RtError
from rtcli.wire.jsonpath import STRING, BadPath, Path, parse_path, path_end

Record: TypeAlias = Mapping[str, object]
Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | re.Pattern[str]
Test: TypeAlias = Callable[[Record], bool]
Field: TypeAlias = Callable[[Record], list[object] | None]  # its values in a record; None: no JSON to look into

NAMED = {"opcode": "opcode_name"}  # a key that holds a number, and the one that holds its name
WORDS = {"true": True, "false": False, "null": None}
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
HINT = "a test is FIELD ==, !=, <, >, <= or >= VALUE, or FIELD =~ /regex/; join tests by and, or, not and parentheses"
PATH_HINT = "a path is $.name, $['any name'], $[0], $.*, $..name or $[?@.name == 'x'], as in RFC 9535"
DEEPEST = 50  # parentheses and nots inside each other
SHOWN = 72  # characters of an expression that an error repeats


@dataclass(frozen=True, slots=True)
class Expression:
    text: str
    matches: Test


def compile_expression(text: str, *, where: str = "expression") -> Expression:
    """The test that ``text`` means; ``where`` names the option it was given to."""
    return Expression(text, _Parser(text, where).whole_test())


def compile_path(text: str, *, where: str = "path") -> Path:
    """The path that ``text`` is, for ``select``."""
    return _Parser(text, where).whole_path()


def _key_values(name: str, record: Record) -> list[object]:
    found: list[object] = [record]
    for part in name.split("."):
        below = [value.get(part) if isinstance(value, Mapping) else None for value in found]
        found = [item for value in below for item in (value if isinstance(value, (list, tuple)) else (value,))]
    return found


def _kind(value: object) -> type:
    return float if type(value) is int else type(value)  # bool is a kind of its own


def _alike(test: Callable[[Any, Any], bool]) -> Callable[[object, Value], bool]:
    return lambda seen, value: _kind(seen) is _kind(value) and test(seen, value)


def _searches(seen: object, value: Value) -> bool:
    return isinstance(seen, str) and isinstance(value, re.Pattern) and value.search(seen) is not None


TESTS: dict[str, Callable[[object, Value], bool]] = {  # the longer before what it begins with
    "==": _alike(operator.eq),
    "!=": _alike(operator.eq),  # turned round by the comparison, for all values together
    "<=": _alike(operator.le),
    ">=": _alike(operator.ge),
    "=~": _searches,
    "<": _alike(operator.lt),
    ">": _alike(operator.gt),
}


def _comparison(field: Field, sign: str, value: Value) -> Test:
    test, opposite = TESTS[sign], sign == "!="

    def matches(record: Record) -> bool:
        values = field(record)
        return values is not None and any(test(seen, value) for seen in values) != opposite

    return matches


def _key(name: str, value: Value) -> Field:
    """The values of a key as they read beside ``value``."""
    if isinstance(value, (str, re.Pattern)):
        name = NAMED.get(name, name)
        return lambda record: _key_values(name, record)
    return lambda record: [_scalar(seen) if isinstance(seen, str) else seen for seen in _key_values(name, record)]


def _is_something(value: object) -> bool:
    return value is not None and value is not False and value != ""


_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")


def _scalar(word: str) -> Scalar:
    """What a VALUE without quotes means."""
    if word in WORDS:
        return WORDS[word]
    number = _NUMBER.fullmatch(word)
    if number is None:
        return word
    return float(word) if number[1] or number[2] else int(word)


def _token(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*({pattern})", re.DOTALL | re.ASCII)


_PLAIN = r"""[^\s()"'=<>!&|]"""  # what a word is made of
_NO_KEYWORD = rf"(?!(?:and|or|not)(?!{_PLAIN}))"
_OR, _AND, _NOT = _token(r"or\b|\|\|"), _token(r"and\b|&&"), _token(r"not\b|!")
_OPEN, _CLOSE, _ROOT, _END = _token(r"\("), _token(r"\)"), _token(r"\$"), _token(r"\Z")
_KEY = _token(_NO_KEYWORD + r"[A-Za-z_]\w*(?:\.\w+)*")
_SIGN = _token("|".join(TESTS))
_QUOTED = _token(STRING)
_WORD = _token(_NO_KEYWORD + rf"(?![$/]){_PLAIN}+")
_REQUOTED = {r"\'": "'", '"': r"\""}
_REGEX = _token(r"/(?:[^/\\]|\\.)*/[a-z]*")


class _Parser:
    """Recursive descent over one text: each method reads the rule it is named after and gives what that means."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where
        self.start = self.at = 0  # of the last token: where it begins, and where the next may begin
        self.depth = 0

    def whole_test(self) -> Test:
        test = self.either()
        self.expect(_END, "an operator, and, or, or the end is expected here")
        return test

    def whole_path(self) -> Path:
        path = self.path()
        self.expect(_END, "the path should end here")
        return path

    def either(self) -> Test:
        return self.joined(_OR, self.both, any)

    def both(self) -> Test:
        return self.joined(_AND, self.negated, all)

    def joined(self, joint: re.Pattern[str], part: Callable[[], Test], over: Callable[[Iterable[bool]], bool]) -> Test:
        tests = [part()]
        while self.take(joint):
            tests.append(part())
        return tests[0] if len(tests) == 1 else lambda record: over(test(record) for test in tests)

    def negated(self) -> Test:
        if self.take(_NOT):
            test = self.nested(self.negated)
            return lambda record: not test(record)
        if self.take(_OPEN):
            test = self.nested(self.either)
            self.expect(_CLOSE, "a ) is missing here")
            return test
        return self.comparison()

    def nested(self, part: Callable[[], Test]) -> Test:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.mistake(f"over {DEEPEST} parentheses and nots inside each other", self.start)
        test = part()
        self.depth -= 1
        return test

    def comparison(self) -> Test:
        if _ROOT.match(self.text, self.at):
            path = self.path()
            if sign := self.take(_SIGN):
                return _comparison(path.values, sign, self.value(sign))
            return lambda record: bool(path.values(record))
        name = self.expect(_KEY, "a test begins with a key or a $ path")
        if sign := self.take(_SIGN):
            value = self.value(sign)
            return _comparison(_key(name, value), sign, value)
        return lambda record: any(map(_is_something, _key_values(name, record)))

    def path(self) -> Path:
        self.expect(_ROOT, "a path begins with $", fix=PATH_HINT)
        start, self.at = self.start, path_end(self.text, self.at)
        try:
            return parse_path(self.text[start : self.at])
        except BadPath as error:
            raise self.mistake(str(error), start + error.at, PATH_HINT) from error

    def value(self, sign: str) -> Value:
        if sign == "=~":
            return self.regex()
        if quoted := self.take(_QUOTED):
            return self.string(quoted)
        value = _scalar(self.expect(_WORD, "a number, a word or a string with both its quotes is expected here"))
        if sign not in ("==", "!=") and _kind(value) not in (str, float):
            raise self.mistake(f"{sign} compares numbers and strings, not true, false or null", self.start)
        return value

    def string(self, quoted: str) -> str:
        # Both kinds of quote hold a JSON string, in which the other kind needs no backslash.
        body = re.sub(r"\\.|\"", lambda part: _REQUOTED.get(part[0], part[0]), quoted[1:-1], flags=re.DOTALL)
        try:
            return str(loads(f'"{body}"', strict=False))
        except ValueError as error:
            raise self.mistake("a backslash here begins no escape that JSON knows", self.start) from error

    def regex(self) -> re.Pattern[str]:
        if literal := self.take(_REGEX):
            body, _, letters = literal[1:].rpartition("/")
        else:
            body, letters = self.string(self.expect(_QUOTED, "a /regex/ or a quoted one is expected here")), ""
        try:
            flags = sum(FLAGS[letter] for letter in set(letters))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it says what a later Python may read otherwise, to nobody who asked
                return re.compile(body, flags)
        except KeyError as error:
            raise self.mistake(f"the flags of a regex are {', '.join(FLAGS)}", self.start) from error
        except (re.error, OverflowError, RecursionError) as error:
            raise self.mistake(f"this is no regex that Python takes: {error}", self.start) from error

    def take(self, token: re.Pattern[str]) -> str:
        """The token that comes next, if it is this one."""
        match = token.match(self.text, self.at)
        if match:
            self.start, self.at = match.span(1)
        return match[1] if match else ""

    def expect(self, token: re.Pattern[str], why: str, fix: str = HINT) -> str:
        if not token.match(self.text, self.at):
            rest = self.text[self.at :]
            raise self.mistake(why, self.at + len(rest) - len(rest.lstrip()), fix)
        return self.take(token)

    def mistake(self, why: str, at: int, fix: str = HINT) -> RtError:
        """An error that says the column, and shows it under the text."""
        begin = max(0, at - SHOWN // 2)
        shown = "".join(letter if letter.isprintable() else "?" for letter in self.text[begin : begin + SHOWN])
        return RtError(self.where, f"column {at + 1}: {why}\n  {shown}\n  {' ' * (at - begin)}^", fix)
