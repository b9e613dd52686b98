"""A small document, replies about it, and a scripted stand-in for the pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from eval.gold import Gold, GoldConversation, GoldItem
from eval.run import Entry, Run
from index.errors import UsageError
from index.records import Document, Metadata, Part, QAItem, QuestionRef, Span
from rag.reply import NOT_IN_DOCUMENTS, Citation, Hit, Reply, Route, Statement, Status

DOCUMENT = "kst-1-2"
ANSWERS = {
    1: "In 2024 openden 12 locaties.",
    2: "Er gingen 2 locaties dicht.",
    3: "De kosten waren ca. € 5 mln. per jaar.",
    4: "Het aantal bleef gelijk.",
    5: "Dat gebeurt eind 2025.",
    6: "Nee.",
}


def _document() -> Document:
    text, items = "", []
    for number, answer in ANSWERS.items():
        question_start = len(text) + len(f"Vraag {number}: ")
        text += f"Vraag {number}: Hoe zit het met nummer {number}?"
        question = Span(question_start, len(text))
        answer_start = len(text) + len("\nAntwoord: ")
        text += f"\nAntwoord: {answer}"
        items.append(QAItem((number,), question, Span(answer_start, len(text))))
        text += "\n\n"
    return Document(DOCUMENT, f"{DOCUMENT}.txt", text, Metadata("Proef"), tuple(items))


@pytest.fixture(scope="session")
def document() -> Document:
    return _document()


@pytest.fixture(scope="session")
def documents(document: Document) -> dict[str, Document]:
    return {document.id: document}


@pytest.fixture(scope="session")
def cite(document: Document) -> Callable[[int], Citation]:
    """The whole answer of a question, as a citation."""

    def make(number: int) -> Citation:
        item = document.item(number)
        assert item is not None
        assert item.answer is not None
        return Citation(
            QuestionRef(DOCUMENT, number), Part.ANSWER, item.answer.of(document.text), item.answer, f"vraag {number}"
        )

    return make


@pytest.fixture(scope="session")
def answer_with(cite: Callable[[int], Citation]) -> Callable[..., Reply]:
    """A reply that quotes the answers of some questions and has retrieved ``ranked``."""

    def make(*numbers: int, ranked: Sequence[int] = (), timings: Mapping[str, float] | None = None) -> Reply:
        return Reply(
            query="",
            standalone_query="",
            status=Status.ANSWERED,
            route=Route.READING,
            statements=tuple(Statement(ANSWERS[n], f"[Vraag {n}]", (cite(n),)) for n in numbers),
            sources=_hits(ranked or numbers),
            timings_ms=timings or {},
        )

    return make


@pytest.fixture(scope="session")
def refusal() -> Callable[..., Reply]:
    def make(ranked: Sequence[int] = (), message: str = NOT_IN_DOCUMENTS) -> Reply:
        return Reply("", "", Status.UNANSWERED, Route.READING, message=message, sources=_hits(ranked))

    return make


def _hits(ranked: Sequence[int]) -> tuple[Hit, ...]:
    return tuple(Hit(QuestionRef(DOCUMENT, number), 0.9) for number in ranked)


@pytest.fixture(scope="session")
def item() -> Callable[..., GoldItem]:
    """A gold item; ``cite_any=[1]`` unless it is said to be unanswerable or told otherwise."""

    def make(name: str = "q", **values: Any) -> GoldItem:
        answerable = values.pop("answerable", True)
        lists = ("cite_any", "cite_all", "cite_ok", "must", "must_not")
        if answerable and not any(key in values for key in lists[:2]):
            values["cite_any"] = [1]
        fields = {key: tuple(value) if key in lists else value for key, value in values.items()}
        return GoldItem(
            **({"id": name, "type": "fact", "query": f"{name}?", "document": DOCUMENT} | fields), answerable=answerable
        )

    return make


@pytest.fixture(scope="session")
def gold_of() -> Callable[[Iterable[GoldItem | GoldConversation]], Gold]:
    return lambda entries: Gold("proef.jsonl", "0" * 64, tuple(entries))


@pytest.fixture(scope="session")
def run_of() -> Callable[[Mapping[str, Reply | dict[str, Any] | None]], Run]:
    """A run from query id to reply; the query is the id and a question mark, as in ``item``."""

    def make(replies: Mapping[str, Reply | dict[str, Any] | None]) -> Run:
        entries = []
        for number, (name, reply) in enumerate(replies.items(), start=1):
            values = reply.to_json() if isinstance(reply, Reply) else reply
            entries.append(Entry(name, f"{name}?", 10.0 * number, values, "" if values is not None else "afgewezen"))
        return Run("proef.jsonl", "0" * 64, tuple(entries))

    return make


@dataclass
class Scripted:
    """Answers from a script of query to reply and remembers what it was asked."""

    documents: Mapping[str, Document]
    script: Mapping[str, Reply | Exception]
    asked: list[tuple[str, tuple[Reply, ...], Collection[str] | None]] = field(default_factory=list)

    def answer(self, query: str, history: Sequence[Reply] = (), documents: Collection[str] | None = None) -> Reply:
        self.asked.append((query, tuple(history), documents))
        reply = self.script.get(query, UsageError("query: not in the script"))
        if isinstance(reply, Exception):
            raise reply
        return reply


@pytest.fixture(scope="session")
def scripted(documents: dict[str, Document]) -> Callable[[Mapping[str, Reply | Exception]], Scripted]:
    return lambda script: Scripted(documents, script)


@pytest.fixture
def gold_file(tmp_path: Path) -> Callable[..., Path]:
    """Write values as JSON Lines (a text goes in as it is) and give the path."""

    def write(*lines: object, name: str = "eigen.jsonl") -> Path:
        path = tmp_path / name
        texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return path

    return write
