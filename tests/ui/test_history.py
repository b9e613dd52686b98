"""A conversation and how its last turn grows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from index.errors import VraagbaakError
from rag.reply import ReplyDelta, Stage
from ui.chat.history import Conversation, Turn, follow
from ui.chat.wording import OWN_FAULT


def steps_of(query: str, stream: Callable[[], Iterable[ReplyDelta]]) -> list[Conversation]:
    async def drain() -> list[Conversation]:
        return [step async for step in follow(Conversation().opened(query), stream)]

    return asyncio.run(drain())


def test_a_turn_ends_with_its_reply_and_passes_through_its_text(scripted: Any) -> None:
    query = "Hoeveel locaties opende het COA?"
    steps = steps_of(query, lambda: scripted.stream(query))
    assert all(step.last is not None and step.last.under_way for step in steps[:-1])
    last = steps[-1].last
    assert last is not None
    assert last.reply is not None
    assert not last.under_way
    assert last.text == last.reply.answer
    assert all(last.text.startswith(step.last.text) for step in steps if step.last)
    assert steps[-1].replies == (last.reply,)


def test_a_stage_is_shown_before_there_is_any_text(scripted: Any) -> None:
    go_on = scripted.hold("q")

    def stream() -> Iterator[ReplyDelta]:
        yield ReplyDelta(Stage.RETRIEVE)
        go_on.wait(30)
        yield from scripted.stream("q")

    async def two_steps() -> list[Turn | None]:
        steps = follow(Conversation().opened("q"), stream)
        first = await anext(steps)
        go_on.set()
        return [first.last, (await anext(steps)).last]

    first, second = asyncio.run(two_steps())
    assert first == Turn("q", stage=Stage.RETRIEVE)
    assert second is not None
    assert second.query == "q"


def test_an_error_of_the_person_is_told_in_its_own_words() -> None:
    def stream() -> Iterator[ReplyDelta]:
        yield ReplyDelta(Stage.RETRIEVE, "half")
        raise VraagbaakError("zo kan het niet; doe het zo")

    turn = steps_of("q", stream)[-1].last
    assert turn == Turn("q", text="half", problem="zo kan het niet; doe het zo")


def test_a_fault_of_ours_is_told_without_detail_and_logged_with_it(caplog: pytest.LogCaptureFixture) -> None:
    def stream() -> Iterator[ReplyDelta]:
        raise RuntimeError("/secret/path")
        yield

    with caplog.at_level(logging.ERROR):
        turn = steps_of("q", stream)[-1].last
    assert turn is not None
    assert turn.problem == OWN_FAULT
    assert "/secret/path" in caplog.text


def test_a_stream_without_a_reply_is_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    turn = steps_of("q", lambda: [ReplyDelta(Stage.ANSWER, "half")])[-1].last
    assert turn is not None
    assert turn.problem == OWN_FAULT
    assert "without a reply" in caplog.text


def test_turns_that_failed_or_stopped_are_no_history(scripted: Any) -> None:
    reply = scripted.reply("COA?")
    turns = (Turn("COA?", reply=reply), Turn("kapot", problem="x"), Turn("lang", text="half", stage=Stage.ANSWER))
    conversation = Conversation(turns)
    assert conversation.replies == (reply,)
    assert conversation.settled().last == Turn("lang", text="half")
    assert [turn.query for turn in conversation.opened("nieuw").turns] == ["COA?", "kapot", "lang", "nieuw"]
    assert not conversation.opened("nieuw").turns[2].under_way
    assert conversation.without_last().turns == turns[:2]
    assert Conversation().settled() == Conversation()
