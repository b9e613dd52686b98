"""Counting and listing the questions themselves: "welke vragen noemen Nidos", "hoeveel vragen zijn er".

Answered from the stored records, so that the count is complete, and with the criterion said: a question
is listed if all content words that were asked for stand in it or in its answer, inflected or as
part of a longer word. A country is found under each of its names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.analysis import Analyzer, fold, words
from index.records import Document, Part
from rag.corpus import Corpus
from rag.outcome import Outcome
from rag.places import find_places
from rag.reply import Hit, Route, Statement

MOST_QUOTED = 10
"""Of more questions than this the numbers are given, and no sentence of each."""

_QUESTIONS = r"(?P<noun>(?:kamer)?vra(?:ag|gen)|antwoord(?:en)?|questions?|answers?)"
_OF_ALL = r"(?:van\s+(?:de|deze)\s+|of\s+the\s+)?"
_WHICH = r"(?:hoeveel|welke?|how\s+many|which)"
_NAMED = r"(?:genoemd|vermeld|besproken|behandeld|aangehaald|voor|aan\s+(?:de\s+orde|bod)|mentioned|named|discussed)"
_ASKS_FOR = tuple(
    re.compile(rf"\b{pattern}\W*$", re.I)
    for pattern in (
        rf"{_WHICH}\s+{_OF_ALL}{_QUESTIONS}\s+(?:er\s+)?(?:allemaal\s+)?(?:gaan|gaat|gingen|ging|handelen|handelt)\s+"
        r"(?:er\s+)?(?:allemaal\s+)?over\s+(?P<what>.+?)",
        rf"{_WHICH}\s+{_OF_ALL}{_QUESTIONS}\s+(?:noem(?:en|t)|vermeld(?:en|t)|bevat(?:ten)?|spre(?:ken|ekt)\s+over|"
        r"verwij(?:zen|st)\s+naar|(?:hebben|heeft)\s+het\s+over|mentions?|names?|(?:is|are)\s+about|concerns?|"
        r"discuss(?:es)?|refers?\s+to)\s+(?P<what>.+?)",
        rf"{_WHICH}\s+{_OF_ALL}{_QUESTIONS}\s+(?:zijn|werden|worden)\s+(?:er\s+)?(?:gesteld\s+)?over\s+(?P<what>.+?)"
        r"(?:\s+gesteld)?",
        rf"(?:in|bij)\s+{_WHICH}\s+{_OF_ALL}{_QUESTIONS}\s+(?:wordt|worden|komt|komen|is|are)\s+(?P<what>.+?)\s+{_NAMED}",
        rf"(?:in|bij)\s+{_WHICH}\s+{_OF_ALL}{_QUESTIONS}\s+(?:staat|staan|gaat\s+het\s+(?:over|om))\s+(?P<what>.+?)",
    )
)
_TERM = re.compile(r"^(?:(?:het|de|een|the|an?)\s+)?(?:(?:woord|term|begrip|naam|word|name)\s+)?", re.I)
_ASKS_ALL = re.compile(
    r"^\W*(?:hoeveel|how\s+many)\s+(?P<noun>(?:kamer)?vragen|questions)(?:\s+(?:en|and)\s+(?:antwoorden|answers))?\s+"
    r"(?:zijn|zitten|staan|werden|worden|telt|bevat|heeft|are|were|does|has)\b(?P<rest>[^?]*)\W*$",
    re.I,
)
_OF_THE_LIST = frozenset(
    """er in het de dit deze document documenten lijst stuk kamerstuk totaal gesteld beantwoord bij elkaar
    alles samen there the this document list total in all asked answered contain have""".split()
)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which questions are wanted: those with ``words`` in them, or all; ``what`` is how it was asked."""

    what: str
    words: tuple[str, ...]
    answers_only: bool = False


def parse_list_request(query: str) -> ListRequest | None:
    """What ``query`` wants counted or listed, or None if it asks for something else.

    >>> parse_list_request("Welke vragen noemen Nidos?").what
    'Nidos'
    >>> parse_list_request("Hoeveel vragen zijn er in totaal?")
    ListRequest(what='', words=(), answers_only=False)
    >>> parse_list_request("Hoeveel locaties gaan over de grens?") is None
    True
    """
    whole = _ASKS_ALL.match(query)
    if whole is not None and all(word in _OF_THE_LIST for word in words(whole["rest"])):
        return ListRequest("", ())
    for pattern in _ASKS_FOR:
        asked = pattern.search(query)
        if asked is None:
            continue
        what = _TERM.sub("", asked["what"]).strip(" \"'“”‘’«»?.!")
        answers_only = fold(asked["noun"]).startswith(("antwoord", "answer"))
        if words(what):
            return ListRequest(what, tuple(words(what)), answers_only)
    return None


