"""Answers from tables: is the query meant for a table of one of the best candidates?

``rag.cells`` says which cells a query could mean; this decides whether it does mean them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.analysis import Analyzer, fold
from index.typography import tidy
from rag.cells import HEAD_OF_PLACES, CellRequest, TableView, clauses, topic_of
from rag.corpus import Corpus
from rag.outcome import Outcome
from rag.places import place_of_label
from rag.reply import Route
from rag.retrieval import Retrieval, Retriever

CANDIDATES = 5
"""How many of the best candidates may answer by their table."""
UNMATCHED = 0.3
CELL_UNMATCHED = 0.4
"""Of a query for cells the table's item may leave at most this much of its weight unmatched; more
where a column is named. Measured in ``eval/LOG.md``."""

_TABLE_WORD = re.compile(r"\b(?:tabel|bijlage|overzicht|table)\b")


def answer_from_tables(
    retrieval: Retrieval, corpus: Corpus, retriever: Retriever, analyzer: Analyzer
) -> Outcome | None:
    """The cells that the query asks for, or None if it asks for no cells of a table here."""
    for rank, candidate in enumerate(retrieval.candidates[:CANDIDATES]):
        document, item = corpus.document(candidate.ref), corpus.item(candidate.ref)
        for table in item.tables:
            request = TableView(document, candidate.ref, table).request(retrieval.query)
            if request is None:
                continue
            # What leads up to the question may be about anything; one clause that fits is enough.
            unmatched = min(
                retriever.unmatched(topic_of(clause), retrieval.query, candidate) for clause in clauses(retrieval.query)
            )
            if not _is_meant(request, rank, unmatched, retrieval.query, corpus, analyzer):
                continue
            answers = request.answers()
            if not answers:
                continue
            composer = corpus.composer(document.id)
            statements = [replace(composer.cells(answer), is_list_item=len(answers) > 1) for answer in answers]
            return Outcome(
                Route.TABLE,
                (*statements, *composer.table_notes(table, candidate.ref.number)),
                sources=retrieval.sources(candidate.ref),
                warnings=composer.warnings(item, statements),
            )
    return None


def _is_meant(
    request: CellRequest, rank: int, unmatched: float, query: str, corpus: Corpus, analyzer: Analyzer
) -> bool:
    """Whether a request that could be read from a table is meant for it.

    A place and a column both named are proof enough for one of the best candidates. Otherwise the
    table's own question has to match best, and, where rows are counted or years, the query has to
    name several or to use a word of the headings that the question does not.
    """
    names_place = any(place_of_label(row.label) for row in request.rows)
    if unmatched > (CELL_UNMATCHED if request.names_column else UNMATCHED):
        return False
    if request.table.holds_percentages and _asks_count(query):
        return False
    if names_place:
        return request.names_column or rank == 0 or (rank < 3 and (request.is_trend or request.comparison is not None))
    if request.rows:
        return rank == 0 and (len(request.rows) > 1 or _shares_heading(request.table, query, corpus, analyzer))
    heads_places = any(place_of_label(row.label) for row in request.table.table.rows)
    names_heads = heads_places and HEAD_OF_PLACES.search(fold(query)) is not None
    names_heads = names_heads or request.reference is not None
    return names_heads and (rank == 0 or (rank < 3 and request.names_column))


def _asks_count(query: str) -> bool:
    """Whether ``query`` asks how many of something there are: "hoeveel asielaanvragen", not "hoeveel procent"."""
    counted = re.search(r"\b(?:hoeveel|how many)\s+(\w+)", fold(query))
    return counted is not None and counted.group(1) in topic_of(query).split()


def _shares_heading(view: TableView, query: str, corpus: Corpus, analyzer: Analyzer) -> bool:
    if _TABLE_WORD.search(fold(query)):
        return True
    caption = view.table.caption
    headings = [tidy(caption.of(view.document.text))] if caption else []
    headings += [column.label for column in view.table.columns]
    of_headings = {term for heading in headings for term in analyzer.analyze(heading)}
    of_question = set(analyzer.analyze(corpus.question_text(view.ref)))
    return bool(of_headings & set(analyzer.analyze(query)) - of_question)
