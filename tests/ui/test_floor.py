"""One reply at a time in a session."""

from __future__ import annotations

from ui.chat.floor import Floor


def test_a_session_has_one_reply_at_a_time_and_others_are_free() -> None:
    floor = Floor()
    first = floor.take("a")
    assert first is not None
    assert floor.take("a") is None
    assert floor.take("b") is not None
    floor.leave(first)
    assert floor.take("a") is not None


def test_a_reply_that_was_stopped_does_not_end_the_next_one() -> None:
    floor = Floor()
    stopped = floor.take("a")
    floor.clear("a")
    floor.clear("a")
    running = floor.take("a")
    assert running is not None
    floor.leave(stopped)
    assert floor.take("a") is None
