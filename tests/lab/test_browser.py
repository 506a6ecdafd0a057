"""The index page in a real browser: it opens routes, receives, resumes and closes, and stays within the lab."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.routes import ROUTES
from tests.lab.chromium import Browser, Missing, chromium
from tests.lab.index_page import ROWS, SHOWN, Page, events, numbers
from tests.lab.streaming import running_secure

CHOOSE = f"""
    const chosen = new Promise((resolve) => addEventListener("hashchange", resolve, {{ once: true }}));
    location.hash = arguments[0];
    return chosen.then(() => [{SHOWN}.id, {SHOWN}.querySelector(".open").form.checkValidity()]);
"""
ENTER = "\ue007"  # WebDriver 17.4.2


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    try:
        with chromium(tmp_path_factory.mktemp("chromium")) as browser:
            yield browser
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def lab(request: pytest.FixtureRequest) -> Iterator[str]:
    """In the clear over HTTP/1.1; or, for a test in both ways, under TLS, where all but WebSocket goes over HTTP/2."""
    if getattr(request, "param", "http") == "http":
        with running() as (host, port):
            yield f"http://{host}:{port}"
    else:
        with running_secure() as secure:
            yield "https://{}:{}".format(*secure.address)


both_ways = pytest.mark.parametrize("lab", ["http", "https"], indirect=True)


@pytest.fixture
def page(browser: Browser, lab: str) -> Iterator[Page]:
    """A browser that has been nowhere else, and whose page must not have failed by the end."""
    browser.visit("about:blank")
    page = Page(browser, lab)
    page.console(), page.hosts()
    yield page
    assert page.console() == []
    assert page.hosts() == {urlsplit(lab).netloc}


@both_ways
def test_every_route_is_listed_and_can_be_chosen(page: Page) -> None:
    page.browser.visit(page.base)
    page.browser.until("document.querySelectorAll('nav a').length")
    hrefs = page.browser.run("return [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))")
    assert hrefs == [f"#{name}" for name in ROUTES if name]
    for name in ("echo", "sse/llm", "ws/masked", "chat"):
        page.browser.click(f"nav a[href='#{name}']")
        page.browser.until(f"{SHOWN}?.id === arguments[0]", name)
        assert page.browser.run("return document.title") == f"{name} - rtcli lab"


def test_every_route_has_its_controls(page: Page) -> None:
    page.browser.visit(page.base)
    page.browser.until("document.querySelectorAll('article[hidden]').length")
    for name in filter(None, ROUTES):
        assert page.browser.run(CHOOSE, name) == [name, True], name


def test_the_list_can_be_filtered(page: Page) -> None:
    page.browser.visit(page.base)
    page.browser.until("document.querySelectorAll('article[hidden]').length")
    page.browser.type("#filter", "masked-by")
    visible = (
        "[...document.querySelectorAll('nav a')].filter((link) => link.checkVisibility()).map((link) => link.hash)"
    )
    assert page.browser.until(f"({visible}).length < 9 && ({visible})") == ["#ws/masked"]
    assert page.browser.run("return document.querySelectorAll('nav section:not([hidden])').length") == 1


@both_ways
def test_an_echo_is_opened_spoken_to_and_closed(page: Page) -> None:
    page.open("echo?fragment=5")
    page.await_state("open")
    page.browser.type("article:not([hidden]) .send input", f"hé <img src=x>{ENTER}")
    rows = page.await_rows(1)
    page.press("close")
    assert page.await_state("closed") == "closed 1000"
    assert [row[1:] for row in rows[1:]] == [
        (">", "text", "15 B", "", "hé <img src=x>"),
        ("<", "text", "15 B", "", "hé <img src=x>"),
    ]
    assert (rows[0].side, rows[0].kind, rows[0].text) == ("*", "open", "permessage-deflate")
    last = page.await_kind("close")[-1]
    assert (last.kind, last.text) == ("close", "1000")
    times = [float(row.time) for row in (*rows, last)]
    assert times == sorted(times)


def test_subprotocols_are_offered(page: Page) -> None:
    page.choose("echo?protocol=v2,v3&deflate=no")
    page.browser.type("article:not([hidden]) .protocols input", "v1, v2")
    page.press("open")
    assert page.await_kind("open")[0].text == "subprotocol v2"


def test_what_a_browser_does_not_take_as_a_subprotocol_is_said(page: Page) -> None:
    page.choose("echo")
    page.browser.type("article:not([hidden]) .protocols input", "not one")
    page.press("open")
    assert page.await_state("failed") == "not opened"
    assert page.await_kind("error")[0].text.startswith("SyntaxError")


@both_ways
def test_a_clock_shows_numbered_messages(page: Page) -> None:
    page.open("clock?every=20ms")
    rows = page.await_rows(5)
    page.press("close")
    page.await_state("closed")
    assert numbers(rows)[:5] == [1, 2, 3, 4, 5]


def test_binary_messages_are_shown_as_hex(page: Page) -> None:
    page.open("binary?size=3&count=1")
    row = events(page.await_rows(1))[0]
    assert (row.kind, row.size, row.text) == ("binary", "3 B", "01 02 03")


@both_ways
def test_a_close_shows_its_code_and_reason(page: Page) -> None:
    page.open("close?code=4001&reason=bye")
    assert page.await_state("closed") == "closed 4001"
    assert page.await_kind("close")[-1].text == "4001 bye"


@pytest.mark.parametrize("route", ["ws/masked", "ws/bad-accept", "ws/fin", "ws/reserved-opcode?opcode=15"])
@both_ways
def test_of_a_misdeed_a_browser_says_1006_and_nothing_else(page: Page, route: str) -> None:
    page.open(route)
    assert page.await_state("failed") == "closed 1006, not cleanly"
    assert page.await_kind("close")[-1].text.startswith("1006 ")


def test_who_does_not_answer_a_close_is_waited_for(page: Page) -> None:
    page.open("ws/never-closes")
    page.await_state("open")
    page.press("close")
    assert page.await_state("closing") == "closing"
    assert not page.browser.run(f"return {SHOWN}.querySelector('.close').disabled")


@both_ways
def test_why_an_honest_route_refused_is_asked_again(page: Page) -> None:
    page.open("close?code=1006")
    assert page.await_state("failed") == "closed 1006, not cleanly"
    told = page.await_kind("asked")[-1].text
    assert told.startswith("by fetch: 400 text/plain; charset=utf-8\nlab close: code='1006' cannot be read")


@both_ways
def test_events_are_shown_with_their_ids(page: Page) -> None:
    page.open("sse/clock?every=20ms")
    rows = page.await_rows(3)
    page.press("close")
    page.await_state("closed")
    assert [(row.kind, row.id) for row in events(rows)[:3]] == [("message", f"id {n}") for n in (1, 2, 3)]
    assert page.await_kind("close")[-1].text.startswith("the last id was ")


@both_ways
def test_an_event_source_resumes_each_event_exactly_once(page: Page) -> None:
    """The lab ends the stream after every third event, and the browser comes back with the last id."""
    page.open("sse/ids?every=50ms&count=3")
    rows = page.await_rows(7)
    page.press("close")
    page.await_state("closed")
    seen = numbers(rows)
    assert seen == list(range(seen[0], seen[0] + len(seen)))
    assert [row.id for row in events(rows)] == [f"id {number}" for number in seen]
    reopened = [row.text for row in rows if row.kind == "open"][1:]
    assert reopened[:2] == [f"asked to go on behind id {seen[at]}" for at in (2, 5)]


def test_events_of_every_type_are_heard(page: Page) -> None:
    page.open("sse/llm?shape=anthropic&tokens=2&pace=0&first=0")
    rows = page.await_rows(8)
    page.press("close")
    assert [row.kind for row in events(rows)][:4] == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
    ]


def test_an_event_called_error_is_not_taken_for_an_error(page: Page) -> None:
    page.open("sse/llm-error?shape=anthropic&tokens=2&pace=0&first=0")
    rows = page.await_kind("error")
    page.press("close")
    assert ("<", "error") in {(row.side, row.kind) for row in rows}


def test_a_browser_gives_up_on_204(page: Page) -> None:
    page.open("sse/204")
    assert page.await_state("failed") == "failed"
    assert page.await_kind("asked")[-1].text == "by fetch: 204"


@pytest.mark.parametrize("route", ["poll", "long-poll"])
def test_polls_go_on_behind_the_last_item(page: Page, route: str) -> None:
    page.open(route)
    rows = page.await_rows(2)
    page.press("close")
    page.await_state("closed")
    answers = [json.loads(row.text) for row in events(rows)]
    seen = [item["n"] for answer in answers for item in answer["items"]]
    assert seen == list(range(1, len(seen) + 1))


@both_ways
def test_one_feed_can_be_opened_in_every_way(page: Page) -> None:
    page.choose("feed")
    for way in ("websocket", "eventsource", "poll", "fetch"):
        page.browser.run(
            f"const way = {SHOWN}.querySelector('.way select');"
            "way.value = arguments[0]; way.dispatchEvent(new Event('input', {bubbles: true}))",
            way,
        )
        page.press("open")
        assert '"n":' in events(page.await_rows(1))[0].text or way == "poll"
        page.browser.run(f"{SHOWN}.querySelector('.close').click()")
        page.await_state("closed")


def test_a_body_is_posted_and_comes_back_in_pieces(page: Page) -> None:
    page.open("sse/post?pace=0")
    page.await_state("closed")
    text = "".join(row.text for row in events(page.await_kind("close")))
    assert text.count("data: ") == 9


def test_only_the_last_rows_are_kept(page: Page) -> None:
    page.open("flood?count=5000")
    page.await_state("closed")
    page.browser.until(f"{ROWS}.at(-1)[2] === 'close'")
    assert page.browser.run(f"return {ROWS}.length") == 500
    counts = page.browser.run(f"return {SHOWN}.querySelector('.counts').textContent")
    assert counts == "5,000 messages, 100,000 bytes, the last 500 rows are shown"


def test_a_connection_stays_open_behind_another_route(page: Page) -> None:
    page.open("clock?every=20ms")
    page.await_state("open")
    page.browser.click("nav a[href='#echo']")
    page.browser.until(f"{SHOWN}?.id === 'echo'")
    assert page.browser.run("return document.querySelector('nav a[href=\"#clock\"]').dataset.state") == "open"
    page.browser.click("nav a[href='#clock']")
    page.browser.until(f"{SHOWN}?.id === 'clock'")
    assert len(events(page.await_rows(10))) >= 10
    assert page.browser.run("return location.hash") == "#clock?every=20ms"


def test_a_slip_in_a_parameter_is_told_before_the_lab_has_to(page: Page) -> None:
    page.choose("clock?every=soon")
    page.press("open")
    assert page.browser.run(f"return {SHOWN}.querySelector(':invalid[name]').name") == "every"
    assert page.browser.run(f"return {ROWS}.length") == 0


@pytest.mark.parametrize(
    ("target", "first", "second"),
    [
        ("sse/clock", "rtcli lab --only sse/clock", "lab:sse/clock"),
        ("close?code=4001&reason=it's+over", "rtcli lab --only close", "'lab:close?code=4001&reason=it'\\''s%20over'"),
    ],
)
def test_the_same_is_shown_as_commands(page: Page, target: str, first: str, second: str) -> None:
    page.choose(target)
    commands = page.browser.run(
        f"return [...{SHOWN}.querySelectorAll('.commands code')].map((code) => code.textContent)"
    )
    assert commands[:2] == [first, second]
    assert commands[2].startswith("curl -N ") and page.base in commands[2]


def test_a_command_can_be_copied(page: Page) -> None:
    page.choose("echo")
    page.browser.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.press("commands button")
    assert page.browser.until(f"{SHOWN}.querySelector('.commands button').textContent === 'Copied'")
    assert page.browser.run("return navigator.clipboard.readText()") == "rtcli lab --only echo"


def test_where_there_is_no_clipboard_the_command_is_marked(page: Page) -> None:
    page.choose("echo")
    page.browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.press("commands button")
    assert page.browser.until("String(getSelection())") == "rtcli lab --only echo"


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.browser.command(
        "Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 500
    )
    for target in ("", "echo", "sse/llm", "ws/reserved-opcode"):
        page.browser.visit("about:blank")
        page.browser.visit(f"{page.base}/#{target}")
        page.browser.until("document.querySelectorAll('article[hidden]').length")
        assert page.browser.run("return document.documentElement.scrollWidth") <= width
    page.browser.command("Emulation.clearDeviceMetricsOverride")


@both_ways
def test_under_tls_it_goes_over_http2(page: Page) -> None:
    page.open("poll")
    page.await_rows(1)
    entry = "performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/poll'))"
    assert page.browser.until(f"{entry}?.nextHopProtocol") == ("h2" if page.base.startswith("https") else "http/1.1")
