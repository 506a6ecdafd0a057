"""The table of routes as HTML: nothing is left out, nothing can break out, and each route has its ways."""

import re
from html.parser import HTMLParser

import pytest

from rtcli.errors import RtError
from rtcli.lab.markup import PATTERNS, articles, contents, element, event_types, ways
from rtcli.lab.page import served
from rtcli.lab.route import KINDS, Parameter, Route
from rtcli.lab.routes import ROUTES

GROUPS = served(frozenset())
NAMES = [route.name for routes in GROUPS.values() for route in routes]

VOID = ("input",)


class Outline(HTMLParser):
    """Fails where an element is not closed; keeps the start tags, the text, and the options that are selected."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.chosen: list[str] = []
        self.feed(markup)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.tags[-1] == ("option", {"selected": ""}):
            self.chosen.append(data)

    def all(self, tag: str, attribute: str) -> list[str | None]:
        return [attributes.get(attribute) for found, attributes in self.tags if found == tag]


HOSTILE = Route(
    'a"><script>',
    "http",
    "says <b> & `code`",
    '<i>"',
    {'n"': Parameter('"><script>', "<u> & `x`"), "<c>": Parameter("<a>", "", choices=("<a>", '"b"'))},
)


def test_every_route_has_its_link_and_its_article() -> None:
    links, outline = Outline(contents(GROUPS)), Outline(articles(GROUPS))
    assert links.all("a", "href") == [f"#{name}" for name in NAMES]
    assert outline.all("article", "id") == NAMES == [name for name in ROUTES if name]
    for title, routes in GROUPS.items():
        assert title in links.text
        for route in routes:
            assert route.title.replace("`", "") in links.text
            assert not route.earns or route.earns in outline.text


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_a_field_with_its_default(name: str) -> None:
    parameters = ROUTES[name].parameters
    outline = Outline(articles({"": (ROUTES[name],)}))
    listed = {name for name, parameter in parameters.items() if parameter.choices or parameter.sort == "bool"}
    assert outline.all("select", "name") == [name for name in parameters if name in listed]
    assert outline.all("input", "name") == [name for name in parameters if name not in listed]
    assert outline.all("input", "value") == [parameters[name].written for name in parameters if name not in listed]
    assert outline.chosen == [parameters[name].written for name in parameters if name in listed]


@pytest.mark.parametrize("build", [contents, articles])
def test_nothing_in_the_table_becomes_markup(build: object) -> None:
    assert callable(build)
    outline = Outline(build({"<group>": (HOSTILE,)}))
    assert not {"script", "i", "u", "group", "a>"} & {tag for tag, _ in outline.tags}
    assert "says <b> & code" in outline.text.lower()
    assert "code" in [tag for tag, _ in outline.tags]


def test_attributes_are_written_as_they_are_given() -> None:
    assert element("a", "text", class_="x", data_for='"&', href=None) == '<a class="x" data-for="&quot;&amp;">text</a>'


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("echo", ["websocket"]),
        ("ws/masked", ["websocket"]),
        ("feed", ["websocket", "eventsource", "poll", "fetch"]),
        ("poll", ["poll", "fetch"]),
        ("long-poll", ["poll", "fetch"]),
        ("sse/clock", ["eventsource", "fetch"]),
        ("sse/cut-chunk", ["eventsource", "fetch"]),
        ("sse/post", ["fetch"]),
    ],
)
def test_what_a_browser_can_open_a_route_with(name: str, found: list[str]) -> None:
    assert list(ways(ROUTES[name])) == found


@pytest.mark.parametrize("route", ROUTES.values(), ids=str)
def test_every_route_can_be_opened(route: Route) -> None:
    assert list(ways(route))


def test_the_event_types_of_every_shape_are_listened_for() -> None:
    assert {"message_stop", "error", "ping", "response.completed", "content_block_delta"} <= set(event_types())
    assert 'data-types="response.created' in articles({"": (ROUTES["sse/llm"],)})
    assert "data-types" not in articles({"": (ROUTES["sse/clock"],)})


@pytest.mark.parametrize("kind", PATTERNS)
@pytest.mark.parametrize(
    "text", ["500ms", "2s", "1m30s", "1.5", "0", "10us", "64KiB", "1MB", "1 mb", "5B", "x", "", "-1", "1x", "s", "1e3"]
)
def test_what_the_lab_can_read_the_page_lets_through(kind: str, text: str) -> None:
    """And of what it cannot, the usual slips are told before it is asked."""
    matches = re.fullmatch(PATTERNS[kind], text)
    try:
        KINDS[kind].parse(text)
    except RtError:
        assert not matches
    else:
        assert matches


@pytest.mark.parametrize("route", ROUTES.values(), ids=str)
def test_the_page_lets_every_default_through(route: Route) -> None:
    for parameter in route.parameters.values():
        if pattern := PATTERNS.get(parameter.sort):
            assert re.fullmatch(pattern, parameter.written)
