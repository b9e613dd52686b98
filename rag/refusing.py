"""Does the document answer this at all? The features of that decision.

There are two ways not to. A query on another subject matches nothing well. A near miss matches
the subject and lacks the point: another year, another country, another agency. So besides the
scores of the best candidate, and what the joint reader makes of it and of its units, it counts how
much of the query finds no match in it, and whether the query names a figure or a name that the
candidate does not. Each way has a gate of its own (``rag.calibration``): what tells one from an
answerable query says the opposite of the other.
"""

from __future__ import annotations

import re

import numpy as np

from index.analysis import Analyzer, fold
from rag.figures import Unit, parse_figures
from rag.periods import named_years
from rag.places import find_places
from rag.reader import UNLIKELY
from rag.retrieval import Retrieval
from rag.towns import find_towns

_NONE = 0.0
"""The log-odds that the joint reader learned to give "none of these"."""
_HOME = {"Nederland", "EU"}
_ASKS_TOWNS = re.compile(
    r"\b(?:welke?|which|what)\s+(?:\w+\s+)?(?:gemeenten?|steden|stad|plaatsen|municipalit(?:y|ies)|cit(?:y|ies)|towns?)\b"
)
_ASKS_COUNTRIES = re.compile(r"\b(?:welke?|which|what)\s+(?:\w+\s+)?(?:land(?:en)?|countr(?:y|ies))\b")
_EXACT, _LOW = 0.9, 0.45
"""A query token with a match above the one is said literally, below the other not at all."""


def answerable_features(
    retrieval: Retrieval,
    item_text: str,
    document_text: str,
    analyzer: Analyzer,
    best_reading: float,
    asked_kind_missing: bool,
) -> dict[str, float]:
    """The features for the best candidate of ``retrieval``.

    ``item_text`` is all text of that item, ``document_text`` the title of its document,
    ``best_reading`` the highest probability of any of its units; ``asked_kind_missing`` says
    that the query asks for a figure or a date and the likeliest unit gives none.
    """
    best = retrieval.candidates[0]
    weights = retrieval.words.weights
    item_matches = best.matches.max(axis=0)
    others = retrieval.candidates[1:]
    second = others[0].score if others else 0.0
    known = f"{item_text} {document_text}"
    asked_terms = set(analyzer.analyze(retrieval.query))
    item_terms = set(analyzer.analyze(known))
    uncovered = [t for t in asked_terms if t not in item_terms]
    exact = float(weights[item_matches > _EXACT].sum())
    low = float(weights[item_matches <= _LOW].sum())
    return {
        "relevance": best.judged.relevance,
        "relevance_lead": best.judged.relevance - max([_NONE, *(c.judged.relevance for c in others)]),
        "judged_unit": max(best.judged.units.values(), default=UNLIKELY),
        "score": best.score,
        "lead": best.score - second,
        "question_cosine": best.signals.question_cosine,
        "answer_cosine": best.signals.answer_cosine,
        "item_overlap": best.signals.item_overlap,
        "item_context": best.signals.item_context,
        "unit_context": best.signals.unit_context,
        "worst_in_context": _worst_match(best.in_context.max(axis=0), retrieval.tokens.weights),
        "unmatched": float(np.maximum(0.6 - item_matches, 0.0) @ weights),
        "worst_match": _worst_match(item_matches, weights),
        "exact": exact,
        "low": low,
        "exact_and_low": exact * low,
        "lexical": best.signals.lexical,
        "uncovered_share": len(uncovered) / len(asked_terms) if asked_terms else 1.0,
        "foreign_figure": float(_names_foreign_figure(retrieval.query, known)),
        "foreign_name": _foreign_names(retrieval.query, analyzer, item_terms),
        "unit_overlap": best.signals.unit_overlap,
        "reading": best_reading,
        "asked_kind_missing": float(asked_kind_missing),
        "asked_places_missing": float(_lacks_asked_places(retrieval.query, item_text)),
        "short": float(len(asked_terms) <= 2),
    }


def is_foreign(query: str, item_text: str, document_text: str) -> bool:
    """Whether ``query`` is about a year, a country or a town of which the best candidate says nothing.

    A text that is silent about 2023, Norway or Rotterdam answers nothing about it, however well the rest
    matches, so this refuses by itself. The Netherlands and the Union go without saying.
    """
    known = f"{item_text} {document_text}"
    years = named_years(query)
    if years and not years & named_years(known):
        return True
    if find_towns(query) - find_towns(known):
        return True
    return bool(set(find_places(query)) - set(find_places(known)) - _HOME)


def _lacks_asked_places(query: str, text: str) -> bool:
    """Whether ``query`` asks which towns or which countries and ``text`` names none."""
    folded = fold(query)
    if _ASKS_TOWNS.search(folded):
        return not find_towns(text)
    return _ASKS_COUNTRIES.search(folded) is not None and not set(find_places(text)) - _HOME


def _worst_match(matches: np.ndarray, weights: np.ndarray) -> float:
    """The lowest match among the query's weighty tokens (at least half the mean weight)."""
    if not len(matches):
        return 0.0
    weighty = matches[weights >= 0.5 * weights.mean()]
    return float(weighty.min()) if len(weighty) else 0.0


def _names_foreign_figure(query: str, text: str) -> bool:
    """Whether the query states an amount, percentage or large number that the text does not."""
    present = parse_figures(text)
    for figure in parse_figures(query):
        if (
            figure.unit is Unit.DATE
            or isinstance(figure.value, tuple)
            or figure.value < 20
            or 1900 <= figure.value <= 2100
        ):
            continue
        if not any(figure.same_as(other) for other in present):
            return True
    return False


def _foreign_names(query: str, analyzer: Analyzer, item_terms: set[str]) -> float:
    """How many capitalised words or abbreviations inside the query the item does not have (at most 3)."""
    foreign = 0
    for name in query.replace("?", " ").split()[1:]:
        name = name.strip(".,;:!()'\"“”‘’")
        terms = set(analyzer.analyze(name)) if len(name) > 1 and name[0].isupper() else set()
        foreign += bool(terms) and not terms & item_terms
    return float(min(foreign, 3))
