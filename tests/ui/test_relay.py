"""A plain iterator relayed: nothing lost, in order, and left behind at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator

import pytest

from ui.chat.relay import relay


def drained(produce: Callable[[], Iterable[int]]) -> list[int]:
    async def drain() -> list[int]:
        return [item async for items in relay(produce) for item in items]

    return asyncio.run(drain())


def test_everything_arrives_in_order() -> None:
    assert drained(lambda: range(10_000)) == list(range(10_000))
    assert drained(list) == []


def test_what_is_raised_comes_after_what_was_made() -> None:
    def produce() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    seen: list[int] = []

    async def drain() -> None:
        async for items in relay(produce):
            seen.extend(items)

    with pytest.raises(ValueError, match="two"):
        asyncio.run(drain())
    assert seen == [1]


def test_a_consumer_that_goes_away_does_not_wait_and_ends_the_thread() -> None:
    go_on, closed = threading.Event(), threading.Event()

    def produce() -> Iterator[int]:
        try:
            yield 1
            go_on.wait(30)
            yield 2
            yield 3
        finally:
            closed.set()

    async def leave_early() -> None:
        relayed = relay(produce)
        assert await anext(relayed) == [1]
        waiting = asyncio.ensure_future(anext(relayed))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(leave_early())
    assert not closed.is_set()
    go_on.set()
    assert closed.wait(30)
