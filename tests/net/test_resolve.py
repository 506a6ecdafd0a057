"""Names into addresses; getaddrinfo is a stand-in wherever it would ask somebody."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.place import Place
from rtcli.net.resolve import Address, look_up
from rtcli.net.spans import Spans
from rtcli.net.way import Way

V4 = Address(socket.AF_INET, ("127.0.0.1", 80))
V6 = Address(socket.AF_INET6, ("::1", 80, 0, 0))


def looked_up(host: str, **way: Any) -> tuple[list[Address], Spans]:
    async def main() -> tuple[list[Address], Spans]:
        spans = Spans()
        return await look_up(Place(host, 80), Way(**way), spans), spans

    return asyncio.run(main())


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Names and what they stand for: addresses, or an exception."""
    table: dict[str, Any] = {}
    real = socket.getaddrinfo

    def stand_in(host: str, port: int, family: int = 0, kind: int = 0, proto: int = 0, flags: int = 0) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            return real(host, port, family, kind, proto, flags)
        found = table[host]
        if isinstance(found, Exception):
            raise found
        rows = [row for text in found for row in real(text, port, 0, kind, proto, socket.AI_NUMERICHOST)]
        return [row for row in rows if family in (0, row[0])]

    monkeypatch.setattr(socket, "getaddrinfo", stand_in)
    return table


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", V4), ("::1", V6), ("127.1", V4)])
def test_an_address_asks_nobody(names: dict[str, Any], host: str, address: Address) -> None:
    assert looked_up(host)[0] == [address]


def test_a_name_has_all_its_addresses_in_order(names: dict[str, Any]) -> None:
    names["both.test"] = ["::1", "127.0.0.1"]
    found, spans = looked_up("both.test")
    assert found == [V6, V4]
    assert [(span.name, span.says, span.ok) for span in spans] == [("name", "::1, 127.0.0.1", True)]


@pytest.mark.parametrize(("family", "address"), [(4, V4), (6, V6)])
def test_a_family_may_be_asked_for(names: dict[str, Any], family: int, address: Address) -> None:
    names["both.test"] = ["::1", "127.0.0.1"]
    assert looked_up("both.test", family=family)[0] == [address]


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", 6), ("::1", 4)])
def test_an_address_of_the_other_family_is_refused(host: str, family: int) -> None:
    with pytest.raises(RtError, match=f"not an address of IPv{family}") as caught:
        looked_up(host, family=family)
    assert caught.value.exit is Exit.UNREACHED


def test_resolve_stands_for_the_name_service() -> None:
    found, spans = looked_up("nowhere.test", resolve=("nowhere.test:80:[::1],127.0.0.1",))
    assert (found, spans[0].says) == ([V6, V4], "::1, 127.0.0.1, by --resolve")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no such name"),
        (socket.gaierror(socket.EAI_NODATA, "No address"), "the name has no address"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "the name server did not answer"),
        (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"), "non-recoverable failure"),
        (UnicodeError("label too long"), "no such name"),
    ],
)
def test_a_name_that_is_not_found(names: dict[str, Any], error: Exception, why: str) -> None:
    names["nowhere.test"] = error
    with pytest.raises(RtError) as caught:
        looked_up("nowhere.test")
    raised = caught.value
    assert (raised.where, raised.why, raised.kind) == ("name nowhere.test", why, "name-not-found")
    assert (raised.exit, raised.curl_code) == (Exit.UNREACHED, 6)
    assert "--resolve" in raised.fix


def test_a_label_that_is_too_long_is_no_name() -> None:
    with pytest.raises(RtError, match="no such name"):
        looked_up("x" * 64 + ".test")


@pytest.mark.parametrize("ends", ["before", "after"])
def test_a_look_up_that_hangs_yields_to_a_limit(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """The answer may come while the loop runs on, or once it has ended."""
    may_answer, answered = threading.Event(), threading.Event()

    def hang(host: str, port: int, family: int, kind: int, proto: int, flags: int) -> list[Any]:
        if flags:
            raise socket.gaierror(socket.EAI_NONAME)
        may_answer.wait(10)
        return []

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await look_up(Place("slow.test", 80), Way(), Spans())
        if ends == "before":
            may_answer.set()
            await asyncio.to_thread(join)

    def join() -> None:
        may_answer.set()
        for thread in threading.enumerate():
            if thread.name == "look-up of slow.test":
                thread.join(10)
        answered.set()

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    asyncio.run(main())
    join()
    assert answered.is_set()


def test_an_address_as_people_write_it() -> None:
    assert [str(address) for address in (V4, V6, Address(socket.AF_UNIX, "/run/x"))] == [
        "127.0.0.1:80",
        "[::1]:80",
        "/run/x",
    ]
