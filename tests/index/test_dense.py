"""Exact vector search, against numpy."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.errors import IndexDamagedError

WHOLE = st.integers(-2, 2)  # whole numbers score exactly, in any order of addition


def by_numpy(vectors: np.ndarray, query: np.ndarray, k: int) -> list[tuple[int, float]]:
    scores = vectors @ query
    best = np.lexsort((np.arange(len(scores)), -scores))[:k]
    return [(int(row), float(scores[row])) for row in best]


@given(
    st.integers(1, 5).flatmap(
        lambda dimension: st.tuples(
            st.lists(st.lists(WHOLE, min_size=dimension, max_size=dimension), min_size=1, max_size=40),
            st.lists(WHOLE, min_size=dimension, max_size=dimension),
            st.integers(0, 60),
        )
    )
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_hits_are_those_of_numpy_ties_by_row(made: tuple[list[list[int]], list[int], int]) -> None:
    vectors, query = np.asarray(made[0], dtype=np.float32), np.asarray(made[1], dtype=np.float32)
    assert DenseIndex.from_vectors(vectors).search(query, made[2]) == by_numpy(vectors, query, made[2])


@pytest.mark.parametrize("k", [1, 5, 99, 100, 150, 5000])
def test_real_vectors_give_the_cosines_of_numpy(k: int) -> None:
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(300, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[200:] = vectors[:100]  # copies of other rows
    query = vectors[7]
    found = DenseIndex.from_vectors(vectors).search(query, k)
    expected = by_numpy(vectors, query, k)
    assert len(found) == min(k, 300)
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-5)
    assert found[0][0] == 7
    assert min(row for row, _ in found) >= 0


@pytest.mark.parametrize("k", [1, 3, 100, 128, 300])
def test_of_equal_rows_the_first_come_first(k: int) -> None:
    vectors = np.ones((300, 4), dtype=np.float32) / 2
    assert [row for row, _ in DenseIndex.from_vectors(vectors).search(vectors[0], k)] == list(range(k))


@pytest.mark.parametrize("shape", [(3,), (5,), (1, 4), (0,)])
def test_a_vector_of_another_dimension_is_refused_with_both_values(shape: tuple[int, ...]) -> None:
    index = DenseIndex.from_vectors(np.eye(4, dtype=np.float32))
    with pytest.raises(ValueError, match="expected a vector of 4 numbers"):
        index.search(np.ones(shape, dtype=np.float32), 2)


def test_an_empty_index_finds_nothing() -> None:
    index = DenseIndex.from_vectors(np.zeros((0, 4), dtype=np.float32))
    assert (index.rows, index.dimension) == (0, 4)
    assert index.search(np.ones(4, dtype=np.float32), 5) == []


def test_a_saved_index_answers_as_before(tmp_path: Path) -> None:
    vectors = np.random.default_rng(5).normal(size=(20, 6)).astype(np.float32)
    index = DenseIndex.from_vectors(vectors)
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert (loaded.rows, loaded.dimension) == (20, 6)
    assert loaded.search(vectors[3], 20) == index.search(vectors[3], 20)


@pytest.mark.parametrize("content", [None, b"", b"not an index", b"IxFI\x04\x00"])
def test_a_file_that_is_no_index_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match="expected a FAISS index.*vraagbaak index build"):
        DenseIndex.load(path)


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexFlatL2(4), str(tmp_path / "dense.faiss"))
    with pytest.raises(IndexDamagedError, match="found IndexFlatL2.*vraagbaak index build"):
        DenseIndex.load(tmp_path / "dense.faiss")


def test_a_file_that_cannot_be_written_is_a_system_error(tmp_path: Path) -> None:
    index = DenseIndex.from_vectors(np.eye(4, dtype=np.float32))
    with pytest.raises(OSError):
        index.save(tmp_path / "missing" / "dense.faiss")
