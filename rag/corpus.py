"""The documents that queries are answered from, looked up by identity."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from index.errors import UnknownDocumentError
from index.records import Document, QAItem, QuestionRef
from index.reference import official_reference
from index.typography import tidy
from rag.composing import Composer


class Corpus:
    """A fixed set of documents with their items by identity."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self._items = {QuestionRef(d.id, n): item for d in documents.values() for item in d.items for n in item.numbers}

    def document(self, ref: QuestionRef) -> Document:
        return self.documents[ref.document]

    def item(self, ref: QuestionRef) -> QAItem:
        return self._items[ref]

    def composer(self, document_id: str) -> Composer:
        """The writer of statements about one document; marks name it if there are several."""
        return Composer(self.documents[document_id], len(self.documents) > 1)

    def question_text(self, ref: QuestionRef) -> str:
        """The text of a numbered question on one line."""
        return tidy(self.item(ref).question.of(self.document(ref).text))

    def reference(self, ref: QuestionRef) -> str:
        """The official reference of a numbered question."""
        return official_reference(self.document(ref), ref.number)

    def answered_questions(self) -> Iterator[str]:
        """The text of each question that has an answer, in document order."""
        for document in self.documents.values():
            for item in document.items:
                if item.answer is not None:
                    yield tidy(item.question.of(document.text))

    def scope(
        self, documents: Collection[str] | None, numbers: Collection[int] | None = None
    ) -> frozenset[QuestionRef] | None:
        """The items of ``documents`` that hold one of ``numbers``, by their first number; None is all of them."""
        if documents is None and numbers is None:
            return None
        return frozenset(
            QuestionRef(document.id, item.numbers[0])
            for document in self.documents.values()
            if documents is None or document.id in documents
            for item in document.items
            if numbers is None or not set(numbers).isdisjoint(item.numbers)
        )

    def selection(self, documents: Collection[str] | None) -> frozenset[str] | None:
        """The ids asked for, checked; None is all of them.

        Raises:
            UnknownDocumentError: a document is not in the collection.
        """
        if documents is None:
            return None
        for document in documents:
            if document not in self.documents:
                known = ", ".join(self.documents)
                raise UnknownDocumentError(f"document {document!r}: not in the collection; it holds: {known}")
        return frozenset(documents)