def list_questions(query: str, corpus: Corpus, selected: Collection[str] | None, analyzer: Analyzer) -> Outcome | None:
    """The questions of the selected documents that ``query`` wants counted or listed; None if it wants neither."""
    request = parse_list_request(query)
    if request is None:
        return None
    documents = [d for d in corpus.documents.values() if selected is None or d.id in selected]
    if not request.words:
        return _outcome([_count(document, corpus) for document in documents if document.items])
    search = _Search(request, analyzer)
    if not search.is_possible:
        return None
    heads, quotes = [], []
    for document in documents:
        found = search.matches(document, corpus)
        if found:
            heads.append(_head(request, document, found, corpus))
            quotes += [replace(quote, is_list_item=True) for quote in found.values()]
    if not heads:
        scope = "geen van de antwoorden" if request.answers_only else "geen van de vragen en antwoorden"
        return Outcome(Route.LISTING, message=f"“{request.what}” staat in {scope}.")
    return _outcome([*heads, *(quotes if len(quotes) <= MOST_QUOTED else ())])


class _Search:
    """Finds what a request names in the records."""

    def __init__(self, request: ListRequest, analyzer: Analyzer) -> None:
        self._answers_only = request.answers_only
        self._analyzer = analyzer
        self._places = frozenset(find_places(request.what))
        # The longest term of a word is the word itself; the others are the parts it may be composed of.
        terms = (analyzer.analyze(word)[:1] for word in request.words if not find_places(word))
        self._terms = frozenset(term for found in terms for term in found)

    @property
    def is_possible(self) -> bool:
        """Whether the request names anything but function words."""
        return bool(self._terms or self._places)

    def matches(self, document: Document, corpus: Corpus) -> dict[tuple[int, ...], Statement]:
        """By the numbers of each question that has all of it: the first sentence that has most of it."""
        composer, found = corpus.composer(document.id), {}
        for item in document.items:
            sentences = [
                sentence
                for sentence in composer.sentences(item, item.numbers[0])
                if not (self._answers_only and sentence.citations[0].part is Part.QUESTION)
            ]
            met = [self._met(sentence.text) for sentence in sentences]
            if frozenset[str]().union(*met) >= self._terms | self._places:
                found[item.numbers] = sentences[max(range(len(met)), key=lambda n: len(met[n]))]
        return found

    def _met(self, text: str) -> frozenset[str]:
        places = self._places.intersection(find_places(text)) if self._places else frozenset()
        return self._terms.intersection(self._analyzer.analyze(text)) | places


def _head(
    request: ListRequest, document: Document, found: Mapping[tuple[int, ...], Statement], corpus: Corpus
) -> Statement:
    """How many there are, and which: "“Nidos” staat in 3 van de 37 vragen of hun antwoord"."""
    numbers = [number for of_item in found for number in of_item]
    total = len(document.numbers)
    scope = f"{len(numbers)} van de {total} {'antwoorden' if request.answers_only else 'vragen of hun antwoord'}"
    citations = tuple(c for quote in found.values() for c in quote.citations)
    return Statement(
        f"“{request.what}” staat in {scope}", corpus.composer(document.id).mark(*numbers), citations, starts_block=True
    )


def _count(document: Document, corpus: Corpus) -> Statement:
    """How many questions a document has, with the first and the last of them."""
    numbers, composer = document.numbers, corpus.composer(document.id)
    ends = dict.fromkeys((numbers[0], numbers[-1]))
    quotes = [composer.sentences(item, n)[0] for n in ends if (item := document.item(n)) is not None]
    return Statement(
        f"{document.metadata.title}: {len(numbers)} vragen, genummerd {numbers[0]} tot en met {numbers[-1]}",
        composer.mark(*ends),
        tuple(c for quote in quotes for c in quote.citations),
        starts_block=True,
    )


def _outcome(statements: Sequence[Statement]) -> Outcome | None:
    refs = dict.fromkeys(c.ref for statement in statements for c in statement.citations)
    if not refs:
        return None
    return Outcome(Route.LISTING, tuple(statements), sources=tuple(Hit(ref, 1.0) for ref in refs))
