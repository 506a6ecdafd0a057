"""The table of routes into the HTML of the index page: a list of links, and an article with a form for each route.

What a browser can open a route with stands in attributes; the script of the page does the rest.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape

from rtcli.lab.route import KINDS, Parameter, Route
from rtcli.lab.shapes import PING_EACH, SHAPES

Groups = Mapping[str, tuple[Route, ...]]

POSTED = {"sse/post": "every word of this comes back as an event"}  # routes that want a body, and one for them
PATTERNS = {  # for the browser to tell a slip before the lab has to; the bounds it leaves to the lab
    "duration": r"\d[\d.]*|(\d[\d.]*(d|h|ms?|s|us))+",
    "size": r"\d[\d.]* ?([kKmMgGtT][iI]?)?[bB]?",
}
LITERAL = re.compile("`([^`]*)`")
EVENT_TYPE = re.compile(rb"^event: (.*)$", re.MULTILINE)


def contents(groups: Groups) -> str:
    """The links, under the headings of their groups."""
    return "".join(
        element("section", element("h2", escape(title)), element("ul", *map(_link, routes)))
        for title, routes in groups.items()
    )


def articles(groups: Groups) -> str:
    return "".join(_article(route) for routes in groups.values() for route in routes)


def element(name: str, /, *inside: str, **attributes: str | None) -> str:
    """Markup of text that is escaped already; attributes are escaped here, and left out where they are None."""
    written = (
        f' {key.strip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(written)}>{''.join(inside)}</{name}>"


def _link(route: Route) -> str:
    name, title = element("b", escape(route.name)), element("span", _prose(route.title))
    return element("li", element("a", name, " ", title, href=f"#{route.name}"))


def _article(route: Route) -> str:
    fields = [_field(*item) for item in route.parameters.items()]
    legend = element("legend", "Parameters")
    return element(
        "article",
        element("h2", escape(route.name), tabindex="-1"),
        element("p", _prose(route.title[0].upper() + route.title[1:] + ".")),
        *_findings(route),
        element("form", *([element("fieldset", legend, *fields, class_="parameters")] if fields else [])),
        id=route.name,
        data_engine=route.engine,
        data_ways=" ".join(ways(route)),
        data_types=" ".join(event_types()) if "shape" in route.parameters else None,
        data_body=POSTED.get(route.name),
    )


def _prose(text: str) -> str:
    """Text of ours, in which backticks mark what is code."""
    return LITERAL.sub(r"<code>\1</code>", escape(text))


def _findings(route: Route) -> Iterator[str]:
    if route.earns:
        code, command = element("code", escape(route.earns)), element("code", f"rtcli explain {escape(route.earns)}")
        yield element("p", "Earns the finding ", code, ": ", command, " says what it means.", class_="earns")


def _field(name: str, parameter: Parameter) -> str:
    """One parameter, its default filled in."""
    label, remark = element("span", escape(name)), element("small", _prose(parameter.help))
    return element("label", label, _choice(name, parameter) or _input(name, parameter), remark)


def _choice(name: str, parameter: Parameter) -> str:
    """A list to choose from; empty where anything can be written."""
    choices = parameter.choices or (("yes", "no") if parameter.sort == "bool" else ())
    options = (
        element("option", escape(choice), selected="" if choice == parameter.written else None) for choice in choices
    )
    return element("select", *options, name=name) if choices else ""


def _input(name: str, parameter: Parameter) -> str:
    least, most = parameter.bounds or KINDS[parameter.sort].bounds
    is_number = parameter.sort in ("int", "close-code")
    tag = element(
        "input",
        name=name,
        value=parameter.written,
        type="number" if is_number else None,
        min=f"{least:.0f}" if is_number else None,
        max=f"{most:.0f}" if is_number else None,
        pattern=PATTERNS.get(parameter.sort),
        title=f"a {parameter.sort}, as {parameter.written}" if parameter.sort in PATTERNS else None,
        spellcheck="false",
        autocomplete="off",
    )
    return tag.removesuffix("</input>")


def ways(route: Route) -> Iterator[str]:
    """What a browser can open it with, of `ways.js`, the likeliest first."""
    if route.is_websocket:
        yield "websocket"
    if route.name in POSTED:
        yield "fetch"
        return
    if route.without_upgrade or route.name.startswith("sse/"):
        yield "eventsource"
    if "since" in route.parameters:
        yield "poll"
    if "http" in route.schemes:
        yield "fetch"


@cache
def event_types() -> tuple[str, ...]:
    """Those a token stream may use: EventSource gives a page only the types that it listens for."""
    streams = (shape(["a"] * PING_EACH, 0) for shape in SHAPES.values())
    told = b"".join(
        piece
        for stream in streams
        for piece in (*stream.opening(), stream.token(PING_EACH, "a"), *stream.closing(), stream.error())
    )
    return tuple(dict.fromkeys(found.decode() for found in EVENT_TYPE.findall(told)))
