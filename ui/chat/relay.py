"""From a plain iterator in a thread of its own to an asynchronous one.

The pipeline computes in steps that cannot be interrupted; the window has to let go of a reply the
moment that somebody presses stop or closes the page, and must not hold up anyone else meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    """Behind the last item: what it ended with."""

    error: Exception | None = None


async def relay(produce: Callable[[], Iterable[T]]) -> AsyncIterator[list[T]]:
    """The items of ``produce()``, each time all that have arrived since the last time.

    What arrives faster than it is taken is thus taken together. When the consumer goes away, the
    thread stops at its next item. An exception of ``produce`` is raised here, after its items.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[T | _End] = asyncio.Queue()
    is_gone = threading.Event()

    def deliver(item: T | _End) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server has stopped
            loop.call_soon_threadsafe(arrived.put_nowait, item)

    def work() -> None:
        try:
            for item in produce():
                if is_gone.is_set():
                    return
                deliver(item)
        except Exception as error:
            deliver(_End(error))
        else:
            deliver(_End())

    threading.Thread(target=work, name="vraagbaak-reply", daemon=True).start()
    try:
        while True:
            taken = [await arrived.get()]
            while not arrived.empty():
                taken.append(arrived.get_nowait())
            items = [item for item in taken if not isinstance(item, _End)]
            if items:
                yield items
            end = taken[-1]
            if isinstance(end, _End):
                if end.error is not None:
                    raise end.error
                return
    finally:
        is_gone.set()
