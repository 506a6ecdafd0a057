"""The lab's routes as people and programs read them: grouped at a terminal, a line each in a pipe, or as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rtcli.cli import output

if TYPE_CHECKING:
    from rtcli.lab.route import Parameter, Route
    from rtcli.show.paint import Line

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # can be listened on, but no client goes there
WIDEST = 110  # longer lines are hard to read
NARROWEST = 20  # of a column of prose, however little room there is


def chosen(names: Iterable[str]) -> "dict[str, tuple[Route, ...]]":
    """The routes of these names in their groups, each of which must exist; without names all of them."""
    from rtcli.lab.route import no_such_route
    from rtcli.lab.routes import GROUPS, ROUTES

    only = set(names)
    for name in sorted(only - ROUTES.keys()):
        raise no_such_route(name, ROUTES, "rtcli lab --list shows all")
    kept = {title: tuple(r for r in routes if not only or r.name in only) for title, routes in GROUPS.items()}
    return {title: routes for title, routes in kept.items() if routes}


class Table(NamedTuple):
    groups: "dict[str, tuple[Route, ...]]"
    only: frozenset[str] = frozenset()  # what was asked for; then each route is shown with its parameters
    base: str | None = None  # where it listens; without one the routes are targets for rtcli
    is_private: bool = True  # from nowhere else can it be reached
    ca_pem: str | None = None

    def listening(self, host: str, port: int, ca_pem: str | None) -> "Table":
        from ipaddress import ip_address

        seen = ANYWHERE.get(host, host)
        base = f"{'https' if ca_pem else 'http'}://{f'[{seen}]' if ':' in seen else seen}:{port}"
        return self._replace(base=base, is_private=ip_address(host).is_loopback, ca_pem=ca_pem)

    def show(self, *, as_json: bool, **more: object) -> None:
        """Put it on stdout for whoever reads there; `more` stands in JSON alone."""
        if as_json:
            output.emit({**self.document(), **more})
        elif output.at_terminal() or output.wants_color():
            from rtcli.show.paint import paint

            output.write(paint(self.drawn(min(output.width(), WIDEST)), output.wants_color()))
        else:
            output.write("".join(self.lines()))

    def address(self, route: "Route") -> str:
        """Where the route is: a target for rtcli, or a URL for anybody."""
        if self.base is None:
            return f"lab:{route.name}"
        return f"{self.base.replace('http', 'ws', 1) if route.is_websocket else self.base}/{route.name}"

    def lines(self) -> Iterator[str]:
        """Name, address, finding and title of each route, with tabs between."""
        for routes in self.groups.values():
            for route in routes:
                yield f"{route.name or '/'}\t{self.address(route)}\t{route.earns or '-'}\t{route.title}\n"

    def drawn(self, width: int) -> "Iterator[Line]":
        """The groups under their headings, which say the address; each route beside its line."""
        column = max(len(route.name) for routes in self.groups.values() for route in routes) + 4
        for number, (title, routes) in enumerate(self.groups.items()):
            yield from [[]] if number else []
            name = routes[0].name
            somewhere = self.address(routes[0]).removesuffix(name) + ("ROUTE" if name else "")
            yield [(title, "title"), (f"  {somewhere}", "dim")]
            for route in routes:
                yield from route_rows(route, column, width)
                if self.only:
                    yield from parameter_rows(route.parameters, width)

    def document(self) -> dict[str, object]:
        return {
            "type": "lab",
            "schema": "rtcli/lab/1",
            "url": f"{self.base}/" if self.base else None,
            "ca_pem": self.ca_pem,
            "routes": [
                {
                    "name": route.name,
                    "group": title,
                    "title": route.title,
                    "engine": route.engine,
                    "schemes": list(route.schemes),
                    "earns": route.earns,
                    "target": f"lab:{route.name}" if route.name else None,
                    "url": self.address(route) if self.base else None,
                    "parameters": [parameter_of(*item) for item in route.parameters.items()],
                }
                for title, routes in self.groups.items()
                for route in routes
            ],
        }


def route_rows(route: "Route", column: int, width: int) -> "Iterator[Line]":
    """Its name and title, and behind them the finding it provokes, or beneath where it does not fit."""
    from rtcli.show.cells import fold

    titles = fold(route.title, max(width - column, NARROWEST))
    earned: Line = [("  ", ""), (route.earns, "dim")] if route.earns else []
    fits = column + len(titles[-1]) + 2 + len(route.earns or "") <= width
    for number, text in enumerate(titles):
        name = f"  {'' if number else route.name or '/':<{column - 2}}"
        yield [(name, "octet"), (text, ""), *(earned if fits and number == len(titles) - 1 else [])]
    if earned and not fits:
        yield [(" " * (column - 2), ""), *earned]


def parameter_rows(parameters: "Mapping[str, Parameter]", width: int) -> "Iterator[Line]":
    """As one would write each of them, with its default, and what it means."""
    from rtcli.show.cells import fold

    column = max((len(f"{name}={parameter.written}") for name, parameter in parameters.items()), default=0) + 7
    for name, parameter in parameters.items():
        choices = f"; one of {', '.join(parameter.choices)}" if parameter.choices else ""
        for number, text in enumerate(fold(f"{parameter.help}{choices}", max(width - column, NARROWEST))):
            written = "" if number else f"?{name}={parameter.written}"
            yield [(f"    {written:<{column - 4}}", "field.code"), (text, "dim")]


def parameter_of(name: str, parameter: "Parameter") -> dict[str, object]:
    return {
        "name": name,
        "kind": parameter.sort,
        "default": parameter.written,
        "choices": list(parameter.choices) or None,
        "help": parameter.help,
    }
