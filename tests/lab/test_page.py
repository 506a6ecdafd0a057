"""The index page over the wire: what it consists of, what it forbids itself, and how it may be kept."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.page import FIELDS, TYPES, wants_html
from rtcli.lab.routes import PAGE_FILES, ROUTES
from rtcli.lab.server import Lab
from tests.lab.raw import Address, behind_head, talk
from tests.lab.streaming import Answer, fetch, parse_answer, request, running_secure

HTML = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running() as address:
        yield address


def found(answer: Answer) -> str:
    assert (answer.head.status, answer.faults) == (200, [])
    assert answer.field("Content-Length") == str(len(answer.body))
    return answer.body.decode()


def test_a_browser_gets_the_page(address: Address) -> None:
    answer = fetch(address, "", HTML)
    text = found(answer)
    assert answer.field("Content-Type") == TYPES["html"]
    assert text.startswith("<!doctype html>") and "$" not in text
    assert [name for name in ROUTES if name and f'<article id="{name}"' not in text] == []


def test_others_get_lines(address: Address) -> None:
    answer = fetch(address, "")
    lines = [line.split("\t") for line in found(answer).splitlines()]
    assert answer.field("Content-Type") == TYPES["txt"]
    assert lines == [[f"/{route.name}", route.earns or "-", route.title] for route in ROUTES.values() if route.name]


@pytest.mark.parametrize("file", PAGE_FILES)
def test_its_files_are_those_of_the_package(address: Address, file: str) -> None:
    answer = fetch(address, f"page/{file}")
    assert found(answer) == (files("rtcli.lab") / "www" / file).read_text()
    assert answer.field("Content-Type") == TYPES[file.rpartition(".")[2]]


def test_no_file_is_left_out() -> None:
    folder = files("rtcli.lab") / "www"
    assert {file.name for file in folder.iterdir()} == {*PAGE_FILES, "index.html"}


@pytest.mark.parametrize(
    "path", ["page/", "page/index.html", "page/../page.py", "page/%2e%2e/page.py", "page/nothing.js"]
)
def test_nothing_else_is_served(address: Address, path: str) -> None:
    assert fetch(address, path, HTML).head.status == 404


def test_it_refers_to_nothing_but_its_files(address: Address) -> None:
    text = found(fetch(address, "", HTML))
    loads = set(re.findall(r'(?:src|href)="([^#"][^"]*)"', text))
    assert loads == {f"/page/{file}" for file in ("page.css", "page.js", "icon.svg")}
    scripts = [found(fetch(address, f"page/{file}")) for file in PAGE_FILES if file.endswith(".js")]
    assert {name for script in scripts for name in re.findall(r'from "(.*)"', script)} == {"./log.js", "./ways.js"}


@pytest.mark.parametrize("path", ["", *(f"page/{file}" for file in PAGE_FILES)])
def test_it_forbids_itself_all_that_it_does_not_need(address: Address, path: str) -> None:
    answer = fetch(address, path, HTML)
    assert [answer.field(name) for name, _ in FIELDS] == [value for _, value in FIELDS]
    policy = answer.field("Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("path", ["", "page/page.js"])
def test_it_is_not_sent_again_while_it_is_the_same(address: Address, path: str) -> None:
    first = fetch(address, path, HTML)
    again = fetch(address, path, HTML, f"If-None-Match: {first.field('ETag')}")
    assert (again.head.status, again.body, again.field("Content-Length")) == (304, b"", None)
    assert again.field("ETag") == first.field("ETag")
    assert fetch(address, path, HTML, 'If-None-Match: "another"').head.status == 200


def test_the_page_and_the_lines_are_not_the_same(address: Address) -> None:
    assert fetch(address, "", HTML).field("ETag") != fetch(address, "").field("ETag")


@pytest.mark.parametrize("path", ["", "page/page.css"])
def test_head_is_get_without_the_body(address: Address, path: str) -> None:
    whole, head = fetch(address, path, HTML), talk(address, request(path, HTML, method="HEAD"))
    assert behind_head(head) == b""
    assert parse_answer(head).field("Content-Length") == str(len(whole.body))
    assert parse_answer(head).field("ETag") == whole.field("ETag")


def test_there_is_nothing_to_post(address: Address) -> None:
    answer = parse_answer(talk(address, request("", method="POST", body=b"x=1")))
    assert (answer.head.status, answer.field("Allow")) == (405, "GET, HEAD")


def test_it_shows_the_routes_that_are_served_and_no_others() -> None:
    with running(Lab(only=frozenset({"echo", "sse/clock"}))) as address:
        text = found(fetch(address, "", HTML))
        assert re.findall('<article id="(.*?)"', text) == ["echo", "sse/clock"]
        assert re.findall('<a href="#([^"]+)"', text) == ["echo", "sse/clock"]
        assert [line.split("\t")[0] for line in found(fetch(address, "")).splitlines()] == ["/echo", "/sse/clock"]
        assert found(fetch(address, "page/page.js"))


def test_over_http2_it_is_the_same_page(address: Address) -> None:
    with running_secure() as secure, secure.client() as client:
        answer = client.get("/", headers={"Accept": "text/html"})
        again = client.get("/", headers={"Accept": "text/html", "If-None-Match": answer.headers["ETag"]})
    assert answer.http_version == "HTTP/2"
    assert answer.content == fetch(address, "", HTML).body
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("accept", "wanted"), [("text/html", True), ("*/*", False), (None, False)])
def test_who_wants_html(accept: str | None, wanted: bool) -> None:
    assert wants_html(accept) is wanted
