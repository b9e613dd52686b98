"""The same query as other people would put it, and the same document with other figures.

A reply should not hang on spelling, on accents, on the order of words or on what is said around the question;
and it should follow the document, not what a model has seen before. Every change is the same for
the same query, in every run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from eval.gold import Gold, GoldConversation, GoldItem
from index.analysis import STOPWORDS, fold
from index.records import Document
from rag.figures import Unit, parse_figures

_LONG = 6
"""A typing error in a shorter word often makes another word."""
_ASIDES = (
    "Ik las hier iets over in de krant.",
    "Dit is voor een stuk dat morgen af moet.",
    "Goedemorgen, ik hoop dat u mij kunt helpen.",
    "Mijn collega vroeg hiernaar.",
)
_YEARS = range(1900, 2101)

Perturbation = Callable[[str, random.Random], str]


def mistyped(query: str, chance: random.Random) -> str:
    """``query`` with one long word in which two letters changed places, or one is missing or there twice."""
    words = [match for match in re.finditer(r"[^\W\d_]+", query) if len(match.group()) >= _LONG]
    if not words:
        return query
    word = chance.choice(words)
    letters = list(word.group())
    place = chance.randrange(1, len(letters) - 2)  # people see it when the first or last letter is wrong
    match chance.choice(("exchange", "miss", "double")):
        case "exchange":
            letters[place : place + 2] = reversed(letters[place : place + 2])
        case "miss":
            del letters[place]
        case _:
            letters.insert(place, letters[place])
    return query[: word.start()] + "".join(letters) + query[word.end() :]


def without_accents(query: str, chance: random.Random) -> str:
    """``query`` in lower case without diacritics and without its question mark."""
    return fold(query).rstrip("?. ")


def reordered(query: str, chance: random.Random) -> str:
    """The content words of ``query`` in another order, as key words; itself if there are fewer than three."""
    kept = [word.strip("?.,;:!") for word in query.split()]
    kept = [word for word in kept if word and fold(word) not in STOPWORDS]
    if len(kept) < 3:
        return query
    turned = kept[len(kept) // 2 :] + kept[: len(kept) // 2]
    return " ".join(turned)


def distracted(query: str, chance: random.Random) -> str:
    """``query`` behind a sentence that has nothing to do with it."""
    return f"{chance.choice(_ASIDES)} {query}"


PERTURBATIONS: Mapping[str, Perturbation] = {
    "a typing error": mistyped,
    "no capitals or accents": without_accents,
    "key words, reordered": reordered,
    "an aside before it": distracted,
}


def perturbed(gold: Gold, change: Perturbation) -> Gold:
    """``gold`` with every query that stands alone changed; conversations are left out."""

    def of(item: GoldItem) -> GoldItem:
        return replace(item, query=change(item.query, random.Random(item.id)))

    return replace(gold, entries=tuple(of(e) for e in gold.entries if not isinstance(e, GoldConversation)))


def with_other_figures(document: Document) -> Document:
    """``document`` with every digit of its numbers, amounts and percentages one higher (9 becomes 1).

    Years, dates and question numbers stay, so that its questions are still what is asked; every offset does.
    """
    text = list(document.text)
    for item in document.items:
        for span in filter(None, (item.question, item.answer, *(table.span for table in item.tables))):
            for figure in parse_figures(span.of(document.text)):
                if figure.unit is Unit.DATE or (figure.unit is Unit.NUMBER and figure.value in _YEARS):
                    continue
                for place in range(span.start + figure.span.start, span.start + figure.span.end):
                    if document.text[place].isdigit():
                        text[place] = _higher(document.text[place])
    return replace(document, text="".join(text))


def _higher(digit: str) -> str:
    return "1" if digit == "9" else str(int(digit) + 1)
