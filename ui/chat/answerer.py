"""The one seam of the window: what it asks of whoever answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from index.records import Document, QuestionRef
from rag.reply import Reply, ReplyDelta


class Answerer(Protocol):
    """``rag.pipeline.Vraagbaak``, or a scripted stand-in in the tests."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are searched, by id."""

    def stream(
        self, query: str, history: Sequence[Reply] = (), documents: Collection[str] | None = None
    ) -> Iterator[ReplyDelta]:
        """The reply to ``query`` piece by piece; the last delta carries the whole.

        Raises:
            VraagbaakError: what the person at the window can put right.
        """

    def examples(self, k: int) -> list[str]:
        """At most ``k`` queries that the documents answer."""

    def reference(self, ref: QuestionRef) -> str:
        """The official reference of a numbered question."""
