"""Questions named by their number, shown whole; a number that does not exist is said not to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.analysis import fold
from index.records import Document, QuestionRef
from rag.corpus import Corpus
from rag.outcome import Outcome
from rag.reply import Hit, Route, Statement
from rag.routing import NumberReference

MOST_NAMED = 4
"""More numbers than this that do not exist are named by their range."""


def look_up(reference: NumberReference, corpus: Corpus, selected: Collection[str] | None) -> Outcome:
    """The questions and answers that ``reference`` names in the selected documents, word for word."""
    searched = [
        document
        for document in corpus.documents.values()
        if (selected is None or document.id in selected) and reference.publication in (None, fold(document.id))
    ]
    if not searched:
        message = f"{reference.publication} is geen van de documenten waarin gezocht wordt."
        return Outcome(Route.LOOKUP, message=message, missing=tuple(map(str, reference.numbers)))
    statements: list[Statement] = []
    warnings: list[str] = []
    found: list[QuestionRef] = []
    for document in searched:
        for number in _wanted(reference, document):
            item = document.item(number)
            if item is None:
                continue
            composer = corpus.composer(document.id)
            whole = composer.whole(item, number)
            statements += [replace(whole[0], starts_block=True), *whole[1:]]
            warnings += composer.warnings(item, whole, is_whole=True)
            found.append(QuestionRef(document.id, number))
    missing = () if reference.from_end else tuple(sorted(set(reference.numbers) - {ref.number for ref in found}))
    return Outcome(
        Route.LOOKUP,
        tuple(statements),
        _absence(missing, searched) if missing else "",
        sources=tuple(Hit(ref, 1.0) for ref in found),
        warnings=tuple(warnings),
        missing=tuple(map(str, missing)),
    )


def _wanted(reference: NumberReference, document: Document) -> Sequence[int]:
    return document.numbers[-1:] if reference.from_end else reference.numbers


def _absence(missing: Sequence[int], searched: Sequence[Document]) -> str:
    """ "Vraag 99 bestaat niet; de vragen zijn genummerd 1 tot en met 37."."""
    ranges = [f"{d.numbers[0]} tot en met {d.numbers[-1]}" if d.numbers else "niet" for d in searched]
    scope = (
        ranges[0]
        if len(ranges) == 1
        else "; ".join(f"{document.id}: {numbers}" for document, numbers in zip(searched, ranges, strict=True))
    )
    named = " en ".join(map(str, missing)) if len(missing) <= MOST_NAMED else f"{missing[0]} tot en met {missing[-1]}"
    return f"Vraag {named} {'bestaat' if len(missing) == 1 else 'bestaan'} niet; de vragen zijn genummerd {scope}."
