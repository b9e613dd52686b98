"""A query and an item side by side, as a reader sees them that reads them together.

``<begin> query <unit> question <unit> sentence <unit> sentence …``: what the reader makes of the
query's rows says whether the item answers, of a unit's rows whether it is part of the answer.

Every token brings along what it meets on the other side: the vector of its best match there, and how well
they match, as they are read in their sentence and as bare words. So the reader need not learn to match, only what a
match or the lack of one means (compare and aggregate: Parikh et al. 2016, https://arxiv.org/abs/1606.01933).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit_rows

BEGIN, UNIT = 0, 1
"""The markers."""
PLAIN = -1
"""A row that is no marker."""
QUERY, QUESTION, ANSWER = SEGMENTS = 0, 1, 2
"""What a row belongs to."""
LONGEST = 320
"""Rows of one window at most; a longer item is read in several, cut between units."""
LONGEST_QUERY, LONGEST_QUESTION = 96, 96
"""Query and question are cut here, so that every window has room for a part of the answer."""

_CENTRES = np.array([0.2, 0.4, 0.6, 0.8, 1.0], dtype=np.float32)
_WIDTH = 0.12
MATCHES = 4
"""Matches of a token: with the answer (of an item's token: with the query) in context and as a word; of the
query's tokens also with the question, in context and as a word."""
FEATURES = MATCHES * len(_CENTRES) + 2


@dataclass(frozen=True, slots=True)
class Text:
    """The unit token vectors of a text, shape (tokens, dimension), and the vectors of the same tokens as bare
    words, whose lengths are their weights."""

    tokens: Vectors
    words: Vectors

    def __len__(self) -> int:
        return len(self.tokens)

    def cut(self, most: int) -> Text:
        """Its first ``most`` tokens."""
        return Text(self.tokens[:most], self.words[:most])


@dataclass(frozen=True, slots=True)
class Passage:
    """An item: its question, which may have no tokens, and its units."""

    question: Text
    units: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Part of an item beside the query; each array has one entry for each row.

    ``tokens``, and ``met`` and ``met_in_question``, the vectors of their best matches, have shape (rows,
    dimension); ``features`` has shape (rows, ``FEATURES``). At markers all of these are zero, and ``markers``
    says which it is. ``first`` is the number of the window's first unit.
    """

    tokens: Vectors
    met: Vectors
    met_in_question: Vectors
    features: Vectors
    segments: npt.NDArray[np.int64]
    markers: npt.NDArray[np.int64]
    first: int

    def __len__(self) -> int:
        return len(self.segments)

    @property
    def unit_rows(self) -> npt.NDArray[np.int64]:
        """The rows of the markers of the answer's units, behind each of which its tokens follow."""
        return np.flatnonzero((self.markers == UNIT) & (self.segments == ANSWER))

    @property
    def query_rows(self) -> int:
        """The number of rows of the query and its marker, which are the first."""
        return int((self.segments == QUERY).sum())


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one text, behind its marker."""

    tokens: Vectors
    met: Vectors
    met_in_question: Vectors
    features: Vectors
    segment: int
    marker: int

    def __len__(self) -> int:
        return 1 + len(self.tokens)


def arrange(query: Text, passage: Passage) -> list[Window]:
    """The windows of ``passage``, at least one; every one has the query and the question.

    A unit too long for a window of its own is cut.
    """
    query, question = query.cut(LONGEST_QUERY), passage.question.cut(LONGEST_QUESTION)
    room = LONGEST - 1 - len(query) - (1 + len(question) if len(question) else 0)
    units = [unit.cut(room - 1) for unit in passage.units]
    answer = _joined(units, query.tokens.shape[1])
    of_query, of_answer = _matched(query, answer)
    in_question, of_question = _matched(query, question)
    head = [
        _Part(
            query.tokens, of_query.vectors, in_question.vectors, _features(query, of_query, in_question), QUERY, BEGIN
        )
    ]
    if len(question):
        head.append(_of_item(question, of_question, QUESTION))
    rest = _of_item(answer, of_answer, ANSWER)
    windows: list[Window] = []
    unit = start = 0
    while unit < len(units) or not windows:
        parts, length, first = list(head), 0, unit
        while unit < len(units) and (not length or length + 1 + len(units[unit]) <= room):
            end = start + len(units[unit])
            parts.append(
                _Part(
                    rest.tokens[start:end],
                    rest.met[start:end],
                    rest.met_in_question[start:end],
                    rest.features[start:end],
                    ANSWER,
                    UNIT,
                )
            )
            length += 1 + len(units[unit])
            start, unit = end, unit + 1
        windows.append(_window(parts, first))
    return windows


@dataclass(frozen=True, slots=True)
class _Match:
    """Of each token of a text its best match in another: the vector, and the cosines in context and as a word."""

    vectors: Vectors
    in_context: npt.NDArray[np.float32]
    as_word: npt.NDArray[np.float32]


def _matched(one: Text, other: Text) -> tuple[_Match, _Match]:
    """The matches of each in the other; what there is nothing to match with meets nothing."""
    if not len(one) or not len(other):
        return _nothing(one), _nothing(other)
    in_context = one.tokens @ other.tokens.T
    as_word = unit_rows(one.words) @ unit_rows(other.words).T
    return (
        _Match(other.tokens[in_context.argmax(axis=1)], in_context.max(axis=1), as_word.max(axis=1)),
        _Match(one.tokens[in_context.argmax(axis=0)], in_context.max(axis=0), as_word.max(axis=0)),
    )


def _nothing(text: Text) -> _Match:
    none = np.zeros(len(text), dtype=np.float32)
    return _Match(np.zeros_like(text.tokens), none, none)


def _of_item(text: Text, match: _Match, segment: int) -> _Part:
    nothing = _nothing(text)
    return _Part(text.tokens, match.vectors, nothing.vectors, _features(text, match, nothing), segment, UNIT)


def _features(text: Text, match: _Match, in_question: _Match) -> Vectors:
    """Each cosine as its nearness to some centres (kernels: Xiong et al. 2017, https://arxiv.org/abs/1706.06613);
    the token's weight, and its logarithm."""
    cosines = np.stack([match.in_context, match.as_word, in_question.in_context, in_question.as_word], axis=1)
    kernels = np.exp(-(((cosines[:, :, None] - _CENTRES) / np.float32(_WIDTH)) ** 2) / 2)
    weights = np.linalg.norm(text.words, axis=1)[:, None]
    flat = kernels.reshape(len(text), MATCHES * len(_CENTRES))
    return np.concatenate([flat, weights, np.log(weights + 0.01) / 5], axis=1).astype(np.float32)


def _joined(texts: Sequence[Text], dimension: int) -> Text:
    none = np.zeros((0, dimension), dtype=np.float32)
    return Text(
        np.concatenate([none, *(text.tokens for text in texts)]),
        np.concatenate([none, *(text.words for text in texts)]),
    )


def _window(parts: Sequence[_Part], first: int) -> Window:
    def rows(of: str, width: int) -> Vectors:
        blank = np.zeros((1, width), dtype=np.float32)
        return np.concatenate([array for part in parts for array in (blank, getattr(part, of))])

    dimension = parts[0].tokens.shape[1]
    markers = [[part.marker] + [PLAIN] * (len(part) - 1) for part in parts]
    return Window(
        tokens=rows("tokens", dimension),
        met=rows("met", dimension),
        met_in_question=rows("met_in_question", dimension),
        features=rows("features", FEATURES),
        segments=np.repeat([part.segment for part in parts], [len(part) for part in parts]),
        markers=np.concatenate(markers).astype(np.int64),
        first=first,
    )
