"""A conversation as the window keeps it, and how a turn grows from the deltas of a reply.

The replies themselves are kept, one ``Conversation`` for each session on the server, and never
read back from message text: what the browser holds is a picture, not the record.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace

from index.errors import VraagbaakError
from rag.reply import Reply, ReplyDelta, Stage
from ui.chat.relay import relay
from ui.chat.wording import OWN_FAULT

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A query, the documents it was put to (None: all of them), and what came of it.

    ``stage`` is set while the reply is under way and ``text`` is what has arrived of it. In the
    end there is a ``reply``, or a ``problem`` in one line, or neither: the turn was stopped.
    """

    query: str
    documents: tuple[str, ...] | None = None
    text: str = ""
    stage: Stage | None = None
    reply: Reply | None = None
    problem: str | None = None

    @property
    def under_way(self) -> bool:
        return self.stage is not None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one session, oldest first."""

    turns: tuple[Turn, ...] = ()

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    @property
    def is_settled(self) -> bool:
        """Whether no reply is under way."""
        return self.last is None or not self.last.under_way

    @property
    def replies(self) -> tuple[Reply, ...]:
        """The history that the next query is read in; turns without a reply left no trace."""
        return tuple(turn.reply for turn in self.turns if turn.reply is not None)

    def opened(self, query: str, documents: tuple[str, ...] | None = None) -> Conversation:
        """This conversation with a new turn under way."""
        return Conversation((*self.settled().turns, Turn(query, documents, stage=Stage.RETRIEVE)))

    def with_last(self, turn: Turn) -> Conversation:
        """This conversation with ``turn`` in the place of the last one."""
        return Conversation((*self.turns[:-1], turn))

    def without_last(self) -> Conversation:
        """This conversation as it was before the last query."""
        return Conversation(self.turns[:-1])

    def settled(self) -> Conversation:
        """This conversation with nothing under way: an unfinished turn counts as stopped."""
        if self.last is None or self.is_settled:
            return self
        return self.with_last(replace(self.last, stage=None))


async def follow(conversation: Conversation, stream: Callable[[], Iterable[ReplyDelta]]) -> AsyncIterator[Conversation]:
    """The conversation after each step of the reply to its last query; ``stream`` runs in a thread.

    Whatever goes wrong ends as a turn with a ``problem``: the person's own mistakes in the words
    of the error, our own faults in a fixed line, with the traceback in the log.
    """
    turn = conversation.turns[-1]
    try:
        async for deltas in relay(stream):
            for delta in deltas:
                turn = replace(turn, text=turn.text + delta.text, stage=delta.stage, reply=delta.reply)
            if turn.reply is None:
                yield conversation.with_last(turn)
        if turn.reply is None:
            raise RuntimeError("the stream ended without a reply")
        turn = replace(turn, stage=None)
    except VraagbaakError as error:
        turn = replace(turn, stage=None, problem=str(error))
    except Exception:
        _log.exception("the reply to a query failed")
        turn = replace(turn, stage=None, problem=OWN_FAULT)
    yield conversation.with_last(turn)
