"""Work that is done beside other work, and ends with it."""

from asyncio import TaskGroup
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, object]) -> AsyncIterator[None]:
    """While the body lasts; where one of them raises, the body is cancelled and that is raised."""
    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as raised:
        raise raised.exceptions[0] from None
