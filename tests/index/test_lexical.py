"""BM25 over analyzed texts, against a direct call of bm25s."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

from index.analysis import STEMMERS
from index.chunking import chunk_document
from index.errors import IndexDamagedError
from index.lexical import K1, B, LexicalIndex
from index.records import Document

QUERIES = [
    "Hoeveel locaties opende het COA?",
    "kosten opvang statushouders",
    "DT&V caseload 30 april 2025",
    "opvang opvang opvang",
    "opvang zeppelin",
]


@pytest.fixture(scope="module")
def texts(bundled: Document) -> list[str]:
    return [chunk.embedded for chunk in chunk_document(bundled)]


@pytest.mark.parametrize("stemmer", STEMMERS)
def test_scores_and_order_are_those_of_bm25s(stemmer: str, texts: list[str]) -> None:
    index = LexicalIndex.from_texts(texts, stemmer)
    direct = bm25s.BM25(method="lucene", k1=K1, b=B)
    direct.index([index.analyzer.analyze(text) for text in texts], show_progress=False)
    for query in QUERIES:
        terms = [term for term in index.analyzer.analyze(query) if term in direct.vocab_dict]
        scores = direct.get_scores(terms)
        expected = sorted(((-score, row) for row, score in enumerate(scores.tolist()) if score > 0))
        assert index.search(query, 20) == [(row, -score) for score, row in expected[:20]]
        found, values = direct.retrieve([terms], k=10, show_progress=False)
        hits = index.search(query, 10)
        np.testing.assert_allclose([score for _, score in hits], values[0], rtol=1e-6)
        assert {row for row, score in hits if score > values[0][-1]} <= set(found[0].tolist())


def test_the_score_is_the_formula_of_lucene() -> None:
    index = LexicalIndex.from_texts(["opvang", "opvang zaken zaken", "vertrek"], "none")
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean = 5 / 3
    expected = [(row, idf * 1 / (1 + K1 * (1 - B + B * length / mean))) for row, length in ((0, 1), (1, 3))]
    found = index.search("opvang", 5)
    assert [row for row, _ in found] == [0, 1]
    np.testing.assert_allclose([score for _, score in found], [score for _, score in expected], rtol=1e-6)


def test_equal_scores_are_ordered_by_row() -> None:
    index = LexicalIndex.from_texts(["vertrek"] + ["opvang"] * 9, "dutch")
    assert [row for row, _ in index.search("opvang", 4)] == [1, 2, 3, 4]


@pytest.mark.parametrize("query", ["", "?!", "de het een", "zeppelin", "\x00"])
def test_a_query_without_known_words_finds_nothing(query: str, texts: list[str]) -> None:
    assert LexicalIndex.from_texts(texts[:20], "dutch").search(query, 10) == []


@pytest.mark.parametrize("texts_without_words", [[], [""], ["de het", "?"]])
def test_texts_without_words_are_an_index_that_finds_nothing(texts_without_words: list[str], tmp_path: Path) -> None:
    index = LexicalIndex.from_texts(texts_without_words, "dutch")
    index.save(tmp_path / "lexical")
    for either in (index, LexicalIndex.load(tmp_path / "lexical")):
        assert either.rows == len(texts_without_words)
        assert either.search("opvang", 3) == []


def test_more_hits_than_rows_may_be_asked_for() -> None:
    index = LexicalIndex.from_texts(["opvang", "opvang en zaken", ""], "dutch")
    assert len(index.search("opvang", 1000)) == 2
    assert index.search("opvang", 0) == []


def test_a_saved_index_answers_as_before(texts: list[str], tmp_path: Path) -> None:
    index = LexicalIndex.from_texts(texts, "dutch_porter")
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert loaded.rows == index.rows == len(texts)
    assert loaded.analyzer.stemmer == "dutch_porter"
    for query in QUERIES:
        assert loaded.search(query, 10) == index.search(query, 10)


def test_a_folder_that_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="vraagbaak index build"):
        LexicalIndex.load(tmp_path)
    (tmp_path / "analyzer.json").write_text("[]", encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="vraagbaak index build"):
        LexicalIndex.load(tmp_path)
