"""Work beside other work."""

import asyncio

import pytest

from rtcli.talk.beside import beside
from tests.vloop import run


async def endless(said: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        said.append("ended")


async def failing() -> None:
    raise ValueError("beside")


def test_it_ends_with_the_body() -> None:
    async def main() -> list[str]:
        said = list[str]()
        async with beside(endless(said), endless(said)):
            await asyncio.sleep(1)
            said.append("body")
        return said

    assert run(main()) == ["body", "ended", "ended"]


def test_what_it_raises_ends_the_body() -> None:
    async def main() -> None:
        async with beside(failing(), endless([])):
            await asyncio.sleep(1)

    with pytest.raises(ValueError, match="beside"):
        run(main())


def test_what_the_body_raises_ends_it() -> None:
    said = list[str]()

    async def main() -> None:
        async with beside(endless(said)):
            await asyncio.sleep(1)
            raise KeyError("body")

    with pytest.raises(KeyError, match="body"):
        run(main())
    assert said == ["ended"]


def test_nothing_may_be_beside() -> None:
    async def main() -> None:
        async with beside():
            await asyncio.sleep(1)

    run(main())
