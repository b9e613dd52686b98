"""Which units answer the query: a probability for each sentence, list item and table row.

A small logistic model over what the joint reader makes of a unit, how well it matches the query, what it adds
to its question, whether it holds the kind of thing asked for (a figure, a date, a reason), and whether it speaks
of the same year. Its weights are calibrated on development data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from index.analysis import fold
from index.chunking import Chunk
from index.records import Part
from rag.calibration import Logistic
from rag.figures import Unit, parse_figures
from rag.periods import named_years
from rag.retrieval import Candidate, Retrieval, saturate

_ASKS_FIGURE = re.compile(
    r"\b(?:hoeveel|hoe vaak|hoe hoog|hoe groot|hoe duur|aantal|aantallen|percentage|procent|bedrag|bedragen|kosten|"
    r"kost|"
    r"kostte|prijs|budget|cijfers?|how many|how much|number of|what percentage|cost)\b"
)
_ASKS_TIME = re.compile(
    r"\b(?:wanneer|datum|hoe lang|hoelang|sinds wanneer|termijn|tot wanneer|in welk jaar|welke maand|deadline|when|"
    r"how long)\b"
)
_ASKS_REASON = re.compile(
    r"\b(?:waarom|waardoor|hoezo|reden|redenen|oorzaak|oorzaken|hoe komt|vanwege|verklaring|waaraan|why|reason|cause)\b"
)
_GIVES_REASON = re.compile(
    r"\b(?:omdat|doordat|vanwege|wegens|door|daardoor|daarom|hierdoor|reden|oorzaak|toe te schrijven|als gevolg|gezien|"
    r"waardoor|mede|aangezien|namelijk|vandaar|ten grondslag)\b"
)
_POINTER = re.compile(
    r"^(?:zie\b|voor (?:een |de |het )?(?:overzicht|ontwikkeling|verdere|meer)\b|hieronder\b|"
    r"hierbij wordt (?:opgemerkt|verwezen)|"
    r"voor wat betreft .{0,80} verwezen|ik verwijs)"
)

_DURATION = re.compile(
    r"\b(?:dag(?:en)?|we(?:ek|ken)|maand(?:en)?|kwarta(?:al|len)|uur|jaarlijks|wekelijks|per cyclus)\b", re.I
)
_UNKNOWN = re.compile(
    r"niet (?:uit|aan|bekend|te |in de|beschikbaar|mogelijk|kwantificeer|geregistreerd|bijgehouden)|geen (?:cijfers|"
    r"gegevens|aparte|zicht|"
    r"inzicht|informatie)|onbekend|moeilijk te|lastig om|beschikt niet over|te vroeg om"
)


UNLIKELY = -2.0
"""Log-odds of a unit that the joint reader has not read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit with its probability of being part of the answer."""

    row: int
    chunk: Chunk
    probability: float
    position: int


def read_candidate(
    retrieval: Retrieval, candidate: Candidate, chunks: tuple[Chunk, ...], model: Logistic
) -> list[Reading]:
    """A reading of each readable unit of ``candidate``, in document order."""
    readings = []
    position = 0
    for i, row in enumerate(candidate.rows):
        chunk = chunks[row]
        if not is_readable(chunk):
            continue
        features = unit_features(retrieval, candidate, i, chunk, position)
        readings.append(Reading(row, chunk, model.probability(features), position))
        position += 1
    return readings


def is_readable(chunk: Chunk) -> bool:
    """Whether a unit can be a sentence of a reply.

    Not the question, which is the asker's; not a note, which follows its figures; not a table
    row, whose cells are addressed one by one (``rag.cells``).
    """
    return chunk.part is Part.ANSWER and not chunk.is_note


def unit_features(retrieval: Retrieval, candidate: Candidate, i: int, chunk: Chunk, position: int) -> dict[str, float]:
    """The features of the ``i``-th unit of ``candidate``, the ``position``-th of its answer."""
    query = fold(retrieval.query)
    row = candidate.rows[i]
    weights = retrieval.words.weights
    of_unit, of_question = candidate.matches[i], candidate.matches[0]
    asks_time, asks_figure, asks_reason = (
        p.search(query) is not None for p in (_ASKS_TIME, _ASKS_FIGURE, _ASKS_REASON)
    )
    has_figure, has_time = gives_figure(chunk.text), gives_time(chunk.text)
    best = (
        max(float(m @ weights) for j, m in enumerate(candidate.matches) if j != 0) if len(candidate.rows) > 1 else 0.0
    )
    overlap = float(of_unit @ weights)
    in_context = candidate.in_context @ retrieval.tokens.weights
    return {
        "judged": candidate.judged.units.get(row, UNLIKELY),
        "cosine": retrieval.unit_cosines.get(row, 0.0),
        "overlap": overlap,
        "overlap_lead": overlap - best,
        "context": float(in_context[i]),
        "context_lead": float(in_context[i] - in_context[1:].max(initial=0.0)),
        "lexical": saturate(retrieval.unit_bm25.get(row, 0.0)),
        "gain": float(np.maximum(of_unit - of_question, 0.0) @ weights),
        "figure_asked_and_given": float(asks_figure and has_figure),
        "figure_asked_not_given": float(asks_figure and not has_figure),
        "time_asked_and_given": float(asks_time and has_time),
        "time_asked_not_given": float(asks_time and not has_time),
        "reason_asked_and_given": float(asks_reason and _GIVES_REASON.search(fold(chunk.text)) is not None),
        "first": float(position == 0),
        "early": 1.0 / (1.0 + position),
        "pointer": float(_POINTER.match(fold(chunk.text)) is not None),
        "same_year": _year_agreement(query, chunk.text),
    }


def gives_figure(text: str) -> bool:
    """Whether ``text`` states a number that is no year or date."""
    return any(f.unit is not Unit.DATE and not _is_year(f.value) for f in parse_figures(text))


def gives_time(text: str) -> bool:
    """Whether ``text`` states a date, a year or a length of time."""
    return _DURATION.search(text) is not None or any(
        f.unit is Unit.DATE or _is_year(f.value) for f in parse_figures(text)
    )


def lacks_asked_kind(query: str, text: str) -> bool:
    """Whether ``query`` asks for a figure or a time and ``text`` gives neither that nor says it is unknown."""
    folded = fold(query)
    if _UNKNOWN.search(fold(text)):
        return False
    lacks_figure = _ASKS_FIGURE.search(folded) is not None and not gives_figure(text)
    lacks_time = _ASKS_TIME.search(folded) is not None and not gives_time(text)
    return lacks_figure or lacks_time


def _is_year(value: Decimal | tuple[int, int, int]) -> bool:
    return isinstance(value, Decimal) and 1900 <= value <= 2100


def _year_agreement(query: str, unit: str) -> float:
    """1 if query and unit name a year in common, -1 if each names years and none is shared, else 0."""
    asked, named = named_years(query), named_years(unit)
    if not asked or not named:
        return 0.0
    return 1.0 if asked & named else -1.0
