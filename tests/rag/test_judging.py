"""The joint reader beside what retrieval found, for the bundled embedder and for another."""

from __future__ import annotations

import pytest

from index.records import Part
from rag.judging import READ, TABLE_ROWS, Judge
from rag.pipeline import Vraagbaak
from rag.retrieval import UNJUDGED, Retrieval


def read(vraagbaak: Vraagbaak, query: str) -> Retrieval:
    judge = Judge(vraagbaak.index, vraagbaak.encoder, vraagbaak.joint)
    return judge.read(vraagbaak.retriever.retrieve(query))


def test_the_best_candidates_are_read_and_stay_where_they_are(vraagbaak: Vraagbaak) -> None:
    found = vraagbaak.retriever.retrieve("Wanneer gaat ETIAS in?")
    judged = read(vraagbaak, "Wanneer gaat ETIAS in?")
    assert [c.ref for c in judged.candidates] == [c.ref for c in found.candidates]
    assert all(c.judged is not UNJUDGED for c in judged.candidates[:READ])
    assert all(c.judged is UNJUDGED for c in judged.candidates[READ:])


def test_every_sentence_of_the_answer_is_judged_and_nothing_of_the_question(vraagbaak: Vraagbaak) -> None:
    chunks = vraagbaak.index.chunks
    for query in ("Hoeveel statushouders wonen er bij het COA?", "inwilligingspercentage België 2024"):
        for candidate in read(vraagbaak, query).candidates[:READ]:
            rows = {row for row in candidate.rows if chunks[row].part is Part.ANSWER}
            tabled = set(candidate.judged.units) - rows
            assert rows <= set(candidate.judged.units)
            assert len(tabled) <= TABLE_ROWS
            assert all(chunks[row].part is Part.TABLE for row in tabled)


def test_an_index_of_another_embedder_is_read_alike(vraagbaak: Vraagbaak, tiny: Vraagbaak) -> None:
    """The tiny embedder finds other candidates; what is made of one and the same is the same."""
    assert tiny.encoder.identity != tiny.joint.encoder
    query = "Wanneer gaat ETIAS in?"
    ours = {c.ref: c.judged for c in read(vraagbaak, query).candidates if c.judged is not UNJUDGED}
    judge = Judge(tiny.index, tiny.encoder, tiny.joint)
    found = tiny.retriever.retrieve(query)
    chosen = [c for c in found.candidates if c.ref in ours]
    theirs = {c.ref: c.judged for c in judge.read(found, chosen).candidates if c in chosen or c.judged is not UNJUDGED}
    assert chosen
    for ref, judged in theirs.items():
        assert judged.relevance == pytest.approx(ours[ref].relevance, abs=0.1)


@pytest.mark.parametrize(
    ("right", "near"),
    [
        ("Wanneer komt de stoomlocomotief terug?", "Wat kost de terugkeer van de stoomlocomotief?"),
        ("Hoeveel treinstations zijn er in 2022 gesloopt?", "Hoeveel treinstations zijn er in 2015 gesloopt?"),
    ],
)
def test_what_the_item_answers_is_more_relevant_than_what_it_seems_to(small: Vraagbaak, right: str, near: str) -> None:
    first, second = read(small, right).candidates[0], read(small, near).candidates[0]
    assert first.ref == second.ref
    assert first.judged.relevance > second.judged.relevance
